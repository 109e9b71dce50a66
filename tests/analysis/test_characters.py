"""The classes of characters against Unicode's own tables."""

from __future__ import annotations

import re
import sys
import unicodedata

from searchkit.analysis.characters import MARKS, UNSPACED

FIRST_PLANE = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]


def test_every_mark_of_the_first_plane_is_listed():
    listed = re.compile(f"[{MARKS}]")
    marks = [c for c in FIRST_PLANE if unicodedata.category(c)[0] == "M"]
    assert [f"{ord(c):04x}" for c in marks if not listed.match(c)] == []


def test_nothing_is_listed_that_a_word_may_not_hold():
    listed = re.compile(f"[{MARKS}]")
    others = [c for c in FIRST_PLANE if listed.match(c) and unicodedata.category(c)[0] not in "LMN"]
    assert [f"{ord(c):04x}" for c in others if unicodedata.category(c) != "Cn"] == []


def test_unspaced_letters_are_those_of_chinese_japanese_and_thai():
    listed = re.compile(f"[{UNSPACED}]")
    scripts = (
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "HALFWIDTH KATAKANA",
        "THAI",
        "IDEOGRAPHIC",
        "HANGZHOU",
    )
    others = ("KATAKANA-HIRAGANA", "COMBINING KATAKANA", "VERTICAL")
    for character in map(chr, range(sys.maxunicode + 1)):
        if listed.match(character) and unicodedata.category(character) != "Cn":
            assert unicodedata.name(character).startswith(scripts + others), character
    for character in "東京都々〆ひらがなカタカナーภาษาไทยｶﾅ𠮷":
        assert listed.match(character)
    for character in "aяא・、。한1 　":
        assert not listed.match(character)
