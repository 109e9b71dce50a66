"""One term's postings, or one vector's items, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from searchkit.whoosh_index.column_codec.payloads import Payloads, Values


@dataclass(frozen=True, slots=True)
class Bounds:
    """What no posting of some exceeds. A scorer takes it for a matcher when it bounds scores."""

    max_weight: float
    min_length: int
    max_length: int

    def block_max_weight(self) -> float:
        return self.max_weight

    def block_min_length(self) -> int:
        return self.min_length

    def block_max_length(self) -> int:
        return self.max_length


class PostingList:
    """Ids, weights and values of postings; safe to share between threads and matchers.

    `ids` are docnums, or the terms of a vector, ascending. Each `block` postings, beginning with
    the first, have bounds of their own; `whole` bounds all of them.
    """

    def __init__(
        self,
        ids: Sequence[int] | Sequence[str],
        payloads: Payloads,
        place: tuple[int, int, int],
        whole: Bounds,
        blocks: Sequence[Bounds],
        block: int,
    ) -> None:
        self.ids: Sequence[Any] = ids
        self.whole, self.blocks, self.block = whole, blocks, block
        self._payloads = payloads
        self._list, self._first, self._stop = place

    @cached_property
    def weights(self) -> Sequence[float]:
        return memoryview(self._payloads.weights(self._first, self._stop))

    @cached_property
    def values(self) -> Values:
        return self._payloads.values(self._list, self._first, self._stop)
