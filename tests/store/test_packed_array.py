"""Any part of a packed array is what was packed, whichever blocks it needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import CorruptIndex
from searchkit.store.container import Container, ContainerWriter
from searchkit.store.packed_array import PackedArray
from searchkit.store.packing import Packed, pack

RANDOM = np.random.default_rng(1)
NUMBERS = RANDOM.integers(0, 1 << 32, 20_000, np.uint64) >> np.repeat(
    RANDOM.integers(0, 33, 200, np.uint64), 100
)


# Every third thousand has large numbers here and there: some blocks are patched.
SPARSE = np.arange(20_000) % 37 == 0
NUMBERS = np.where(np.arange(20_000) // 1_000 % 3, NUMBERS, SPARSE * 200 + 3).astype(np.uint64)


def write(path: Path, packed: Packed) -> Container:
    with ContainerWriter(path, "test") as container:
        for part, array in packed._asdict().items():
            container.add(f"x.{part}", array)
        container.finish({})
    return Container(path, "test")


@pytest.fixture(scope="module", params=[False, True])
def container(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Container:
    packed = pack(NUMBERS, patched=request.param)
    assert request.param == (len(packed.patches) > 100)
    return write(tmp_path_factory.mktemp("packed") / "file", packed)


@given(st.integers(0, 20_000), st.one_of(st.integers(0, 300), st.integers(0, 20_000)))
def test_a_range_is_what_was_packed(container: Container, start: int, length: int) -> None:
    stop = min(start + length, len(NUMBERS))
    found = PackedArray(container, "x", len(NUMBERS)).range(start, stop)
    assert found.dtype == np.uint32
    assert (found == NUMBERS[start:stop]).all()


@given(st.lists(st.integers(0, 19_999), max_size=400), st.booleans())
def test_numbers_from_anywhere_are_what_was_packed(
    container: Container, indices: list[int], near: bool
) -> None:
    chosen = np.array(sorted(n // 40 + 7_000 if near else n for n in indices), np.int64)
    found = PackedArray(container, "x", len(NUMBERS)).take(chosen)
    assert found.tolist() == NUMBERS[chosen].tolist()


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_what_is_not_zero_is_found(container: Container, start: int, stop: int) -> None:
    start, stop = sorted((start, stop))
    found = PackedArray(container, "x", len(NUMBERS)).nonzero(start, stop)
    assert found.tolist() == (np.flatnonzero(NUMBERS[start:stop]) + start).tolist()


def test_nothing_packed_is_nothing_read(tmp_path: Path) -> None:
    array = PackedArray(write(tmp_path / "file", pack(NUMBERS[:0])), "x", 0)
    assert len(array.range(0, 0)) == 0
    assert len(array.take(np.zeros(0, np.int64))) == 0


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (5, 4), (0, 20_001), (20_001, 20_002)])
def test_numbers_that_are_not_there_are_an_error(
    container: Container, start: int, stop: int
) -> None:
    with pytest.raises(CorruptIndex, match="'x'"):
        PackedArray(container, "x", len(NUMBERS)).range(start, stop)


def test_indices_that_are_not_there_are_an_error(container: Container) -> None:
    with pytest.raises(CorruptIndex, match="'x'"):
        PackedArray(container, "x", len(NUMBERS)).take(np.array([0, 9_000, 20_000]))


@pytest.mark.parametrize("count", [0, 19_800, 20_097])
def test_another_number_of_numbers_is_an_error(container: Container, count: int) -> None:
    with pytest.raises(CorruptIndex, match="blocks cannot hold"):
        PackedArray(container, "x", count).range(0, min(count, 1))


@given(st.lists(st.integers(0, 156), max_size=60, unique=True))
def test_blocks_come_as_bytes_where_they_fit(container: Container, chosen: list[int]) -> None:
    blocks = np.array(sorted(chosen), np.int64)
    found = PackedArray(container, "x", len(NUMBERS)).blocks(blocks, narrow=True)
    numbers = np.append(NUMBERS, [0] * 96).reshape(-1, 128)[blocks]
    assert (found == numbers).all()
    assert (found.dtype == np.uint8) == (numbers.max(initial=0) < 256)


PACKED = pack(NUMBERS, patched=True)
TOO_WIDE = np.where(np.arange(len(PACKED.widths)) == 3, 33, PACKED.widths).astype(np.uint8)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (PACKED._replace(widths=TOO_WIDE), "33 bits"),
        (PACKED._replace(planes=PACKED.planes[16:]), "do not fit"),
        (PACKED._replace(widths=PACKED.widths.astype("<u2")), "bytes"),
        (PACKED._replace(planes=PACKED.planes.view("<u2")), "bytes"),
        (PACKED._replace(patch_counts=PACKED.patch_counts[1:]), "do not fit its patch counts"),
        (PACKED._replace(patch_counts=PACKED.patch_counts + np.uint8(1)), "do not fit its patches"),
        (PACKED._replace(patches=PACKED.patches[1:]), "do not fit its patches"),
        (PACKED._replace(patches=PACKED.patches.astype("<u4")), "do not fit its patches"),
    ],
)
def test_parts_that_do_not_fit_are_an_error(tmp_path: Path, wrong: Packed, problem: str) -> None:
    array = PackedArray(write(tmp_path / "file", wrong), "x", len(NUMBERS))
    with pytest.raises(CorruptIndex, match=problem):
        array.range(0, 1)


def test_patches_that_lie_are_numbers_too(tmp_path: Path) -> None:
    lies = PACKED._replace(patches=PACKED.patches | np.uint16(0xFF80))
    array = PackedArray(write(tmp_path / "file", lies), "x", len(NUMBERS))
    for blocks in range(1, 157, 13):
        assert array.range(0, blocks * 128).dtype == np.uint32
    assert array.blocks(np.arange(157), narrow=True).shape == (157, 128)
