"""One field of a segment as merging reads it: many of its lists at once, its terms and forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import running_sum
from searchkit.store.container import Container
from searchkit.store.decoded_lists import (
    Array,
    DecodedLists,
    Ints,
    batches,
    indexes,
    running_sums,
    starts_of,
)
from searchkit.store.field_writer import TITLE_EXTRA
from searchkit.store.lexicon import Lexicon, count_lists
from searchkit.store.packed_array import PackedArray, read_packed
from searchkit.store.packing import BLOCK
from searchkit.store.strings import SortedStrings

AT_ONCE = 1 << 18
"""Occurrences decoded in one step; a longer list is a step of its own."""


class Part(Protocol):
    """A segment to be merged: its file, and which of its articles are deleted (None: none)."""

    @property
    def container(self) -> Container: ...
    @property
    def documents(self) -> int: ...
    @property
    def deleted(self) -> npt.NDArray[np.bool_] | None: ...


@dataclass(frozen=True, slots=True)
class Live:
    """What deletions leave: df and cf by list, cf by entry."""

    df: Ints
    cf: Ints
    entry_cf: Ints


class PartField:
    """Lists are numbered as in the segment, entries by list, then by code."""

    def __init__(self, part: Part, field: str) -> None:
        self._part, container = part, part.container
        lists = count_lists(container, field)
        self.df = read_packed(container, f"{field}.df", lists).astype(np.int64)
        self.cf = read_packed(container, f"{field}.cf", lists).astype(np.int64)
        postings, occurrences = running_sum(self.df), running_sum(self.cf)
        self.postings, self.occurrences = postings[:-1], occurrences[:-1]
        sizes = dict.fromkeys(("docs", "freqs", "titles"), postings.item(-1))
        sizes |= dict.fromkeys(("positions", "spans", "codes"), occurrences.item(-1))
        self.packed = {
            name: PackedArray(container, f"{field}.{name}", size)
            for name, size in sizes.items()
            if field == "text" or name != "titles"
        }
        for array in self.packed.values():
            array.check()
        self._lexicon = Lexicon(container, field, lists)
        self._order = np.lexsort((self._lexicon.entry_codes, self._lexicon.entry_lists))
        self.entry_lists = self._lexicon.entry_lists[self._order].astype(np.int64)
        self.first_entries = np.searchsorted(self.entry_lists, np.arange(lists))

    def terms(self) -> tuple[SortedStrings, Ints]:
        """(all terms sorted, the list of each)"""
        return self._lexicon.terms, self._lexicon.term_lists.astype(np.int64)

    def forms(self) -> tuple[SortedStrings, Ints]:
        """(the forms of all entries, sorted, the entry of each)"""
        entries = np.empty(len(self._order), np.int64)
        entries[self._order] = np.arange(len(self._order))
        return self._lexicon.forms, entries

    @cached_property
    def live(self) -> Live:
        """What counts of it."""
        if self._part.deleted is None:
            entry_cf = self._lexicon.entry_cf[self._order].astype(np.int64)
            return Live(self.df, self.cf, entry_cf)
        kept = ~self._part.deleted
        live = Live(*(np.zeros_like(counts) for counts in (self.df, self.cf, self.entry_lists)))
        for first, stop in batches(self.cf, AT_ONCE):
            numbers = np.arange(first, stop)
            lists = decode([self], np.zeros_like(numbers), numbers)
            lists = without(lists, kept[lists.docs])
            live.df[first:stop], live.cf[first:stop] = lists.df, lists.cf
            entries = np.repeat(self.first_entries[first:stop], lists.cf) + lists.codes
            live.entry_cf[:] += np.bincount(entries, minlength=len(live.entry_cf))
        return live


def decode(fields: Sequence[PartField], parts: Ints, numbers: Ints) -> DecodedLists:
    """Lists of several segments, in any order: of the segment `parts[i]` its list `numbers[i]`.

    Docnums are those of the segments.
    """
    df, cf = (np.empty(len(parts), np.int64) for _ in range(2))
    first_postings, first_occurrences = (np.empty(len(parts), np.int64) for _ in range(2))
    for part, field in enumerate(fields):
        own = np.flatnonzero(parts == part)
        lists = numbers[own]
        df[own], cf[own] = field.df[lists], field.cf[lists]
        first_postings[own] = field.postings[lists]
        first_occurrences[own] = field.occurrences[lists]
    per_posting = _Ranges(fields, parts, first_postings, df)
    docs = running_sums(per_posting.read("docs").astype(np.int64) + 1, starts_of(df)) - 1
    titles = per_posting.read("titles").astype(np.uint32)
    counts = per_posting.read("freqs") + np.uint32(1) - titles * np.uint32(TITLE_EXTRA)
    per_occurrence = _Ranges(fields, parts, first_occurrences, cf)
    gaps, spans, codes = map(per_occurrence.read, ("positions", "spans", "codes"))
    return DecodedLists(df, cf, docs, counts, titles, gaps, spans, codes)


def without(lists: DecodedLists, kept: npt.NDArray[np.bool_]) -> DecodedLists:
    """The lists with only the postings to be kept; some may be left empty."""
    if kept.all():
        return lists
    starts = lists.list_starts()
    postings = np.flatnonzero(kept)
    occurrences = np.repeat(kept, lists.counts)
    return DecodedLists(
        np.add.reduceat(kept, starts, dtype=np.int64),
        np.add.reduceat(lists.counts * kept, starts, dtype=np.int64),
        *(column[postings] for column in (lists.docs, lists.counts, lists.titles)),
        *(column[occurrences] for column in (lists.gaps, lists.spans, lists.codes)),
    )


class _Ranges:
    """Ranges of several segments' packed arrays, one after the other."""

    def __init__(
        self, fields: Sequence[PartField], parts: Ints, starts: Ints, lengths: Ints
    ) -> None:
        self._fields = fields
        self._blocks: list[Ints] = []
        places = np.empty(len(parts), np.int64)
        before = 0
        for part in range(len(fields)):
            own = np.flatnonzero(parts == part)
            first, last = starts[own] // BLOCK, (starts[own] + lengths[own] - 1) // BLOCK
            blocks = np.unique(indexes(first, last - first + 1))
            places[own] = (np.searchsorted(blocks, first) + before) * BLOCK + starts[own] % BLOCK
            self._blocks.append(blocks)
            before += len(blocks)
        self._rows = indexes(places, lengths)

    def read(self, name: str) -> Array:
        """The numbers packed under a name, u1 or u4; zeros where nothing is."""
        if name not in self._fields[0].packed:
            return np.zeros(len(self._rows), np.uint8)
        decoded = [
            field.packed[name].blocks(blocks, narrow=True).reshape(-1)
            for field, blocks in zip(self._fields, self._blocks, strict=True)
        ]
        return np.concatenate(decoded)[self._rows]
