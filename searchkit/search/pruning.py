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
from searchkit.search.scoring import Floats, saturations
from searchkit.search.topk import kth_best
from searchkit.search.words import SoughtWord
from searchkit.store.layout import IMPACT_BLOCK

Ints = npt.NDArray[np.int64]

SLACK = 1e-9
"""By how much of itself a sum may differ when its parts are added in another order."""
FIRST_RUNS = 8
"""Runs of the first batch; each further one is this many times as large."""
_STEPS = np.arange(IMPACT_BLOCK)


class Contenders:
    """The articles that may be among the k best, and what the k-th has at least."""

    def __init__(self, k: int, threshold: float = -np.inf) -> None:
        self.k, self.threshold = k, threshold
        self.docs: Ints = np.zeros(0, np.int64)
        self._scores: Floats = np.zeros(0)

    def add(self, docs: Ints, scores: Floats) -> None:
        """Take in articles with their (approximate) scores."""
        if len(self.docs):
            scores = np.concatenate((self._scores, scores))
            docs = np.concatenate((self.docs, docs))
        if len(docs) >= self.k:
            least = kth_best(scores, self.k) * (1.0 - SLACK)
            if least > self.threshold:
                self.threshold = least
            docs, scores = _reaching(docs, scores, self.threshold)
        self.docs, self._scores = docs, scores


class ScoredList:
    """The postings of a word in one segment, and what they can give at most."""

    def __init__(self, part: Part, word: SoughtWord, weight: float) -> None:
        in_part = word.parts[part.ordinal]
        self.postings, self._runs = in_part.postings, in_part.runs
        self._factor, self._norms = word.rarity * weight, part.norms
        self.bound = self._runs.highest * self._factor

    def batches(self, contenders: Contenders, rest: float) -> Iterator[tuple[Ints, Floats]]:
        """Articles with their scores, best runs first.

        They end where none can reach the threshold with `rest` more.
        """
        postings, runs = self.postings, self._runs
        first, size = 0, FIRST_RUNS
        if len(runs.order) <= 2 * FIRST_RUNS:
            docs = postings.docs
            yield docs, self.scores_of(docs, postings.freqs)
            first = len(runs.order)
        while first < len(runs.order):
            least = (contenders.threshold - rest) / self._factor
            enough = int(runs.falling.searchsorted(-least, "right"))
            last = min(enough, first + size)
            if last <= first:
                return
            rows = self._rows(runs.order[first:last])
            docs = postings.docs.take(rows)
            yield docs, self.scores_of(docs, postings.freqs.take(rows))
            first, size = last, size * FIRST_RUNS

    def scores_of(self, docs: Ints, freqs: Ints) -> Floats:
        """Of any articles, by their weighted frequencies."""
        scores = saturations(freqs, self._norms.take(docs))
        scores *= self._factor
        return scores

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
        docs, scores = _reaching(docs, scores, least)
        docs, scores = _look_up(later, docs, scores, least, flat.every)
        for listed in earlier:
            if len(docs):
                new = (listed.postings.freqs_of(docs) == 0).nonzero()[0]
                docs, scores = docs.take(new), scores.take(new)
        passing = flat.narrow(part, docs)
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
        freqs = listed.postings.freqs_of(docs)
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
