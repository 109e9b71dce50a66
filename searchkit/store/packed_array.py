"""One packed array of a file: any part of it, decoding only the blocks that hold it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.cache import frozen
from searchkit.store.container import Container, damaged
from searchkit.store.decoded_lists import indexes
from searchkit.store.packing import BLOCK, PATCHED, PLANE_BYTES, Bytes, Numbers, Patches
from searchkit.store.running_sums import RunningSums
from searchkit.store.unpacking import gather, gather_octets, max_bits, patch, unpack

_SHIFT = BLOCK.bit_length() - 1
_WIDEST = 32
_DENSE = 2
"""Where more than one in so many blocks are wanted, decoding all between them is cheaper."""
_NO_PATCHES = np.zeros(0, np.uint16)


class PackedArray:
    """`count` numbers packed under `name`. Raises CorruptIndex where they cannot be those."""

    def __init__(self, container: Container, name: str, count: int) -> None:
        self._container, self._name, self._count = container, name, count
        self._planes = container.section(f"{name}.planes")
        self._patches = container.section(f"{name}.patches")

    def check(self) -> None:
        """CorruptIndex where what is stored cannot be so many numbers."""
        self._planes_before, self._patches_before  # noqa: B018

    def range(self, start: int, stop: int) -> Numbers:
        """The numbers `[start, stop)`, u4."""
        if not 0 <= start <= stop <= self._count:
            raise self._damaged(f"numbers {start} to {stop} of {self._count} are asked for")
        first, last = start >> _SHIFT, (stop + BLOCK - 1) >> _SHIFT
        before, widths = self._planes_before.before, self._widths[first:last]
        planes = self._planes.part(before(first) * PLANE_BYTES, before(last) * PLANE_BYTES)
        numbers = unpack(planes, widths)
        before = self._patches_before.before
        patched, behind = before(first), before(last)
        if patched < behind:
            patches = self._patches.part(patched, behind)
            patch(numbers, widths, self._patch_counts[first:last], patches)
        skipped = first << _SHIFT
        return numbers[start - skipped : stop - skipped]

    def take(self, indices: npt.NDArray[np.int64]) -> Numbers:
        """The numbers at these indices, which must not fall, u4."""
        if not len(indices):
            return np.zeros(0, np.uint32)
        first, last = indices.item(0), indices.item(-1)
        wanted = indices >> _SHIFT
        new = np.empty(len(wanted), bool)
        new[0] = True
        np.not_equal(wanted[1:], wanted[:-1], out=new[1:])
        blocks = wanted[new]
        if len(blocks) * _DENSE > blocks.item(-1) - blocks.item(0):
            return self.range(first, last + 1).take(indices - first)
        if first < 0 or last >= self._count:
            raise self._damaged(f"number {last} of {self._count} is asked for")
        rows = np.cumsum(new) - 1
        numbers: Numbers = self.blocks(blocks)[rows, indices & (BLOCK - 1)]
        return numbers

    def blocks(self, blocks: npt.NDArray[np.int64], *, narrow: bool = False) -> npt.NDArray[Any]:
        """These blocks, [blocks, 128], u4; where `narrow` and they fit, u1."""
        widths, starts = self._widths[blocks], self._planes_before.at(blocks)
        held = widths > 0
        firsts = starts[held]
        planes = self._planes.parts(firsts * PLANE_BYTES, (firsts + widths[held]) * PLANE_BYTES)
        counts, patches = self._patches_of(blocks)
        octets = narrow and max_bits(widths, counts, patches) <= 8
        numbers: npt.NDArray[Any] = (gather_octets if octets else gather)(
            planes.reshape(-1, PLANE_BYTES), starts, widths
        )
        if len(patches):
            patch(numbers.reshape(-1), widths, counts, patches)
        return numbers

    def nonzero(self, start: int, stop: int) -> npt.NDArray[np.int64]:
        """The indices within `[start, stop)` of all numbers but zeros."""
        first = start >> _SHIFT
        last = (stop + BLOCK - 1) >> _SHIFT
        held = self._widths[first:last] | self._patch_counts[first:last]
        blocks = held.nonzero()[0] + first
        if not len(blocks):
            return blocks
        rows, columns = self.blocks(blocks).nonzero()
        found = (blocks.take(rows) << _SHIFT) + columns
        return found[found.searchsorted(start) : found.searchsorted(stop)]

    def _patches_of(self, blocks: npt.NDArray[np.int64]) -> tuple[Bytes, Patches]:
        """How many patches each of these blocks has, and they all."""
        counts = self._patch_counts[blocks]
        patched = counts.nonzero()[0]
        if not len(patched):
            return counts, _NO_PATCHES
        starts = self._patches_before.at(blocks[patched])
        lengths = counts[patched].astype(np.int64)
        patches = self._patches.parts(starts, starts + lengths)[indexes(starts, lengths)]
        return counts, patches

    @cached_property
    def _coded_widths(self) -> Bytes:
        widths: Bytes = self._container.array(f"{self._name}.widths")
        if widths.dtype != np.uint8 or self._planes.part(0, 0).dtype != np.uint8:
            raise self._damaged("it is not made of bytes")
        if len(widths) != -(-self._count // BLOCK):
            raise self._damaged(f"{len(widths)} blocks cannot hold {self._count} numbers")
        return widths

    @cached_property
    def _widths(self) -> Bytes:
        """Planes of each block."""
        widths: Bytes = self._coded_widths & np.uint8(PATCHED - 1)
        if len(widths) and int(widths.max()) > _WIDEST:
            raise self._damaged(f"a block is {int(widths.max())} bits wide")
        return widths

    @cached_property
    def _patch_counts(self) -> Bytes:
        """Patches of each block."""
        patched = self._coded_widths >= PATCHED
        stored = self._container.array(f"{self._name}.patch_counts")
        if stored.dtype != np.uint8 or len(stored) != np.count_nonzero(patched):
            raise self._damaged("its widths do not fit its patch counts")
        counts = np.zeros(len(patched), np.uint8)
        counts[patched] = stored
        return counts

    @cached_property
    def _patches_before(self) -> RunningSums:
        """Patches before each block."""
        sums = RunningSums(self._patch_counts)
        if self._patches.part(0, 0).dtype != np.uint16 or sums.total != len(self._patches):
            raise self._damaged("its patch counts do not fit its patches")
        return sums

    @cached_property
    def _planes_before(self) -> RunningSums:
        """Planes before each block."""
        sums = RunningSums(self._widths)
        if sums.total * PLANE_BYTES != len(self._planes):
            raise self._damaged("its widths do not fit its planes")
        return sums

    def _damaged(self, problem: str) -> Exception:
        return damaged(self._container.path, f"packed array {self._name!r}: {problem}")


def read_packed(container: Container, name: str, count: int) -> Numbers:
    """All numbers of a packed array: u4, read-only. CorruptIndex when they are not so many."""
    array = PackedArray(container, name, count)
    array.check()
    numbers: Numbers = frozen(array.range(0, count))
    return numbers
