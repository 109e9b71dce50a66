"""Generations: what is synced before what, and what survives an error at any step."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searchkit.errors import CommitUncertain, CorruptIndex
from searchkit.store.generation import (
    NewGeneration,
    check_files,
    measure,
    remove_leftovers,
    verify,
)
from searchkit.store.folder_manifest import Manifest, generations, manifest_name, read_newest


def publish(
    index: Path, files: dict[str, bytes], base: Manifest | None = None, *, documents: int = 0
) -> Manifest:
    generation = NewGeneration(index, base)
    for name, data in files.items():
        (generation.path / name).unlink(missing_ok=True)
        (generation.path / name).write_bytes(data)
    return generation.publish(Manifest(analyzer="test", documents=documents))


def contents(index: Path, manifest: Manifest) -> dict[str, bytes]:
    folder = index / manifest.folder
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(index: Path) -> set[str]:
    return {path.name for path in index.iterdir()}


class Disk:
    """Notes each sync and rename by the name it is about; fails at the step it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[tuple[str, str]] = []
        self.fail_at: Callable[[tuple[str, str]], bool] = lambda step: False
        self.error: BaseException = OSError(errno.EIO, "Input/output error")
        fsync, rename = os.fsync, os.rename

        def note(step: tuple[str, str]) -> None:
            self.steps.append(step)
            if self.fail_at(step):
                raise self.error

        def noted_fsync(file: int) -> None:
            note(("sync", Path(os.readlink(f"/proc/self/fd/{file}")).name))
            fsync(file)

        def noted_rename(old: Any, new: Any) -> None:
            note(("rename", Path(new).name))
            rename(old, new)

        monkeypatch.setattr(os, "fsync", noted_fsync)
        monkeypatch.setattr(os, "rename", noted_rename)


linux = pytest.mark.skipif(
    not os.path.isdir("/proc/self/fd"), reason="names of open files are looked up in /proc"
)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_a_published_generation_is_what_the_newest_manifest_names(tmp_path: Path) -> None:
    manifest = publish(tmp_path, {"a": b"alpha", "b": b""}, documents=4)
    assert manifest == read_newest(tmp_path)
    assert (manifest.generation, manifest.documents) == (1, 4)
    assert contents(tmp_path, manifest) == {"a": b"alpha", "b": b""}
    assert manifest.files == {"a": measure(tmp_path / manifest.folder / "a"), "b": (0, 0)}


def test_files_that_did_not_change_are_links_to_those_before(tmp_path: Path) -> None:
    first = publish(tmp_path, {"a": b"alpha", "b": b"beta"})
    second = publish(tmp_path, {"b": b"new beta"}, first)
    assert contents(tmp_path, second) == {"a": b"alpha", "b": b"new beta"}
    assert contents(tmp_path, first) == {"a": b"alpha", "b": b"beta"}
    assert (tmp_path / first.folder / "a").samefile(tmp_path / second.folder / "a")
    assert second.files["a"] == first.files["a"]


def test_a_file_that_was_removed_is_not_in_the_new_generation(tmp_path: Path) -> None:
    first = publish(tmp_path, {"a": b"alpha", "b": b"beta"})
    generation = NewGeneration(tmp_path, first)
    (generation.path / "b").unlink()
    assert set(generation.publish(Manifest()).files) == {"a"}


def test_where_links_fail_files_are_copied_and_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, {"a": b"alpha"})

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: (synced.append(os.fstat(file).st_ino), fsync(file))
    )
    second = publish(tmp_path, {"b": b"beta"}, first)
    assert contents(tmp_path, second) == {"a": b"alpha", "b": b"beta"}
    copy = tmp_path / second.folder / "a"
    assert not copy.samefile(tmp_path / first.folder / "a")
    assert copy.stat().st_ino in synced


def test_a_file_missing_from_the_generation_before_is_named(tmp_path: Path) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    path = tmp_path / first.folder / "a"
    path.unlink()
    with pytest.raises(CorruptIndex, match="missing") as error:
        NewGeneration(tmp_path, first)
    assert error.value.path == str(path)


@linux
def test_everything_is_synced_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, disk: Disk
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    manifest = publish(index, {"a": b"alpha", "b": b"beta"})
    rename = disk.steps.index(("rename", "manifest-00000001"))
    before, after = disk.steps[:rename], disk.steps[rename + 1 :]
    assert {("sync", name) for name in ("a", "b", manifest.folder, "index", "pending-1")} == set(
        before
    )
    assert before.index(("sync", manifest.folder)) > before.index(("sync", "a"))
    assert after == [("sync", "index")]


@linux
def test_linked_files_are_not_synced_again(tmp_path: Path, disk: Disk) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    disk.steps.clear()
    publish(tmp_path, {"b": b"beta"}, first)
    assert ("sync", "b") in disk.steps
    assert ("sync", "a") not in disk.steps


@linux
def test_an_error_at_any_step_before_the_rename_leaves_the_old_generation(
    tmp_path: Path, disk: Disk
) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    disk.steps.clear()
    second = publish(tmp_path, {"b": b"beta"}, first)
    steps = [*disk.steps[: disk.steps.index(("rename", "manifest-00000002")) + 1]]
    assert len(steps) >= 4
    for at in range(len(steps)):
        disk.steps.clear()
        disk.fail_at = lambda step, at=at: len(disk.steps) == at + 1  # type: ignore[misc]
        generation = NewGeneration(tmp_path, second)
        (generation.path / "c").write_bytes(b"gamma")
        with pytest.raises(OSError, match="Input/output error"):
            generation.publish(Manifest())
        disk.fail_at = lambda step: False
        generation.discard()
        assert not generation.path.exists()
        assert read_newest(tmp_path) == second
    assert verify(tmp_path, second) == {}
    remove_leftovers(tmp_path)
    third = publish(tmp_path, {"c": b"gamma"}, second)
    assert third.generation == 3


@linux
def test_an_error_after_the_rename_is_uncertain_and_removes_nothing(
    tmp_path: Path, disk: Disk
) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    generation = NewGeneration(tmp_path, first)
    disk.fail_at = lambda step: ("rename", "manifest-00000002") in disk.steps[:-1]
    with pytest.raises(CommitUncertain, match="open the archive again"):
        generation.publish(Manifest())
    generation.discard()
    newest = read_newest(tmp_path)
    assert newest.generation == 2
    assert contents(tmp_path, newest) == {"a": b"alpha"}


@linux
def test_an_interrupt_after_the_rename_does_not_lose_the_archive(
    tmp_path: Path, disk: Disk
) -> None:
    generation = NewGeneration(tmp_path, None)
    (generation.path / "a").write_bytes(b"alpha")
    disk.error = KeyboardInterrupt()
    disk.fail_at = lambda step: ("rename", "manifest-00000001") in disk.steps[:-1]
    with pytest.raises(KeyboardInterrupt):
        generation.publish(Manifest())
    generation.discard()
    assert contents(tmp_path, read_newest(tmp_path)) == {"a": b"alpha"}


def test_a_pending_manifest_left_by_a_crash_is_no_archive_and_is_overwritten(
    tmp_path: Path,
) -> None:
    (tmp_path / "pending-1").write_bytes(b"half a manif")
    assert generations(tmp_path) == []
    assert publish(tmp_path, {"a": b"alpha"}) == read_newest(tmp_path)


def test_leftovers_go_and_the_generation_before_stays(tmp_path: Path) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    second = publish(tmp_path, {"b": b"beta"}, first)
    third = publish(tmp_path, {"c": b"gamma"}, second)
    crashed = NewGeneration(tmp_path, third)
    (tmp_path / "pending-4").write_bytes(b"half")
    for name in ("lock", ".gitkeep", "gen-mine", "notes.txt"):
        (tmp_path / name).write_bytes(b"not ours to delete")
    remove_leftovers(tmp_path)
    kept = {second.folder, third.folder, manifest_name(2), manifest_name(3)}
    assert names(tmp_path) == kept | {"lock", ".gitkeep", "gen-mine", "notes.txt"}
    assert not crashed.path.exists()
    assert contents(tmp_path, third) == {"a": b"alpha", "b": b"beta", "c": b"gamma"}


def test_a_link_under_a_generations_name_goes_but_not_what_it_points_to(tmp_path: Path) -> None:
    index, elsewhere = tmp_path / "index", tmp_path / "elsewhere"
    index.mkdir()
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"keep")
    publish(index, {"a": b"alpha"})
    (index / "gen-0123456789abcdef").symlink_to(elsewhere)
    remove_leftovers(index)
    assert (elsewhere / "precious").exists()
    assert "gen-0123456789abcdef" not in names(index)


@pytest.mark.parametrize("damaged", [1, 2])
@pytest.mark.parametrize("kind", ["garbage", "newer format"])
def test_a_manifest_that_cannot_be_read_never_leads_to_deletions(
    tmp_path: Path, damaged: int, kind: str
) -> None:
    first = publish(tmp_path, {"a": b"alpha"})
    publish(tmp_path, {"b": b"beta"}, first)
    NewGeneration(tmp_path, None)
    data = b"garbage" if kind == "garbage" else Manifest(format_version=99).dump()
    (tmp_path / manifest_name(damaged)).write_bytes(data)
    before = names(tmp_path)
    remove_leftovers(tmp_path)
    assert names(tmp_path) == before


def test_every_kind_of_damage_is_found_and_named(tmp_path: Path) -> None:
    manifest = publish(tmp_path, {"a": b"alpha", "b": b"beta", "c": b"gamma", "d": b"delta"})
    folder = tmp_path / manifest.folder
    assert verify(tmp_path, manifest) == {}
    (folder / "a").write_bytes(b"alphA")
    (folder / "b").write_bytes(b"bet")
    (folder / "c").unlink()
    found = verify(tmp_path, manifest)
    assert {Path(path).name: problem for path, problem in found.items()} == {
        "a": "its checksum is wrong",
        "b": "it holds 3 bytes instead of 4",
        "c": "it is missing",
    }


def test_a_file_found_whole_is_not_read_again_but_its_size_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = publish(tmp_path, {"a": b"alpha"})
    verified: set[tuple[str, int, int]] = set()
    check_files(tmp_path, manifest, verified)
    read: list[Path] = []
    opened = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *args, **kw: (read.append(path), opened(path, *args, **kw))[1]
    )
    check_files(tmp_path, manifest, verified)
    assert read == []
    path = tmp_path / manifest.folder / "a"
    path.unlink()
    with pytest.raises(CorruptIndex, match="it is missing") as error:
        check_files(tmp_path, manifest, verified)
    assert error.value.path == str(path)


def test_a_damaged_file_is_not_taken_for_one_found_whole(tmp_path: Path) -> None:
    manifest = publish(tmp_path, {"a": b"alpha"})
    (tmp_path / manifest.folder / "a").write_bytes(b"alphA")
    verified: set[tuple[str, int, int]] = set()
    for _ in range(2):
        with pytest.raises(CorruptIndex, match="its checksum is wrong"):
            check_files(tmp_path, manifest, verified)
