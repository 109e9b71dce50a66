"""What of a query stands where in the articles of a page, and what did it give to their scores?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Leaf, Occurrence, Pattern, marks
from searchkit.model import WordScore
from searchkit.search.clauses import Words
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import TEXT, leaf_places
from searchkit.search.places import ends_of, starts_of
from searchkit.search.ranking import Ranked
from searchkit.store.layout import GAP
from searchkit.store.segment import Segment

Field = Literal["title", "body"]


class Marks:
    """The parts of a query that are looked for, without those that are negated.

    They are looked up for all articles of a page at once, when the first of them is asked about.
    """

    def __init__(
        self, collection: Collection, clauses: tuple[Words, ...], page: Sequence[Ranked]
    ) -> None:
        self._collection, self._clauses, self._page = collection, clauses, page

    @cached_property
    def _texts(self) -> dict[int, _Texts]:
        """The page's articles by the ordinal of their segment."""
        docs: dict[int, list[int]] = defaultdict(list)
        for ranked in self._page:
            docs[self._collection.part_of(ranked.segment).ordinal].append(ranked.docnum)
        return {
            ordinal: _Texts(self._collection.parts[ordinal], np.array(sorted(found), np.int64))
            for ordinal, found in docs.items()
        }

    def needles(
        self, segment: Segment, docnum: int, field: Field
    ) -> list[tuple[tuple[Occurrence, ...], float]]:
        """Where each part stands in the title or in the body of an article of the page; its rarity.

        Occurrences are positions `[start, end)` within that text, sorted.
        """
        texts = self._texts[self._collection.part_of(segment).ordinal]
        lookup = texts.lookup(docnum, field)
        found: dict[Pattern, tuple[tuple[Occurrence, ...], float]] = {}
        for clause in self._clauses:
            if field in clause.fields and clause.pattern not in found:
                places = marks(clause.pattern, lookup)
                if places:
                    found[clause.pattern] = tuple(places), clause.rarity()
        return list(found.values())

    def explain(self, segment: Segment, docnum: int) -> tuple[WordScore, ...]:
        """What each word gave to an article; nothing for a part that does not match it."""
        part = self._collection.part_of(segment)
        scores: dict[tuple[Pattern, str], WordScore] = {}
        for clause in self._clauses:
            for score in _explain(clause, part, docnum):
                scores.setdefault((clause.pattern, score.word), score)
        return tuple(scores.values())


def _explain(clause: Words, part: Part, docnum: int) -> Iterator[WordScore]:
    docs = np.array([docnum], np.int64)
    if len(clause.narrow(part, docs)):
        for word in clause.words:
            freqs = word.sought.parts[part.ordinal].postings.freqs_of(docs)
            score = float(word.scores(part, docs)[0]) * clause.weight
            yield WordScore(word.text, score, word.sought.rarity, float(freqs[0]), clause.weight)


class _Texts:
    """Where leaves stand in some articles of one segment."""

    def __init__(self, part: Part, docs: npt.NDArray[np.int64]) -> None:
        self._part, self._docs = part, docs
        self._places: dict[Leaf, list[list[Occurrence]]] = {}

    def lookup(self, docnum: int, field: Field) -> Callable[[Leaf], list[Occurrence]]:
        """Where leaves stand in one text."""
        number = 2 * int(np.searchsorted(self._docs, docnum)) + (field == "body")
        return lambda leaf: self._all(leaf)[number]

    def _all(self, leaf: Leaf) -> list[list[Occurrence]]:
        """Where a leaf stands in each title and body: two items for every article."""
        found = self._places.get(leaf)
        if found is None:
            found = self._places[leaf] = self._find(leaf)
        return found

    def _find(self, leaf: Leaf) -> list[list[Occurrence]]:
        columns = self._part.segment.columns
        titles = columns.bases[self._docs]
        bodies = titles + columns.title_lengths[self._docs] + GAP
        texts = np.stack((titles, bodies), axis=1).ravel()
        places = leaf_places(self._part, TEXT, leaf, self._docs)
        starts, ends = starts_of(places), ends_of(places)
        # Within a segment, keys rise from text to text.
        firsts = np.searchsorted(starts, texts)
        shifts = np.repeat(texts, np.diff(firsts, append=len(starts)))
        pairs = list(zip((starts - shifts).tolist(), (ends - shifts).tolist(), strict=True))
        bounds = [*firsts.tolist(), len(pairs)]
        return [pairs[first:last] for first, last in pairwise(bounds)]
