"""Words that stand side by side in a query say more where an article has them side by side too.

A stage of its own behind the ranking: the first CANDIDATES articles gain for each pair of
neighbours they hold, and are put in order again. None loses, so they stay before all others. The
ordered windows of Metzler and Croft's "A Markov random field model for term dependencies" (2005),
of which pairs found at all, however often, were enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from searchkit.deadline import check_deadline
from searchkit.model import WordScore
from searchkit.query.nodes import Phrase
from searchkit.search.clauses import Clause, Words
from searchkit.search.collection import Collection
from searchkit.search.plan import Planner
from searchkit.search.ranking import Ranked, merged, rank
from searchkit.store.segment import Segment

CANDIDATES = 50
"""Articles that may gain: more than are ever looked at for one query."""
WEIGHT = 0.4
"""What a pair gives, in parts of the mean rarity of its words."""


class Closeness:
    """The neighbours of one query, and what articles gained by them."""

    def __init__(self, planner: Planner, neighbours: Sequence[Phrase]) -> None:
        self._collection: Collection = planner.collection
        compiled = ((phrase.text, planner.compile(phrase)) for phrase in neighbours)
        words = [(text, pair) for text, pair in compiled if isinstance(pair, Words)]
        self._pairs = [(_given(text, pair), pair) for text, pair in words]
        self._gains: dict[tuple[str, int], list[WordScore]] = {}
        """By name of the segment and docnum, of all articles that were asked about."""

    def rank(self, clause: Clause, k: int) -> list[Ranked]:
        """The first k live articles that a clause finds, of which the best may have gained."""
        found = rank(self._collection, clause, "relevance", max(k, CANDIDATES))
        ahead, behind = found[:CANDIDATES], found[CANDIDATES:]
        self._look(ahead)
        gained = [self._gained(ranked) for ranked in ahead]
        return [*merged(gained, "relevance", len(gained)), *behind][:k]

    def explain(self, segment: Segment, docnum: int) -> Sequence[WordScore]:
        """What each pair gave to an article that was found."""
        return self._gains.get((segment.name, docnum), ())

    def _look(self, found: Sequence[Ranked]) -> None:
        """See which pairs stand in articles that were not asked about before."""
        docnums: dict[str, list[int]] = defaultdict(list)
        for segment, docnum, _ in found:
            if (segment.name, docnum) not in self._gains:
                self._gains[segment.name, docnum] = []
                docnums[segment.name].append(docnum)
        for part in self._collection.parts:
            name = part.segment.name
            docs = np.array(sorted(docnums[name]), np.int64)
            for given, pair in self._pairs if len(docs) else ():
                check_deadline()
                for docnum in pair.narrow(part, docs).tolist():
                    self._gains[name, docnum].append(given)

    def _gained(self, ranked: Ranked) -> Ranked:
        segment, docnum, score = ranked
        gains = self._gains[segment.name, docnum]
        if not gains:
            return ranked
        return Ranked(segment, docnum, score + sum([given.score for given in gains]))


def _given(text: str, pair: Words) -> WordScore:
    rarity = pair.rarity() / len(pair.words)
    return WordScore(f'"{text}"', WEIGHT * rarity, rarity, 1.0, WEIGHT)
