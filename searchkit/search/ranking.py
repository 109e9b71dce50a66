"""In which order do the articles stand that a clause finds, in each segment and over all?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from searchkit.search.clauses import Clause
from searchkit.search.evaluation import Evaluation
from searchkit.search.flat import Flat, flatten
from searchkit.search.matching import Matching
from searchkit.search.pruning import SLACK, Contenders, ScoredList, contend
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
    flat = flatten(clause) if sort == "relevance" else None
    for at in evaluation.matchings:
        if flat is not None:
            docs = _contenders(evaluation, at, flat, k, found)
        else:
            docs = at.part.live(clause.docs(at))
        if sort == "relevance":
            found += by_score(clause, at, docs, k)
        else:
            found += by_date(clause, at, docs, k, sort)
        if len(evaluation.matchings) > 1:
            found = merged(found, sort, k)
    return found


def _contenders(
    evaluation: Evaluation, at: Matching, flat: Flat, k: int, found: list[Ranked]
) -> Ints:
    """Articles of one segment, among them all that may be of the first k."""
    lists = [ScoredList(at, word, evaluation.rarity(word) * weight) for word, weight in flat.words]
    least = found[k - 1].score * (1.0 - SLACK) if len(found) >= k > 0 else -np.inf
    contenders = Contenders(k, least, np.zeros(0, np.int64), np.zeros(0))
    contend(lists, contenders, every=flat.every, narrow=lambda docs: flat.narrow(at, docs))
    return np.sort(contenders.docs)


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
