"""One term's postings, or one vector's items, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchkit.forking import cached_property
from searchkit.whoosh_index.column_codec.payloads import Payloads, Values


@dataclass(frozen=True, slots=True)
class Bounds:
    """What no posting of a block exceeds."""

    max_weight: float
    min_length: int
    max_length: int


class PostingList:
    """Ids, weights and values of postings; safe to share between threads and matchers.

    `ids` are docnums, or the terms of a vector, ascending. Each `block` postings, beginning with
    the first, have bounds in `blocks`. `place` is the list's number among the payloads' lists,
    and the first and last but one of its items there.
    """

    def __init__(
        self,
        ids: Sequence[int] | Sequence[str],
        payloads: Payloads,
        place: tuple[int, int, int],
        blocks: Sequence[Bounds],
        block: int,
    ) -> None:
        self.ids: Sequence[Any] = ids
        self.blocks, self.block = blocks, block
        self._payloads = payloads
        self._list, self._first, self._stop = place

    @cached_property
    def weights(self) -> Sequence[float]:
        return self._payloads.weights(self._first, self._stop).data

    @cached_property
    def values(self) -> Values:
        return self._payloads.values(self._list, self._first, self._stop)
