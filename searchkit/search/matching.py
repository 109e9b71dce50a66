"""Where do the patterns of a query hold in one segment? Patterns in, articles and places out."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import AnyOf, Expansion, Leaf, Near, Pattern, Term
from searchkit.search import places as algebra
from searchkit.search.collection import Part
from searchkit.search.leaves import TEXT, Selection, Selections, selections
from searchkit.search.postings import Postings, add, contains, count_places, find, postings_of
from searchkit.search.scoring import norms as norms_of
from searchkit.search.scoring import saturations
from searchkit.store.layout import IMPACT_BLOCK
from searchkit.store.term_index import TermIndex

Ints = npt.NDArray[np.int64]

Floats = npt.NDArray[np.float64]
Array = TypeVar("Array", bound=npt.NDArray[Any])

_FEW = 64
"""Up to so many articles are looked up by bisection."""
_RARE = 32
"""A table of frequencies is made of words in more than one of so many articles ..."""
_MOST_ROWS = 1 << 20
"""... of segments with at most so many."""
_PLAIN_BITS = 17
"""Of keys in fields other than the text: they have fewer than 2**16 positions."""


def indexed_field(fields: tuple[str, ...]) -> str:
    """The index that serves these fields of the query language."""
    return fields[0] if fields[0] in ("author", "url") else TEXT


class Matching:
    """What one search has found out about one segment; it remembers what it has read."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._postings: dict[tuple[str, Pattern], Postings] = {}
        self._within: dict[tuple[Pattern, tuple[str, ...]], Ints] = {}

    def postings(self, pattern: Pattern, field: str = TEXT) -> Postings:
        """The articles in which the pattern occurs, deleted ones included."""
        key = field, pattern
        if key not in self._postings:
            self._postings[key] = self._read(pattern, field)
        return self._postings[key]

    def docs(self, pattern: Pattern, fields: tuple[str, ...]) -> Ints:
        """The articles that hold the pattern in one of the fields, deleted ones included."""
        return self.postings(pattern, indexed_field(fields)).docs_in(fields)

    def count(self, pattern: Pattern) -> int:
        """How many articles hold the pattern in title or body, deleted ones included."""
        if isinstance(pattern, Term | Expansion):
            whole = selections(self.part, TEXT, pattern).whole
            if whole is not None:
                return int(self._index(TEXT).df[whole])
        return len(self.postings(pattern).docs)

    def size(self, pattern: Pattern, fields: tuple[str, ...]) -> int:
        """About how many articles hold the pattern, without looking for it."""
        field = indexed_field(fields)
        if (field, pattern) in self._postings:
            return len(self._postings[field, pattern].docs)
        if isinstance(pattern, Term | Expansion):
            index = self._index(field)
            lists = [part.list for part in selections(self.part, field, pattern).parts]
            return sum(int(index.df[number]) for number in lists)
        sizes = [self.size(part, fields) for part in pattern.parts]
        return sum(sizes) if isinstance(pattern, AnyOf) else min(sizes)

    def freqs(self, pattern: Pattern, docs: Ints) -> Ints:
        """Weighted frequency of a pattern over title and body in each of `docs`, or 0."""
        postings = self.postings(pattern)
        if not len(postings.docs):
            return np.zeros(len(docs), np.int64)
        if len(docs) > _FEW and self._is_frequent(postings):
            table = self._remembered("freqs", pattern, lambda: self._table(postings))
            return table.take(docs)
        at, held = find(postings.docs, docs)
        return postings.freqs.take(at) * held

    def run_bounds(self, pattern: Pattern) -> Floats:
        """The highest saturation of each run of IMPACT_BLOCK postings of a pattern."""
        return self._remembered("bounds", pattern, lambda: self._bound_runs(pattern))

    def narrow(self, pattern: Pattern, fields: tuple[str, ...], docs: Ints) -> Ints:
        """Those of `docs` that hold the pattern in one of the fields."""
        field = indexed_field(fields)
        if (field, pattern) in self._postings or isinstance(pattern, Term | Expansion):
            return docs[contains(self.docs(pattern, fields), docs)]
        return self._count(pattern, field, self._candidates(pattern, field, docs)).docs_in(fields)

    def check(self, pattern: Pattern, fields: tuple[str, ...], docs: Ints) -> Ints:
        """As `narrow`, of articles that are known to hold all the words."""
        return self._count(pattern, indexed_field(fields), docs).docs_in(fields)

    def _remembered(self, what: str, pattern: Pattern, make: Callable[[], Array]) -> Array:
        """What other searches of this segment may use again."""
        return self.part.collection.cache.get((what, self.part.ordinal, pattern), make)

    def _is_frequent(self, postings: Postings) -> bool:
        documents = self.part.segment.documents
        return len(postings.docs) * _RARE > documents and documents <= _MOST_ROWS

    def _table(self, postings: Postings) -> npt.NDArray[np.int32]:
        """Frequencies by docnum, 0 where there are none."""
        table = np.zeros(self.part.segment.documents, np.int32)
        table[postings.docs] = postings.freqs
        return table

    def _bound_runs(self, pattern: Pattern) -> Floats:
        norms = self.part.norms
        if isinstance(pattern, Term | Expansion):
            whole = selections(self.part, TEXT, pattern).whole
            impacts = None if whole is None else self._index(TEXT).impacts(whole)
            if impacts is not None:
                average = self.part.collection.average_length
                bounds = saturations(impacts.freqs, norms_of(impacts.lengths, average))
                return np.maximum.reduceat(bounds, impacts.counts.cumsum() - impacts.counts)
        postings = self.postings(pattern)
        if not len(postings.docs):
            return np.zeros(0)
        every = saturations(postings.freqs, norms.take(postings.docs))
        return np.maximum.reduceat(every, np.arange(0, len(every), IMPACT_BLOCK))

    def _read(self, pattern: Pattern, field: str) -> Postings:
        if not isinstance(pattern, Term | Expansion):
            return self._count(pattern, field, self._candidates(pattern, field))
        chosen = selections(self.part, field, pattern)
        if chosen.whole is not None:
            return self._whole(self._index(field), chosen.whole)
        key = ("postings", self.part.ordinal, field, pattern)
        return self.part.collection.cache.get(key, lambda: self._merge(pattern, chosen, field))

    def _index(self, field: str) -> TermIndex:
        return self.part.segment.field(field)

    def _whole(self, index: TermIndex, number: int) -> Postings:
        return Postings(index.docs(number), index.freqs(number), lambda: index.titles(number))

    def _merge(self, leaf: Leaf, chosen: Selections, field: str) -> Postings:
        """Postings of a leaf that is more, or less, than one list."""
        if chosen.overlapping:
            return self._count(leaf, field, self._candidates(leaf, field))
        index = self._index(field)
        lists = [self._select(index, selection, field) for selection in chosen.parts]
        return add(lists, self.part.segment.documents)

    def _select(self, index: TermIndex, selection: Selection, field: str) -> Postings:
        whole = self._whole(index, selection.list)
        if selection.codes is not None:
            found = index.occurrences(selection.list)
            kept = selection.codes.take(found.codes, mode="clip")
            owners = found.postings[kept]
            title_lengths = self._title_lengths(field, whole.docs)
            in_title = found.positions[kept] < title_lengths.take(owners)
            counts = np.bincount(owners, minlength=len(whole.docs))
            titles = np.bincount(owners[in_title], minlength=len(whole.docs))
            whole = postings_of(whole.docs, counts, titles)
        if selection.languages is not None:
            kept = selection.languages.take(self.part.stem_languages.take(whole.docs))
            if not kept.all():
                chosen = kept.nonzero()[0]
                titles_of = whole.titles
                docs, freqs = whole.docs.take(chosen), whole.freqs.take(chosen)
                whole = Postings(docs, freqs, lambda: titles_of().take(chosen))
        return whole

    def _title_lengths(self, field: str, docs: Ints) -> Ints:
        if field != TEXT:
            return np.zeros(len(docs), np.int64)
        return self.part.segment.columns.title_lengths.take(docs).astype(np.int64)

    def _bases(self, field: str, docs: Ints) -> Ints:
        """The key of each article's first position."""
        if field != TEXT:
            return docs << _PLAIN_BITS
        bases: Ints = self.part.segment.columns.bases.take(docs)
        return bases

    def _candidates(self, pattern: Pattern, field: str, docs: Ints | None = None) -> Ints:
        """Articles (of `docs`) that may hold the pattern: they hold the words it needs."""
        if isinstance(pattern, Term | Expansion):
            every = self._listed(pattern, field)
            return every if docs is None else docs[contains(every, docs)]
        if isinstance(pattern, AnyOf):
            either = [self._candidates(part, field, docs) for part in pattern.parts]
            return reduce(np.union1d, either)
        if docs is not None:
            for part in dict.fromkeys(pattern.parts):
                docs = self._candidates(part, field, docs)
            return docs
        every_list = [self._candidates(part, field) for part in dict.fromkeys(pattern.parts)]
        every_list.sort(key=len)
        return reduce(lambda left, right: left[contains(right, left)], every_list)

    def _listed(self, leaf: Leaf, field: str) -> Ints:
        """The articles of a leaf's lists, whichever of their forms they hold."""
        chosen = selections(self.part, field, leaf)
        index = self._index(field)
        if all(part.codes is None for part in chosen.parts) and not chosen.overlapping:
            return self.postings(leaf, field).docs
        lists = [index.docs(selection.list) for selection in chosen.parts]
        return reduce(np.union1d, lists) if lists else np.zeros(0, np.int64)

    def _count(self, pattern: Pattern, field: str, docs: Ints) -> Postings:
        """Postings of a pattern, of the candidates that really hold it."""
        found = self.places(pattern, field, docs)
        return count_places(found, docs, self._bases(field, docs), self._title_lengths(field, docs))

    def places(self, pattern: Pattern, field: str, docs: Ints) -> Ints:
        """Where the pattern stands in these articles: places of `searchkit.search.places`."""
        if isinstance(pattern, Term | Expansion):
            return self._leaf_places(pattern, field, docs)
        if isinstance(pattern, AnyOf):
            return algebra.union([self.places(part, field, docs) for part in pattern.parts])
        by_part = {part: self.places(part, field, docs) for part in dict.fromkeys(pattern.parts)}
        if isinstance(pattern, Near):
            return algebra.near([(part, by_part[part]) for part in pattern.parts], pattern.slop)
        return algebra.chain([by_part[part] for part in pattern.parts])

    def _leaf_places(self, leaf: Leaf, field: str, docs: Ints) -> Ints:
        chosen = selections(self.part, field, leaf)
        length = leaf.length if isinstance(leaf, Term) else None
        index = self._index(field)
        found = [self._selected(index, part, field, docs, length) for part in chosen.parts]
        if len(found) == 1 and not chosen.overlapping:
            return found[0]
        return algebra.union(found)

    def _selected(
        self, index: TermIndex, selection: Selection, field: str, docs: Ints, length: int | None
    ) -> Ints:
        """The places of a selection in these articles, in order unless `length` is given."""
        if selection.languages is not None:
            docs = docs[selection.languages.take(self.part.stem_languages.take(docs))]
        listed = index.docs(selection.list)
        at, held = find(listed, docs)
        found = index.occurrences(selection.list, at[held])
        keys = found.keys
        if field != TEXT:
            keys = self._bases(field, listed.take(found.postings)) + found.positions
        covered = found.spans if length is None else length
        places = algebra.pack(keys.astype(np.int64, copy=False), covered)
        if selection.codes is not None:
            return places[selection.codes.take(found.codes, mode="clip")]
        return places
