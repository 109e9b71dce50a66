"""What of a query stands where in one article, and what did it give to its score?"""

from __future__ import annotations

from typing import Literal

import numpy as np

from searchkit.analysis.patterns import Leaf, Occurrence, Pattern, marks
from searchkit.model import WordScore
from searchkit.search.clauses import Words
from searchkit.search.evaluation import Evaluation
from searchkit.search.leaves import TEXT
from searchkit.search.matching import Matching
from searchkit.search.places import ends_of, starts_of
from searchkit.search.scoring import saturations
from searchkit.store.layout import GAP
from searchkit.store.segment import Segment


class Marks:
    """The parts of a query that are looked for, without those that are negated."""

    def __init__(self, evaluation: Evaluation, clauses: tuple[Words, ...]) -> None:
        self._evaluation, self._clauses = evaluation, clauses

    def needles(
        self, segment: Segment, docnum: int, field: Literal["title", "body"]
    ) -> list[tuple[tuple[Occurrence, ...], float]]:
        """Where each part stands in the title or in the body, and its rarity.

        Occurrences are positions `[start, end)` within that text, sorted.
        """
        lookup = _Lookup(self._evaluation.matching_of(segment), docnum, field)
        found: dict[Pattern, tuple[tuple[Occurrence, ...], float]] = {}
        for clause in self._clauses:
            if field in clause.fields and clause.pattern not in found:
                places = marks(clause.pattern, lookup)
                if places:
                    found[clause.pattern] = tuple(places), clause.rarity()
        return list(found.values())

    def explain(self, segment: Segment, docnum: int) -> tuple[WordScore, ...]:
        """What each word gave to an article; nothing for a part that does not match it."""
        at = self._evaluation.matching_of(segment)
        parts: dict[tuple[Pattern, str], WordScore] = {}
        for clause in self._clauses:
            for part in self._scores(clause, at, docnum):
                parts.setdefault((clause.pattern, part.word), part)
        return tuple(parts.values())

    def _scores(self, clause: Words, at: Matching, docnum: int) -> list[WordScore]:
        docs = np.array([docnum], np.int64)
        if not len(clause.narrow(at, docs)):
            return []
        found = []
        for text, pattern in clause.words:
            freqs = at.freqs(pattern, docs)
            rarity = self._evaluation.rarity(pattern)
            score = rarity * float(saturations(freqs, at.part.norms.take(docs))[0])
            found.append(
                WordScore(text, score * clause.weight, rarity, float(freqs[0]), clause.weight)
            )
        return found


class _Lookup:
    """Where leaves stand in the title, or in the body, of one article."""

    def __init__(self, at: Matching, docnum: int, field: str) -> None:
        self._at, self._in_title = at, field == "title"
        columns = at.part.segment.columns
        self._docs = np.array([docnum], np.int64)
        self._first = int(columns.bases[docnum])
        self._title_length = int(columns.title_lengths[docnum])
        self._places: dict[Leaf, list[Occurrence]] = {}

    def __call__(self, leaf: Leaf) -> list[Occurrence]:
        if leaf not in self._places:
            self._places[leaf] = self._find(leaf)
        return self._places[leaf]

    def _find(self, leaf: Leaf) -> list[Occurrence]:
        places = self._at.places(leaf, TEXT, self._docs)
        starts, ends = starts_of(places) - self._first, ends_of(places) - self._first
        chosen = (starts < self._title_length) == self._in_title
        shift = 0 if self._in_title else self._title_length + GAP
        starts, ends = starts[chosen] - shift, ends[chosen] - shift
        return list(zip(starts.tolist(), ends.tolist(), strict=True))
