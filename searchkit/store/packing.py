"""Long arrays of small numbers, 128 to a block, each block as wide as nearly all its numbers.

A block of width w is w planes of 16 bytes, least significant first: bit i of plane j (counting
from each byte's lowest bit) is bit j of the block's number i. Block after block makes the planes;
one byte for each block gives its width, 0 to 32. The last block is filled up with zeros.

A block may be narrower than its largest numbers: the bits that these have beyond its width are
its *patches*, by rising place. Then 128 is added to its byte among the widths. Of each such block,
one byte among the patch counts says how many patches it has. A patch is the number's place in the
block, plus 256 times its bits beyond the width, 1 to 255.

After PForDelta (Zukowski et al., "Super-scalar RAM-CPU cache compression", 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

BLOCK = 128
PLANE_BYTES = BLOCK // 8
_AT_ONCE = 1 << 11
"""Blocks packed in one step: a quarter of a million numbers and their planes stay in the cache."""
PATCHED = 1 << 7
_PATCH_BITS, _PATCH_BYTES = 8, 2
_WORTH = 8
"""A block is patched that becomes smaller by more bytes than this: patches take time."""

_ONE, _TWO, _FOUR, _LAST = (np.uint64(shift) for shift in (1, 2, 4, 56))
_PAIRS, _FOURS, _OCTETS, _EVERY = (
    np.uint64(octet * 0x0101010101010101) for octet in (0x55, 0x33, 0x0F, 0x01)
)

Numbers = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Patches = npt.NDArray[np.uint16]


class Packed(NamedTuple):
    """A packed array, or blocks of it."""

    widths: Bytes
    planes: Bytes
    patch_counts: Bytes
    patches: Patches


_NONE = np.zeros(0, np.uint8)
NOTHING = Packed(_NONE, _NONE, _NONE, np.zeros(0, np.uint16))


def pack(numbers: npt.NDArray[Any], *, patched: bool = False) -> Packed:
    """An array of numbers from 0 to 2**32 - 1, packed."""
    packer = Packer(patched=patched)
    packer.append(numbers)
    return Packed._make(map(np.concatenate, zip(NOTHING, *packer.finish(), strict=True)))


class Packer:
    """Packs an array that arrives piece by piece, as one that came whole.

    `patched`: whether blocks may have patches. Patched arrays are smaller; unpacking a few blocks
    takes a third longer.
    """

    def __init__(self, *, patched: bool = False) -> None:
        self._patched = patched
        self._packed: list[Packed] = []
        self._rest: npt.NDArray[Any] = np.zeros(0, np.uint8)

    def append(self, numbers: npt.NDArray[Any]) -> None:
        """The array's next numbers, of any integer type, from 0 to 2**32 - 1."""
        if len(self._rest):
            # Only as many as fill a block are copied with what is left of the last piece.
            numbers, rest = numbers[BLOCK - len(self._rest) :], numbers[: BLOCK - len(self._rest)]
            self._rest = np.concatenate([self._rest.astype(np.uint32), rest.astype(np.uint32)])
            if len(self._rest) < BLOCK:
                return
            self._pack(self._rest)
        whole = len(numbers) - len(numbers) % BLOCK
        for first in range(0, whole, _AT_ONCE * BLOCK):
            self._pack(numbers[first : min(first + _AT_ONCE * BLOCK, whole)])
        self._rest = numbers[whole:].copy()

    def finish(self) -> list[Packed]:
        """All that was appended, in pieces; the packer is empty then."""
        if len(self._rest):
            self._pack(np.concatenate([self._rest, np.zeros(BLOCK - len(self._rest), np.uint8)]))
        packed, self._packed, self._rest = self._packed, [], self._rest[:0]
        return packed

    def _pack(self, numbers: npt.NDArray[Any]) -> None:
        blocks = narrowed(numbers).reshape(-1, BLOCK)
        self._packed.append(_pack_blocks(blocks, self._patched))


def narrowed(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Whole numbers, none negative, in as few bytes as the largest needs: 1, 2 or 4.

    OverflowError when one needs more.
    """
    if numbers.dtype.itemsize == 1:
        return numbers.view(np.uint8)
    largest = int(numbers.max(initial=0))
    if largest >= 1 << 32:
        raise OverflowError(f"{largest} does not fit into 32 bits")
    return numbers.astype("<u1" if largest < 1 << 8 else "<u2" if largest < 1 << 16 else "<u4")


def _bit_lengths(numbers: npt.NDArray[Any]) -> Bytes:
    # Exact: every number below 2**53 is a float64, whose exponent frexp gives.
    return np.frexp(numbers.astype(np.float64))[1].astype(np.uint8)


def _pack_blocks(blocks: npt.NDArray[Any], patched: bool) -> Packed:
    highest = _bit_lengths(blocks.max(axis=1))
    widths, large = highest.copy(), np.zeros((len(blocks), PLANE_BYTES), np.uint8)
    of_widths = []
    for width in distinct(highest):
        chosen = np.flatnonzero(highest == width)
        planes = _planes(blocks[chosen], width)
        if patched:
            widths[chosen], large[chosen] = _narrower(planes)
        of_widths.append((chosen, planes))
    planes = _joined(of_widths, widths)
    if not patched:
        return NOTHING._replace(widths=widths, planes=planes)
    narrower = widths < highest
    counts, patches = _patches(blocks[narrower], widths[narrower], large[narrower])
    return Packed(widths | (narrower * np.uint8(PATCHED)), planes, counts, patches)


def _patches(blocks: npt.NDArray[Any], widths: Bytes, large: Bytes) -> tuple[Bytes, Patches]:
    """(how many each block has, all of them); `large` has a bit for each number that needs one."""
    rows, places = np.unpackbits(large, axis=1, bitorder="little").nonzero()
    beyond = (blocks[rows, places] >> widths[rows]).astype(np.uint16)
    counts = np.bincount(rows, minlength=len(blocks)).astype(np.uint8)
    return counts, places.astype(np.uint16) | (beyond << np.uint16(8))


def _planes(blocks: npt.NDArray[Any], width: int) -> Bytes:
    """The planes of blocks: [width, blocks, 16]."""
    octets = blocks.view(np.uint8).reshape(len(blocks), BLOCK, blocks.itemsize)
    planes = np.empty((width, len(blocks), PLANE_BYTES), np.uint8)
    for plane in range(width):
        if plane % 8 == 0:
            octet = np.ascontiguousarray(octets[:, :, plane // 8])
        # What is not zero is a bit to packbits.
        bits = np.packbits(octet & np.uint8(1 << plane % 8), bitorder="little")
        planes[plane] = bits.reshape(-1, PLANE_BYTES)
    return planes


def _narrower(planes: Bytes) -> tuple[Bytes, Bytes]:
    """(the width at which each block is smallest, a bit for each of its numbers that is larger)"""
    width, count = planes.shape[:2]
    large = np.zeros((count, PLANE_BYTES // 8), np.uint64)
    widths, patched = np.full(count, width, np.uint8), np.zeros_like(large)
    smallest = np.full(count, width * PLANE_BYTES - _WORTH)
    for plane in range(width - 1, max(width - _PATCH_BITS, 0) - 1, -1):
        large |= planes[plane].view(np.uint64)
        sizes = plane * PLANE_BYTES + _ones(large).sum(axis=1) * _PATCH_BYTES
        better = sizes < smallest
        smallest[better], widths[better], patched[better] = sizes[better], plane, large[better]
    return widths, patched.view(np.uint8)


def _ones(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """How many bits of each word are set. (numpy's own is younger than the oldest we run with.)"""
    pairs = words - ((words >> _ONE) & _PAIRS)
    fours = (pairs & _FOURS) + ((pairs >> _TWO) & _FOURS)
    octets = (fours + (fours >> _FOUR)) & _OCTETS
    ones: npt.NDArray[np.int64] = ((octets * _EVERY) >> _LAST).view(np.int64)
    return ones


def _joined(of_widths: Sequence[tuple[npt.NDArray[np.int64], Bytes]], widths: Bytes) -> Bytes:
    """The lowest planes of all blocks, so many of each, block after block."""
    ends = np.cumsum(widths, dtype=np.int64)
    starts = ends - widths
    joined = np.empty((int(ends[-1]), PLANE_BYTES), np.uint8)
    for chosen, planes in of_widths:
        kept, first = widths[chosen], starts[chosen]
        for plane in range(int(kept.max())):
            rows = np.flatnonzero(kept > plane)
            joined[first[rows] + plane] = planes[plane, rows]
    return joined.reshape(-1)


def distinct(widths: Bytes) -> list[int]:
    """The widths that there are, without 0. (`np.unique` takes 15 ms when first called.)"""
    distinct: list[int] = np.flatnonzero(np.bincount(widths)[1:]).tolist()
    return [width + 1 for width in distinct]
