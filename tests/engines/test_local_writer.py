"""The local engine's writer when the disk, the folder or the user interrupts it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import article, fill, found, reading

from searchkit.engines.local import building
from searchkit.engines.local import writer as writer_module
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import (
    ArchiveError,
    ArchiveLocked,
    ArchiveNotFound,
    CommitUncertain,
    IncompatibleIndex,
)
from searchkit.model import Article
from searchkit.query.nodes import Everything, Word
from searchkit.store import durable
from searchkit.store.manifest import Manifest, is_file_name, read_newest


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    engine = LocalEngine(tmp_path / "index", create=True)
    fill(engine, [article("a", "one"), article("b", "two")])
    return engine


def files(engine: LocalEngine) -> set[str]:
    """The files of generations, without manifests."""
    return {path.name for path in engine.index.iterdir() if is_file_name(path.name)}


class FullDisk:
    """From the n-th step of writing on, the disk is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
        self.calls = calls
        for name in ("open_new", "write", "sync", "rename"):
            self._limit(monkeypatch, name)

    def _limit(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        real: Callable[..., Any] = getattr(durable, name)

        def step(*args: Any) -> Any:
            self.calls -= 1
            if self.calls < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args)

        monkeypatch.setattr(durable, name, step)


def rewrite(engine: LocalEngine) -> None:
    writer = engine.writer()
    try:
        writer.put(article("a", "new one"))
        writer.put(article("c", "three"))
        writer.delete("b")
        writer.set_entry("k", 1)
        writer.commit()
    finally:
        writer.cancel()


def calls_of_a_commit(engine: LocalEngine) -> int:
    """Steps up to the rename of the manifest."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        disk = FullDisk(monkeypatch, 1_000_000)
        left: list[int] = []
        rename = durable.rename

        def noted(old: Path, new: Path) -> None:
            rename(old, new)
            left.append(disk.calls)

        monkeypatch.setattr(durable, "rename", noted)
        rewrite(engine)
        return 1_000_000 - left[0]


def test_a_full_disk_at_any_step_leaves_the_old_archive_and_no_lock(tmp_path: Path) -> None:
    spare = LocalEngine(tmp_path / "spare", create=True)
    fill(spare, [article("a", "one"), article("b", "two")])
    calls = calls_of_a_commit(spare)
    assert calls >= 10
    engine = LocalEngine(tmp_path / "index", create=True)
    fill(engine, [article("a", "one"), article("b", "two")])
    before = files(engine)
    for number in range(calls):
        with pytest.MonkeyPatch.context() as monkeypatch:
            FullDisk(monkeypatch, number)
            with pytest.raises(OSError, match="No space left"):
                rewrite(engine)
        assert read_newest(engine.index).generation == 1
        assert found(engine, Everything()) == ["a", "b"]
        assert files(engine) == before
    rewrite(engine)
    assert found(engine, Everything()) == ["a", "c"]
    assert found(engine, Word("one")) == ["a"]


@pytest.mark.parametrize("steps", range(1, 6))
def test_a_disk_that_is_full_after_the_commit_takes_nothing_from_it(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    disk, rename = FullDisk(monkeypatch, 1_000_000), durable.rename

    def last(old: Path, new: Path) -> None:
        rename(old, new)
        disk.calls = steps  # the folder is synced, then comes Whoosh's table of contents

    writer = engine.writer()
    writer.put(article("a", "three"))
    monkeypatch.setattr(durable, "rename", last)
    assert writer.commit() == 2
    monkeypatch.undo()
    assert found(engine, Word("three")) == ["a"]
    fill(engine, [article("c", "three")])
    assert found(engine, Word("three")) == ["a", "c"]
    assert len(files(engine)) <= 4


@pytest.mark.parametrize("step", ["write_toc", "remove_leftovers"])
def test_an_interrupt_after_the_manifest_is_in_place_loses_nothing(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    writer = engine.writer()
    writer.put(article("c", "three"))
    monkeypatch.setattr(writer_module, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        writer.commit()
    monkeypatch.undo()
    assert found(engine, Everything()) == ["a", "b", "c"]
    fill(engine, [article("d")])
    assert found(engine, Everything()) == ["a", "b", "c", "d"]


def test_leftovers_that_cannot_be_removed_do_not_fail_a_commit(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(index: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    writer = engine.writer()
    writer.put(article("c", "three"))
    monkeypatch.setattr(writer_module, "remove_leftovers", refused)
    assert writer.commit() == 2
    monkeypatch.undo()
    engine.writer().cancel()


def test_an_uncertain_commit_says_so_ends_the_writer_and_removes_nothing(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = durable.sync_folder

    def failing(path: Path) -> None:
        if path == engine.index and (path / "manifest-00000002").exists():
            raise OSError(errno.EIO, "Input/output error")
        real(path)

    writer = engine.writer()
    writer.put(article("c", "three"))
    monkeypatch.setattr(durable, "sync_folder", failing)
    with pytest.raises(CommitUncertain):
        writer.commit()
    monkeypatch.undo()
    assert found(engine, Everything()) == ["a", "b", "c"]
    engine.writer().cancel()


def test_an_article_that_cannot_be_stored_changes_nothing(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(article: Article) -> bytes:
        raise MemoryError

    writer = engine.writer()
    monkeypatch.setattr(building, "dump_article", broken)
    with pytest.raises(MemoryError):
        writer.put(article("b", "changed"))
    monkeypatch.undo()
    assert writer.has("b")
    writer.put(article("c", "three"))
    writer.commit()
    assert found(engine, Word("two")) == ["b"]


def test_a_segment_that_cannot_be_built_ends_the_writer_whole(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("half-way")

    writer = engine.writer()
    writer.put(article("b", "changed"))
    monkeypatch.setattr(building, "write_segment", broken)
    with pytest.raises(RuntimeError):
        writer.commit()
    monkeypatch.undo()
    assert found(engine, Word("two")) == ["b"]
    rewrite(engine)


def test_replacing_articles_again_and_again_leaves_one_segment_without_the_old_ones(
    engine: LocalEngine,
) -> None:
    writer = engine.writer()
    for number in range(3000):
        writer.put(article(f"x{number % 7}", f"text {number}"))
    writer.commit()
    (segment,) = read_newest(engine.index).segments
    assert (segment.documents, segment.live) == (9, 9)


def test_the_folder_holds_two_generations_and_nothing_else(engine: LocalEngine) -> None:
    for _ in range(4):
        rewrite(engine)
        fill(engine, [article("b", "two")])
    newest = read_newest(engine.index)
    assert newest.generation == 9
    names = {path.name for path in engine.index.iterdir()} - files(engine)
    assert names == {
        "lock",
        *("manifest-00000008", "manifest-00000009"),
        *("_MAIN_8.toc", "_MAIN_9.toc"),
    }
    assert files(engine) >= newest.files.keys()
    assert len(files(engine)) <= 2 * len(newest.files)


def test_a_small_commit_leaves_a_large_segment_alone(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchkit.engines.local.merging._SMALL_BYTES", 1 << 14)
    fill(engine, [article(f"x{i}", f"text number {i} river") for i in range(400)])
    large = max(read_newest(engine.index).segments, key=lambda entry: entry.documents)
    rewrite(engine)
    writer = engine.writer()
    writer.delete("x7")
    writer.commit()
    assert [entry.live for entry in read_newest(engine.index).segments if entry.name == large.name]


def test_searching_needs_no_permission_to_write(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = {path: path.stat().st_mode for path in (engine.index, *engine.index.iterdir())}
    for path, mode in modes.items():
        path.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    opened, real = [], os.open

    def noted(path: Any, flags: int, *args: Any, **named: Any) -> int:
        opened.append(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return real(path, flags, *args, **named)

    monkeypatch.setattr(os, "open", noted)
    try:
        assert found(engine, Word("one")) == ["a"]
        with reading(engine) as reader:
            assert reader.check().ok
        assert not any(opened)  # the superuser may write whatever the modes say
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_a_folder_that_cannot_be_written_to_is_an_error_of_the_archive(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(ArchiveError, match="Permission denied"):
        engine.writer()


def test_a_file_in_the_way_of_the_folder_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_text("somebody's file")
    with pytest.raises(ArchiveNotFound):
        LocalEngine(path).reader()
    with pytest.raises(ArchiveError, match="no archive can be written"):
        LocalEngine(path, create=True).writer()
    with pytest.raises(ArchiveError, match="no archive can be written"):
        LocalEngine(path / "below", create=True).writer()
    assert path.read_text() == "somebody's file"


def test_without_create_nothing_is_made(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "index")
    with pytest.raises(ArchiveNotFound):
        engine.reader()
    with pytest.raises(ArchiveNotFound):
        engine.writer()
    assert not (tmp_path / "index").exists()


def test_a_writer_waits_for_another_only_as_long_as_it_may(engine: LocalEngine) -> None:
    first = engine.writer()
    with pytest.raises(ArchiveLocked):
        LocalEngine(engine.index, wait_seconds=0.1).writer()
    first.cancel()
    LocalEngine(engine.index, wait_seconds=0.1).writer().cancel()


def test_a_reader_tries_again_when_commits_overtake_its_opening(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = LocalEngine._newest
    overtaken: list[int] = []

    def late(self: LocalEngine, any_analyzer: bool = False) -> Manifest:
        manifest = real(self, any_analyzer)
        if not overtaken:
            overtaken.append(manifest.generation)
            fill(LocalEngine(engine.index), [article("c")], [article("d")])
        return manifest

    monkeypatch.setattr(LocalEngine, "_newest", late)
    with reading(LocalEngine(engine.index)) as reader:
        assert overtaken == [1]
        assert reader.generation == 3


def test_another_analyzer_version_is_refused_with_what_to_do(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchkit.engines.local.engine.analyzer_id", lambda: "news-99 other")
    for act in (engine.reader, engine.writer):
        with pytest.raises(IncompatibleIndex, match="rebuild --stored") as error:
            act()
        assert "news-99 other" in str(error.value)
    old = engine.reader(stored_only=True)
    assert [item.id for item in old.articles()] == ["a", "b"]
    old.close()
    engine.writer(fresh=True).cancel()


def test_a_rebuilt_archive_of_another_format_leaves_no_lock_behind(engine: LocalEngine) -> None:
    """What the generation before names is unknown: nothing is deleted, and nothing fails."""
    before = files(engine)
    manifest = engine.index / "manifest-00000001"
    manifest.write_bytes(Manifest(generation=1, format_version=99).dump())
    fresh = engine.writer(fresh=True)
    fresh.put(article("z", "new"))
    assert fresh.commit() == 2
    assert found(engine, Everything()) == ["z"]
    assert files(engine) > before
    fill(engine, [article("y")], [article("x")])
    assert found(engine, Everything()) == ["x", "y", "z"]
    assert not files(engine) & before
