"""Deletions: the masks that are written are read, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import CorruptIndex
from searchkit.store.container import ContainerWriter
from searchkit.store.deletions import read_deletions, write_deletions

NAMES = ["seg-0000000000000000.sk", "seg-0000000000000001.sk"]


@given(masks=st.lists(st.lists(st.booleans(), min_size=1, max_size=40), max_size=2))
def test_masks_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, masks: list[list[bool]]
) -> None:
    path = tmp_path_factory.mktemp("deletions") / "del"
    written = {name: np.array(mask) for name, mask in zip(NAMES, masks, strict=False)}
    size, _ = write_deletions(path, written)
    documents = {name: len(mask) for name, mask in written.items()} | {"another": 3}
    read = read_deletions(path, size, documents)
    assert {name: mask.tolist() for name, mask in read.items()} == {
        name: mask.tolist() for name, mask in written.items()
    }
    assert all(mask.dtype == bool for mask in read.values())


@pytest.mark.parametrize("documents", [{}, {NAMES[0]: 8}, {NAMES[0]: 17}])
def test_masks_of_other_segments_are_damage(tmp_path: Path, documents: dict[str, int]) -> None:
    path = tmp_path / "del"
    size, _ = write_deletions(path, {NAMES[0]: np.ones(9, bool)})
    with pytest.raises(CorruptIndex, match="other segments"):
        read_deletions(path, size, documents)


def test_bits_beyond_the_last_article_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "del"
    with ContainerWriter(path, "deletions") as container:
        container.add(NAMES[0], np.array([0b100], np.uint8))
        size, _ = container.finish({})
    assert read_deletions(path, size, {NAMES[0]: 3})[NAMES[0]].tolist() == [False, False, True]
    with pytest.raises(CorruptIndex, match="other segments"):
        read_deletions(path, size, {NAMES[0]: 2})


def test_every_flipped_bit_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "del"
    mask = np.arange(50) % 3 == 0
    size, _ = write_deletions(path, {NAMES[0]: mask})
    whole = path.read_bytes()
    for offset in range(len(whole)):
        data = bytearray(whole)
        data[offset] ^= 1 << offset % 8
        path.write_bytes(data)
        try:
            read = read_deletions(path, size, {NAMES[0]: 50})
        except CorruptIndex:
            continue
        assert read[NAMES[0]].tolist() == mask.tolist()  # between the sections
