"""The articles of one segment that hold something, and how often: what scores are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.deadline import check_deadline
from searchkit.forking import cached_property
from searchkit.search.places import starts_of
from searchkit.store.layout import FIELD_WEIGHTS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Read = Callable[[], npt.NDArray[Any]]

_FEW = 64
"""Up to so many articles are looked up by bisection."""
_RARE = 32
"""A table is made of lists with more than one of so many articles ..."""
_MOST_ROWS = 1 << 20
"""... of segments with at most so many."""
_SMALL = (1 << 16) - 1
"""Tables of no more postings than this are of u2."""


class Postings:
    """Articles by rising docnum. Docnums are kept with the object, which threads may share."""

    def __init__(self, documents: int, count: int, docs: Read, freqs: Read, titles: Read) -> None:
        self.documents, self.count = documents, count
        self._docs, self._freqs, self._titles = docs, freqs, titles

    @cached_property
    def docs(self) -> Ints:
        """Docnums: int64[count]."""
        docs: Ints = self._docs()
        return docs

    @property
    def freqs(self) -> Ints:
        """Weighted frequencies: int64[count]."""
        freqs: Ints = self._freqs()
        return freqs

    @property
    def titles(self) -> Ints:
        """How many occurrences of each posting are in the title."""
        titles: Ints = self._titles()
        return titles

    @property
    def nbytes(self) -> int:
        """Of all that may be kept."""
        table = self._table_type.itemsize * self.documents if self._is_frequent else 0
        return 600 + 8 * self.count + table

    def docs_in(self, fields: tuple[str, ...]) -> Ints:
        """The articles that hold it in one of the text fields."""
        if len(fields) > 1 or not self.count or fields[0] not in FIELD_WEIGHTS:
            return self.docs
        if fields == ("title",):
            return self.docs[self.titles > 0]
        return self.docs[self.freqs > FIELD_WEIGHTS["title"] * self.titles]

    def rows_of(self, docs: Ints) -> npt.NDArray[Any]:
        """For each of `docs` the index of its posting; `count` where it has none."""
        if self._is_frequent and len(docs) > _FEW:
            return self._rows.take(docs)
        rows = self.docs.searchsorted(docs)
        if self.count:
            rows[self.docs.take(rows, mode="clip") != docs] = self.count
        return rows

    def freqs_of(self, docs: Ints) -> Ints:
        """Weighted frequencies in any articles, 0 where there is no posting."""
        if not self.count:
            return np.zeros(len(docs), np.int64)
        rows = self.rows_of(docs)
        freqs: Ints = self.freqs.take(rows, mode="clip")
        freqs *= rows != self.count
        return freqs

    def narrow(self, docs: Ints) -> Ints:
        """Those of `docs` that have a posting."""
        return docs.compress(self.rows_of(docs) != self.count)

    @cached_property
    def _rows(self) -> npt.NDArray[Any]:
        """The index of each article's posting, by docnum; `count` where there is none."""
        rows = np.full(self.documents, self.count, self._table_type)
        rows[self.docs] = np.arange(self.count, dtype=self._table_type)
        return rows

    @property
    def _table_type(self) -> np.dtype[Any]:
        return np.dtype(np.uint16 if self.count <= _SMALL else np.uint32)

    @cached_property
    def _is_frequent(self) -> bool:
        return self.count * _RARE > self.documents and self.documents <= _MOST_ROWS


def postings_of(documents: int, docs: Ints, counts: Ints, titles: Ints) -> Postings:
    """Postings from occurrences altogether and in the title; articles without any are left out."""
    chosen = counts.nonzero()[0]
    docs, counts, titles = docs.take(chosen), counts.take(chosen), titles.take(chosen)
    title, body = FIELD_WEIGHTS["title"], FIELD_WEIGHTS["body"]
    freqs = body * (counts - titles) + title * titles
    return Postings(documents, len(docs), lambda: docs, lambda: freqs, lambda: titles)


def count_places(
    places: Ints, docs: Ints, bases: Ints, title_lengths: Ints, documents: int
) -> Postings:
    """Postings of places that are all in `docs`, whose bases and title lengths are given."""
    starts = starts_of(places)
    owners = bases.searchsorted(starts, "right") - 1
    in_title = starts - bases.take(owners) < title_lengths.take(owners)
    counts = np.bincount(owners, minlength=len(docs))
    titles = np.bincount(owners.compress(in_title), minlength=len(docs))
    return postings_of(documents, docs, counts, titles)


def add(lists: Sequence[Postings], documents: int) -> Postings:
    """One list for several, whose frequencies are added."""
    if len(lists) == 1:
        return lists[0]
    docs, rows = _merge(_each(lists, lambda postings: postings.docs), documents)
    freqs = _sum(rows, _each(lists, lambda postings: postings.freqs), len(docs))

    def titles() -> Ints:
        return _sum(rows, _each(lists, lambda postings: postings.titles), len(docs))

    return Postings(documents, len(docs), lambda: docs, lambda: freqs, titles)


def _each(lists: Sequence[Postings], read: Callable[[Postings], Ints]) -> list[Ints]:
    """Something of each list, decoded one after the other."""
    found = []
    for postings in lists:
        check_deadline()
        found.append(read(postings))
    return found


def merge(lists: Sequence[Ints], documents: int) -> Ints:
    """The docnums of all lists, each once; `documents` are those of the segment."""
    return docnums(unite(lists, documents))


def unite(lists: Sequence[Ints], documents: int) -> Ints | Bools:
    """The same; where they are many, as flags by docnum, which are cheaper to make and to count."""
    lists = [listed for listed in lists if len(listed)]
    if len(lists) < 2:
        return lists[0] if lists else np.zeros(0, np.int64)
    if sum(map(len, lists)) * 16 < documents:
        every = np.concatenate(lists)
        every.sort()
        new = np.ones(len(every), np.bool_)
        np.not_equal(every[1:], every[:-1], out=new[1:])
        return every.compress(new)
    held = np.zeros(documents, np.bool_)
    for listed in lists:
        held[listed] = True
    return held


def docnums(found: Ints | Bools) -> Ints:
    """Docnums, rising, of what `unite` gives."""
    if found.dtype == np.bool_:
        return found.nonzero()[0]
    return found.astype(np.int64, copy=False)


def _merge(lists: Sequence[Ints], documents: int) -> tuple[Ints, Ints]:
    """The docnums of all lists, each once, and for every posting which of them it belongs to."""
    every = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    if len(every) * 16 < documents:
        docs, rows = np.unique(every, return_inverse=True)
        return docs, rows.reshape(-1)
    held = np.zeros(documents, np.bool_)
    held[every] = True
    return held.nonzero()[0], (held.cumsum() - 1).take(every)


def _sum(rows: Ints, values: Sequence[npt.NDArray[Any]], count: int) -> Ints:
    if not values:
        return np.zeros(0, np.int64)
    # Whole numbers far below 2**53: float64 adds them exactly.
    return np.bincount(rows, np.concatenate(values), count).astype(np.int64)


def find(listed: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """For each of `wanted` its index in the rising `listed`, and whether it is there at all."""
    if not len(listed):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = listed.searchsorted(wanted)
    np.minimum(at, len(listed) - 1, out=at)
    return at, listed.take(at) == wanted


def narrow(listed: Ints, wanted: Ints, documents: int) -> Ints:
    """Those of `wanted` that `listed` holds; both rising docnums."""
    return wanted.compress(_held(listed, wanted, documents))


def without(listed: Ints, wanted: Ints, documents: int) -> Ints:
    """Those of `wanted` that `listed` does not hold; both rising docnums."""
    return wanted.compress(~_held(listed, wanted, documents))


def _held(listed: Ints, wanted: Ints, documents: int) -> Bools:
    if len(wanted) * 8 < documents:
        return find(listed, wanted)[1]
    held = np.zeros(documents, np.bool_)
    held[listed] = True
    return held.take(wanted)
