"""The articles of one segment that hold something, and how often: what scores are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchkit.search.places import starts_of
from searchkit.store.layout import FIELD_WEIGHTS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Postings:
    """`docs` are docnums, rising; `freqs` their weighted frequencies; both int64[postings].

    `titles` gives how many occurrences of each are in the title.
    """

    docs: Ints
    freqs: Ints
    titles: Callable[[], Ints]

    @property
    def nbytes(self) -> int:
        return self.docs.nbytes + self.freqs.nbytes

    def docs_in(self, fields: tuple[str, ...]) -> Ints:
        """The articles that hold it in one of the text fields."""
        if len(fields) > 1 or not len(self.docs):
            return self.docs
        titles = self.titles()
        if fields == ("title",):
            return self.docs[titles > 0]
        return self.docs[self.freqs > FIELD_WEIGHTS["title"] * titles]


def postings_of(docs: Ints, counts: Ints, titles: Ints) -> Postings:
    """Postings from occurrences altogether and in the title; articles without any are left out."""
    chosen = counts.nonzero()[0]
    docs, counts, titles = docs[chosen], counts[chosen], titles[chosen]
    title, body = FIELD_WEIGHTS["title"], FIELD_WEIGHTS["body"]
    return Postings(docs, body * (counts - titles) + title * titles, lambda: titles)


def count_places(places: Ints, docs: Ints, bases: Ints, title_lengths: Ints) -> Postings:
    """Postings of places that are all in `docs`, whose bases and title lengths are given."""
    starts = starts_of(places)
    owners = bases.searchsorted(starts, "right") - 1
    in_title = starts - bases.take(owners) < title_lengths.take(owners)
    counts = np.bincount(owners, minlength=len(docs))
    return postings_of(docs, counts, np.bincount(owners[in_title], minlength=len(docs)))


def add(lists: Sequence[Postings], documents: int) -> Postings:
    """One list for several, whose frequencies are added: `documents` are those of the segment."""
    if len(lists) == 1:
        return lists[0]
    docs, rows = _merge([postings.docs for postings in lists], documents)
    freqs = _sum(rows, [postings.freqs for postings in lists], len(docs))
    return Postings(
        docs, freqs, lambda: _sum(rows, [postings.titles() for postings in lists], len(docs))
    )


def _merge(lists: Sequence[Ints], documents: int) -> tuple[Ints, Ints]:
    """The docnums of all lists, each once, and for every posting which of them it belongs to."""
    every = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    if len(every) * 16 < documents:
        docs, rows = np.unique(every, return_inverse=True)
        return docs, rows.reshape(-1)
    held = np.zeros(documents, np.bool_)
    held[every] = True
    return held.nonzero()[0], (held.cumsum() - 1).take(every)


def _sum(rows: Ints, values: Sequence[Ints], count: int) -> Ints:
    if not values:
        return np.zeros(0, np.int64)
    # Whole numbers far below 2**53: float64 adds them exactly.
    return np.bincount(rows, np.concatenate(values), count).astype(np.int64)


def find(listed: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """For each of `wanted` its index in the rising `listed`, and whether it is there at all."""
    if not len(listed):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = listed.searchsorted(wanted)
    at[at == len(listed)] = 0
    return at, listed.take(at) == wanted


def contains(listed: Ints, wanted: Ints) -> Bools:
    """Which of `wanted` the rising `listed` holds."""
    return find(listed, wanted)[1]
