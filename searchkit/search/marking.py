"""What of a query stands where in one article, and what did it give to its score?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from searchkit.analysis.patterns import Leaf, Occurrence, Pattern, marks
from searchkit.model import WordScore
from searchkit.search.clauses import Words
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import TEXT, leaf_places
from searchkit.search.places import ends_of, starts_of
from searchkit.store.layout import GAP
from searchkit.store.segment import Segment


class Marks:
    """The parts of a query that are looked for, without those that are negated."""

    def __init__(self, collection: Collection, clauses: tuple[Words, ...]) -> None:
        self._collection, self._clauses = collection, clauses

    def needles(
        self, segment: Segment, docnum: int, field: Literal["title", "body"]
    ) -> list[tuple[tuple[Occurrence, ...], float]]:
        """Where each part stands in the title or in the body, and its rarity.

        Occurrences are positions `[start, end)` within that text, sorted.
        """
        lookup = _Lookup(self._collection.part_of(segment), docnum, field)
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


class _Lookup:
    """Where leaves stand in the title, or in the body, of one article."""

    def __init__(self, part: Part, docnum: int, field: str) -> None:
        self._part, self._in_title = part, field == "title"
        columns = part.segment.columns
        self._docs = np.array([docnum], np.int64)
        self._first = int(columns.bases[docnum])
        self._title_length = int(columns.title_lengths[docnum])
        self._places: dict[Leaf, list[Occurrence]] = {}

    def __call__(self, leaf: Leaf) -> list[Occurrence]:
        if leaf not in self._places:
            self._places[leaf] = self._find(leaf)
        return self._places[leaf]

    def _find(self, leaf: Leaf) -> list[Occurrence]:
        places = leaf_places(self._part, TEXT, leaf, self._docs)
        starts, ends = starts_of(places) - self._first, ends_of(places) - self._first
        chosen = (starts < self._title_length) == self._in_title
        shift = 0 if self._in_title else self._title_length + GAP
        starts, ends = starts[chosen] - shift, ends[chosen] - shift
        return list(zip(starts.tolist(), ends.tolist(), strict=True))
