"""The best articles for a few words, without scoring every article that holds one.

A word's postings come in runs, each with a bound on what it can give (`Impacts`); once k articles
are known, runs, lists and articles that cannot reach the k-th are left out. This is MaxScore
(Turtle and Flood, "Query evaluation: strategies and optimizations", 1995) over blocks (Ding and
Suel, "Faster top-k document retrieval using block-max indexes", 2011), a batch of runs at a time.
Scores are approximate here, in the order of the lists: who comes close is scored again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import Part
from searchkit.search.flat import Flat
from searchkit.search.scoring import Floats
from searchkit.search.topk import kth_best
from searchkit.search.words import SoughtWord
from searchkit.store.layout import IMPACT_BLOCK

Ints = npt.NDArray[np.int64]

SLACK = 1e-9
"""By how much of itself a sum may differ when its parts are added in another order."""
FIRST_RUNS = 8
"""Runs that are scored before the others: mostly enough to know the threshold."""
_MOST = 4
"""Where more than one of so many runs remain, all postings are compared: that is cheaper."""
_STEPS = np.arange(IMPACT_BLOCK)


class Contenders:
    """The articles that may be among the k best, and what the k-th has at least."""

    def __init__(self, k: int, threshold: float = -np.inf) -> None:
        self.k, self.threshold = k, threshold
        self.docs: Ints = np.zeros(0, np.int64)
        self.scores: Floats = np.zeros(0)

    def add(self, docs: Ints, scores: Floats) -> None:
        """Take in articles with their (approximate) scores."""
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

    def __init__(self, part: Part, word: SoughtWord, weight: float) -> None:
        self._word = word.parts[part.ordinal]
        self.postings, self._runs = self._word.postings, self._word.runs
        self._factor = word.rarity * weight
        self.bound = self._runs.highest * self._factor

    def batches(self, contenders: Contenders, rest: float) -> Iterator[tuple[Ints, Floats]]:
        """Articles with their scores, best runs first.

        Those are left out that cannot reach the threshold with `rest` more.
        """
        postings, order = self.postings, self._runs.order
        if len(order) <= 2 * FIRST_RUNS:
            yield self._reaching(None, contenders.threshold - rest)
            return
        rows = self._rows(order[:FIRST_RUNS])
        yield self._reaching(rows, contenders.threshold - rest)
        least = (contenders.threshold - rest) / self._factor
        enough = int(self._runs.falling.searchsorted(-least, "right"))
        if enough <= FIRST_RUNS:
            return
        if enough * _MOST < len(order):
            yield self._reaching(self._rows(order[FIRST_RUNS:enough]), least * self._factor)
            return
        reaching = self._word.saturations >= least
        reaching[rows] = False
        rows = reaching.nonzero()[0]
        yield postings.docs.take(rows), self._word.saturations.take(rows) * self._factor

    def scores_of(self, docs: Ints) -> Floats:
        """Of any articles, 0 where they have no posting."""
        scores = self._word.saturations_of(docs)
        scores *= self._factor
        return scores

    def _reaching(self, rows: Ints | None, least: float) -> tuple[Ints, Floats]:
        """Those of some postings, or of all, that give so much."""
        if rows is None:
            docs, scores = self.postings.docs, self._word.saturations * self._factor
        else:
            docs = self.postings.docs.take(rows)
            scores = self._word.saturations_at(rows, docs)
            scores *= self._factor
        return _reaching(docs, scores, least)

    def _rows(self, runs: Ints) -> Ints:
        """The postings of some runs, rising."""
        runs = np.sort(runs)
        rows = (runs[:, None] * IMPACT_BLOCK + _STEPS).reshape(-1)
        surplus = int(rows[-1]) + 1 - self.postings.count
        return rows[:-surplus] if surplus > 0 else rows


def contend(lists: Sequence[ScoredList], contenders: Contenders, flat: Flat, part: Part) -> None:
    """Find the articles with the highest sums over the lists, of those that a query wants."""
    if flat.every:
        lists = sorted(lists, key=lambda listed: listed.postings.count)
        _scan(lists[0], (), lists[1:], contenders, flat, part)
        return
    lists = sorted(lists, key=lambda listed: -listed.bound)
    for i, base in enumerate(lists):
        _scan(base, lists[:i], lists[i + 1 :], contenders, flat, part)


def _scan(
    base: ScoredList,
    earlier: Sequence[ScoredList],
    later: Sequence[ScoredList],
    contenders: Contenders,
    flat: Flat,
    part: Part,
) -> None:
    """Take in the articles of one list that are in none of the earlier ones."""
    rest = sum(listed.bound for listed in later)
    if not base.postings.count or base.bound + rest < contenders.threshold:
        return
    for docs, scores in base.batches(contenders, rest):
        least = contenders.threshold - rest
        if later and flat.every and least <= 0.0:
            # Nothing can be left out for its score: who has all words, before any is scored?
            contenders.add(*_meeting((base, *later), docs, flat, part))
            continue
        docs, scores = _look_up(later, docs, scores, least, flat.every)
        for listed in earlier:
            if len(docs):
                docs, scores = _chosen(docs, scores, ~listed.postings.find(docs)[1])
        passing = flat.narrow(part, docs)
        if len(passing) < len(docs):
            scores = scores.take(docs.searchsorted(passing))
        contenders.add(passing, scores)


def _meeting(
    lists: Sequence[ScoredList], docs: Ints, flat: Flat, part: Part
) -> tuple[Ints, Floats]:
    """Articles of the first list that are in all others and that the query wants; their scores."""
    for listed in lists[1:]:
        docs = listed.postings.narrow(docs)
    if len(docs):
        docs = flat.narrow(part, docs)
    scores = np.zeros(len(docs))
    for listed in lists:
        scores += listed.scores_of(docs)
    return docs, scores


def _look_up(
    lists: Sequence[ScoredList], docs: Ints, scores: Floats, least: float, every: bool
) -> tuple[Ints, Floats]:
    """Add what the lists give to the articles; leave out those that fall below."""
    for listed in lists:
        if not len(docs):
            break
        more = listed.scores_of(docs)
        scores = scores + more
        least += listed.bound
        if every:
            docs, scores = _chosen(docs, scores, more > 0.0)
        docs, scores = _reaching(docs, scores, least)
    return docs, scores


def _reaching(docs: Ints, scores: Floats, least: float) -> tuple[Ints, Floats]:
    if least <= 0.0:
        return docs, scores
    return _chosen(docs, scores, scores >= least)


def _chosen(docs: Ints, scores: Floats, wanted: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    chosen = wanted.nonzero()[0]
    return docs.take(chosen), scores.take(chosen)
