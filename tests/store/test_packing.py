"""Packed numbers come back, whole, in part and piece by piece, from as few bits as they need."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store import packing
from searchkit.store.packing import BLOCK, Packer, gather, gather_octets, pack, unpack


def numbers_of(seed: int, bits: list[int], missing: int) -> np.ndarray:
    """Random numbers of so many bits, a block each; of the last block, some are missing."""
    rng = np.random.default_rng(seed)
    blocks = [rng.integers(0, 1 << width, BLOCK).astype(np.uint32) for width in bits]
    return np.concatenate([np.zeros(0, np.uint32), *blocks])[: max(len(bits) * BLOCK - missing, 0)]


arrays = st.builds(
    numbers_of,
    st.integers(0, 99),
    st.lists(st.integers(0, 32), max_size=90),
    st.integers(0, BLOCK - 1),
)


@given(arrays)
def test_what_is_packed_comes_back(numbers: np.ndarray) -> None:
    block_widths, data = pack(numbers)
    found = unpack(data, block_widths)
    assert found[: len(numbers)].tolist() == numbers.tolist()
    assert not found[len(numbers) :].any()
    assert len(found) == -(-len(numbers) // BLOCK) * BLOCK


@given(arrays)
def test_a_block_is_as_wide_as_its_largest_number(numbers: np.ndarray) -> None:
    block_widths, data = pack(numbers)
    blocks = [numbers[first : first + BLOCK] for first in range(0, len(numbers), BLOCK)]
    assert block_widths.tolist() == [int(block.max()).bit_length() for block in blocks]
    assert len(data) == int(block_widths.sum()) * BLOCK // 8


@given(arrays, st.lists(st.integers(0, 400), max_size=9))
def test_pieces_are_packed_as_the_whole(numbers: np.ndarray, sizes: list[int]) -> None:
    packer, rest = Packer(), numbers
    for size in sizes:
        packer.append(rest[:size])
        rest = rest[size:]
    packer.append(rest)
    for pieces, whole in zip(packer.finish(), pack(numbers), strict=True):
        assert b"".join(piece.tobytes() for piece in pieces) == whole.tobytes()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int32, np.int64, bool])
def test_any_type_of_integer_packs_alike(dtype: type) -> None:
    numbers = np.random.default_rng(1).integers(0, 2, 1_000)
    expected = pack(numbers.astype(np.uint32))
    for found, array in zip(pack(numbers.astype(dtype)), expected, strict=True):
        assert found.tobytes() == array.tobytes()


def test_more_blocks_than_one_step_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.random.default_rng(2).integers(0, 5_000, 40 * BLOCK + 7)
    whole = pack(numbers)
    monkeypatch.setattr(packing, "_AT_ONCE", 3)
    for found, array in zip(pack(numbers), whole, strict=True):
        assert found.tobytes() == array.tobytes()


@given(arrays, st.lists(st.integers(0, 89), max_size=200))
def test_blocks_are_gathered_from_anywhere(numbers: np.ndarray, chosen: list[int]) -> None:
    block_widths, data = pack(numbers)
    wanted = np.array([n for n in chosen if n < len(block_widths)], np.int64)
    ends = np.cumsum(block_widths, dtype=np.int64)
    places = (data.reshape(-1, BLOCK // 8), (ends - block_widths)[wanted], block_widths[wanted])
    whole = unpack(data, block_widths).reshape(-1, BLOCK)
    assert np.array_equal(gather(*places), whole[wanted])
    if block_widths[wanted].max(initial=0) <= 8:
        assert np.array_equal(gather_octets(*places), whole[wanted])


def test_planes_lie_as_the_format_says() -> None:
    numbers = np.zeros(BLOCK, np.uint32)
    numbers[[0, 9]] = 1, 0b101
    block_widths, data = pack(numbers)
    assert block_widths.tolist() == [3]
    assert data.reshape(3, 16)[:, :2].tolist() == [[1, 2], [0, 0], [0, 2]]
