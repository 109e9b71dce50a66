"""A segment from several batches is, byte for byte, the one that all articles at once make."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_segment import ANALYZER, PlainArticle, analysed, collections, newsroom, write

from searchkit.store import run_field
from searchkit.store.article_columns import ArticleColumns
from searchkit.store.layout import MAX_KEYS
from searchkit.store.run_field import Spool
from searchkit.store.segment_spool import SegmentSpool


def spooled(path: Path, articles: list[PlainArticle], bounds: list[int]) -> Path:
    with SegmentSpool(path, ANALYZER) as spool:
        for first, stop in pairwise(bounds):
            spool.append(*analysed(articles[first:stop]))
        assert spool.documents == len(articles)
        size, _ = spool.finish()
    assert size == path.stat().st_size
    return path


@given(collections, st.lists(st.integers(0, 12), max_size=4))
def test_batches_of_any_size_make_the_same_segment(
    articles: list[PlainArticle], cuts: list[int]
) -> None:
    bounds = [0, *sorted(min(cut, len(articles)) for cut in cuts), len(articles)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = spooled(folder / "ours", articles, bounds).read_bytes()
        assert ours == write(folder / "theirs", articles).read_bytes()


@pytest.mark.parametrize("long", [0, 4, 1 << 30])
def test_many_articles_make_the_same_segment_however_ranges_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(run_field, "_LONG", long)
    articles = newsroom(900)
    ours = spooled(tmp_path / "ours", articles, [0, 300, 310, 700, 900]).read_bytes()
    assert ours == write(tmp_path / "theirs", articles).read_bytes()


def test_an_unfinished_segment_leaves_no_file(tmp_path: Path) -> None:
    with SegmentSpool(tmp_path / "seg", ANALYZER) as spool:
        spool.append(*analysed(newsroom(3)))
    assert list(tmp_path.iterdir()) == []


def test_articles_with_too_many_keys_are_refused(tmp_path: Path) -> None:
    columns, *rest = analysed(newsroom(2))
    assert isinstance(columns, ArticleColumns)
    with SegmentSpool(tmp_path / "seg", ANALYZER) as spool:
        spool.append(columns, *rest)
        columns.body_lengths = np.array([MAX_KEYS, 0])
        with pytest.raises(OverflowError):
            spool.finish()


def test_a_spool_gives_back_what_it_was_given_in_the_smallest_type() -> None:
    spool = Spool()
    columns = {
        np.uint8: [np.array([3, 255]), np.array([], np.int64)],
        np.uint16: [np.array([256], np.int64), np.array([1], np.uint8)],
        np.uint32: [np.array([1 << 16])],
    }
    places = {dtype: spool.append(parts) for dtype, parts in columns.items()}
    nothing = spool.append([])
    for dtype, parts in columns.items():
        read = spool.read(places[dtype])
        assert read.dtype == dtype
        assert read.tolist() == np.concatenate(parts).tolist()
    assert len(spool.read(nothing)) == 0
    spool.close()
