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
from searchkit.store.packing import pack

RANDOM = np.random.default_rng(1)
NUMBERS = RANDOM.integers(0, 1 << 32, 20_000, np.uint64) >> np.repeat(
    RANDOM.integers(0, 33, 200, np.uint64), 100
)


def write(path: Path, widths: np.ndarray, planes: np.ndarray) -> Container:
    with ContainerWriter(path, "test") as container:
        container.add("x.widths", widths)
        container.add("x.planes", planes)
        container.finish({})
    return Container(path, "test")


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Container:
    return write(tmp_path_factory.mktemp("packed") / "file", *pack(NUMBERS))


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
    array = PackedArray(write(tmp_path / "file", *pack(NUMBERS[:0])), "x", 0)
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


WIDTHS, PLANES = pack(NUMBERS)
TOO_WIDE = np.where(np.arange(len(WIDTHS)) == 3, 33, WIDTHS).astype(np.uint8)


@pytest.mark.parametrize(
    ("widths", "planes", "problem"),
    [
        (TOO_WIDE, PLANES, "33 bits"),
        (WIDTHS, PLANES[16:], "do not fit"),
        (WIDTHS.astype("<u2"), PLANES, "bytes"),
        (WIDTHS, PLANES.view("<u2"), "bytes"),
    ],
)
def test_widths_and_planes_that_do_not_fit_are_an_error(
    tmp_path: Path, widths: np.ndarray, planes: np.ndarray, problem: str
) -> None:
    array = PackedArray(write(tmp_path / "file", widths, planes), "x", len(NUMBERS))
    with pytest.raises(CorruptIndex, match=problem):
        array.range(0, 1)
