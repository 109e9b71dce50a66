"""Whoosh query objects for what Whoosh's own cannot say, or says wrong.

Each clause finds and scores its articles a posting list at a time and hands Whoosh a finished list.
Whoosh 2.7.4's own And, Or and AndNot step from match to match, slower; its AndNot lets a first
match through whose exclusion begins before it, and its Or may lose what scores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from searchkit.analysis.patterns import Pattern
from searchkit.engines.local.evaluation import Evaluation, Segment
from searchkit.model import WordScore
from searchkit.whoosh_index import whoosh

Passes = Callable[[Segment, int], bool]


class Clause(whoosh.query.Query):  # type: ignore[misc]
    """A Whoosh query that knows its scored documents in each segment."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        """(document number, score), by rising number."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        found = self.scored(self.evaluation.collection.segment_of(searcher.reader()))
        if not found:
            return whoosh.matching.NullMatcher()
        ids, scores = zip(*found, strict=True)
        return whoosh.matching.ListMatcher(ids, weights=scores)

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count_all())

    def is_leaf(self) -> bool:
        return True


class AllOf(Clause):
    """Articles that all of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, evaluation: Evaluation, clauses: list[Clause]) -> None:
        super().__init__(evaluation)
        self.clauses = clauses

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        total, *others = (dict(clause.scored(segment)) for clause in self.clauses)
        for scores in others:
            total = {n: score + scores[n] for n, score in total.items() if n in scores}
        return list(total.items())


class AnyOf(Clause):
    """Articles that any of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, evaluation: Evaluation, clauses: list[Clause]) -> None:
        super().__init__(evaluation)
        self.clauses = clauses

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        total: dict[int, float] = {}
        for clause in self.clauses:
            for docnum, score in clause.scored(segment):
                total[docnum] = total.get(docnum, 0.0) + score
        return sorted(total.items())


class Without(Clause):
    """Articles that one clause finds and another does not; the other scores nothing."""

    def __init__(self, evaluation: Evaluation, wanted: Clause, unwanted: Clause) -> None:
        super().__init__(evaluation)
        self.wanted, self.unwanted = wanted, unwanted

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        unwanted = dict(self.unwanted.scored(segment))
        return [item for item in self.wanted.scored(segment) if item[0] not in unwanted]


class Words(Clause):
    """Articles that hold `pattern` in one of `fields`, scored as the sum of their `words`.

    `words` are (what the user typed, its pattern); without any, the clause scores nothing.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        pattern: Pattern,
        fields: tuple[str, ...],
        words: tuple[tuple[str, Pattern], ...],
        weight: float,
    ) -> None:
        super().__init__(evaluation)
        self.pattern, self.fields, self.words, self.weight = pattern, fields, words, weight

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        evaluation = self.evaluation
        found: set[int] = set()
        for field in self.fields:
            found.update(evaluation.places(segment, field, self.pattern))
        return [(docnum, self._score(segment, docnum)) for docnum in sorted(found)]

    def explain(self, segment: Segment, docnum: int) -> Iterable[WordScore]:
        """What each word gave to a document; nothing unless the clause matches it."""
        evaluation = self.evaluation
        if any(docnum in evaluation.places(segment, f, self.pattern) for f in self.fields):
            for text, pattern in self.words:
                worth = evaluation.worth(segment, pattern, docnum)
                rarity = evaluation.rarity(pattern)
                yield WordScore(
                    text, worth.score * self.weight, rarity, worth.frequency, self.weight
                )

    def rarity(self) -> float:
        """How much finding the clause in a text says: the sum over its words."""
        return sum(self.evaluation.rarity(pattern) for _, pattern in self.words)

    def _score(self, segment: Segment, docnum: int) -> float:
        score = sum(
            self.evaluation.worth(segment, pattern, docnum).score for _, pattern in self.words
        )
        return score * self.weight


class Filter(Clause):
    """Live articles that pass a test on their columns; they score nothing."""

    def __init__(self, evaluation: Evaluation, passes: Passes) -> None:
        super().__init__(evaluation)
        self.passes = passes

    def scored(self, segment: Segment) -> list[tuple[int, float]]:
        return [(n, 0.0) for n in segment.columns.live if self.passes(segment, n)]
