"""The best articles for a few words, without scoring every article that holds one.

A word's postings come in runs, each with a bound on what it can give (`Impacts`); once k articles
are known, runs, lists and articles that cannot reach the k-th are left out. This is MaxScore
(Turtle and Flood, "Query evaluation: strategies and optimizations", 1995) over blocks (Ding and
Suel, "Faster top-k document retrieval using block-max indexes", 2011), a batch of runs at a time.
Scores are added in the order of the lists here, in which they may be rounded otherwise than in the
order of the query: then who comes close is scored again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.deadline import check_deadline
from searchkit.search.clauses import Words
from searchkit.search.collection import Part
from searchkit.search.flat import Flat
from searchkit.search.scoring import Floats
from searchkit.search.topk import kth_best
from searchkit.search.words import WordInPart
from searchkit.store.cache import frozen
from searchkit.store.layout import IMPACT_BLOCK

Ints = npt.NDArray[np.int64]
Rows = dict[int, npt.NDArray[Any] | None]
"""Indices of postings, by list; None for all."""

SLACK = 1e-9
"""By how much of itself a sum may differ when its parts are added in another order."""
FIRST_RUNS = 8
"""Runs that are scored before the others: mostly enough to know the threshold."""
_MOST = 4
"""Where more than one of so many runs remain, all postings are compared: that is cheaper."""
_SHORT = 2 * FIRST_RUNS * IMPACT_BLOCK
"""Lists of no more postings are compared as a whole."""
_STEPS = np.arange(IMPACT_BLOCK)
_NO_DOCS, _NO_SCORES = frozen(np.zeros(0, np.int64)), frozen(np.zeros(0))


class Contenders:
    """The articles that may be among the k best, and what the k-th has at least.

    `exact` says that their scores are what adding in the order of the query gives.
    """

    def __init__(self, k: int, threshold: float = -np.inf) -> None:
        self.k, self.threshold, self.exact = k, threshold, True
        self.docs: Ints = _NO_DOCS
        self.scores: Floats = _NO_SCORES

    def add(self, docs: Ints, scores: Floats) -> None:
        """Take in articles with their scores."""
        if len(self.docs):
            scores = np.concatenate((self.scores, scores))
            docs = np.concatenate((self.docs, docs))
        if len(docs) >= self.k:
            least = kth_best(scores, self.k) * (1.0 - SLACK)
            if least > self.threshold:
                self.threshold = least
            docs, scores = _reaching(docs, scores, self.threshold)
        self.docs, self.scores = docs, scores


class ScoredList:
    """The postings of a word in one segment, and what they can give at most."""

    def __init__(self, word: WordInPart, factor: float) -> None:
        self.word, self.factor, self.postings = word, factor, word.postings

    @property
    def bound(self) -> float:
        """The highest score."""
        return self.word.runs.highest * self.factor

    def batches(self, contenders: Contenders, rest: float) -> Iterator[Ints | None]:
        """Indices of postings, best runs first; None for all.

        Runs are left out that cannot reach the threshold with `rest` more.
        """
        order = self.word.runs.order
        if self.postings.count <= _SHORT:
            yield None
            return
        rows = self._rows(order[:FIRST_RUNS])
        yield rows
        least = (contenders.threshold - rest) / self.factor
        enough = int(self.word.runs.falling.searchsorted(-least, "right"))
        if enough <= FIRST_RUNS:
            return
        if enough * _MOST < len(order):
            yield self._rows(order[FIRST_RUNS:enough])
            return
        reaching = self.word.saturations >= least
        reaching[rows] = False
        yield reaching.nonzero()[0]

    def docs_at(self, rows: Ints | None) -> Ints:
        """The articles of some postings."""
        return self.postings.docs if rows is None else self.postings.docs.take(rows)

    def scores_at(self, rows: npt.NDArray[Any] | None, docs: Ints) -> Floats:
        """Of some postings, which are those of `docs`."""
        if rows is None:
            return self.word.saturations * self.factor
        scores = self.word.saturations_at(rows, docs)
        scores *= self.factor
        return scores

    def scores_of(self, docs: Ints) -> Floats:
        """Of any articles, 0 where they have no posting."""
        return self.scores_at(self.postings.rows_of(docs), docs)

    def _rows(self, runs: Ints) -> Ints:
        """The postings of some runs, rising."""
        runs = runs.copy()
        runs.sort()
        rows = (runs[:, None] * IMPACT_BLOCK + _STEPS).reshape(-1)
        surplus = rows.item(-1) + 1 - self.postings.count
        return rows[:-surplus] if surplus > 0 else rows


def contend(contenders: Contenders, flat: Flat, part: Part) -> None:
    """Find the articles with the highest sums over the words, of those that a query wants."""
    contenders.exact = flat.in_order
    words = [(word.parts[part.ordinal], word.rarity * weight) for word, weight in flat.words]
    held = [ScoredList(*word) for word in words if word[0].postings.count]
    if len(held) < len(words) and flat.every:
        return
    if len(held) == 1 and not flat.phrases:
        _scan(held[0], (), (), contenders, flat, part)
    elif not flat.every:
        held.sort(key=lambda listed: -listed.bound)
        for i, base in enumerate(held):
            _scan(base, held[:i], held[i + 1 :], contenders, flat, part)
    else:
        _scan_common(held, contenders, flat, part)


def _scan(
    base: ScoredList,
    earlier: Sequence[ScoredList],
    later: Sequence[ScoredList],
    contenders: Contenders,
    flat: Flat,
    part: Part,
) -> None:
    """Take in the articles of one list that are in none of the earlier ones."""
    check_deadline()
    rest = sum([listed.bound for listed in later])
    if base.bound + rest < contenders.threshold:
        return
    for rows in base.batches(contenders, rest):
        docs, scores = _look_up(base, rows, later, contenders, rest)
        for listed in earlier:
            if len(docs):
                check_deadline()
                rows = listed.postings.rows_of(docs)
                docs, scores = _chosen(docs, scores, rows == listed.postings.count)
        contenders.add(*_passing(docs, scores, flat, part))


def _scan_common(
    lists: Sequence[ScoredList], contenders: Contenders, flat: Flat, part: Part
) -> None:
    """Take in the articles that are in all lists, which stand in the order of the query."""
    order = sorted(range(len(lists)), key=lambda i: lists[i].postings.count)
    start = flat.start(part) if lists[order[0]].postings.count > _SHORT else None
    if start is not None:
        contenders.add(*_meet(lists, order, start[0], {}, flat, part, start[1]))
        return
    base, *later = (lists[i] for i in order)
    rest = sum(listed.bound for listed in later)
    if base.bound + rest < contenders.threshold:
        return
    for rows in base.batches(contenders, rest):
        if later and contenders.threshold <= rest:
            # Nothing can be left out for its score: who has all words, before any is scored?
            docs = base.docs_at(rows)
            contenders.add(*_meet(lists, order[1:], docs, {order[0]: rows}, flat, part))
        else:
            docs, scores = _look_up(base, rows, later, contenders, rest, every=True)
            contenders.add(*_passing(docs, scores, flat, part))


def _meet(
    lists: Sequence[ScoredList],
    order: Sequence[int],
    docs: Ints,
    by_list: Rows,
    flat: Flat,
    part: Part,
    met: Words | None = None,
) -> tuple[Ints, Floats]:
    """Those of `docs` that all lists have and the query wants, and their scores.

    `by_list` has their rows in some lists, `order` tells which others to look them up in.
    """
    for i in order:
        check_deadline()
        by_list[i] = more = lists[i].postings.rows_of(docs)
        held = (more != lists[i].postings.count).nonzero()[0]
        docs, by_list = _kept(docs, by_list, held)
    if len(docs):
        passing = flat.narrow(part, docs, met)
        docs, by_list = _kept(docs, by_list, docs.searchsorted(passing))
    scores = (listed.scores_at(by_list[i], docs) for i, listed in enumerate(lists))
    return docs, reduce(np.add, scores)


def _kept(docs: Ints, by_list: Rows, held: Ints) -> tuple[Ints, Rows]:
    """Articles, and their rows in each list, without those that are not held."""
    if len(held) == len(docs):
        return docs, by_list
    kept: Rows = {i: held if rows is None else rows.take(held) for i, rows in by_list.items()}
    return docs.take(held), kept


def _look_up(
    base: ScoredList,
    rows: Ints | None,
    later: Sequence[ScoredList],
    contenders: Contenders,
    rest: float,
    *,
    every: bool = False,
) -> tuple[Ints, Floats]:
    """Postings of one list that reach the threshold, with what the later lists give them.

    That is `rest` at most. With `every`, only those that are in all the lists.
    """
    least = contenders.threshold - rest
    docs = base.docs_at(rows)
    docs, scores = _reaching(docs, base.scores_at(rows, docs), least)
    for listed in later:
        if not len(docs):
            break
        check_deadline()
        more = listed.scores_of(docs)
        scores = scores + more
        least += listed.bound
        if every:
            docs, scores = _chosen(docs, scores, more > 0.0)
        docs, scores = _reaching(docs, scores, least)
    # Two numbers have the same sum in any order, three need not.
    contenders.exact = contenders.exact and len(later) < 2
    return docs, scores


def _passing(docs: Ints, scores: Floats, flat: Flat, part: Part) -> tuple[Ints, Floats]:
    """Those that meet the query's conditions."""
    if len(docs):
        passing = flat.narrow(part, docs)
        if len(passing) < len(docs):
            return passing, scores.take(docs.searchsorted(passing))
    return docs, scores


def _reaching(docs: Ints, scores: Floats, least: float) -> tuple[Ints, Floats]:
    if least <= 0.0:
        return docs, scores
    return _chosen(docs, scores, scores >= least)


def _chosen(docs: Ints, scores: Floats, wanted: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    chosen = wanted.nonzero()[0]
    if len(chosen) == len(docs):
        return docs, scores
    return docs.take(chosen), scores.take(chosen)
