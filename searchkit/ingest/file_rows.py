"""Which articles does a file hold? One row each; of a file with many, in entries of their own.

A file of up to PIECE articles has its rows in its entry. Of a larger one that entry has their
number, and each entry rows/NUMBER/KEY, from rows/000000/KEY on, has PIECE of them, in their order,
the last one what is left: neither writing nor reading needs them all in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, overload

PIECE = 10_000


class Row(NamedTuple):
    """One article of a file: the id it has, the id it claimed, its content's hash."""

    id: str
    claim: str
    hash: str


class Pieces(Sequence[Row]):
    """The rows of a file in the record, read piece by piece with `entry` as they are asked for."""

    def __init__(self, entry: Callable[[str], Any], key: str, number: int) -> None:
        self._entry = entry
        self._key = key
        self._number = number

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Row]:
        for name in piece_names(self._key, self._number):
            # A repaired archive may have lost some.
            yield from rows_of(self._entry(name) or [])

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return tuple(self)[place]


class RowsWriter:
    """Takes the rows of a file one by one, and puts them into the record with `set_entry`."""

    def __init__(self, key: str, set_entry: Callable[[str, Any], None]) -> None:
        self._key = key
        self._set = set_entry
        self._piece: list[Row] = []
        self._written = 0

    def append(self, row: Row) -> None:
        if len(self._piece) == PIECE:
            self._write()
        self._piece.append(row)

    def __len__(self) -> int:
        return self._written + len(self._piece)

    def finish(self, entry: Callable[[str], Any], before: int) -> Sequence[Row]:
        """All rows, of which `entry` reads those that were written. The file had `before` rows:
        pieces of these that are none any more are removed."""
        if not self._written:
            rows: Sequence[Row] = tuple(self._piece)
        else:
            self._write()
            rows = Pieces(entry, self._key, self._written)
        kept = list(piece_names(self._key, self._written))
        for name in list(piece_names(self._key, before))[len(kept) :]:
            self._set(name, None)
        return rows

    def _write(self) -> None:
        self._set(_name(self._key, self._written // PIECE), rows_to_json(self._piece))
        self._written += len(self._piece)
        self._piece = []


def piece_names(key: str, number: int) -> Iterator[str]:
    """The names of the entries that hold so many rows of a file; none where its own entry does."""
    if number > PIECE:
        for place in range(-(-number // PIECE)):
            yield _name(key, place)


def rows_to_json(rows: Sequence[Row]) -> list[Any]:
    return [(id, None if claim == id else claim, hash) for id, claim, hash in rows]


def rows_of(data: list[Any]) -> Iterator[Row]:
    """The rows of a list in the record."""
    return (Row(id, claim or id, hash) for id, claim, hash in data)


def _name(key: str, place: int) -> str:
    return f"rows/{place:06}/{key}"
