"""What a file held before, beside what it holds now, record by record, in little memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from searchkit.ingest.file_rows import Row
from searchkit.model import Rejected

MOST_REFUSED = 10_000
"""Rejected records of one file that are told one by one."""


class RowsBefore:
    """The rows that a file had, taken by the ids they claim: the first of equal claims first.

    While records come in the order they came in before, the rows are read as they are needed; only
    behind the first that does not are they held in memory.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self._held: dict[str, deque[Row]] | None = None

    def take(self, claim: str) -> Row | None:
        """The next row of that claim, or None."""
        if self._held is None:
            row = self._next
            if row is None:
                return None
            if row.claim == claim:
                self._next = next(self._rows, None)
                return row
            self._held = self._hold()
        rows = self._held.get(claim)
        return rows.popleft() if rows else None

    def rest(self) -> Iterator[Row]:
        """The rows that were not taken."""
        if self._held is None:
            self._held = self._hold()
        for rows in self._held.values():
            yield from rows

    def _hold(self) -> dict[str, deque[Row]]:
        held: dict[str, deque[Row]] = {}
        while self._next is not None:
            held.setdefault(self._next.claim, deque()).append(self._next)
            self._next = next(self._rows, None)
        return held


class Refused:
    """The rejected records of one file; of very many, the first, and how many there were more."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._first: list[Rejected] = []
        self.number = 0

    def add(self, rejected: Rejected) -> None:
        self.number += 1
        if len(self._first) < MOST_REFUSED:
            self._first.append(rejected)

    def shown(self) -> list[Rejected]:
        more = self.number - len(self._first)
        if not more:
            return self._first
        return [*self._first, Rejected(self._key, f"{more:,} more records were rejected")]
