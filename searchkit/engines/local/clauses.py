"""Whoosh query objects for what Whoosh's own cannot say.

Whoosh's And, Or and AndNot combine them. Each clause finds and scores its articles a posting list
at a time and hands Whoosh a finished list.
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
    """A leaf of a Whoosh query that knows its scored documents in each segment."""

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
