"""Which ids were never met? Bits that tell for most of them at once, in two to five bytes each."""

from __future__ import annotations

import numpy as np

_BITS = 1 << 18
_GROWTH = 4
_BITS_EACH = 16
"""With three bits set for each id of so many, one unknown id in two hundred seems known."""
_HALF = (1 << 32) - 1


class SeenIds:
    """A Bloom filter (Bloom, 1970) that grows by another, larger one when it is full
    (Almeida et al., "Scalable Bloom Filters", 2007)."""

    def __init__(self) -> None:
        self._filters: list[tuple[memoryview, int]] = []
        """Bits, and the number of the last one."""
        self._room = 0
        self._bits = _BITS

    def add(self, id: str) -> None:
        if not self._room:
            self._grow()
        self._room -= 1
        bits, last = self._filters[-1]
        number = hash(id)
        first, step = number & _HALF, number >> 32 & _HALF
        for place in (first & last, first + step & last, first + 2 * step & last):
            bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, id: str) -> bool:
        """False only for ids that were not added."""
        number = hash(id)
        first, step = number & _HALF, number >> 32 & _HALF
        # One test after the other, without a loop: every article asks, and nearly all end here.
        for bits, last in self._filters:
            place = first & last
            if bits[place >> 3] >> (place & 7) & 1:
                place = first + step & last
                if bits[place >> 3] >> (place & 7) & 1:
                    place = first + 2 * step & last
                    if bits[place >> 3] >> (place & 7) & 1:
                        return True
        return False

    def _grow(self) -> None:
        # Zeros take no memory before they are written to.
        self._filters.append((np.zeros(self._bits >> 3, np.uint8).data, self._bits - 1))
        self._room = self._bits // _BITS_EACH
        self._bits *= _GROWTH
