"""Packed numbers come back, whole, in part and piece by piece, from as few bits as they need."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store import packing
from searchkit.store.packing import BLOCK, PATCHED, Packed, Packer, narrowed, pack
from searchkit.store.unpacking import gather, gather_octets, max_bits, patch, unpack


def numbers_of(seed: int, bits: list[int], missing: int) -> np.ndarray:
    """Random numbers of so many bits, a block each; of the last block, some are missing."""
    rng = np.random.default_rng(seed)
    blocks = [rng.integers(0, 1 << width, BLOCK).astype(np.uint32) for width in bits]
    return np.concatenate([np.zeros(0, np.uint32), *blocks])[: max(len(bits) * BLOCK - missing, 0)]


def mostly_small(seed: int, shares: list[float], missing: int) -> np.ndarray:
    """Random numbers, a block each, of which some share is much larger than the others."""
    rng = np.random.default_rng(seed)
    sizes = [rng.integers(0, 24, 2) for _ in shares]
    blocks = [
        np.where(rng.random(BLOCK) < share, rng.integers(0, 256 << large, BLOCK), 0)
        | rng.integers(0, 1 << small, BLOCK)
        for share, (small, large) in zip(shares, sizes, strict=True)
    ]
    numbers = np.concatenate([np.zeros(0, np.int64), *blocks]).astype(np.uint32)
    return numbers[: max(len(numbers) - missing, 0)]


arrays = st.builds(
    numbers_of,
    st.integers(0, 99),
    st.lists(st.integers(0, 32), max_size=90),
    st.integers(0, BLOCK - 1),
) | st.builds(
    mostly_small,
    st.integers(0, 99),
    st.lists(st.sampled_from([0, 0.01, 0.04, 0.1, 0.3, 1]), max_size=20),
    st.integers(0, BLOCK - 1),
)


def unpacked(packed: Packed) -> np.ndarray:
    """All numbers of whole blocks."""
    widths, counts = widths_and_counts(packed)
    numbers = unpack(packed.planes, widths)
    patch(numbers, widths, counts, packed.patches)
    return numbers


def widths_and_counts(packed: Packed) -> tuple[np.ndarray, np.ndarray]:
    patched = packed.widths >= PATCHED
    counts = np.zeros(len(patched), np.uint8)
    counts[patched] = packed.patch_counts
    return packed.widths % PATCHED, counts


@given(arrays, st.booleans())
def test_what_is_packed_comes_back(numbers: np.ndarray, patched: bool) -> None:
    found = unpacked(pack(numbers, patched=patched))
    assert found[: len(numbers)].tolist() == numbers.tolist()
    assert not found[len(numbers) :].any()
    assert len(found) == -(-len(numbers) // BLOCK) * BLOCK


@given(arrays)
def test_a_block_is_as_wide_as_its_largest_number(numbers: np.ndarray) -> None:
    packed = pack(numbers)
    assert packed.widths.tolist() == highest_bits(numbers)
    assert len(packed.planes) == sum(packed.widths.tolist()) * BLOCK // 8
    assert not len(packed.patches) + len(packed.patch_counts)


def highest_bits(numbers: np.ndarray) -> list[int]:
    blocks = [numbers[first : first + BLOCK] for first in range(0, len(numbers), BLOCK)]
    return [int(block.max()).bit_length() for block in blocks]


@given(arrays)
def test_patches_make_a_block_as_small_as_it_can_be(numbers: np.ndarray) -> None:
    packed = pack(numbers, patched=True)
    widths, counts = widths_and_counts(packed)
    assert packed.patch_counts.all()
    for number, highest in enumerate(highest_bits(numbers)):
        block = numbers[number * BLOCK : (number + 1) * BLOCK].tolist()
        # Bytes of planes and patches, by width; patches must be worth their trouble.
        sizes = {
            width: 16 * width + 2 * sum(one >> width > 0 for one in block) + 8
            for width in range(max(highest - 8, 0), highest)
        }
        size = 16 * int(widths[number]) + 2 * int(counts[number])
        if counts[number]:
            assert size + 8 == min(sizes.values()) < 16 * highest
        else:
            assert size == 16 * highest <= min(sizes.values(), default=size)


@given(arrays, st.lists(st.integers(0, 400), max_size=9))
def test_pieces_are_packed_as_the_whole(numbers: np.ndarray, sizes: list[int]) -> None:
    packer, rest = Packer(patched=True), numbers
    for size in sizes:
        packer.append(rest[:size])
        rest = rest[size:]
    packer.append(rest)
    pieces = packer.finish()
    for part, whole in pack(numbers, patched=True)._asdict().items():
        assert b"".join(getattr(piece, part).tobytes() for piece in pieces) == whole.tobytes()
    assert packer.finish() == []


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int32, np.int64, bool])
def test_any_type_of_integer_packs_alike(dtype: type) -> None:
    numbers = np.random.default_rng(1).integers(0, 2, 1_000)
    expected = pack(numbers.astype(np.uint32))
    for found, array in zip(pack(numbers.astype(dtype)), expected, strict=True):
        assert found.tobytes() == array.tobytes()


def test_more_blocks_than_one_step_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.random.default_rng(2).integers(0, 5_000, 40 * BLOCK + 7)
    numbers[::30] *= 99
    whole = pack(numbers, patched=True)
    monkeypatch.setattr(packing, "_AT_ONCE", 3)
    for found, array in zip(pack(numbers, patched=True), whole, strict=True):
        assert found.tobytes() == array.tobytes()


@given(arrays, st.lists(st.integers(0, 89), max_size=200))
def test_blocks_are_gathered_from_anywhere(numbers: np.ndarray, chosen: list[int]) -> None:
    block_widths, data, *_ = pack(numbers)
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
    block_widths, data, *_ = pack(numbers)
    assert block_widths.tolist() == [3]
    assert data.reshape(3, 16)[:, :2].tolist() == [[1, 2], [0, 0], [0, 2]]


def test_patches_lie_as_the_format_says() -> None:
    numbers = np.ones(2 * BLOCK, np.uint32)
    numbers[[0, 9, BLOCK + 127]] = 0b101, 0b1111_1110, 0b1_1111_1111
    packed = pack(numbers, patched=True)
    assert packed.widths.tolist() == [PATCHED + 1, PATCHED + 1]
    assert packed.patch_counts.tolist() == [2, 1]
    assert packed.patches.tolist() == [0b10 << 8, 9 | 0b111_1111 << 8, 127 | 0b1111_1111 << 8]
    assert packed.patches.dtype.str == "<u2"
    assert packed.planes.tolist() == [*[255, 253], *[255] * 30]


def test_few_patches_and_many_are_put_in_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = mostly_small(3, [0.03, 0, 0.04, 0.02], 0)
    packed = pack(numbers, patched=True)
    assert 0 < len(packed.patches) <= 24
    monkeypatch.setattr("searchkit.store.unpacking._FEW_PATCHES", 0)
    assert unpacked(packed).tolist() == numbers.tolist()


@given(arrays)
def test_how_many_bits_numbers_have_is_known_beforehand(numbers: np.ndarray) -> None:
    packed = pack(numbers, patched=True)
    bits = max_bits(*widths_and_counts(packed), packed.patches)
    assert bits == max(highest_bits(numbers), default=0)


@pytest.mark.parametrize("numbers", [[1, 1 << 32], [(1 << 63) - 1]])
def test_numbers_of_more_than_32_bits_are_refused_and_not_cut(numbers: list[int]) -> None:
    assert narrowed(np.array([(1 << 32) - 1])).tolist() == [(1 << 32) - 1]
    for write in (narrowed, pack):
        with pytest.raises(OverflowError, match="does not fit into 32 bits"):
            write(np.array(numbers * BLOCK))
