"""Commits: what is synced before what, and what survives an error at any step."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.errors import CommitUncertain
from searchkit.store import commit, durable
from searchkit.store.commit import NewGeneration, damage, make_folder, remove_leftovers
from searchkit.store.durable import write_file
from searchkit.store.manifest import Manifest, generations, manifest_name, read_newest

Step = tuple[str, str]


def publish(index: Path, *data: bytes, base: Manifest | None = None) -> Manifest:
    """Commit files beside a base's."""
    return _publish(NewGeneration(index), *data, base=base)


def _publish(generation: NewGeneration, *data: bytes, base: Manifest | None = None) -> Manifest:
    files = dict(base.files) if base else {}
    # A record may be of any number of files, so here they stand for files of all kinds.
    for item in data or (b"data",):
        path = generation.new_path("record")
        files[path.name] = write_file(path, item)
    return generation.publish(Manifest(files=files, records=tuple(files)))


def contents(index: Path, manifest: Manifest) -> list[bytes]:
    return [(index / name).read_bytes() for name in manifest.records]


def names(index: Path) -> set[str]:
    return {path.name for path in index.iterdir()}


class Disk:
    """Notes each step by the name it is about; fails at the step it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[Step] = []
        self.fail_at: Callable[[int], bool] = lambda number: False
        self.error: BaseException = OSError(errno.EIO, "Input/output error")
        sync, rename, sync_folder = durable.sync, durable.rename, durable.sync_folder

        def noted_sync(file: int) -> None:
            self._note(("sync", Path(os.readlink(f"/proc/self/fd/{file}")).name))
            sync(file)

        def noted_rename(old: Path, new: Path) -> None:
            self._note(("rename", new.name))
            rename(old, new)

        monkeypatch.setattr(durable, "sync", noted_sync)
        monkeypatch.setattr(durable, "rename", noted_rename)
        monkeypatch.setattr(durable, "sync_folder", sync_folder)

    def _note(self, step: Step) -> None:
        self.steps.append(step)
        if self.fail_at(len(self.steps)):
            raise self.error

    def fail_after_rename(self, number: int) -> None:
        self.fail_at = lambda _: ("rename", manifest_name(number)) in self.steps[:-1]


linux = pytest.mark.skipif(
    not os.path.isdir("/proc/self/fd"), reason="names of open files are looked up in /proc"
)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_a_published_generation_is_the_newest_one(tmp_path: Path) -> None:
    first = publish(tmp_path, b"alpha")
    assert (first.generation, first) == (1, read_newest(tmp_path))
    second = publish(tmp_path, b"beta", base=first)
    assert (second.generation, second) == (2, read_newest(tmp_path))
    assert contents(tmp_path, second) == [b"alpha", b"beta"]


def test_no_name_is_used_twice(tmp_path: Path) -> None:
    generation = NewGeneration(tmp_path)
    assert len({generation.new_path(kind) for kind in ("segment", "deletions", "record")}) == 3
    assert len({generation.new_path("segment") for _ in range(100)}) == 100


@linux
def test_everything_is_synced_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, disk: Disk
) -> None:
    manifest = publish(tmp_path, b"alpha", b"beta")
    folder = ("sync", tmp_path.name)
    assert disk.steps == [
        *(("sync", name) for name in manifest.files),
        folder,
        ("sync", "pending-1"),
        ("rename", "manifest-00000001"),
        folder,
    ]


@linux
def test_an_error_at_any_step_before_the_rename_leaves_the_old_generation(
    tmp_path: Path, disk: Disk
) -> None:
    first = publish(tmp_path, b"alpha")
    before = names(tmp_path)
    steps = disk.steps.index(("rename", manifest_name(1))) + 1
    for at in range(1, steps + 1):
        disk.steps.clear()
        disk.fail_at = lambda number, at=at: number == at  # type: ignore[misc]
        generation = NewGeneration(tmp_path)
        with pytest.raises(OSError, match="Input/output error"):
            _publish(generation)
        disk.fail_at = lambda number: False
        generation.discard()
        assert read_newest(tmp_path) == first
        remove_leftovers(tmp_path)
        assert names(tmp_path) == before
    assert publish(tmp_path, b"delta", base=first).generation == 2


@linux
@pytest.mark.parametrize("interrupt", [False, True])
def test_what_happens_after_the_rename_removes_nothing(
    tmp_path: Path, disk: Disk, interrupt: bool
) -> None:
    disk.fail_after_rename(1)
    if interrupt:
        disk.error = KeyboardInterrupt()
    generation = NewGeneration(tmp_path)
    with pytest.raises(KeyboardInterrupt if interrupt else CommitUncertain):
        _publish(generation, b"alpha")
    generation.discard()
    assert contents(tmp_path, read_newest(tmp_path)) == [b"alpha"]


def test_a_discarded_generation_leaves_nothing(tmp_path: Path) -> None:
    generation = NewGeneration(tmp_path)
    write_file(generation.new_path("record"), b"alpha")
    generation.new_path("segment")
    generation.discard()
    assert names(tmp_path) == set()


def test_a_pending_manifest_left_by_a_crash_is_no_archive_and_is_overwritten(
    tmp_path: Path,
) -> None:
    (tmp_path / "pending-1").write_bytes(b"half a manif")
    assert generations(tmp_path) == []
    assert publish(tmp_path, b"alpha") == read_newest(tmp_path)


def test_leftovers_go_and_the_generation_before_stays(tmp_path: Path) -> None:
    publish(tmp_path, b"alpha")
    second = publish(tmp_path, b"beta")
    third = publish(tmp_path, b"gamma", base=second)
    crashed = NewGeneration(tmp_path)
    for kind in ("segment", "deletions", "record"):
        write_file(crashed.new_path(kind), b"half")
    for name in ("pending-4", "pending-_MAIN_4.toc", "_MAIN_1.toc"):
        (tmp_path / name).write_bytes(b"half")
    others = ("lock", ".gitkeep", "seg-mine.sk", "notes.txt", "_MAIN_2.toc", "_MAIN_3.toc")
    for name in others:
        (tmp_path / name).write_bytes(b"not ours to delete")
    (tmp_path / "seg-0123456789abcdef.sk").mkdir()
    remove_leftovers(tmp_path)
    kept = {*third.files, manifest_name(2), manifest_name(3), "seg-0123456789abcdef.sk"}
    assert names(tmp_path) == kept | set(others)
    assert contents(tmp_path, second) == [b"beta"]


@pytest.mark.parametrize("damaged", [1, 2])
@pytest.mark.parametrize("kind", ["garbage", "another format"])
def test_a_manifest_that_cannot_be_read_never_leads_to_deletions(
    tmp_path: Path, damaged: int, kind: str
) -> None:
    for data in (b"alpha", b"beta"):
        publish(tmp_path, data)
    write_file(NewGeneration(tmp_path).new_path("segment"), b"")
    data = b"garbage" if kind == "garbage" else Manifest(format_version=99).dump()
    (tmp_path / manifest_name(damaged)).write_bytes(data)
    before = names(tmp_path)
    remove_leftovers(tmp_path)
    assert names(tmp_path) == before


def test_every_kind_of_damage_is_found_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "_BLOCK", 2)
    manifest = publish(tmp_path, b"alpha", b"beta", b"gamma", b"delta")
    assert list(damage(tmp_path, manifest)) == []
    paths = [tmp_path / name for name in manifest.files]
    paths[0].write_bytes(b"alphA")
    paths[1].write_bytes(b"bet")
    paths[2].unlink()
    assert list(damage(tmp_path, manifest)) == [
        (paths[0], "its checksum is wrong"),
        (paths[1], "it holds 3 bytes instead of 4"),
        (paths[2], "it is missing"),
    ]


@linux
def test_a_new_folder_and_those_above_it_are_on_the_disk(tmp_path: Path, disk: Disk) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert disk.steps == [("sync", tmp_path.name), ("sync", "a")]
