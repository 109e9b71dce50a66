"""Blocks of packed numbers back to numbers: `packing` says how they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.store.packing import BLOCK, PLANE_BYTES, Bytes, Numbers, Patches, distinct

_ONE_BY_ONE = 4
"""Up to so many blocks are unpacked without a look at whether they are equally wide."""
_FEW = 64
"""Up to so many blocks of several widths are unpacked in one go."""
_ONE_PRODUCT = 16
"""Up to so many blocks of one width are unpacked as a product of matrices, in few calls."""
_FEW_PATCHES = 24
"""Up to so many patches are put in one by one."""
_PLANE_VALUES = np.exp2(np.arange(32))
_LARGEST = (1 << 32) - 1


def unpack(data: Bytes, widths: Bytes) -> Numbers:
    """The numbers of whole consecutive blocks, without their patches.

    `data` begins with the first one's planes.
    """
    if len(widths) <= _ONE_BY_ONE:
        return _unpack_one_by_one(data, widths)
    first = int(widths[0])
    if bool((widths == first).all()):
        return _unpack_equal(data, len(widths), first).reshape(-1)
    ends = np.cumsum(widths, dtype=np.int64)
    planes = data[: int(ends[-1]) * PLANE_BYTES].reshape(-1, PLANE_BYTES)
    return gather(planes, ends - widths, widths).reshape(-1)


def _unpack_one_by_one(data: Bytes, widths: Bytes) -> Numbers:
    """The same, in a few calls for each block."""
    numbers, start = np.empty((len(widths), BLOCK), np.uint32), 0
    for block, width in enumerate(widths.tolist()):
        stop = start + width * PLANE_BYTES
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
    for width in distinct(widths):
        chosen = np.flatnonzero(widths == width)
        rows = first_planes[chosen][:, None] + np.arange(width)
        numbers[chosen] = _unpack_equal(planes[rows], len(chosen), width)
    return numbers


def gather_octets(
    planes: Bytes, first_planes: npt.NDArray[np.int64], widths: npt.NDArray[Any]
) -> Bytes:
    """As `gather`, of blocks at most 8 wide: a quarter of the bytes to move."""
    numbers = np.zeros((len(widths), BLOCK), np.uint8)
    for width in distinct(widths):
        chosen = np.flatnonzero(widths == width)
        rows = first_planes[chosen][:, None] + np.arange(width)
        bits = np.unpackbits(planes[rows].reshape(-1), bitorder="little")
        numbers[chosen] = _octet(bits.view("<u8").reshape(len(chosen), width, PLANE_BYTES))
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
    planes = data.reshape(-1)[: count * width * PLANE_BYTES]
    bits = np.unpackbits(planes, bitorder="little")
    if count <= _ONE_PRODUCT:
        # Exact: the numbers are below 2**53, and so is every sum on the way to them.
        exact = bits.reshape(count, width, BLOCK).astype(np.float64)
        few: Numbers = np.matmul(_PLANE_VALUES[:width], exact).astype(np.uint32)
        return few
    # Eight numbers' bits of one plane at a time, each in a byte of a word.
    words = bits.view("<u8").reshape(count, width, PLANE_BYTES)
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


def patch(numbers: npt.NDArray[Any], widths: Bytes, counts: Bytes, patches: Patches) -> None:
    """Put patches into blocks that lie one after the other; `counts` are those of each block."""
    if len(patches) <= _FEW_PATCHES and numbers.dtype == np.uint32:
        _patch_one_by_one(numbers, widths, counts, patches)
        return
    rows = np.repeat(np.arange(0, len(numbers), BLOCK), counts)
    places = rows + (patches & np.uint16(BLOCK - 1))
    numbers[places] |= _beyond(widths, counts, patches).astype(numbers.dtype)


def max_bits(widths: Bytes, counts: Bytes, patches: Patches) -> int:
    """How many bits the largest number of some blocks has at most."""
    beyond = int(_beyond(widths, counts, patches).max(initial=0)).bit_length()
    return max(int(widths.max(initial=0)), beyond)


def _beyond(widths: Bytes, counts: Bytes, patches: Patches) -> Numbers:
    """What each patch adds to its number."""
    beyond: Numbers = (patches >> np.uint16(8)).astype(np.uint32)
    beyond <<= np.repeat(widths, counts)
    return beyond


def _patch_one_by_one(
    numbers: npt.NDArray[Any], widths: Bytes, counts: Bytes, patches: Patches
) -> None:
    """The same: for a few, calls cost more than Python's own steps."""
    view, beyond = numbers.data, patches.tolist()
    base = begin = 0
    for width, count in zip(widths.tolist(), counts.tolist(), strict=True):
        end = begin + count
        for number in beyond[begin:end]:
            place = base + number % BLOCK
            view[place] = (view[place] | number >> 8 << width) & _LARGEST
        base, begin = base + BLOCK, end
