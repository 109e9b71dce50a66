"""Rows of cells as lines, in columns that fit the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from searchkit.present.wrap import columns

_GAP = "  "
_NARROWEST = 8
"""Columns that a cell is never cut below."""


def table_lines(
    rows: Sequence[Sequence[str]],
    *paint: Callable[[str], str],
    width: int | None = None,
    right: Sequence[int] = (),
) -> Iterator[str]:
    """A line for each row of escaped texts, each column as wide as its widest cell.

    With a `width`, the widest columns give way until lines fit, and texts cut end in `…`. `paint`
    has a function for each of the first columns, `right` the numbers of those aligned right.
    """
    if not rows:
        return
    widths = [max(columns(row[number]) for row in rows) for number in range(len(rows[0]))]
    if width is not None:
        _fit(widths, width - len(_GAP) * (len(widths) - 1))
    for row in rows:
        cells = []
        for number, (text, room) in enumerate(zip(row, widths, strict=True)):
            shown = shorten(text, room)
            padding = " " * (room - columns(shown))
            painted = paint[number](shown) if number < len(paint) else shown
            cells.append(padding + painted if number in right else painted + padding)
        yield _GAP.join(cells).rstrip()


def shorten(text: str, room: int) -> str:
    """Escaped text in at most `room` columns, with `…` where it is cut."""
    if columns(text) <= room:
        return text
    used = 0
    for index, character in enumerate(text):
        used += columns(character)
        if used > room - 1:
            return text[:index].rstrip() + "…"
    return text


def _fit(widths: list[int], room: int) -> None:
    """Take columns from the widest cells until all have room."""
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
