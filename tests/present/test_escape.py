"""Hostile text: nothing that a terminal would act on is left, and ordinary text stays."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.present.escape import escape_json, escape_line, escape_text

ANYTHING = st.text(st.characters(codec=None, exclude_categories=[]), max_size=60)
ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\u200b\ufeff]"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("nul\x00 del\x7f", "nul\\x00 del\\x7f"),
        ("a\r\nb\tc\u2028d\u2029e\x85f\x0bg", "a b c d e f g"),
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("half\ud800", "half\\ud800"),
        ("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"),
        ("left\u200eright\u200f\u061c", "leftright"),
        ("unseen\U000e0041\U000e0042", "unseen"),
        ("pass\u200dword \u200c", "password "),
        ("backslash \\x1b stays", "backslash \\x1b stays"),
    ],
)
def test_hostile_text_is_shown_or_dropped(text, shown):
    assert escape_line(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Zürich’s “naïve” café – 東京 Київ",
        "e\u0301 combining",
        "👩\u200d👩\u200d👧 family, ❤\ufe0f",
        "نامه\u200cها",
        "क्\u200dष",
        "ไทยที่",
    ],
)
def test_ordinary_text_stays(text):
    assert escape_line(text) == text


def test_runs_of_combining_marks_are_cut_short():
    assert escape_line("Z" + "\u0301" * 500 + "algo") == "Z" + "\u0301" * 6 + "algo"


def test_text_keeps_its_lines_whatever_ended_them():
    assert escape_text("a\r\nb\rc\n\nd\u2028e\x1b") == "a\nb\nc\n\nd\ne\\x1b"
    assert escape_text("a\tb") == "a    b"


@given(ANYTHING)
def test_nothing_active_survives_on_a_line(text):
    shown = escape_line(text)
    assert not ACTIVE.search(shown)
    shown.encode("utf-8")
    assert escape_line(shown) == shown or any(map(unicodedata.combining, text))


@given(ANYTHING)
def test_nothing_but_line_ends_survives_in_text(text):
    assert not ACTIVE.search(escape_text(text).replace("\n", ""))


@given(ANYTHING)
def test_escaped_json_reads_back_as_the_same(text):
    escaped = escape_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(escaped) == [text]
    assert not ACTIVE.search(escaped)
