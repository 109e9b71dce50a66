"""What the parser has to say about a query that it could not take word for word."""

from __future__ import annotations

from searchkit.query.limits import MAX_NOTICES
from searchkit.values import Value


class Notice(Value):
    """One remark. `column` counts code points of the query from 1."""

    message: str
    column: int

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"


def summarise(notices: list[Notice]) -> tuple[Notice, ...]:
    """In the order of their columns; beyond MAX_NOTICES only counted."""
    ordered = sorted(set(notices), key=lambda notice: (notice.column, notice.message))
    hidden = ordered[MAX_NOTICES:]
    if hidden:
        rest = Notice(f"and {len(hidden)} more like these", hidden[0].column)
        return (*ordered[:MAX_NOTICES], rest)
    return tuple(ordered)
