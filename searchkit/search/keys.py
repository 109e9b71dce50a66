"""Where the words of a list stand in a few articles: decoded for them, or taken from what is kept.

Decoding all of a frequent word costs too much for one search, and decoding it for some articles
too much for every search. So it is decoded for some until that has cost as much as decoding all,
which is then done once, and kept: at most twice the cost of having known.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import Part
from searchkit.search.leaves import TEXT, list_postings
from searchkit.search.postings import find
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BITS = 32
"""Of an offset beside the number of its article."""
_SPARSE = 2
"""Where a list has more than so many occurrences for each one sought, it is bisected."""
_CALL, _BLOCK = 20_000, 64
"""What decoding for some articles costs besides, in occurrences: at all, and for each article."""


class ListKeys(Value):
    """All occurrences of a list that cover one position.

    Those of posting i lie between `ends[i]` and `ends[i + 1]`; `offsets` are their keys less the
    base of their article: u2 where that is enough.
    """

    offsets: npt.NDArray[Any]
    ends: npt.NDArray[np.uint32]

    @property
    def nbytes(self) -> int:
        return self.offsets.nbytes + self.ends.nbytes

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The occurrences of some postings: which of `rows` each is of, and its offset."""
        firsts = self.ends.take(rows).astype(np.int64)
        counts = self.ends.take(rows + 1) - firsts
        owners = np.repeat(np.arange(len(rows)), counts)
        at = (firsts - (counts.cumsum() - counts)).take(owners)
        at += np.arange(len(at))
        return owners, self.offsets.take(at).astype(np.int64)

    def of_one(self, row: int) -> list[int]:
        """The offsets of one posting's occurrences."""
        offsets: list[int] = self.offsets[self.ends.item(row) : self.ends.item(row + 1)].tolist()
        return offsets

    def hold(self, rows: Ints, offsets: Ints) -> Bools:
        """Whether posting `rows[i]` has an occurrence at `offsets[i]`, by bisection."""
        low = self.ends.take(rows).astype(np.int64)
        end = self.ends.take(rows + 1).astype(np.int64)
        step = 1 << max(0, int((end - low).max(initial=0)).bit_length() - 1)
        while step:
            probe = low + (step - 1)
            below = self.offsets.take(probe, mode="clip") < offsets
            below &= probe < end
            low += below * step
            step >>= 1
        found: Bools = self.offsets.take(low, mode="clip") == offsets
        found &= low < end
        return found


def occurrences_in(part: Part, number: int, docs: Ints) -> tuple[Ints, Ints]:
    """A list's occurrences of one position in articles that are all in it.

    Which of `docs` each is in, and its key less the base of that article; rising.
    """
    rows = _rows(part, number, docs)
    kept = _kept(part, number, docs)
    return kept.of(rows) if kept is not None else _decode(part, number, docs, rows)


def hold(part: Part, number: int, docs: Ints, owners: Ints, offsets: Ints) -> Bools:
    """Whether a list has an occurrence of one position at each offset of `docs[owners]`."""
    rows = _rows(part, number, docs)
    kept = _kept(part, number, docs)
    if kept is None:
        found = _decode(part, number, docs, rows)
    elif len(docs) * _per_posting(part, number) > _SPARSE * len(offsets):
        return kept.hold(rows.take(owners), offsets)
    else:
        found = kept.of(rows)
    listed = (found[0] << _BITS) + found[1]
    return find(listed, (owners << _BITS) + offsets)[1]


def kept_offsets(part: Part, number: int, docs: Ints) -> list[list[int]] | None:
    """The offsets of a list's occurrences of one position in each of a few articles, rising.

    None where they are not kept. Each costs so little that arrays would cost more.
    """
    kept = _kept(part, number, docs)
    if kept is None:
        return None
    rows, held = find(list_postings(part, TEXT, number).docs, docs)
    pairs = zip(rows.tolist(), held.tolist(), strict=True)
    return [kept.of_one(row) if is_held else [] for row, is_held in pairs]


def wide_docs(part: Part, number: int) -> Ints:
    """The articles where an occurrence of a list covers several positions."""
    key = ("wide", part.ordinal, number)
    docs: Ints = part.collection.cache.get(key, lambda: part.segment.text.wide_docs(number))
    return docs


def _rows(part: Part, number: int, docs: Ints) -> Ints:
    """The postings of articles that are all in a list."""
    rows = list_postings(part, TEXT, number).rows_of(docs)
    return rows.astype(np.int64, copy=False)


def _per_posting(part: Part, number: int) -> int:
    index = part.segment.text
    return int(index.cf[number]) // int(index.df[number])


def _kept(part: Part, number: int, docs: Ints) -> ListKeys | None:
    """All of a list; None while decoding for these articles costs less in the long run."""
    if part.decoded[number] < part.segment.text.cf[number]:
        part.decoded[number] += _CALL + len(docs) * (_BLOCK + _per_posting(part, number))
        return None
    key = ("keys", part.ordinal, number)
    kept: ListKeys = part.collection.cache.get(key, lambda: _read(part, number))
    return kept


def _decode(part: Part, number: int, docs: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The same as `ListKeys.of`, from the segment."""
    found = part.segment.text.occurrences(number, rows)
    owners = rows.searchsorted(found.postings)
    offsets = found.keys - part.segment.columns.bases.take(docs).take(owners)
    if len(wide_docs(part, number)):
        narrow = found.spans == 1
        return owners.compress(narrow), offsets.compress(narrow)
    return owners, offsets


def _read(part: Part, number: int) -> ListKeys:
    docs = part.segment.text.docs(number)
    owners, offsets = _decode(part, number, docs, np.arange(len(docs)))
    ends = np.zeros(len(docs) + 1, np.uint32)
    ends[1:] = np.bincount(owners, minlength=len(docs)).cumsum()
    fits = not len(offsets) or int(offsets.max()) < 1 << 16
    return ListKeys(offsets.astype(np.uint16 if fits else np.uint32), ends)
