"""A field's posting lists, encoded as they arrive and written when all have."""

from __future__ import annotations

import numpy as np

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import DecodedLists, Ints, gaps
from searchkit.store.layout import FIELD_WEIGHTS
from searchkit.store.lexicon_writer import Lexicon
from searchkit.store.packed_sections import write_numbers, write_packed
from searchkit.store.packing import Packer

TITLE_EXTRA = FIELD_WEIGHTS["title"] - FIELD_WEIGHTS["body"]
"""What an occurrence in the title adds to a weighted frequency beyond being one."""

_PATCHED = ("titles", "positions", "spans", "codes")
"""What only some queries read. Every search reads docs and frequencies."""


class FieldWriter:
    """Takes all lists of a field, in their order, and writes the field's sections."""

    def __init__(self, field: str, lexicon: Lexicon) -> None:
        self._field, self._lexicon = field, lexicon
        self._first_entries = lexicon.first_entries()
        names = ("docs", "freqs", "titles", "positions", "spans", "codes")
        self._packers = {
            name: Packer(patched=name in _PATCHED)
            for name in names
            if field == "text" or name != "titles"
        }
        self._lists = 0
        none = np.zeros(0, np.int64)
        self._df, self._cf, self._entry_df = [none], [none], [none]

    def append(self, lists: DecodedLists) -> None:
        """The next lists."""
        stop = self._lists + len(lists.df)
        first_entries = self._first_entries[self._lists : stop + 1]
        self._entry_df.append(_entry_df(lists, first_entries - first_entries[0]))
        self._lists = stop
        self._df.append(lists.df)
        self._cf.append(lists.cf)
        encoded = {
            "docs": gaps(lists.docs, lists.list_starts(), less=1),
            "freqs": weighted_freqs(lists) - 1,
            "titles": lists.titles,
            "positions": lists.gaps,
            "spans": lists.spans,
            "codes": lists.codes,
        }
        for name, packer in self._packers.items():
            packer.append(encoded[name])

    def write(self, container: ContainerWriter) -> None:
        """Add the field's sections."""
        write_numbers(container, f"{self._field}.df", np.concatenate(self._df))
        write_numbers(container, f"{self._field}.cf", np.concatenate(self._cf))
        for name, packer in self._packers.items():
            write_packed(container, f"{self._field}.{name}", packer)
        self._lexicon.write(container, self._field, np.concatenate(self._entry_df))


def weighted_freqs(lists: DecodedLists) -> Ints:
    """Each posting's occurrences, those in the title counted as often as they weigh."""
    freqs: Ints = lists.counts + lists.titles * TITLE_EXTRA
    return freqs


def _entry_df(lists: DecodedLists, first_entries: Ints) -> Ints:
    """In how many articles each entry of these lists occurs; `first_entries` have an end."""
    codes, starts = lists.codes, lists.posting_starts()
    begins = np.zeros(len(codes), bool)
    begins[starts] = True
    # A run is of one form. The same form can only be of two runs of a posting that has three.
    runs = begins.copy()
    runs[1:] |= codes[1:] != codes[:-1]
    firsts = np.flatnonzero(runs)
    postings = np.cumsum(begins[firsts]) - 1
    entries = np.repeat(first_entries[:-1], lists.df)[postings] + codes[firsts]
    count = int(first_entries[-1])
    entry_df = np.bincount(entries, minlength=count)
    several = np.bincount(postings)[postings] > 2
    pairs = np.sort((postings[several] << 32) | entries[several])
    again = pairs[1:][pairs[1:] == pairs[:-1]] & 0xFFFFFFFF
    return entry_df - np.bincount(again, minlength=count)
