"""The memory of one search: what it has read of each segment, and how rare its words are."""

from __future__ import annotations

from searchkit.analysis.patterns import Pattern
from searchkit.search.collection import Collection
from searchkit.search.matching import Matching
from searchkit.search.scoring import inverse_document_frequency
from searchkit.store.segment import Segment


class Evaluation:
    """One search over a collection.

    A word in several parts of a query, and in both tiers of a relaxed one, is read once.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.matchings = tuple(Matching(part) for part in collection.parts)
        self._rarities: dict[Pattern, float] = {}

    def rarity(self, pattern: Pattern) -> float:
        """Inverse document frequency of a pattern taken as one word, over all segments."""
        rarity = self._rarities.get(pattern)
        if rarity is None:
            found = sum(matching.count(pattern) for matching in self.matchings)
            rarity = inverse_document_frequency(self.collection.documents, found)
            self._rarities[pattern] = rarity
        return rarity

    def matching_of(self, segment: Segment) -> Matching:
        """What is known of one of the segments."""
        return next(at for at in self.matchings if at.part.segment is segment)
