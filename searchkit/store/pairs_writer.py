"""Posting lists of common words side by side: a phrase of stop words costs no more than others.

After Lucene's CommonGrams, but as lists beside the words' own. The text is laid out again, a byte
a position with its common word, and neighbours are read off it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import numpy.typing as npt

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import DecodedLists, Ints, batches, gaps, running_sums, starts_of
from searchkit.store.packed_sections import write_numbers, write_packed
from searchkit.store.packing import Packer, narrowed

Text = npt.NDArray[np.uint8]

SHARE = 250
"""A word is common that is at least one in so many occurrences: never more than fit in a byte."""
LEAST = 64
"""Fewer occurrences than this cost nothing to look up."""
_AT_ONCE = 1 << 18


class PairsWriter:
    """Takes the lists of `text` in their order, and writes the pairs of common words."""

    def __init__(self, title_lengths: Ints, body_lengths: Ints, cf: Ints) -> None:
        """Lengths in positions by docnum; `cf`: the occurrences of each list, by list."""
        lengths = title_lengths + body_lengths
        self._bases = starts_of(lengths)
        """Where each article begins in the text."""
        self._size = int(lengths.sum())
        self._lasts = _lasts(self._bases, title_lengths, lengths)
        self.least_cf = max(LEAST, -(-int(cf.sum()) // SHARE))
        self._common = np.flatnonzero(cf >= self.least_cf)
        self._texts: list[Text] = []
        """Layers: two words may begin in one place, as "#metoo" and "metoo" do."""
        self._lists = 0

    def append(self, lists: DecodedLists) -> None:
        """The next lists."""
        first, self._lists = self._lists, self._lists + len(lists.df)
        found = np.searchsorted(self._common, [first, self._lists])
        postings, occurrences = lists.list_starts(), starts_of(lists.cf)
        for number in range(int(found[0]), int(found[1])):
            i = int(self._common[number]) - first
            slots = self._slots(
                lists,
                slice(int(postings[i]), int(postings[i] + lists.df[i])),
                slice(int(occurrences[i]), int(occurrences[i] + lists.cf[i])),
            )
            self._place(slots, number + 1)

    def write(self, container: ContainerWriter) -> None:
        """Add the sections of the pairs."""
        found = np.concatenate([np.zeros(0, np.int64), *self._neighbours()])
        self._texts.clear()
        found.sort()
        firsts = np.flatnonzero(np.diff(found >> 32, prepend=-1))
        cf = np.diff(firsts, append=len(found))
        words = found[firsts] >> 32
        packers = {"docs": Packer(), "counts": Packer(), "positions": Packer(patched=True)}
        df = [np.zeros(0, np.int64)]
        for first, stop in batches(cf, _AT_ONCE):
            rows = slice(int(firsts[first]), int(firsts[stop - 1] + cf[stop - 1]))
            df.append(self._pack(packers, found[rows] & 0xFFFFFFFF, starts_of(cf[first:stop])))
        container.add("pairs.firsts", narrowed(self._common[(words >> 8) - 1]))
        container.add("pairs.seconds", narrowed(self._common[(words & 0xFF) - 1]))
        write_numbers(container, "pairs.df", np.concatenate(df))
        write_numbers(container, "pairs.cf", cf)
        for name, packer in packers.items():
            write_packed(container, f"pairs.{name}", packer)

    def _pack(self, packers: Mapping[str, Packer], slots: Ints, starts: Ints) -> Ints:
        """Append pairs whose slots begin at `starts`; the df of each."""
        docs = np.searchsorted(self._bases, slots, "right") - 1
        new = np.diff(docs, prepend=-1) != 0
        new[starts] = True
        postings = np.flatnonzero(new)
        first_postings = np.searchsorted(postings, starts)
        packers["docs"].append(gaps(docs[postings], first_postings, less=1))
        packers["counts"].append(np.diff(postings, append=len(slots)) - 1)
        packers["positions"].append(gaps(slots - self._bases[docs], postings))
        return np.diff(first_postings, append=len(postings))

    def _slots(self, lists: DecodedLists, postings: slice, occurrences: slice) -> Ints:
        """Where in the text a list's single words stand."""
        counts = lists.counts[postings]
        slots = running_sums(lists.gaps[occurrences], starts_of(counts))
        slots += np.repeat(self._bases[lists.docs[postings]], counts)
        single: Ints = slots[lists.spans[occurrences] == 0]
        return single

    def _place(self, slots: Ints, number: int) -> None:
        for text in self._texts:
            taken = text[slots] != 0
            text[slots[~taken] if taken.any() else slots] = number
            slots = slots[taken]
        if len(slots):
            self._texts.append(np.zeros(self._size, np.uint8))
            self._texts[-1][slots] = number

    def _neighbours(self) -> Iterator[Ints]:
        """(first word, second word, slot of the first), as one number each."""
        for start in range(0, self._size - 1, _AT_ONCE):
            stop = min(start + _AT_ONCE, self._size - 1)
            ends = self._lasts[slice(*np.searchsorted(self._lasts, [start, stop]))] - start
            for first, second in product(self._texts, repeat=2):
                both = (first[start:stop] != 0) & (second[start + 1 : stop + 1] != 0)
                both[ends] = False
                slots = np.flatnonzero(both) + start
                words = (first[slots].astype(np.int64) << 8) | second[slots + 1]
                yield (words << 32) | slots


def _lasts(bases: Ints, title_lengths: Ints, lengths: Ints) -> Ints:
    """The slots after which another text begins, ascending: each title's last, each body's."""
    ends = np.concatenate([bases + title_lengths, bases + lengths])
    return np.unique(ends[ends > 0]) - 1
