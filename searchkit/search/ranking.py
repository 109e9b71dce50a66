"""In which order do the articles stand that a clause finds, in each segment and over all?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from searchkit.search.clauses import Clause
from searchkit.search.evaluation import Evaluation
from searchkit.search.matching import Matching
from searchkit.search.topk import best
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article that a query found."""

    segment: Segment
    docnum: int
    score: float

    @property
    def id(self) -> str:
        return self.segment.id(self.docnum)

    @property
    def seconds(self) -> float | None:
        columns = self.segment.columns
        if columns.precisions[self.docnum] == UNDATED:
            return None
        return float(columns.seconds[self.docnum])


class _LastById:
    """Compares by id, which is read only for those that are equal in all else."""

    __slots__ = ("ranked",)

    def __init__(self, ranked: Ranked) -> None:
        self.ranked = ranked

    def __lt__(self, other: _LastById) -> bool:
        return self.ranked.id < other.ranked.id


def rank(evaluation: Evaluation, clause: Clause, sort: Sort, k: int) -> list[Ranked]:
    """The first k live articles that a clause finds.

    Best first, or by date with undated ones last; ties newest first, then by id.
    """
    found: list[Ranked] = []
    for at in evaluation.matchings:
        docs = at.part.live(clause.docs(at))
        top = (
            by_score(clause, at, docs, k)
            if sort == "relevance"
            else by_date(clause, at, docs, k, sort)
        )
        found += top
    return merged(found, sort, k) if len(evaluation.matchings) > 1 else found


def by_score(clause: Clause, at: Matching, docs: Ints, k: int) -> list[Ranked]:
    """The k best of these articles of one segment."""
    scores = clause.scores(at, docs)
    recency = at.part.segment.columns.recency.take(docs)
    return _ranked(at, docs, scores, best(scores, recency, k))


def by_date(clause: Clause, at: Matching, docs: Ints, k: int, sort: Sort) -> list[Ranked]:
    """The k newest or oldest of these articles of one segment."""
    columns = at.part.segment.columns
    ages = columns.seconds.take(docs)
    if sort == "newest":
        ages = -ages
    ages = np.where(columns.precisions.take(docs) == UNDATED, np.inf, ages)
    if k < len(docs):
        last = np.partition(ages, k - 1)[k - 1] if k else -np.inf
        chosen = (ages <= last).nonzero()[0]
        docs, ages = docs.take(chosen), ages.take(chosen)
    scores = clause.scores(at, docs)
    order = np.lexsort((columns.recency.take(docs), -scores, ages))[:k]
    return _ranked(at, docs, scores, order)


def _ranked(at: Matching, docs: Ints, scores: Any, order: Ints) -> list[Ranked]:
    segment = at.part.segment
    pairs = zip(docs.take(order).tolist(), scores.take(order).tolist(), strict=True)
    return [Ranked(segment, docnum, score) for docnum, score in pairs]


def merged(found: Iterable[Ranked], sort: Sort, k: int) -> list[Ranked]:
    """The first k of several segments' articles."""

    def key(ranked: Ranked) -> tuple[Any, ...]:
        seconds, last = ranked.seconds, _LastById(ranked)
        if sort == "relevance":
            return -ranked.score, seconds is None, -(seconds or 0.0), last
        age = -(seconds or 0.0) if sort == "newest" else seconds or 0.0
        return seconds is None, age, -ranked.score, last

    return sorted(found, key=key)[:k]
