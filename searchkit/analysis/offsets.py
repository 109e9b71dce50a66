"""Where do the words of a text end, when it is known where each position begins?

An index keeps the beginnings only. An end is read from the text around its beginning, so it costs
as much as the word is long, however long the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from searchkit.analysis.characters import MARKS, UNSPACED
from searchkit.analysis.folding import IGNORABLE
from searchkit.analysis.patterns import Occurrence
from searchkit.lazy_regex import lazy_pattern

Starts = Sequence[int]
"""Of each position, the code point where it begins. Of an array, its memoryview serves best."""

_LETTERS = rf"\w{MARKS}{IGNORABLE}"
_JOINTS = r"\-\u2010\u2011&'\u2019\u02bc"
_INNER = rf"{_LETTERS}.,+#@{_JOINTS}"
"""Only between two of these may a word go on; what lies between others is analysed alone alike."""
_STRETCH = lazy_pattern(rf"[{_INNER}]*")
_APOSTROPHES = "'\u2019\u02bc"


def _run(letters: str, inner: str, apostrophes: str) -> str:
    """A run of letters and digits that goes on no further; perhaps a possessive follows.

    `inner` are the letters that any word may go on with.
    """
    over = rf"(?![{inner}+#{apostrophes}]|[.,]\w)"
    possessive = rf"(?=[{apostrophes}][sS]{over})"
    # U+02BC is a letter: it alone can end a word.
    return rf"[{letters}]+(?:{over}|{possessive}|(?=['\u2019](?![{inner}])))"


_PLAIN = lazy_pattern(_run("A-Za-z0-9", _LETTERS, _APOSTROPHES))
_ASCII = lazy_pattern(_run("A-Za-z0-9", r"\w", "'"), re.ASCII)
"""The same, for texts of nothing but ASCII; compiled ten times as fast."""
_LETTERED = lazy_pattern(_run(rf"^\W_\u02bc{UNSPACED}", _LETTERS, _APOSTROPHES))
"""The words of any script with spaces. `_PLAIN` is quicker where it serves."""
_UNSPACED = lazy_pattern(rf"[{UNSPACED}]")
_MARK = lazy_pattern(rf"[{MARKS}]")
_FIRST_UNSPACED = "\u0e00"
_NEAR = 100
"""Code points to look back for a space before each character is looked at."""


class Offsets:
    """The positions of a text as code points: what `analyze(text)` says of them, word by word."""

    def __init__(self, text: str, starts: Starts) -> None:
        self._text, self._starts = text, starts
        self._plain = _ASCII if text.isascii() else _PLAIN
        self._ends: dict[int, int] = {}

    def spans(self, places: Iterable[Occurrence]) -> list[tuple[int, int]]:
        """The code points of places in positions `[first, last)`.

        `last` may lie beyond the text's end.
        """
        return [(start, end) for start, end, _ in self.numbered(places, 0)]

    def numbered(self, places: Iterable[Occurrence], number: int) -> list[tuple[int, int, int]]:
        """The same, each with a number behind."""
        starts, text, final = self._starts, self._text, len(self._starts) - 1
        match = self._plain.match
        found = []
        for first, last in places:
            position = last - 1 if last <= final else final
            start = starts[position]
            plain = match(text, start)
            end = plain.end() if plain else self._end(position)
            found.append((start if position == first else starts[first], end, number))
        return found

    def is_inside(self, place: int) -> bool:
        """Whether a position's word begins before this code point and goes on behind it."""
        position = bisect_left(self._starts, place) - 1
        return position >= 0 and self._end(position) > place

    def _end(self, position: int) -> int:
        start = self._starts[position]
        text = self._text
        plain = self._plain.match(text, start)
        if plain or (not text.isascii() and (plain := _LETTERED.match(text, start))):
            return plain.end()
        if self._is_unspaced(position, start):
            return start + 1
        if start not in self._ends:
            self._read_around(start)
        return self._ends[start]

    def _is_unspaced(self, position: int, start: int) -> bool:
        """Whether the position is a character in a run of Chinese, Japanese or Thai.

        A mark is in one if the character before it is.
        """
        text = self._text
        if text[start] < _FIRST_UNSPACED or not _UNSPACED.match(text, start):
            return False
        return not _MARK.match(text, start) or (
            position > 0
            and self._starts[position - 1] == start - 1
            and bool(_UNSPACED.match(text, start - 1))
        )

    def _read_around(self, start: int) -> None:
        """Remember the ends of all words that may hang together with the one that begins here."""
        from searchkit.analysis.analyzer import analyze

        begin = self._stretch_start(start)
        stretch = _STRETCH.match(self._text, start)
        assert stretch is not None
        tokens = analyze(self._text[begin : stretch.end()])
        for first, last in zip(tokens.starts, tokens.ends, strict=True):
            self._ends[begin + first] = begin + last

    def _stretch_start(self, start: int) -> int:
        near = max(0, start - _NEAR)
        space = self._text.rfind(" ", near, start)
        if space >= 0:
            return space + 1
        while start and _STRETCH.fullmatch(self._text, start - 1, start):
            start -= 1
        return start
