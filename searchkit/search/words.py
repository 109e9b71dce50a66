"""One word of queries in all segments: its postings, how rare it is, what it can give at most.

Words outlive the search that first asked for them: others will ask for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Expansion, Pattern, Term
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import TEXT, selections
from searchkit.search.matching import read
from searchkit.search.postings import Postings
from searchkit.search.scoring import Floats, inverse_document_frequency, norms, saturations
from searchkit.store.layout import IMPACT_BLOCK

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Runs:
    """Bounds on the saturations of a list's runs of IMPACT_BLOCK postings, highest first.

    `order` tells which run each bound is of; `falling` are the bounds with their signs turned.
    """

    order: Ints
    falling: Floats
    highest: float


class WordInPart:
    """What a word stands for in one segment."""

    def __init__(self, part: Part, pattern: Pattern) -> None:
        self.part, self._pattern = part, pattern

    @cached_property
    def postings(self) -> Postings:
        return read(self.part, TEXT, self._pattern)

    @cached_property
    def runs(self) -> Runs:
        bounds = self._bounds()
        order = (-bounds).argsort(kind="stable")
        return Runs(order, -bounds.take(order), float(bounds.max(initial=0.0)))

    def _bounds(self) -> Floats:
        """The highest saturation of each run."""
        if isinstance(self._pattern, Term | Expansion):
            whole = selections(self.part, TEXT, self._pattern).whole
            impacts = None if whole is None else self.part.segment.text.impacts(whole)
            if impacts is not None:
                average = self.part.collection.average_length
                bounds = saturations(impacts.freqs, norms(impacts.lengths, average))
                return np.maximum.reduceat(bounds, impacts.counts.cumsum() - impacts.counts)
        postings = self.postings
        if not postings.count:
            return np.zeros(0)
        every = saturations(postings.freqs, self.part.norms.take(postings.docs))
        return np.maximum.reduceat(every, np.arange(0, len(every), IMPACT_BLOCK))


class SoughtWord:
    """A pattern taken as one word."""

    def __init__(self, collection: Collection, pattern: Pattern) -> None:
        self._documents = collection.documents
        self.parts = tuple(WordInPart(part, pattern) for part in collection.parts)
        self.nbytes = 500 + sum(word.postings.nbytes for word in self.parts)

    @cached_property
    def rarity(self) -> float:
        """Inverse document frequency over all segments."""
        found = sum(word.postings.count for word in self.parts)
        return inverse_document_frequency(self._documents, found)


def sought(collection: Collection, pattern: Pattern) -> SoughtWord:
    """The word of a pattern, in title and body."""
    word: SoughtWord = collection.cache.get(
        ("word", pattern), lambda: SoughtWord(collection, pattern)
    )
    return word
