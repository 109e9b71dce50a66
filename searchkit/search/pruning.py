"""The best articles for a few words, without scoring every article that holds one.

A word's postings come in runs, each with a bound on what it can give (`Impacts`); once k articles
are known, runs, lists and articles that cannot reach the k-th are left out. This is MaxScore
(Turtle and Flood, "Query evaluation: strategies and optimizations", 1995) over blocks (Ding and
Suel, "Faster top-k document retrieval using block-max indexes", 2011), a batch of runs at a time.
Scores are approximate here, in the order of the lists: who comes close is scored again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Pattern
from searchkit.search.matching import Matching
from searchkit.search.scoring import Floats, saturations
from searchkit.search.topk import kth_best
from searchkit.store.layout import IMPACT_BLOCK

Ints = npt.NDArray[np.int64]
Narrow = Callable[[Ints], Ints]

SLACK = 1e-9
"""By how much of itself a sum may differ when its parts are added in another order."""
FIRST_RUNS = 8
"""Runs of the first batch; each further one is this many times as large."""
_STEPS = np.arange(IMPACT_BLOCK)


@dataclass(slots=True)
class Contenders:
    """The articles that may be among the k best, and what the k-th has at least."""

    k: int
    threshold: float
    docs: Ints
    scores: Floats

    def add(self, docs: Ints, scores: Floats) -> None:
        """Take in articles with their (approximate) scores."""
        if not len(docs):
            return
        scores = np.concatenate((self.scores, scores))
        docs = np.concatenate((self.docs, docs))
        least = kth_best(scores, self.k) * (1.0 - SLACK)
        if least > self.threshold:
            self.threshold = least
        if self.threshold > 0.0:
            chosen = (scores >= self.threshold).nonzero()[0]
            docs, scores = docs.take(chosen), scores.take(chosen)
        self.docs, self.scores = docs, scores


class ScoredList:
    """The postings of a word, and what they can give at most."""

    def __init__(self, at: Matching, pattern: Pattern, factor: float) -> None:
        postings = at.postings(pattern)
        self.docs, self._freqs = postings.docs, postings.freqs
        self._at, self._pattern, self._factor = at, pattern, factor
        self._norms = at.part.norms
        self.run_bounds = at.run_bounds(pattern) * factor
        self.bound = float(self.run_bounds.max(initial=0.0))

    def scores(self, rows: Ints | slice, docs: Ints) -> Floats:
        """Of postings and their docnums."""
        return saturations(self._freqs[rows], self._norms.take(docs)) * self._factor

    def freqs_of(self, docs: Ints) -> Ints:
        """Weighted frequencies in any articles."""
        return self._at.freqs(self._pattern, docs)

    def scores_of(self, docs: Ints, freqs: Ints) -> Floats:
        """Of any articles, by their weighted frequencies."""
        return saturations(freqs, self._norms.take(docs)) * self._factor

    def batches(self, contenders: Contenders, rest: float) -> Iterator[Ints | slice]:
        """Rows of postings, best runs first, while they could reach the threshold with `rest`."""
        bounds = self.run_bounds
        if len(bounds) <= 2 * FIRST_RUNS:
            yield slice(None)
            return
        order = (-bounds).argsort(kind="stable")
        falling = -bounds.take(order)
        first, size = 0, FIRST_RUNS
        while first < len(order):
            enough = int(falling.searchsorted(rest - contenders.threshold, "right"))
            last = min(enough, first + size)
            if last <= first:
                return
            runs = order[first:last]
            runs.sort()
            rows = (runs[:, None] * IMPACT_BLOCK + _STEPS).reshape(-1)
            if runs[-1] == len(bounds) - 1:
                rows = rows[: len(rows) - (len(bounds) * IMPACT_BLOCK - len(self.docs))]
            yield rows
            first, size = last, size * FIRST_RUNS


def contend(
    lists: Sequence[ScoredList], contenders: Contenders, *, every: bool, narrow: Narrow
) -> None:
    """Find the articles with the highest sums over the lists, of those that `narrow` lets pass.

    With `every`, only articles in every list count; else those in any.
    """
    if every:
        lists = sorted(lists, key=lambda listed: len(listed.docs))
        _scan(lists[0], [], lists[1:], contenders, every, narrow)
        return
    lists = sorted(lists, key=lambda listed: -listed.bound)
    for i, base in enumerate(lists):
        _scan(base, lists[:i], lists[i + 1 :], contenders, every, narrow)


def _scan(
    base: ScoredList,
    earlier: Sequence[ScoredList],
    later: Sequence[ScoredList],
    contenders: Contenders,
    every: bool,
    narrow: Narrow,
) -> None:
    """Take in the articles of one list that are in none of the earlier ones."""
    rest = sum(listed.bound for listed in later)
    if base.bound + rest < contenders.threshold:
        return
    for rows in base.batches(contenders, rest):
        docs = base.docs[rows]
        scores = base.scores(rows, docs)
        docs, scores = _reaching(docs, scores, contenders.threshold - rest)
        docs, scores = _look_up(later, docs, scores, contenders.threshold - rest, every)
        for listed in earlier:
            new = (listed.freqs_of(docs) == 0).nonzero()[0]
            docs, scores = docs.take(new), scores.take(new)
        passing = narrow(docs)
        if len(passing) < len(docs):
            scores = scores.take(docs.searchsorted(passing))
        contenders.add(passing, scores)


def _look_up(
    lists: Sequence[ScoredList], docs: Ints, scores: Floats, least: float, every: bool
) -> tuple[Ints, Floats]:
    """Add what the lists give to the articles; leave out those that fall below."""
    for listed in lists:
        if not len(docs):
            break
        freqs = listed.freqs_of(docs)
        if every:
            held = freqs.nonzero()[0]
            docs, scores, freqs = docs.take(held), scores.take(held), freqs.take(held)
        scores = scores + listed.scores_of(docs, freqs)
        least += listed.bound
        docs, scores = _reaching(docs, scores, least)
    return docs, scores


def _reaching(docs: Ints, scores: Floats, least: float) -> tuple[Ints, Floats]:
    if least <= 0.0:
        return docs, scores
    chosen = (scores >= least).nonzero()[0]
    return docs.take(chosen), scores.take(chosen)
