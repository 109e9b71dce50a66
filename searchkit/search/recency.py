"""Newer articles before others that answer nearly as well: what `boost="recent"` asks for.

A score is multiplied by 1 + WEIGHT * 2 ** (-age / HALF_LIFE), age being the days since the newest
article of the archive was published. So the newest gain a quarter, those of a month before an
eighth, and old ones nothing; nor do undated ones, and none loses.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.model import WordScore
from searchkit.search.clauses import Clause, unchecked
from searchkit.search.collection import Collection, Part
from searchkit.search.scoring import Floats
from searchkit.store.layout import UNDATED

Ints = npt.NDArray[np.int64]

WEIGHT = 0.25
"""What an article as new as the newest gains, in parts of its score."""
HALF_LIFE = 30.0
"""Days after which half of that is left."""
_DAY = 86_400.0


class Recency:
    """How new the articles of a collection are."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def of(self, clause: Clause) -> Clause:
        """The same clause, which gives more to newer articles."""
        return _Boosted(clause, self)

    def freshness(self, part: Part, docs: Ints) -> Floats:
        """From 1 for the newest article towards 0; 0 for undated ones."""
        columns = part.segment.columns
        ages = (self._newest - columns.seconds.take(docs)) / _DAY
        fresh: Floats = np.exp2(-ages / HALF_LIFE)
        fresh[columns.precisions.take(docs) == UNDATED] = 0.0
        return fresh

    def explain(self, part: Part, docnum: int, given: float) -> WordScore:
        """What an article gains whose words gave it so much: that is the `idf` here."""
        fresh = self.freshness(part, np.array([docnum], np.int64)).item()
        return WordScore("(recent)", WEIGHT * given * fresh, given, fresh, WEIGHT)

    @cached_property
    def _newest(self) -> float:
        """When the newest article was published, in seconds since 1970."""
        newest = 0.0
        for part in self._collection.parts:
            columns = part.segment.columns
            dated = columns.seconds[columns.precisions != UNDATED]
            newest = max(newest, float(dated.max(initial=newest)))
        return newest


class _Boosted:
    """A clause whose scores grow with recency."""

    def __init__(self, clause: Clause, recency: Recency) -> None:
        self._clause, self._recency = clause, recency
        self.docs, self.narrow, self.size = clause.docs, clause.narrow, clause.size
        more = unchecked(clause)
        self.unchecked = more and _Boosted(more, recency)

    def scores(self, part: Part, docs: Ints) -> Floats:
        fresh = self._recency.freshness(part, docs)
        return self._clause.scores(part, docs) * (1.0 + WEIGHT * fresh)
