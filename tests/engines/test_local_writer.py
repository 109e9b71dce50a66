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

from searchkit.engines.local import writer as writer_module
from searchkit.engines.local.engine import LocalEngine
from searchkit.engines.local.writer import LocalWriter
from searchkit.errors import (
    ArchiveError,
    ArchiveLocked,
    ArchiveNotFound,
    CommitUncertain,
    IncompatibleIndex,
)
from searchkit.query.nodes import Everything, Word
from searchkit.store import generation as generation_module
from searchkit.store.manifest import Manifest, read_newest


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    engine = LocalEngine(tmp_path / "index", create=True)
    fill(engine, [article("a", "one"), article("b", "two")])
    return engine


def folders(engine: LocalEngine) -> set[str]:
    return {path.name for path in engine.index.iterdir() if path.is_dir()}


class FullDisk:
    """From the n-th byte-writing call on, the disk is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
        self.calls = calls
        from whoosh.filedb.structfile import StructFile

        for place, name in ((StructFile, "write"), (os, "write"), (Path, "write_bytes")):
            self._limit(monkeypatch, place, name)

    def _limit(self, monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(place, name)

        def write(*args: Any) -> Any:
            self.calls -= 1
            if self.calls < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args)

        monkeypatch.setattr(place, name, write)


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
    with pytest.MonkeyPatch.context() as monkeypatch:
        disk = FullDisk(monkeypatch, 1_000_000)
        rewrite(engine)
        return 1_000_000 - disk.calls


def test_a_full_disk_at_any_write_leaves_the_old_archive_and_no_lock(tmp_path: Path) -> None:
    spare = LocalEngine(tmp_path / "spare", create=True)
    fill(spare, [article("a", "one"), article("b", "two")])
    calls = calls_of_a_commit(spare)
    assert calls > 20
    engine = LocalEngine(tmp_path / "index", create=True)
    fill(engine, [article("a", "one"), article("b", "two")])
    for number in sorted({*range(0, calls, max(1, calls // 40)), calls - 1, calls - 2}):
        with pytest.MonkeyPatch.context() as monkeypatch:
            FullDisk(monkeypatch, number)
            with pytest.raises(OSError, match="No space left"):
                rewrite(engine)
        assert read_newest(engine.index).generation == 1
        assert found(engine, Everything()) == ["a", "b"]
        assert len(folders(engine)) == 1
    rewrite(engine)
    assert found(engine, Everything()) == ["a", "c"]
    assert found(engine, Word("one")) == ["a"]


def test_an_interrupt_after_the_manifest_is_in_place_loses_nothing(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(index: Path) -> None:
        raise KeyboardInterrupt

    writer = engine.writer()
    writer.put(article("c", "three"))
    monkeypatch.setattr(writer_module, "remove_leftovers", interrupted)
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
    real = generation_module.sync_folder

    def failing(path: Path) -> None:
        if path == engine.index and (path / "manifest-00000002").exists():
            raise OSError(errno.EIO, "Input/output error")
        real(path)

    writer = engine.writer()
    writer.put(article("c", "three"))
    monkeypatch.setattr(generation_module, "sync_folder", failing)
    with pytest.raises(CommitUncertain):
        writer.commit()
    monkeypatch.undo()
    assert found(engine, Everything()) == ["a", "b", "c"]
    engine.writer().cancel()


def test_an_article_that_fails_half_way_ends_the_writer_whole(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, object]:
        return {"id": "c", "title": object()}

    writer = engine.writer()
    writer.put(article("b", "changed"))
    monkeypatch.setattr(writer_module, "document", broken)
    writer.put(article("c"))
    with pytest.raises(AttributeError):
        writer.commit()
    monkeypatch.undo()
    assert found(engine, Word("two")) == ["b"]
    rewrite(engine)


def test_replacing_articles_again_and_again_does_not_close_a_segment_each_time(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes: list[int] = []
    flush = LocalWriter._flush
    monkeypatch.setattr(LocalWriter, "_flush", lambda self: (flushes.append(1), flush(self)))
    writer = engine.writer()
    for number in range(3000):
        writer.put(article(f"x{number % 7}", f"text {number}"))
    assert flushes == []
    for _ in range(2):
        for number in range(300):
            writer.put(article(f"y{number}", "text"))
    assert len(flushes) <= 300 // 50
    writer.commit()
    assert len(found(engine, Everything())) == 309


def test_a_generation_holds_nothing_that_whoosh_leaves_behind(engine: LocalEngine) -> None:
    rewrite(engine)
    folder = engine.index / read_newest(engine.index).folder
    names = sorted(path.name for path in folder.iterdir())
    kinds = [name.rpartition(".")[2] for name in names]
    assert (set(kinds), kinds.count("toc")) == ({"seg", "toc", "json"}, 1)


def test_a_small_commit_does_not_copy_a_large_segment(engine: LocalEngine) -> None:
    fill(engine, [article(f"x{i}", f"text number {i} river") for i in range(400)])
    before = read_newest(engine.index)
    rewrite(engine)
    after = read_newest(engine.index)
    largest = max(before.files, key=lambda name: before.files[name][0])
    assert (engine.index / before.folder / largest).samefile(engine.index / after.folder / largest)


def test_searching_needs_no_permission_to_write(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = {path: path.stat().st_mode for path in (engine.index, *engine.index.rglob("*"))}
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
    manifest = engine.index / "manifest-00000001"
    manifest.write_bytes(Manifest(generation=1, folder="gen-0", format_version=99).dump())
    fresh = engine.writer(fresh=True)
    fresh.put(article("z", "new"))
    assert fresh.commit() == 2
    assert found(engine, Everything()) == ["z"]
    fill(engine, [article("y")], [article("x")])
    assert len(folders(engine)) == 2
