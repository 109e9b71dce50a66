"""An article's first sentence, which is its title where it has no other."""

from __future__ import annotations

import re

from searchkit.ingest.dates import is_month

_LONGEST_TITLE = 200

_ABBREVIATIONS = frozenset(
    "mr mrs ms messrs dr drs prof st gen gens col sgt lt maj capt cpl adm gov govs sen sens rep "
    "reps rev hon pres sec jr sr no "
    "nos vs jan feb mar apr jun jul aug sep sept oct nov dec inc corp ltd co approx est dept univ "
    "hr fr nr bzw ca usw evtl vgl abs str mio mrd tel sog zzt m mm mme mlle sra srta dña ud "
    "art fig vol op cit al e.g i.e u.a z.b d.h".split()
)
_END = re.compile(r"(?<=\S)([.!?…。！？]+)([\"'”’»«)\]]*)(?=\s+\S|$|(?<=[。！？]))")
_NEXT = re.compile(r"\s*[\"'“‘«»„(\[]*(.?)")
_WORD = 100
"""Code points before a full stop that are looked at: a line may be as long as a file."""


def first_sentence(text: str) -> str:
    """The first sentence of the first line, or the whole line where no end can be told."""
    line = text.lstrip().split("\n", 1)[0].strip()
    for match in _END.finditer(line):
        if _ends_sentence(line, match):
            return line[: match.end()].strip()
    return line


def title_from(text: str) -> str:
    """The first sentence, cut at a word and marked with "…" if it is too long for a title."""
    sentence = first_sentence(text)
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    cut = sentence[: _LONGEST_TITLE - 1]
    space = cut.rfind(" ")
    # Languages without spaces are cut anywhere.
    return (cut[:space] if space > _LONGEST_TITLE // 2 else cut).rstrip(" ,;:–—-") + "…"


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    following = _NEXT.match(line, match.end())
    if following and following[1].islower():
        return False
    if match[1] != "." or match[2]:
        return True
    before = line[max(0, match.start() - _WORD) : match.start()]
    word = re.split(r"[\s(\"“‘«„]", before)[-1]
    if word.lower() in _ABBREVIATIONS or re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", word):
        return False
    if not word.isdigit() or len(word) > 2:
        return True
    # "am 3. Januar" goes on, "on May 3." may end.
    words = before.removesuffix(word).split()
    return bool(words) and is_month(words[-1])
