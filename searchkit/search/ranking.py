"""In which order do the articles stand that a clause finds, in each segment and over all?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.deadline import begin, check_deadline
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
_FEW = 64
"""So many articles of a segment are taken as they are, and put in order with all others."""


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
    if flat is not None:
        found = _rank_flat(collection, clause, flat, k)
        if not flat.partial or len(found) >= k:
            return found
    return _rank(collection, clause, sort, k)


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


def _rank(collection: Collection, clause: Clause, sort: Sort, k: int) -> list[Ranked]:
    found: list[Ranked] = []
    for part in collection.parts:
        check_deadline()
        if sort != "relevance":
            top = by_date(clause, part, part.live(clause.docs(part)), k, sort)
        else:
            docs = part.live(clause.docs(part))
            top = by_score(part, docs, clause.scores(part, docs), k)
        found = merged((*found, *top), sort, k) if found and top else found or top
    return found


def _rank_flat(collection: Collection, clause: Clause, flat: Flat, k: int) -> list[Ranked]:
    held: list[tuple[Part, Ints, Floats]] = []
    best, least = np.zeros(0), -np.inf
    for part in collection.parts:
        begin(None)  # the words are looked at together: no one of them is to blame
        docs, scores = _pruned(clause, flat, part, k, least)
        if not len(docs):
            continue
        held.append((part, docs, scores))
        if len(collection.parts) > 1:
            best = np.concatenate((best, scores))
            if len(best) >= k > 0:
                best.partition(len(best) - k)
                best = best[len(best) - k :]
                least = best.item(0)
    if len(held) == 1:
        return by_score(*held[0], k)
    reaching = [_reaching(part, docs, scores, k, least) for part, docs, scores in held]
    return merged(chain.from_iterable(reaching), "relevance", k)


def _pruned(clause: Clause, flat: Flat, part: Part, k: int, least: float) -> tuple[Ints, Floats]:
    """Articles of one segment with their scores, among them its k best of those with `least`."""
    contenders = Contenders(k, least * (1.0 - SLACK))
    contend(contenders, flat, part)
    if contenders.exact or not len(contenders.docs):
        return contenders.docs, contenders.scores
    docs = np.sort(contenders.docs)
    return docs, clause.scores(part, docs)


def _reaching(part: Part, docs: Ints, scores: Floats, k: int, least: float) -> list[Ranked]:
    """Those of one segment with scores of at least so much, in any order; k will do."""
    chosen = (scores >= least).nonzero()[0]
    if len(chosen) > _FEW:
        return by_score(part, docs, scores, k)
    return _ranked(part.segment, docs, scores, chosen)


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
_row: Callable[[tuple[Segment, int, float]], Ranked] = partial(tuple.__new__, Ranked)
"""As `Ranked._make`, in a third less time: dozens are made for each search."""


def _newest(ranked: Ranked) -> tuple[float, _Id]:
    return ranked.age(), _Id(ranked)


def _ranked(segment: Segment, docs: Ints, scores: Any, order: Ints) -> list[Ranked]:
    rows = zip(repeat(segment), docs.take(order).tolist(), scores.take(order).tolist())
    return list(map(_row, rows))


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
    if len(set(scores)) == len(scores):
        return ordered[:k]
    first = 0
    while first < k and first < len(ordered):
        last = first + 1
        while scores[last] == scores[first]:
            last += 1
        if last > first + 1:
            ordered[first:last] = sorted(ordered[first:last], key=_newest)
        first = last
    return ordered[:k]
