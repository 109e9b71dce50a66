"""Whoosh's walk over one posting list."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.matching import LeafMatcher, NullMatcher, ReadTooFar

from searchkit.whoosh_index.column_codec.posting_list import Bounds, PostingList


class ColumnMatcher(LeafMatcher):  # type: ignore[misc]
    """Stands on one posting of a list. Blocks are skipped by their bounds, ids by bisection."""

    def __init__(
        self,
        postings: PostingList,
        format_: Any,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,
        place: int = 0,
    ) -> None:
        self.format, self.scorer = format_, scorer
        self._term = term
        self._postings, self._ids = postings, postings.ids
        self._count, self._block = len(postings.ids), postings.block
        self._place = place

    def is_active(self) -> bool:
        return self._place < self._count

    def reset(self) -> None:
        self._place = 0

    def copy(self) -> ColumnMatcher:
        return type(self)(self._postings, self.format, self._term, self.scorer, self._place)

    def replace(self, minquality: float = 0) -> Any:
        if not self.is_active():
            return NullMatcher()
        if minquality and self.supports_block_quality() and self.max_quality() < minquality:
            return NullMatcher()
        return self

    def id(self) -> Any:
        try:
            return self._ids[self._place]
        except IndexError:
            # Whoosh's AndNotMatcher asks even when skipping by quality has used up all postings.
            return self._ids[-1]

    def weight(self) -> float:
        return self._postings.weights[self._place]

    def value(self) -> bytes:
        return self._postings.values[self._place]

    def all_ids(self) -> Iterator[Any]:
        """Of this posting and all after it; the matcher stays where it is."""
        return iter(list(self._ids[self._place :]))

    def all_items(self) -> Iterator[tuple[Any, bytes]]:
        values = self._postings.values
        for place in range(self._place, self._count):
            yield self._ids[place], values[place]

    def next(self) -> bool:
        """Whether that led into another block: a collector then compares qualities again."""
        if self._place >= self._count:
            raise ReadTooFar
        self._place += 1
        return self._place % self._block == 0 or self._place == self._count

    def skip_to(self, id: Any) -> bool:
        """As `next`."""
        if self._place >= self._count:
            raise ReadTooFar
        before = self._place // self._block
        if self._ids[self._place] < id:
            self._place = bisect_left(self._ids, id, self._place + 1)
        return self._place // self._block != before

    def skip_to_quality(self, minquality: float) -> int:
        """How many blocks were skipped that cannot have more than this quality."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._place = (self._place // self._block + 1) * self._block
            skipped += 1
        return skipped

    def block_min_id(self) -> Any:
        return self._ids[self._place // self._block * self._block]

    def block_max_id(self) -> Any:
        return self._ids[min((self._place // self._block + 1) * self._block, self._count) - 1]

    def block_max_weight(self) -> float:
        return self._bounds().max_weight

    def block_min_length(self) -> int:
        return self._bounds().min_length

    def block_max_length(self) -> int:
        return self._bounds().max_length

    def _bounds(self) -> Bounds:
        return self._postings.blocks[self._place // self._block]
