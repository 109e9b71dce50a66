"""Stored articles, with dictionaries and without: written, merged, and read by many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from naive_segment import FileContents, PlainArticle, newsroom, write
from test_merge import WrittenPart, part

from searchkit.store import stored_merge, stored_writer
from searchkit.store.cache import Cache
from searchkit.store.merge import merge_segments
from searchkit.store.segment import Segment

Sizes = Callable[..., None]


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> Sizes:
    """Sets a module's sizes, so that few articles are many."""

    def set_sizes(**values: int) -> None:
        for name, value in values.items():
            for module in stored_writer, stored_merge:
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, value)

    set_sizes(FRAME_BYTES=3_000, PLAIN_BYTES=6_000, DICTIONARY_FROM=20_000, DICTIONARY_BYTES=1_000)
    set_sizes(_SERVED=20, _PIECE_BYTES=64)
    return set_sizes


def frames_of(path: Path) -> list[tuple[int, int]]:
    """Of each frame: which dictionary it has, and how many articles."""
    contents = FileContents(path)
    numbers = contents.array("stored.frame_dictionaries")
    return list(zip(numbers, contents.array("stored.frame_articles"), strict=True))


def merged(tmp_path: Path, *parts: WrittenPart) -> FileContents:
    merge_segments(tmp_path / "merged", parts)
    return FileContents(tmp_path / "merged")


def stored_of(part: WrittenPart) -> list[bytes]:
    return FileContents(part.container.path).stored()


def full_frames(part: WrittenPart) -> bytes:
    """All but the last one."""
    last = part.container.array("stored.frame_lengths").item(-1)
    return part.container.array("stored.frames").tobytes()[:-last]


def stored_until(size: int, articles: Sequence[PlainArticle]) -> list[bytes]:
    """The first articles that have so many bytes together."""
    sizes = np.cumsum([len(article.stored) for article in articles])
    return [article.stored for article in articles[: int(sizes.searchsorted(size)) + 1]]


def test_few_articles_have_no_dictionary(tmp_path: Path, sizes: Sizes) -> None:
    articles = newsroom(60)
    path = write(tmp_path / "few", articles)
    assert {number for number, _ in frames_of(path)} == {0}
    assert FileContents(path).dictionaries() == []
    assert FileContents(path).stored() == [article.stored for article in articles]


def test_many_articles_have_a_dictionary_of_the_first_and_shorter_frames(
    tmp_path: Path, sizes: Sizes
) -> None:
    articles = newsroom(400)
    path = write(tmp_path / "many", articles)
    frames = frames_of(path)
    assert {number for number, _ in frames} == {1}
    assert sum(len(article.stored) for article in articles) // len(frames) < 4_000
    (dictionary,) = FileContents(path).dictionaries()
    assert 900 < len(dictionary) <= 1_000
    assert dictionary == stored_writer.make_dictionary(stored_until(20_000, articles))
    assert FileContents(path).stored() == [article.stored for article in articles]
    without = tmp_path / "without"
    sizes(DICTIONARY_FROM=1 << 30, PLAIN_BYTES=3_000)
    assert path.stat().st_size < write(without, articles).stat().st_size


def test_frames_keep_the_dictionaries_that_serve_many(tmp_path: Path, sizes: Sizes) -> None:
    parts = [part(tmp_path / f"part{seed}", newsroom(300, seed)) for seed in range(3)]
    result = merged(tmp_path, *parts, parts[0])
    assert len(result.dictionaries()) == 3
    written = result.container.array("stored.frames").tobytes()
    assert all(full_frames(one) in written for one in parts)
    assert result.stored() == [article for one in (*parts, parts[0]) for article in stored_of(one)]


@pytest.mark.parametrize(("served", "most"), [(20, 1), (90, 16)])
def test_other_frames_are_compressed_with_the_commonest(
    tmp_path: Path, sizes: Sizes, served: int, most: int
) -> None:
    few, many = part(tmp_path / "few", newsroom(200)), part(tmp_path / "many", newsroom(600, 2))
    sizes(_SERVED=served, _MOST=most)
    result = merged(tmp_path, few, many)
    assert result.dictionaries() == FileContents(tmp_path / "many").dictionaries()
    assert result.stored() == stored_of(few) + stored_of(many)


def test_articles_that_become_many_are_given_a_dictionary_of_all(
    tmp_path: Path, sizes: Sizes, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned_from = Mock(side_effect=stored_writer.make_dictionary)
    monkeypatch.setattr(stored_merge, "make_dictionary", learned_from)
    parts = [part(tmp_path / f"part{seed}", newsroom(70, seed), {3}) for seed in range(4)]
    result = merged(tmp_path, *parts)
    assert {number for number, _ in frames_of(tmp_path / "merged")} == {1}
    assert len(result.dictionaries()) == 1
    samples = b"".join(*learned_from.call_args.args)
    for seed in range(4):
        assert f"id='a{seed}-".encode() in samples
    left = [stored_of(one)[:3] + stored_of(one)[4:] for one in parts]
    assert result.stored() == [article for of_part in left for article in of_part]


def test_full_frames_are_copied_and_short_ones_joined(tmp_path: Path, sizes: Sizes) -> None:
    sizes(DICTIONARY_FROM=1 << 30)
    full = part(tmp_path / "full", newsroom(90))
    short = [part(tmp_path / f"short{seed}", newsroom(1, seed)) for seed in range(2, 10)]
    result = merged(tmp_path, full, *short)
    written = result.container.array("stored.frames").tobytes()
    assert written.startswith(full_frames(full))
    assert len(frames_of(tmp_path / "merged")) < len(frames_of(full.container.path)) + 4


@contextmanager
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("searchkit.store.stored.FRAMES", Cache[np.ndarray](0))
        yield


def test_threads_read_frames_of_several_dictionaries_at_once(
    tmp_path: Path, sizes: Sizes, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [part(tmp_path / f"part{seed}", newsroom(300, seed)) for seed in range(3)]
    result = merged(tmp_path, *parts)
    segment = Segment(tmp_path / "merged")
    with nothing_kept(monkeypatch), ThreadPoolExecutor(4) as pool:
        docnums = [docnum * 37 % 900 for docnum in range(900)]
        read = list(pool.map(segment.article_bytes, docnums))
    stored = result.stored()
    assert read == [stored[docnum] for docnum in docnums]
