"""In which order do the articles stand that a clause finds, in each segment and over all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.deadline import check_deadline
from searchkit.search.clauses import Clause, unchecked
from searchkit.search.collection import Collection, Part
from searchkit.search.flat import Flat, flatten
from searchkit.search.pruning import SLACK, Contenders, contend
from searchkit.search.scoring import Floats
from searchkit.search.topk import best
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Sort = Literal["relevance", "newest", "oldest"]


class Ranked(NamedTuple):
    """An article that a query found."""

    segment: Segment
    docnum: int
    score: float

    @property
    def id(self) -> str:
        return self.segment.id(self.docnum)

    def age(self, sign: float = -1.0) -> float:
        """What puts the newest first, or with a `sign` of 1 the oldest; undated ones last."""
        columns = self.segment.columns
        if columns.precisions.item(self.docnum) == UNDATED:
            return np.inf
        return sign * columns.seconds.item(self.docnum)


class _Id:
    """Puts articles in the order of their ids, which are read only where all else is equal."""

    __slots__ = ("_ranked",)

    def __init__(self, ranked: Ranked) -> None:
        self._ranked = ranked

    def __lt__(self, other: _Id) -> bool:
        return self._ranked.id < other._ranked.id


def rank(collection: Collection, clause: Clause, sort: Sort, k: int) -> list[Ranked]:
    """The first k live articles that a clause finds.

    Best first, or by date with undated ones last; ties newest first, then by id.
    """
    more = unchecked(clause)
    if more is not None:
        return _checked(collection, clause, more, sort, k)
    flat = flatten(clause) if sort == "relevance" else None
    found = _rank(collection, clause, flat, sort, k)
    if flat is not None and flat.partial and len(found) < k:
        return _rank(collection, clause, None, sort, k)
    return found


def _checked(
    collection: Collection, clause: Clause, more: Clause, sort: Sort, k: int
) -> list[Ranked]:
    """The same, of a clause that had better look at the first articles of `more` first."""
    depth = k + 40
    while True:
        found = rank(collection, more, sort, depth)
        kept = {part.segment: _found(clause, part, found) for part in collection.parts}
        checked = [ranked for ranked in found if ranked.docnum in kept[ranked.segment]]
        if len(checked) >= k or len(found) < depth:
            return checked[:k]
        depth *= 3


def _found(clause: Clause, part: Part, ranked: list[Ranked]) -> set[int]:
    """Those of the ranked articles of one segment that a clause finds."""
    docs = sorted(one.docnum for one in ranked if one.segment is part.segment)
    found: list[int] = clause.narrow(part, np.array(docs, np.int64)).tolist() if docs else []
    return set(found)


def _rank(
    collection: Collection, clause: Clause, flat: Flat | None, sort: Sort, k: int
) -> list[Ranked]:
    found: list[Ranked] = []
    for part in collection.parts:
        check_deadline()
        if sort != "relevance":
            top = by_date(clause, part, part.live(clause.docs(part)), k, sort)
        elif flat is None:
            docs = part.live(clause.docs(part))
            top = by_score(part, docs, clause.scores(part, docs), k)
        else:
            top = _pruned(clause, flat, part, k, found)
        found = merged((*found, *top), sort, k) if found and top else found or top
    return found


def _pruned(
    clause: Clause, flat: Flat, part: Part, k: int, found: Sequence[Ranked]
) -> list[Ranked]:
    """The best articles of one segment that are no worse than the k-th best of those found."""
    least = found[k - 1].score * (1.0 - SLACK) if len(found) >= k > 0 else -np.inf
    contenders = Contenders(k, least)
    contend(contenders, flat, part)
    if contenders.exact or not len(contenders.docs):
        return by_score(part, contenders.docs, contenders.scores, k)
    docs = np.sort(contenders.docs)
    return by_score(part, docs, clause.scores(part, docs), k)


def by_score(part: Part, docs: Ints, scores: Floats, k: int) -> list[Ranked]:
    """The k best of these articles of one segment."""
    if not len(docs):
        return []
    recency = part.segment.columns.recency.take(docs)
    return _ranked(part.segment, docs, scores, best(scores, recency, k))


def by_date(clause: Clause, part: Part, docs: Ints, k: int, sort: Sort) -> list[Ranked]:
    """The k newest or oldest of these articles of one segment."""
    columns = part.segment.columns
    ages = columns.seconds.take(docs)
    if sort == "newest":
        ages = -ages
    ages = np.where(columns.precisions.take(docs) == UNDATED, np.inf, ages)
    if k < len(docs):
        last = np.partition(ages, k - 1)[k - 1] if k else -np.inf
        chosen = (ages <= last).nonzero()[0]
        docs, ages = docs.take(chosen), ages.take(chosen)
    scores = clause.scores(part, docs)
    order = np.lexsort((columns.recency.take(docs), -scores, ages))[:k]
    return _ranked(part.segment, docs, scores, order)


_SCORE = itemgetter(2)


def _newest(ranked: Ranked) -> tuple[float, _Id]:
    return ranked.age(), _Id(ranked)


def _ranked(segment: Segment, docs: Ints, scores: Any, order: Ints) -> list[Ranked]:
    docnums, ordered = docs.take(order).tolist(), scores.take(order).tolist()
    return list(map(Ranked, repeat(segment), docnums, ordered))


def merged(found: Iterable[Ranked], sort: Sort, k: int) -> list[Ranked]:
    """The first k of several segments' articles."""
    if sort == "relevance":
        return _merged_by_score(found, k)

    def by_date(ranked: Ranked) -> tuple[Any, ...]:
        age = ranked.age(-1.0 if sort == "newest" else 1.0)
        return age, -ranked.score, ranked.age(), _Id(ranked)

    return sorted(found, key=by_date)[:k]


def _merged_by_score(found: Iterable[Ranked], k: int) -> list[Ranked]:
    """Their dates and ids are read only where scores are equal."""
    ordered = sorted(found, key=_SCORE, reverse=True)
    scores = [*map(_SCORE, ordered), None]
    first = 0
    while first < k and first < len(ordered):
        last = first + 1
        while scores[last] == scores[first]:
            last += 1
        if last > first + 1:
            ordered[first:last] = sorted(ordered[first:last], key=_newest)
        first = last
    return ordered[:k]
