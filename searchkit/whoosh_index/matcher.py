"""A posting list as Whoosh walks over it: ids, weights and positions from whole arrays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from searchkit.whoosh_index._whoosh import whoosh

Positions = Callable[[int], list[int]]
"""The positions of the list's posting at an index."""


class PostingMatcher(whoosh.matching.Matcher):  # type: ignore[misc]
    """One term's postings in one segment.

    `docnums` rise; `weights` are floats, one each. `positions` is asked only where a query wants
    to know. `scorer` is Whoosh's; the whole list is one block to it.
    """

    def __init__(
        self,
        term: tuple[str, bytes],
        docnums: Sequence[int],
        weights: Sequence[float],
        positions: Positions,
        scorer: Any = None,
    ) -> None:
        self._term, self._positions, self._scorer = term, positions, scorer
        self._docnums, self._weights = docnums, weights
        self._place = 0

    def is_active(self) -> bool:
        return self._place < len(self._docnums)

    def is_leaf(self) -> bool:
        return True

    def reset(self) -> None:
        self._place = 0

    def term(self) -> tuple[str, bytes]:
        return self._term

    def term_matchers(self) -> Any:
        yield self

    def copy(self) -> PostingMatcher:
        twin = PostingMatcher(
            self._term, self._docnums, self._weights, self._positions, self._scorer
        )
        twin._place = self._place
        return twin

    def replace(self, minquality: float = 0) -> Any:
        if not self.is_active() or (minquality and self.max_quality() < minquality):
            return whoosh.matching.NullMatcher()
        return self

    def id(self) -> int:
        return self._docnums[self._place]

    def all_ids(self) -> Any:
        return iter(self._docnums[self._place :])

    def next(self) -> bool:
        if not self.is_active():
            raise whoosh.matching.ReadTooFar
        self._place += 1
        return True

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise whoosh.matching.ReadTooFar
        self._place = bisect_left(self._docnums, id, lo=self._place)

    def weight(self) -> float:
        return self._weights[self._place]

    def value(self) -> bytes:
        """No encoded value is kept: `value_as` and `spans` have what it would hold."""
        return b""

    def supports(self, astype: str) -> bool:
        return astype in ("frequency", "weight", "positions")

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            return self._positions(self._place)
        if astype in ("frequency", "weight"):
            return self.weight()
        raise ValueError(f"the archive's postings hold no {astype}")

    def spans(self) -> list[Any]:
        from whoosh.query.spans import Span

        return [Span(position) for position in self.value_as("positions")]

    def score(self) -> float:
        return float(self._scorer.score(self)) if self._scorer else self.weight()

    def supports_block_quality(self) -> bool:
        return self._scorer is not None and bool(self._scorer.supports_block_quality())

    def max_quality(self) -> float:
        if self._scorer is not None:
            return float(self._scorer.max_quality())
        return max(self._weights, default=0.0)

    def block_quality(self) -> float:
        return self.max_quality()

    def skip_to_quality(self, minquality: float) -> int:
        """To the next block of a higher quality: there is one block, so on to the end."""
        if self.is_active() and self.block_quality() <= minquality:
            self._place = len(self._docnums)
            return 1
        return 0
