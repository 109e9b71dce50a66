"""Merged segments hold what one segment of all their live articles would, section by section."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_segment import FileContents, PlainArticle, collections, newsroom, write

from searchkit.errors import CorruptIndex, IncompatibleIndex
from searchkit.store import merged_field, part_field
from searchkit.store.container import Container
from searchkit.store.layout import MAX_KEYS
from searchkit.store.merge import merge_segments


@dataclass
class WrittenPart:
    """Articles as a segment, some of them deleted."""

    container: Container
    documents: int
    deleted: Any


def part(path: Path, articles: list[PlainArticle], deleted: set[int] | None = None) -> WrittenPart:
    mask = None if deleted is None else np.isin(np.arange(len(articles)), list(deleted))
    return WrittenPart(Container(write(path, articles), "segment"), len(articles), mask)


def assert_same(merged: Path, written: Path) -> None:
    """Equal facts and sections; only where stored articles are cut into frames may differ."""
    ours, theirs = FileContents(merged), FileContents(written)
    assert ours.facts == theirs.facts
    assert ours.container.names == theirs.container.names
    for name in ours.container.names:
        if ".frame" not in name and "dictionar" not in name:
            assert ours.array(name) == theirs.array(name), name
    assert ours.stored() == theirs.stored()


@given(collections, st.lists(st.integers(0, 12), max_size=4), st.sets(st.integers(0, 11)))
def test_merging_is_writing_all_live_articles_at_once(
    articles: list[PlainArticle], cuts: list[int], deleted: set[int]
) -> None:
    bounds = [0, *sorted(min(cut, len(articles)) for cut in cuts), len(articles)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = []
        for number, (first, stop) in enumerate(pairwise(bounds)):
            gone = {doc - first for doc in deleted if first <= doc < stop}
            parts.append(part(folder / str(number), articles[first:stop], gone or None))
        merge_segments(folder / "merged", parts)
        left = [article for doc, article in enumerate(articles) if doc not in deleted]
        assert_same(folder / "merged", write(folder / "written", left))


@pytest.mark.parametrize("at_once", [1, 300, 1 << 20])
def test_long_lists_impacts_and_pairs_are_merged_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(part_field, "AT_ONCE", at_once)
    monkeypatch.setattr(merged_field, "AT_ONCE", at_once)
    many, some, few = newsroom(400, seed=1), newsroom(200, seed=2), newsroom(9, seed=3)
    gone = set(range(0, 200, 3))
    parts = [
        part(tmp_path / "many", many),
        part(tmp_path / "some", some, gone),
        part(tmp_path / "few", few, set()),
    ]
    merge_segments(tmp_path / "merged", parts)
    left = [*many, *(article for doc, article in enumerate(some) if doc not in gone), *few]
    assert_same(tmp_path / "merged", write(tmp_path / "written", left))
    assert FileContents(tmp_path / "merged").array("text.impact_counts")
    assert FileContents(tmp_path / "merged").pairs()


def test_nothing_may_be_left(tmp_path: Path) -> None:
    parts = [part(tmp_path / "a", newsroom(3), {0, 1, 2}), part(tmp_path / "b", [])]
    merge_segments(tmp_path / "merged", parts)
    assert_same(tmp_path / "merged", write(tmp_path / "written", []))


def test_merging_twice_is_merging_once(tmp_path: Path) -> None:
    a, b, c = (part(tmp_path / f"part{seed}", newsroom(30, seed), {seed}) for seed in range(3))
    merge_segments(tmp_path / "first", [a, b])
    first = Container(tmp_path / "first", "segment")
    merge_segments(tmp_path / "both", [WrittenPart(first, 58, None), c])
    merge_segments(tmp_path / "once", [a, b, c])
    assert_same(tmp_path / "both", tmp_path / "once")


def test_segments_of_another_analyzer_are_not_mixed(tmp_path: Path) -> None:
    parts = [part(tmp_path / "a", newsroom(2)), part(tmp_path / "b", newsroom(2, seed=2))]
    parts[1].container.facts["analyzer"] = "other-1"
    with pytest.raises(IncompatibleIndex, match="letters-1 and other-1"):
        merge_segments(tmp_path / "merged", parts)
    assert not (tmp_path / "merged").exists()


def test_too_many_keys_for_one_segment_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [part(tmp_path / "a", newsroom(2)), part(tmp_path / "b", newsroom(2, seed=2))]
    monkeypatch.setattr("searchkit.store.article_columns.MAX_KEYS", MAX_KEYS >> 23)
    with pytest.raises(OverflowError):
        merge_segments(tmp_path / "merged", parts)
    assert not (tmp_path / "merged").exists()


def test_a_damaged_part_is_named_and_nothing_written(tmp_path: Path) -> None:
    path = write(tmp_path / "a", newsroom(50))
    whole = Container(path, "segment")
    place = whole._places["text.positions.planes"]["offset"]
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    (tmp_path / "b").write_bytes(data)
    damaged = WrittenPart(Container(tmp_path / "b", "segment"), 50, None)
    with pytest.raises(CorruptIndex, match=r"b is damaged.*text\.positions"):
        merge_segments(tmp_path / "merged", [WrittenPart(whole, 50, None), damaged])
    assert not (tmp_path / "merged").exists()
