"""Where the words of a list stand in a few articles: decoded for them, or taken from what is kept.

Decoding all of a frequent word costs too much for one search, and decoding it for some articles
too much for every search. So it is decoded for some until that has cost as much as decoding all,
which is then done once, and kept: at most twice the cost of having known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import Part
from searchkit.search.leaves import TEXT, list_postings

Ints = npt.NDArray[np.int64]

_CALL, _BLOCK = 20_000, 64
"""What decoding for some articles costs besides, in occurrences: at all, and for each article."""


@dataclass(frozen=True, slots=True)
class ListKeys:
    """All occurrences of a list that cover one position.

    Those of posting i lie between `ends[i]` and `ends[i + 1]`; `offsets` are their keys less the
    base of their article: u2 where that is enough.
    """

    offsets: npt.NDArray[Any]
    ends: npt.NDArray[np.uint32]

    @property
    def nbytes(self) -> int:
        return self.offsets.nbytes + self.ends.nbytes

    def of(self, rows: npt.NDArray[Any], bases: Ints) -> Ints:
        """The keys of these postings, the bases of whose articles are given: int64, rising."""
        firsts = self.ends.take(rows).astype(np.int64)
        counts = self.ends.take(rows + 1) - firsts
        at = np.repeat(firsts - (counts.cumsum() - counts), counts)
        at += np.arange(len(at))
        keys = np.repeat(bases, counts)
        keys += self.offsets.take(at)
        return keys


def keys_in(part: Part, number: int, docs: Ints) -> Ints:
    """The keys of a list's occurrences of one position in some articles: int64, rising."""
    index = part.segment.text
    rows, held = list_postings(part, TEXT, number).find(docs)
    if not held.all():
        rows, docs = rows.compress(held), docs.compress(held)
    cf, df = int(index.cf[number]), int(index.df[number])
    if part.decoded[number] < cf:
        part.decoded[number] += _CALL + len(docs) * (_BLOCK + cf // df)
        found = index.occurrences(number, rows.astype(np.int64, copy=False))
        keys = found.keys
        return keys.compress(found.spans == 1) if len(wide_docs(part, number)) else keys
    key = ("keys", part.ordinal, number)
    kept: ListKeys = part.collection.cache.get(key, lambda: _read(part, number))
    return kept.of(rows, part.segment.columns.bases.take(docs))


def wide_docs(part: Part, number: int) -> Ints:
    """The articles where an occurrence of a list covers several positions."""
    key = ("wide", part.ordinal, number)
    docs: Ints = part.collection.cache.get(key, lambda: part.segment.text.wide_docs(number))
    return docs


def _read(part: Part, number: int) -> ListKeys:
    index = part.segment.text
    found = index.occurrences(number)
    rows = found.postings
    offsets = found.keys - part.segment.columns.bases.take(index.docs(number)).take(rows)
    if len(wide_docs(part, number)):
        narrow = found.spans == 1
        offsets, rows = offsets.compress(narrow), rows.compress(narrow)
    ends = np.zeros(int(index.df[number]) + 1, np.uint32)
    ends[1:] = np.bincount(rows, minlength=len(ends) - 1).cumsum()
    fits = not len(offsets) or int(offsets.max()) < 1 << 16
    return ListKeys(offsets.astype(np.uint16 if fits else np.uint32), ends)
