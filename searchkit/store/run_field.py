"""One field of a batch of articles, inverted, that waits in a file for the other batches.

A *run* has what a segment's field has, in plain arrays instead of packed ones: they are read once,
soon after they were written, and nothing of them lasts.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from searchkit.store import durable
from searchkit.store.column_reader import running_sum
from searchkit.store.decoded_lists import Array, DecodedLists, Ints, indexes, starts_of
from searchkit.store.inversion import Inversion
from searchkit.store.part_field import Live
from searchkit.store.words import Words

_LONG = 32
"""Ranges of so many numbers on average are copied one by one; shorter ones, number by number."""
_OF_POSTINGS = ("docs", "counts", "titles")
_OF_OCCURRENCES = ("gaps", "spans", "codes")


class Spooled(NamedTuple):
    """Where an array is in a spool."""

    start: int
    length: int
    dtype: np.dtype[Any]


class Spool:
    """Arrays that are all written before the first is read, in a file without a name."""

    def __init__(self) -> None:
        with durable.writing(Path(tempfile.gettempdir())):
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `close` closes it
        self._size = 0
        self._map: mmap.mmap | None = None

    def append(self, parts: Sequence[Array]) -> Spooled:
        """Write arrays as one, in the smallest unsigned type that holds them."""
        most = max((int(part.max(initial=0)) for part in parts), default=0)
        dtype = np.min_scalar_type(most)
        start = self._size
        for part in parts:
            self._write(part.astype(dtype).data.cast("B"))
        spooled = Spooled(start, sum(map(len, parts)), dtype)
        # The next array begins where numbers of any size may.
        self._write(memoryview(bytes(-self._size % 8)))
        return spooled

    def read(self, spooled: Spooled) -> Array:
        if not spooled.length:
            return np.zeros(0, spooled.dtype)
        if self._map is None:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(self._map, spooled.dtype, spooled.length, spooled.start)

    def let_go(self) -> None:
        """Take what was read out of this process's memory; the system may have it still."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        self._file.close()

    def _write(self, data: memoryview) -> None:
        self._size += len(data)
        with durable.writing(Path(tempfile.gettempdir())):
            while data:
                data = data[os.write(self._file.fileno(), data) :]


class RunField:
    """A field of one batch. Lists are numbered as they were inverted, entries by list and code.

    The inversion's terms and forms are ids in the vocabularies `stems` and `forms`.
    """

    def __init__(
        self, inverted: Inversion, spool: Spool, forms: Sequence[str], stems: Sequence[str]
    ) -> None:
        self._lexicon, self.spool = inverted.lexicon, spool
        self._forms, self._stems = forms, stems
        lists = list(inverted.lists())
        columns = {
            name: [getattr(decoded, name) for decoded in lists]
            for name in _OF_POSTINGS + _OF_OCCURRENCES
        }
        self._columns = {name: spool.append(parts) for name, parts in columns.items()}
        self.entry_lists = self._lexicon.entry_lists
        self.first_entries = self._lexicon.first_entries()[:-1]
        self.live = Live(inverted.df, inverted.cf, self._lexicon.entry_cf)
        self._first_postings = running_sum(inverted.df)[:-1]
        self._first_occurrences = running_sum(inverted.cf)[:-1]

    def terms(self) -> tuple[Words, Ints]:
        """(all terms, the list of each)"""
        ids = np.asarray(self._lexicon.terms, np.int64)
        return Words(self._stems, ids), self._lexicon.term_lists

    def forms(self) -> tuple[Words, Ints]:
        """(the forms of all entries, the entry of each)"""
        ids = np.asarray(self._lexicon.forms, np.int64)[self._lexicon.entry_forms]
        return Words(self._forms, ids), np.arange(len(ids))

    def column(self, name: str) -> Array:
        return self.spool.read(self._columns[name])

    def ranges(self, name: str, lists: Ints) -> tuple[Ints, Ints]:
        """Where these lists are in a column: (starts, lengths)."""
        if name in _OF_POSTINGS:
            return self._first_postings[lists], self.live.df[lists]
        return self._first_occurrences[lists], self.live.cf[lists]


def decode_runs(fields: Sequence[RunField], parts: Ints, numbers: Ints) -> DecodedLists:
    """Lists of several runs, in any order: of the run `parts[i]` its list `numbers[i]`.

    Docnums are those of the runs.
    """
    owned = [np.flatnonzero(parts == part) for part in range(len(fields))]
    columns = {
        name: _gathered(name, fields, owned, numbers) for name in _OF_POSTINGS + _OF_OCCURRENCES
    }
    df, cf = (np.empty(len(parts), np.int64) for _ in range(2))
    for field, own in zip(fields, owned, strict=True):
        df[own], cf[own] = field.live.df[numbers[own]], field.live.cf[numbers[own]]
    if fields:
        fields[0].spool.let_go()
    for name in ("counts", "titles"):
        columns[name] = columns[name].astype(np.uint32)  # sums of them are taken
    return DecodedLists(df, cf, **columns)


def _gathered(name: str, fields: Sequence[RunField], owned: Sequence[Ints], numbers: Ints) -> Array:
    """One column of lists, of which those at `owned[i]` are of the run i."""
    starts, lengths = (np.empty(len(numbers), np.int64) for _ in range(2))
    for field, own in zip(fields, owned, strict=True):
        starts[own], lengths[own] = field.ranges(name, numbers[own])
    columns = [field.column(name) for field in fields]
    places = starts_of(lengths)
    size = int(lengths.sum())
    gathered = np.empty(size, np.result_type(*columns))
    if size >= _LONG * len(numbers):
        for column, own in zip(columns, owned, strict=True):
            for place, start, length in _rows(places[own], starts[own], lengths[own]):
                gathered[place : place + length] = column[start : start + length]
    else:
        for column, own in zip(columns, owned, strict=True):
            rows = indexes(starts[own], lengths[own])
            gathered[indexes(places[own], lengths[own])] = column[rows]
    return gathered


def _rows(*columns: Ints) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
