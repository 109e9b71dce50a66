"""One word of queries in all segments: its postings, how rare it is, what it can give at most.

Words outlive the search that first asked for them: others will ask for the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Expansion, Pattern, Term
from searchkit.forking import cached_property
from searchkit.search import scoring
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import TEXT, selections
from searchkit.search.matching import read
from searchkit.search.scoring import Floats
from searchkit.store.layout import IMPACT_BLOCK
from searchkit.values import Value

Ints = npt.NDArray[np.int64]

_CALL = 500
"""What working out a few saturations costs besides, in postings."""


class Runs(Value):
    """Bounds on the saturations of a list's runs of IMPACT_BLOCK postings, highest first.

    `order` tells which run each bound is of; `falling` are the bounds with their signs turned.
    """

    order: Ints
    falling: Floats
    highest: float


class WordInPart:
    """What a word stands for in one segment, and what it says about each article there.

    Saturations are worked out for the articles that are asked for, until that has cost as much as
    for all; then they are kept.
    """

    def __init__(self, part: Part, pattern: Pattern) -> None:
        self._part = part
        self._list: int | None = None
        if isinstance(pattern, (Term, Expansion)):
            self._list = selections(part, TEXT, pattern).whole
        self.postings = read(part, TEXT, pattern)
        self._asked = 0
        self._kept: Floats | None = None

    @property
    def nbytes(self) -> int:
        """Of what is its own: whole lists are kept by themselves."""
        own = 0 if self._list is not None else self.postings.nbytes
        return 600 + own + 8 * self.postings.count + self.postings.count // 4

    @property
    def saturations(self) -> Floats:
        """Of all postings."""
        return self._all()[:-1]

    def saturations_at(self, rows: npt.NDArray[Any], docs: Ints) -> Floats:
        """Of some postings, which are those of `docs`; 0 where a row is that behind the last."""
        if self._kept is None:
            self._asked += len(rows) + _CALL
            if self._asked < self.postings.count:
                freqs = self.postings.freqs.take(rows, mode="clip")
                found = scoring.saturations(freqs, self._part.norms.take(docs))
                found *= rows != self.postings.count
                return found
        return self._all().take(rows)

    def saturations_of(self, docs: Ints) -> Floats:
        """Of any articles: 0 where there is no posting."""
        return self.saturations_at(self.postings.rows_of(docs), docs)

    def _all(self) -> Floats:
        """Of all postings, and a 0 behind them."""
        if self._kept is None:
            kept = np.zeros(self.postings.count + 1)
            norms = self._part.norms.take(self.postings.docs)
            kept[:-1] = scoring.saturations(self.postings.freqs, norms)
            self._kept = kept
        return self._kept

    @cached_property
    def runs(self) -> Runs:
        bounds = self._bounds()
        order = (-bounds).argsort(kind="stable")
        return Runs(order, -bounds.take(order), float(bounds.max(initial=0.0)))

    def _bounds(self) -> Floats:
        """The highest saturation of each run."""
        if self._kept is None and self._list is not None:
            impacts = self._part.segment.text.impacts(self._list)
            if impacts is not None:
                norms = scoring.norms(impacts.lengths, self._part.collection.average_length)
                every = scoring.saturations(impacts.freqs, norms)
                return np.maximum.reduceat(every, impacts.counts.cumsum() - impacts.counts)
        every = self.saturations
        if not len(every):
            return every
        return np.maximum.reduceat(every, np.arange(0, len(every), IMPACT_BLOCK))


class SoughtWord:
    """A pattern taken as one word."""

    def __init__(self, collection: Collection, pattern: Pattern) -> None:
        self._documents = collection.documents
        self.parts = tuple(WordInPart(part, pattern) for part in collection.parts)
        self.nbytes = 500 + sum(word.nbytes for word in self.parts)

    @property
    def count(self) -> int:
        """How many articles hold it, deleted ones included."""
        return sum(word.postings.count for word in self.parts)

    @cached_property
    def rarity(self) -> float:
        """Inverse document frequency over all segments."""
        return scoring.inverse_document_frequency(self._documents, self.count)


def sought(collection: Collection, pattern: Pattern) -> SoughtWord:
    """The word of a pattern, in title and body."""
    word: SoughtWord = collection.cache.get(
        ("word", pattern), lambda: SoughtWord(collection, pattern)
    )
    return word
