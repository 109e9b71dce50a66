"""Does a surface form match a prefix, a wildcard or a misspelling?"""

from __future__ import annotations

from collections.abc import Callable

from searchkit.analysis.folding import fold
from searchkit.analysis.patterns import Expansion
from searchkit.lazy_regex import lazy_pattern

_SPELLING = str.maketrans({"-": None, "\u2010": None, "\u2011": None, "\u2019": "'", "\u02bc": "'"})
_COMMA = lazy_pattern(r"(?<=\d),")
_POSSESSIVE = lazy_pattern(r"(?<=\w)'s(\*?)$")
_ESCAPED = lazy_pattern(r"\\[*?\\]")


def expansion(kind: str, text: str, distance: int = 0) -> Expansion:
    """The expansion that query text asks for, spelled as forms are: `e-m*` looks for `em*`.

    As in text, the comma of `10,000` and the end of `Biden's` are no part of a form.
    """
    if kind == "wildcard":
        text = _ESCAPED.sub("", text)  # no form holds a star, a question mark or a backslash
    form = _POSSESSIVE.sub(r"\1", _COMMA.sub("", fold(text.translate(_SPELLING))))
    return Expansion(kind, form, distance)


def matcher(pattern: Expansion) -> Callable[[str], int | None]:
    """A function from a form to its distance from what was asked (0 unless fuzzy), or None."""
    if pattern.kind == "prefix":
        return lambda form: 0 if form.startswith(pattern.text) else None
    if pattern.kind == "wildcard":
        return _wildcard(pattern.text)
    return _fuzzy(pattern.text, pattern.distance)


def _fuzzy(text: str, distance: int) -> Callable[[str], int | None]:
    from rapidfuzz.distance import DamerauLevenshtein

    measure = DamerauLevenshtein.distance
    shortest, longest = len(text) - distance, len(text) + distance

    def within(form: str) -> int | None:
        if not shortest <= len(form) <= longest:
            return None
        edits = measure(text, form, score_cutoff=distance)
        return edits if edits <= distance else None

    return within


def _wildcard(pattern: str) -> Callable[[str], int | None]:
    """Greedy matching of the stretches between stars: linear, where a regular expression is not."""
    first, *rest = pattern.split("*")
    if not rest:
        return lambda form: 0 if len(form) == len(first) and _at(form, first, 0) else None
    *middle, last = rest

    def matches(form: str) -> int | None:
        end = len(form) - len(last)
        if end < len(first) or not _at(form, first, 0) or not _at(form, last, end):
            return None
        place = len(first)
        for stretch in middle:
            while place + len(stretch) <= end and not _at(form, stretch, place):
                place += 1
            if place + len(stretch) > end:
                return None
            place += len(stretch)
        return 0

    return matches


def _at(form: str, stretch: str, place: int) -> bool:
    if "?" not in stretch:
        return form.startswith(stretch, place)
    return all(wanted in ("?", form[place + i]) for i, wanted in enumerate(stretch))
