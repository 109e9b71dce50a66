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
_AT_ONCE = 1 << 14
"""Blocks packed in one step: bounds the memory that spread-out bits take."""
_FEW = 64
"""Up to so many blocks of several widths are unpacked in one go."""

Numbers = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


def pack(numbers: npt.NDArray[Any]) -> tuple[Bytes, Bytes]:
    """(widths, data) of an array of numbers from 0 to 2**32 - 1."""
    count = -(-len(numbers) // BLOCK)
    widths = np.zeros(count, np.uint8)
    parts: list[Bytes] = []
    for first in range(0, count, _AT_ONCE):
        chunk = numbers[first * BLOCK : (first + _AT_ONCE) * BLOCK]
        blocks = np.zeros((-(-len(chunk) // BLOCK), BLOCK), "<u4")
        blocks.reshape(-1)[: len(chunk)] = chunk
        chunk_widths = _bit_lengths(blocks.max(axis=1))
        widths[first : first + len(blocks)] = chunk_widths
        parts.append(_pack_blocks(blocks, chunk_widths))
    data = np.concatenate(parts) if parts else np.zeros(0, np.uint8)
    return widths, data


def _bit_lengths(numbers: Numbers) -> Bytes:
    # Exact: every number below 2**53 is a float64, whose exponent frexp gives.
    return np.frexp(numbers.astype(np.float64))[1].astype(np.uint8)


def _pack_blocks(blocks: Numbers, widths: Bytes) -> Bytes:
    planes = np.zeros((int(widths.sum(dtype=np.int64)), _PLANE_BYTES), np.uint8)
    ends = np.cumsum(widths, dtype=np.int64)
    for width in np.unique(widths[widths > 0]).tolist():
        chosen = np.flatnonzero(widths == width)
        octets = -(-width // 8)
        # [block, number, octet] -> [block, octet * 8 bits, number] -> planes of packed bits
        low = blocks[chosen].view(np.uint8).reshape(len(chosen), BLOCK, 4)[:, :, :octets]
        bits = np.unpackbits(low.transpose(0, 2, 1), axis=1, count=None, bitorder="little")
        packed = np.packbits(_by_plane(bits, octets)[:, :width], axis=2, bitorder="little")
        rows = (ends[chosen] - width)[:, None] + np.arange(width)
        planes[rows] = packed
    return planes.reshape(-1)


def _by_plane(bits: Bytes, octets: int) -> Bytes:
    return bits.reshape(len(bits), octets * 8, BLOCK)


def unpack(data: Bytes, widths: Bytes) -> Numbers:
    """The numbers of whole consecutive blocks: `data` begins with the first one's planes."""
    if len(widths) == 1:
        return _unpack_equal(data[: int(widths[0]) * _PLANE_BYTES], 1, int(widths[0])).reshape(-1)
    first = int(widths[0]) if len(widths) else 0
    if len(widths) == 0 or bool((widths == first).all()):
        return _unpack_equal(data, len(widths), first).reshape(-1)
    ends = np.cumsum(widths, dtype=np.int64)
    planes = data[: int(ends[-1]) * _PLANE_BYTES].reshape(-1, _PLANE_BYTES)
    return gather(planes, ends - widths, widths).reshape(-1)


def gather(
    planes: Bytes, first_planes: npt.NDArray[np.int64], widths: npt.NDArray[Any]
) -> Numbers:
    """Blocks from anywhere, [blocks, 128]: each has `widths` planes from `first_planes` on.

    `planes` are all planes of an array, [planes, 16].
    """
    if len(widths) <= _FEW:
        return _gather_padded(planes, first_planes, widths)
    numbers = np.zeros((len(widths), BLOCK), np.uint32)
    for width in np.unique(widths[widths > 0]).tolist():
        chosen = np.flatnonzero(widths == width)
        rows = first_planes[chosen][:, None] + np.arange(width)
        numbers[chosen] = _unpack_equal(planes[rows], len(chosen), width)
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
    # Eight numbers' bits of one plane at a time, each in a byte of a word.
    bits = np.unpackbits(planes, bitorder="little").view("<u8").reshape(count, width, _PLANE_BYTES)
    numbers = _octet(bits[:, :8]).astype(np.uint32)
    for first in range(8, width, 8):
        numbers |= _octet(bits[:, first : first + 8]).astype(np.uint32) << np.uint32(first)
    return numbers


def _octet(bits: npt.NDArray[np.uint64]) -> Bytes:
    """The eight lowest planes put together, [blocks, 128]."""
    words = bits[:, 0].copy()
    for plane in range(1, bits.shape[1]):
        words |= bits[:, plane] << np.uint64(plane)
    octet: Bytes = words.view(np.uint8)
    return octet
