"""The terms of one Whoosh field in one segment, and where they occur."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.layout import FIELD_WEIGHTS, GAP
from searchkit.store.segment import Segment
from searchkit.store.term_index import TermIndex

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """A term's documents (rising), weights, and each posting's positions, found when asked for."""

    docnums: Numbers
    weights: Numbers
    positions: Callable[[int], list[int]]


class TermSource(Protocol):
    """A field's terms as sorted bytes, and the postings of each by its place among them."""

    @property
    def terms(self) -> Sequence[bytes]: ...

    def df(self, place: int) -> int: ...

    def postings(self, place: int) -> Postings: ...


def find(source: TermSource, term: bytes) -> int | None:
    """The place of a term, or None."""
    place = bisect_left(source.terms, term)
    return place if place < len(source.terms) and source.terms[place] == term else None


class StemTerms:
    """Stems over title and body together ("text"), or what of them is in one of the two."""

    def __init__(self, segment: Segment, view: str) -> None:
        self._segment, self._view = segment, view

    @cached_property
    def terms(self) -> Sequence[bytes]:
        return _blob(self._segment, "text.stems")

    @cached_property
    def _lists(self) -> list[int]:
        lists: list[int] = self._segment.text.lexicon.term_lists.tolist()
        return lists

    def df(self, place: int) -> int:
        if self._view == "text":
            return int(self._segment.text.df[self._lists[place]])
        return len(self.postings(place).docnums)

    def postings(self, place: int) -> Postings:
        index, number = self._segment.text, self._lists[place]
        docs, freqs = index.docs(number), index.freqs(number)
        if self._view == "text":
            chosen, weights = np.arange(len(docs)), freqs
        else:
            titles = index.titles(number)
            counts = freqs - (FIELD_WEIGHTS["title"] - 1) * titles
            weights = titles if self._view == "title" else counts - titles
            chosen = np.flatnonzero(weights)
            docs, weights = docs[chosen], weights[chosen]

        def positions(posting: int) -> list[int]:
            found = index.occurrences(number, chosen[posting : posting + 1]).positions
            return _placed(self._segment, int(docs[posting]), found, self._view)

        return Postings(docs, weights, positions)


class FormTerms:
    """Surface forms over one view of title and body."""

    def __init__(self, segment: Segment, view: str) -> None:
        self._segment, self._view = segment, view

    @cached_property
    def _entries(self) -> list[bytes]:
        return _blob(self._segment, "text.forms")

    @cached_property
    def terms(self) -> Sequence[bytes]:
        return list(dict.fromkeys(self._entries))

    def df(self, place: int) -> int:
        return len(self.postings(place).docnums)

    def postings(self, place: int) -> Postings:
        """The form may belong to several stems, in articles of different languages."""
        docs, found = self._occurrences(place)
        length = self._segment.columns.title_lengths[docs]
        if self._view != "text":
            kept = (found < length) == (self._view == "title")
            docs, found, length = docs[kept], found[kept], length[kept]
        docnums, first, counts = np.unique(docs, return_index=True, return_counts=True)
        weights = counts
        if self._view == "text":
            in_title = np.add.reduceat(found < length, first) if len(first) else counts
            weights = counts + (FIELD_WEIGHTS["title"] - 1) * in_title

        def positions(posting: int) -> list[int]:
            start = int(first[posting])
            own = found[start : start + int(counts[posting])]
            return _placed(self._segment, int(docnums[posting]), own, self._view)

        return Postings(docnums, weights, positions)

    def _occurrences(self, place: int) -> tuple[Numbers, Numbers]:
        """Documents and positions of every occurrence of the form, sorted."""
        index = self._segment.text
        start = bisect_left(self._entries, self.terms[place])
        docs, places = [], []
        for entry in range(start, len(self._entries)):
            if self._entries[entry] != self.terms[place]:
                break
            number = int(index.entry_lists[entry])
            found = index.occurrences(number)
            own = found.codes == int(index.entry_codes[entry])
            docs.append(index.docs(number)[found.postings[own]])
            places.append(found.positions[own])
        all_docs, all_places = np.concatenate(docs), np.concatenate(places)
        order = np.lexsort((all_places, all_docs))
        return all_docs[order], all_places[order]


class PlainTerms:
    """Forms of a field of its own: author, url."""

    def __init__(self, segment: Segment, field: str) -> None:
        self._segment, self._field = segment, field

    @cached_property
    def _index(self) -> TermIndex:
        return self._segment.field(self._field)

    @cached_property
    def terms(self) -> Sequence[bytes]:
        return _blob(self._segment, f"{self._field}.forms")

    def df(self, place: int) -> int:
        return int(self._index.entry_df[place])

    def postings(self, place: int) -> Postings:
        index, number = self._index, int(self._index.entry_lists[place])

        def positions(posting: int) -> list[int]:
            found: list[int] = index.occurrences(number, np.array([posting])).positions.tolist()
            return found

        return Postings(index.docs(number), index.freqs(number), positions)


class ValueTerms:
    """Whole values of a column: an id, a source, a language, an instant."""

    def __init__(self, values: Sequence[bytes | None]) -> None:
        known = sorted((value, docnum) for docnum, value in enumerate(values) if value is not None)
        self.terms: Sequence[bytes] = list(dict.fromkeys(value for value, _ in known))
        self._docnums = np.array([docnum for _, docnum in known], np.int64)
        self._starts = [bisect_left(known, (term, -1)) for term in self.terms] + [len(known)]

    def df(self, place: int) -> int:
        return self._starts[place + 1] - self._starts[place]

    def postings(self, place: int) -> Postings:
        docnums = self._docnums[self._starts[place] : self._starts[place + 1]]
        return Postings(docnums, np.ones(len(docnums), np.int64), lambda posting: [])


def _placed(segment: Segment, docnum: int, positions: Numbers, view: str) -> list[int]:
    """Positions as the view counts them: from its own beginning; over both texts with a gap."""
    length = int(segment.columns.title_lengths[docnum])
    if view == "title":
        return [int(p) for p in positions if p < length]
    if view == "body":
        return [int(p) - length for p in positions if p >= length]
    return [int(p) + (GAP if p >= length else 0) for p in positions]


def _blob(segment: Segment, name: str) -> list[bytes]:
    """All terms of a lexicon, in its order."""
    data = segment.container.array(f"{name}.bytes").tobytes()
    ends = np.cumsum(segment.container.array(f"{name}.lengths"), dtype=np.int64).tolist()
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
