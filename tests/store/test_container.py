"""Sections come back as they were added; a file that was damaged says so, or means the same."""

from __future__ import annotations

import random
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchkit.errors import CorruptIndex, IncompatibleIndex
from searchkit.store.container import CHECKED_BYTES, Container, ContainerWriter

KIND = "arrays"
ARRAYS = {
    "letters": np.frombuffer(b"abc", np.uint8),
    "none": np.zeros(0, "<u2"),
    "long": np.arange(40_000, dtype="<u4"),
    "floats": np.array([0.5, -1.0]),
    "signed": np.array([-5, 5], "<i4"),
}
FACTS = {"count": 5, "names": ["a", "é"]}


def write(path: Path) -> Path:
    with ContainerWriter(path, KIND) as container:
        for name, array in ARRAYS.items():
            container.add(name, array)
        container.finish(FACTS)
    return path


def contents(path: Path, size: int | None = None) -> tuple[Any, dict[str, list[Any]]]:
    container = Container(path, KIND, size)
    return container.facts, {name: container.array(name).tolist() for name in container.names}


EXPECTED = (FACTS, {name: array.tolist() for name, array in ARRAYS.items()})


def test_facts_and_sections_come_back_and_begin_at_multiples_of_64(tmp_path: Path) -> None:
    path = write(tmp_path / "file")
    assert contents(path) == EXPECTED
    container = Container(path, KIND)
    for name, array in ARRAYS.items():
        assert container.array(name).dtype == array.dtype
        assert container._places[name]["offset"] % 64 == 0


def test_size_and_checksum_are_those_of_the_file(tmp_path: Path) -> None:
    with ContainerWriter(tmp_path / "file", KIND) as container:
        container.add("letters", ARRAYS["letters"])
        size, crc = container.finish({})
    data = (tmp_path / "file").read_bytes()
    assert (len(data), zlib.crc32(data)) == (size, crc)


def test_a_section_may_be_written_in_pieces(tmp_path: Path) -> None:
    long = ARRAYS["long"]
    with ContainerWriter(tmp_path / "file", KIND) as container:
        with container.section("long", np.uint32) as section:
            for first in range(0, len(long), 7_777):
                section.append(long[first : first + 7_777])
        with container.section("letters", np.uint8) as section:
            section.append_bytes(b"ab")
            section.append_bytes(b"c")
        container.finish({})
    found = contents(tmp_path / "file")[1]
    assert found == {name: EXPECTED[1][name] for name in ("long", "letters")}


def test_any_flipped_bit_is_reported_or_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "file")
    data = bytearray(path.read_bytes())
    rng = random.Random(1)
    places = [*range(64), *range(len(data) - 700, len(data)), *rng.sample(range(len(data)), 600)]
    reported = 0
    for place in places:
        bit = 1 << rng.randrange(8)
        data[place] ^= bit
        path.write_bytes(data)
        data[place] ^= bit
        try:
            found = contents(path)
        except (CorruptIndex, IncompatibleIndex):
            reported += 1
        else:
            assert found == EXPECTED
    assert reported > len(places) * 0.9


@pytest.mark.parametrize("with_size", [True, False])
def test_a_shortened_file_is_refused(tmp_path: Path, with_size: bool) -> None:
    path = write(tmp_path / "file")
    data = path.read_bytes()
    for length in (0, 1, 63, 64, 127, 128, CHECKED_BYTES, len(data) - 64, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(CorruptIndex, match=str(path)):
            contents(path, len(data) if with_size else None)


def test_a_file_with_something_behind_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "file")
    path.write_bytes(path.read_bytes() + bytes(64))
    with pytest.raises(CorruptIndex, match="footer"):
        contents(path)


def test_a_missing_file_section_or_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorruptIndex, match="missing"):
        Container(tmp_path / "file", KIND)
    path = write(tmp_path / "file")
    with pytest.raises(CorruptIndex, match="no section 'other'"):
        Container(path, KIND).array("other")
    with pytest.raises(CorruptIndex, match="no file of segment"):
        Container(path, "segment")


@pytest.mark.parametrize(("place", "value"), [(8, 3), (28, 1)])
def test_a_newer_version_or_feature_is_refused_by_name(
    tmp_path: Path, place: int, value: int
) -> None:
    path = write(tmp_path / "file")
    data = bytearray(path.read_bytes())
    data[place] = value
    data[-64 + 20 : -64 + 24] = zlib.crc32(data[:64]).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(IncompatibleIndex, match="install the release that wrote it"):
        Container(path, KIND)


def test_only_the_blocks_that_are_touched_are_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "file")
    place = Container(path, KIND)._places["long"]["offset"] + CHECKED_BYTES
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    section, per_block = Container(path, KIND).section("long"), CHECKED_BYTES // 4
    assert section.part(0, per_block).tolist() == list(range(per_block))
    everything = section.parts(np.array([0, 2 * per_block]), np.array([5, 2 * per_block + 5]))
    assert everything[:5].tolist() == list(range(5))
    for touch in (
        lambda: section.part(per_block - 1, per_block + 1),
        lambda: section.parts(np.array([0]), np.array([len(section)])),
        section.all,
    ):
        with pytest.raises(CorruptIndex, match="section 'long', block 1"):
            touch()


def test_an_unfinished_file_is_removed(tmp_path: Path) -> None:
    def fail() -> None:
        with ContainerWriter(tmp_path / "file", KIND) as container:
            container.add("letters", ARRAYS["letters"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())
