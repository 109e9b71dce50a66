"""Are the postings of a field possible? All its lists are decoded, some of them at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from searchkit.store.column_reader import Ints
from searchkit.store.decoded_lists import DecodedLists, batches, running_sums
from searchkit.store.part_field import Part, PartField, decode

_AT_ONCE = 1 << 18
"""Occurrences looked at in one step; a longer list is a step of its own."""


class PostingAudit:
    """Looks at the lists of one field; `titles` and `lengths` are the positions of each article.

    `problem` is (section, what is wrong with it) once something was found, which ends the audit;
    without it, `cf` and `df` are how often each entry was met, by list and code.
    """

    def __init__(self, part: Part, field: str, titles: Ints, lengths: Ints) -> None:
        self._field, self._titles, self._lengths = PartField(part, field), titles, lengths
        entries = len(self._field.entry_lists)
        self.cf, self.df = np.zeros(entries, np.int64), np.zeros(entries, np.int64)
        self.problem = next(self._problems(), None)

    def _problems(self) -> Iterator[tuple[str, str]]:
        field = self._field
        if (field.df < 1).any() or (field.cf < field.df).any():
            yield "df", "a list has no articles, or more articles than occurrences"
            return
        forms = np.bincount(field.entry_lists, minlength=len(field.df))
        for first, stop in batches(field.cf, _AT_ONCE):
            numbers = np.arange(first, stop)
            lists = decode([field], np.zeros_like(numbers), numbers)
            for section, problem in self._batch_problems(lists, forms[numbers]):
                yield section, f"{problem}, in one of the lists {first} to {stop - 1}"
            entries = field.first_entries[numbers]
            self._count(lists, entries)

    def _batch_problems(self, lists: DecodedLists, forms: Ints) -> Iterator[tuple[str, str]]:
        """In an order in which each can be looked at because the one before was not found."""
        if (lists.docs >= len(self._lengths)).any():
            yield "docs", "an article is not there"
        counts = lists.counts.astype(np.int64)
        sums = np.add.reduceat(counts, lists.list_starts())
        if (counts < 1).any() or (lists.titles > counts).any() or (sums != lists.cf).any():
            yield "freqs", "occurrences do not add up"
        rows = np.repeat(np.arange(len(counts)), counts)
        starts = lists.posting_starts()
        positions = running_sums(lists.gaps.astype(np.int64), starts)
        if (positions >= self._lengths[lists.docs][rows]).any():
            yield "positions", "a word is beyond its article"
        in_title = positions < self._titles[lists.docs][rows]
        if (np.add.reduceat(in_title, starts, dtype=np.int64) != lists.titles).any():
            yield "titles", "others are in the title"
        again = np.diff(positions) == 0
        again[starts[1:] - 1] = False
        if (np.diff(lists.spans.astype(np.int64))[again] <= 0).any():
            yield "spans", "a word is twice in a place, or words are not in order"
        if (lists.codes >= np.repeat(forms, lists.cf)).any():
            yield "codes", "a form is not there"

    def _count(self, lists: DecodedLists, first_entries: Ints) -> None:
        entries = np.repeat(first_entries, lists.cf) + lists.codes
        rows = np.repeat(np.arange(len(lists.docs)), lists.counts)
        order = np.lexsort((entries, rows))
        entries, rows = entries[order], rows[order]
        first = np.ones(len(entries), bool)
        first[1:] = (np.diff(entries) != 0) | (np.diff(rows) != 0)
        self.cf += np.bincount(entries, minlength=len(self.cf))
        self.df += np.bincount(entries[first], minlength=len(self.df))
