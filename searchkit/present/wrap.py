"""Text with marked matches, broken into lines that fit a width in terminal columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Span
from searchkit.present.escape import escape_line

Piece = tuple[str, bool]
"""Text, and whether it is a match."""

_WIDE = (
    "\u1100-\u115e\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60"
)
# Scripts without spaces may break after any character; a mark stays with what it marks.
_ATOM = lazy_pattern(f" +|[{_WIDE}\U0001f300-\U0001faff\U00020000-\U0003fffd]|[^ {_WIDE}]+")


class _Atom:
    """What no line break may divide, with the columns it takes."""

    __slots__ = ("pieces", "space", "width")

    def __init__(self, pieces: list[Piece], width: int, space: Piece | None) -> None:
        self.pieces, self.width, self.space = pieces, width, space


def cut(text: str, spans: Iterable[Span]) -> list[Piece]:
    """`text`, one line of it, in escaped pieces: those within `spans` are matches.

    Each piece is escaped by itself, so that a mark never lands inside an escape. Spans may
    overlap or reach beyond the text.
    """
    pieces: list[Piece] = []
    position = 0
    for start, end in sorted(spans):
        start, end = max(start, position), min(end, len(text))
        if start < end:
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
    pieces.append((text[position:], False))
    return [(escape_line(part), match) for part, match in pieces if part]


def columns(text: str) -> int:
    """Terminal columns that escaped `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrap(pieces: Sequence[Piece], width: int, *, mark: int = 0) -> Iterator[list[Piece]]:
    """Lines of at most `width` columns; `mark` columns are kept for marking each match.

    Breaks at spaces and between wide characters; divides only a word longer than a whole line.
    """
    line: list[Piece] = []
    used = 0
    for atom in _atoms(pieces, max(width, 1), mark):
        if line and used + (atom.space is not None) + atom.width > width:
            yield line
            line, used = [], 0
        if atom.space and line:
            _append(line, atom.space)
            used += 1
        for piece in atom.pieces:
            _append(line, piece)
        used += atom.width
    if line:
        yield line


def _atoms(pieces: Sequence[Piece], width: int, mark: int) -> Iterator[_Atom]:
    word: list[Piece] = []
    space: Piece | None = None
    for text, match in pieces:
        for part in _ATOM.findall(text):
            blank = part[0] == " "
            if word and (blank or columns(part[:1]) == 2):
                yield from _divide(word, space, width, mark)
                word, space = [], None
            if blank:
                space = (" ", match)
            else:
                word.append((part, match))
    if word:
        yield from _divide(word, space, width, mark)


def _divide(word: list[Piece], space: Piece | None, width: int, mark: int) -> Iterator[_Atom]:
    """One atom, or several when the word alone is wider than a line."""
    total = sum(columns(text) + mark * match for text, match in word)
    if total <= width:
        yield _Atom(word, total, space)
        return
    for text, match in word:
        for part in _slices(text, max(width - mark * match, 1)):
            yield _Atom([(part, match)], columns(part) + mark * match, space)
            space = None


def _slices(text: str, width: int) -> Iterator[str]:
    start = used = 0
    for index, character in enumerate(text):
        size = _columns(character)
        if used + size > width and index > start:
            yield text[start:index]
            start, used = index, 0
        used += size
    yield text[start:]


def _append(line: list[Piece], piece: Piece) -> None:
    """Add to a line, joining with the piece before it when both are matches, or neither is."""
    if line and line[-1][1] == piece[1]:
        line[-1] = (line[-1][0] + piece[0], piece[1])
    else:
        line.append(piece)


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
