"""Long arrays of small numbers, 128 to a block, each block as wide as its largest number.

A block of width w is w planes of 16 bytes, least significant first: bit i of plane j (counting
from each byte's lowest bit) is bit j of the block's number i. Block after block makes the data;
one byte for each block gives its width, 0 to 32. The last block is filled up with zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 128
_PLANE_BYTES = BLOCK // 8
_AT_ONCE = 1 << 11
"""Blocks packed in one step: a quarter of a million numbers and their planes stay in the cache."""
_ONE_BY_ONE = 4
"""Up to so many blocks are unpacked without a look at whether they are equally wide."""
_FEW = 64
"""Up to so many blocks of several widths are unpacked in one go."""
_ONE_PRODUCT = 16
"""Up to so many blocks of one width are unpacked as a product of matrices, in few calls."""
_PLANE_VALUES = np.exp2(np.arange(32))

Numbers = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


def pack(numbers: npt.NDArray[Any]) -> tuple[Bytes, Bytes]:
    """(widths, data) of an array of numbers from 0 to 2**32 - 1."""
    packer = Packer()
    packer.append(numbers)
    widths, data = packer.finish()
    none = np.zeros(0, np.uint8)
    return np.concatenate([none, *widths]), np.concatenate([none, *data])


class Packer:
    """Packs an array that arrives piece by piece, as one that came whole."""

    def __init__(self) -> None:
        self._widths: list[Bytes] = []
        self._data: list[Bytes] = []
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

    def finish(self) -> tuple[list[Bytes], list[Bytes]]:
        """(widths, data) of all that was appended, each in pieces; the packer is empty then."""
        if len(self._rest):
            self._pack(np.concatenate([self._rest, np.zeros(BLOCK - len(self._rest), np.uint8)]))
        packed = self._widths, self._data
        self._widths, self._data, self._rest = [], [], self._rest[:0]
        return packed

    def _pack(self, numbers: npt.NDArray[Any]) -> None:
        blocks = _narrowed(numbers).reshape(-1, BLOCK)
        widths = _bit_lengths(blocks.max(axis=1))
        self._widths.append(widths)
        self._data.append(_pack_blocks(blocks, widths))


def _narrowed(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The numbers in as few bytes as the largest needs: 1, 2 or 4."""
    if numbers.dtype.itemsize == 1:
        return numbers.view(np.uint8)
    largest = int(numbers.max())
    return numbers.astype("<u1" if largest < 1 << 8 else "<u2" if largest < 1 << 16 else "<u4")


def _bit_lengths(numbers: npt.NDArray[Any]) -> Bytes:
    # Exact: every number below 2**53 is a float64, whose exponent frexp gives.
    return np.frexp(numbers.astype(np.float64))[1].astype(np.uint8)


def _pack_blocks(blocks: npt.NDArray[Any], widths: Bytes) -> Bytes:
    ends = np.cumsum(widths, dtype=np.int64)
    planes = np.empty((int(ends[-1]), _PLANE_BYTES), np.uint8)
    for width in _distinct(widths):
        chosen = np.flatnonzero(widths == width)
        rows = ends[chosen] - width
        octets = blocks[chosen].view(np.uint8).reshape(len(chosen), BLOCK, blocks.itemsize)
        for plane in range(width):
            if plane % 8 == 0:
                octet = np.ascontiguousarray(octets[:, :, plane // 8])
            # What is not zero is a bit to packbits.
            bits = np.packbits(octet & np.uint8(1 << plane % 8), bitorder="little")
            planes[rows + plane] = bits.reshape(-1, _PLANE_BYTES)
    return planes.reshape(-1)


def _distinct(widths: Bytes) -> list[int]:
    """The widths that there are, without 0. (`np.unique` takes 15 ms when first called.)"""
    distinct: list[int] = np.flatnonzero(np.bincount(widths)[1:]).tolist()
    return [width + 1 for width in distinct]


def unpack(data: Bytes, widths: Bytes) -> Numbers:
    """The numbers of whole consecutive blocks: `data` begins with the first one's planes."""
    if len(widths) <= _ONE_BY_ONE:
        return _unpack_one_by_one(data, widths)
    first = int(widths[0])
    if bool((widths == first).all()):
        return _unpack_equal(data, len(widths), first).reshape(-1)
    ends = np.cumsum(widths, dtype=np.int64)
    planes = data[: int(ends[-1]) * _PLANE_BYTES].reshape(-1, _PLANE_BYTES)
    return gather(planes, ends - widths, widths).reshape(-1)


def _unpack_one_by_one(data: Bytes, widths: Bytes) -> Numbers:
    """The same, in a few calls for each block."""
    numbers, start = np.empty((len(widths), BLOCK), np.uint32), 0
    for block, width in enumerate(widths.tolist()):
        stop = start + width * _PLANE_BYTES
        numbers[block] = _unpack_equal(data[start:stop], 1, width)
        start = stop
    return numbers.reshape(-1)


def gather(planes: Bytes, first_planes: npt.NDArray[np.int64], widths: npt.NDArray[Any]) -> Numbers:
    """Blocks from anywhere, [blocks, 128]: each has `widths` planes from `first_planes` on.

    `planes` are all planes of an array, [planes, 16].
    """
    if len(widths) <= _FEW:
        return _gather_padded(planes, first_planes, widths)
    numbers = np.zeros((len(widths), BLOCK), np.uint32)
    for width in _distinct(widths):
        chosen = np.flatnonzero(widths == width)
        rows = first_planes[chosen][:, None] + np.arange(width)
        numbers[chosen] = _unpack_equal(planes[rows], len(chosen), width)
    return numbers


def gather_octets(
    planes: Bytes, first_planes: npt.NDArray[np.int64], widths: npt.NDArray[Any]
) -> Bytes:
    """As `gather`, of blocks at most 8 wide: a quarter of the bytes to move."""
    numbers = np.zeros((len(widths), BLOCK), np.uint8)
    for width in _distinct(widths):
        chosen = np.flatnonzero(widths == width)
        rows = first_planes[chosen][:, None] + np.arange(width)
        bits = np.unpackbits(planes[rows].reshape(-1), bitorder="little")
        numbers[chosen] = _octet(bits.view("<u8").reshape(len(chosen), width, _PLANE_BYTES))
    return numbers


def _gather_padded(
    planes: Bytes, first_planes: npt.NDArray[np.int64], widths: npt.NDArray[Any]
) -> Numbers:
    """All blocks as if they were as wide as the widest: for a few, calls cost more than bits."""
    widest = int(widths.max(initial=0))
    if not widest:
        return np.zeros((len(widths), BLOCK), np.uint32)
    steps = np.arange(widest)
    own = steps < widths[:, None]
    rows = np.where(own, first_planes[:, None] + steps, 0)
    return _unpack_equal(planes[rows] * own[:, :, None], len(widths), widest)


def _unpack_equal(data: Bytes, count: int, width: int) -> Numbers:
    """Blocks of one width, [blocks, 128], whose planes follow one another."""
    if not width:
        return np.zeros((count, BLOCK), np.uint32)
    planes = data.reshape(-1)[: count * width * _PLANE_BYTES]
    bits = np.unpackbits(planes, bitorder="little")
    if count <= _ONE_PRODUCT:
        # Exact: the numbers are below 2**53, and so is every sum on the way to them.
        exact = bits.reshape(count, width, BLOCK).astype(np.float64)
        few: Numbers = np.matmul(_PLANE_VALUES[:width], exact).astype(np.uint32)
        return few
    # Eight numbers' bits of one plane at a time, each in a byte of a word.
    words = bits.view("<u8").reshape(count, width, _PLANE_BYTES)
    numbers = _octet(words[:, :8]).astype(np.uint32)
    for first in range(8, width, 8):
        numbers |= _octet(words[:, first : first + 8]).astype(np.uint32) << np.uint32(first)
    return numbers


def _octet(bits: npt.NDArray[np.uint64]) -> Bytes:
    """The eight lowest planes put together, [blocks, 128]."""
    words = bits[:, 0].copy()
    for plane in range(1, bits.shape[1]):
        words |= bits[:, plane] << np.uint64(plane)
    octet: Bytes = words.view(np.uint8)
    return octet
