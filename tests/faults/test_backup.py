"""A backup is one commit, whole, whoever writes meanwhile; a damaged one is never restored."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backups import back_up_beside_writer
from fresh_process import Fresh
from kill_points import CALLS
from power_cuts import Disk, Recorder, states
from protections import left_out
from stories import article, view

from searchkit import (
    Archive,
    ArchiveError,
    ArchiveLocked,
    ArchiveNotFound,
    CorruptIndex,
    IncompatibleIndex,
)
from searchkit.engines.local import backup as local_backup
from searchkit.store import durable
from searchkit.store.lock import WriteLock
from searchkit.store.manifest import generations


def fill(index: Path, numbers: range) -> None:
    rng = random.Random(numbers.start)
    with Archive.open(index, create=True, zone="UTC") as archive:
        archive.add_all(article(rng, number) for number in numbers)


def back_up(index: Path, folder: Path):
    return local_backup.back_up(index, folder)


def contents(index: Path) -> dict[str, object]:
    found = view(index)
    assert found is not None
    return {name: value for name, value in found.items() if name != "counts"}


def segments(index: Path) -> list[Path]:
    return sorted(index.glob("seg-*"))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    fill(tmp_path / "index", range(20))
    with Archive.open(tmp_path / "index", zone="UTC") as archive:
        archive.delete("a3")
    return tmp_path / "index"


@pytest.fixture
def backup(index: Path, tmp_path: Path) -> Path:
    back_up(index, tmp_path / "backup")
    return tmp_path / "backup"


def test_a_backup_is_an_archive_with_all_that_the_archive_holds(index: Path, backup: Path) -> None:
    assert view(backup) == view(index)
    with Archive.open(backup) as archive:
        assert archive.check().ok


def test_only_what_is_new_is_copied(index: Path, backup: Path) -> None:
    again = back_up(index, backup)
    assert (again.copied, again.bytes_copied) == (0, 0)
    fill(index, range(40, 45))
    more = back_up(index, backup)
    assert 0 < more.copied <= more.files
    assert more.documents == 24
    assert view(backup) == view(index)


def test_what_the_archive_has_merged_away_goes_from_the_backup_too(
    index: Path, backup: Path
) -> None:
    for number in range(100, 104):
        fill(index, range(number, number + 1))
        back_up(index, backup)
    with Archive.open(index) as archive:
        archive.rebuild(stored=True)
    back_up(index, backup)
    assert len(generations(backup)) == 1
    assert {path.name for path in segments(backup)} <= {path.name for path in segments(index)}
    assert view(backup) == view(index)


def test_damage_in_an_earlier_backup_is_mended(index: Path, backup: Path) -> None:
    path = segments(backup)[0]
    path.write_bytes(path.read_bytes()[:-9] + b"\0" * 9)
    assert back_up(index, backup).copied == 1
    with Archive.open(backup) as archive:
        assert archive.check().ok


def test_a_damaged_archive_replaces_no_backup(index: Path, backup: Path) -> None:
    before = view(backup)
    fill(index, range(60, 64))
    path = max(segments(index), key=lambda path: path.stat().st_mtime_ns)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptIndex, match=path.name):
        back_up(index, backup)
    assert view(backup) == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder, index: (folder / "letter.txt").write_text("x"), "neither empty nor a back"),
        (lambda folder, index: fill(folder, range(3)), "neither empty nor a backup"),
        (
            lambda folder, index: (
                fill(folder.parent / "other", range(3)),
                folder.rmdir(),
                back_up(folder.parent / "other", folder),
            ),
            "a backup of another archive",
        ),
        (
            lambda folder, index: (
                folder.rmdir(),
                back_up(index, folder),
                fill(folder, range(70, 72)),
            ),
            "has been changed",
        ),
    ],
    ids=["a letter", "an archive", "another's backup", "written to since"],
)
def test_no_other_folder_is_taken_for_an_earlier_backup(
    index: Path, tmp_path: Path, make, message: str
) -> None:
    folder = tmp_path / "dest"
    folder.mkdir()
    make(folder, index)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ArchiveError, match=message):
        back_up(index, folder)
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name: data for name, data in left.items() if name != "lock"} == {
        name: data for name, data in before.items() if name != "lock"
    }


@pytest.mark.parametrize("name", ["index", "index/backup", "."])
def test_a_backup_within_the_archive_is_refused(index: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="lie in each other"):
        back_up(index, tmp_path / name)


def test_two_backups_to_one_folder_do_not_meet(index: Path, backup: Path) -> None:
    lock = WriteLock(backup)
    lock.acquire()
    try:
        with pytest.raises(ArchiveLocked):
            back_up(index, backup)
    finally:
        lock.release()


def test_a_backup_made_while_articles_are_added_is_one_commit(tmp_path: Path) -> None:
    index, done = tmp_path / "index", threading.Event()
    fill(index, range(4))

    def write() -> None:
        for number in range(30):
            fill(index, range(4 + 4 * number, 8 + 4 * number))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    made = 0
    while not done.is_set() or not made:
        report = back_up(index, tmp_path / "backup")
        with Archive.open(tmp_path / "backup") as archive:
            assert archive.check().ok
            # Each commit adds four.
            assert len(list(archive.ids())) == report.documents == 4 * report.generation
        made += 1
    writer.join()


def test_a_backup_that_holds_nothing_open_is_noticed(tmp_path: Path) -> None:
    with left_out("a hold"):
        assert any(found.reason for found in back_up_beside_writer(tmp_path, 20))


def test_a_power_cut_leaves_the_earlier_backup_or_the_new_one(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    views = [None]
    with Recorder(folder) as recorder:
        for numbers in (range(30, 34), range(34, 38), range(38, 40)):
            fill(index, numbers)
            back_up(index, folder)
            recorder.acknowledge()
            views.append(view(folder))
    for number, state in enumerate(states(recorder.events)):
        left = tmp_path / str(number)
        state.put(left)
        assert view(left) in views[state.done : state.done + 2], str(state)
    back_up(index, left)


def test_all_that_a_backup_writes_goes_through_durable(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    with Recorder(folder) as recorder:
        back_up(index, folder)
    disk = Disk()
    for event in recorder.events:
        disk.apply(event)
    assert {name: bytes(file.data) for name, file in disk.names.items()} == {
        path.name: path.read_bytes() for path in folder.iterdir() if path.name != "lock"
    }


# Restoring


def test_what_is_restored_is_what_was_backed_up(index: Path, backup: Path, tmp_path: Path) -> None:
    report = Archive.restore(backup, tmp_path / "new")
    assert (report.documents, report.replaced) == (19, None)
    assert contents(tmp_path / "new") == contents(index)
    with Archive.open(tmp_path / "new", zone="UTC") as archive:
        assert archive.check().ok
        archive.add(article(random.Random(1), 90))


def test_an_archive_with_articles_is_only_replaced_by_force_and_kept(
    index: Path, backup: Path
) -> None:
    old = contents(backup)
    fill(index, range(50, 53))
    newer = contents(index)
    with pytest.raises(ArchiveError, match=r"holds 22 articles.*--force"):
        Archive.restore(backup, index)
    assert contents(index) == newer
    with Archive.open(index, zone="UTC") as reader:
        report = Archive.restore(backup, index, force=True)
        assert len(list(reader.ids())) == 22
        reader.refresh()
        assert len(list(reader.ids())) == 19
    assert contents(index) == old
    assert report.replaced
    assert contents(Path(report.replaced)) == newer
    # A backup of what was restored goes to the same folder again.
    fill(index, range(80, 82))
    back_up(index, backup)
    assert contents(backup) == contents(index)


def test_an_archive_that_cannot_be_read_is_restored_by_force(index: Path, backup: Path) -> None:
    old = contents(index)
    for path in (*segments(index), *index.glob("manifest-*")):
        path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ArchiveError, match="cannot be read"):
        Archive.restore(backup, index)
    Archive.restore(backup, index, force=True)
    assert contents(index) == old


@pytest.mark.parametrize("harm", ["flip", "cut", "missing"])
def test_of_a_damaged_backup_nothing_is_restored(backup: Path, tmp_path: Path, harm: str) -> None:
    path = segments(backup)[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 16
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(data if harm == "flip" else data[:-1])
    with pytest.raises(CorruptIndex, match=path.name):
        Archive.restore(backup, tmp_path / "new")
    assert not {entry.name for entry in (tmp_path / "new").glob("*")} - {"lock"}


def test_every_damaged_file_is_named(index: Path, backup: Path, tmp_path: Path) -> None:
    names = [path for path in backup.iterdir() if path.suffix == ".sk"]
    for path in names:
        path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(CorruptIndex) as caught:
        Archive.restore(backup, tmp_path / "new")
    assert all(path.name in str(caught.value) for path in names)


def test_no_backup_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match="searchkit backup DEST"):
        Archive.restore(tmp_path / "nowhere", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_archive_itself_is_no_backup(index: Path) -> None:
    with pytest.raises(ArchiveError, match="the archive itself"):
        Archive.restore(index, index, force=True)


def test_a_power_cut_leaves_the_archive_as_it_was_or_restored(
    index: Path, backup: Path, tmp_path: Path
) -> None:
    before, after = None, contents(index)
    target = tmp_path / "target"
    target.mkdir()
    with Recorder(target) as recorder:
        Archive.restore(backup, target)
        recorder.acknowledge()
    for number, state in enumerate(states(recorder.events)):
        left = tmp_path / str(number)
        state.put(left)
        found = view(left)
        kept = found if found is None else contents(left)
        assert kept in ([after] if state.done else [before, after]), str(state)


# What else a backup holds, and what may come in its way


def told(archive: Archive) -> list[list[str]]:
    return [[hit.id for hit in alert.hits] for alert in archive.alerts(timeout=None)]


def test_saved_searches_and_what_they_have_told_are_in_a_backup(
    index: Path, tmp_path: Path
) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.save_search("rivers", "river", match="any")
        archive.acknowledge(archive.alerts(timeout=None))
        archive.add(article(random.Random(5), 77).with_texts(title="River", body="The river."))
        archive.commit()
        back_up(index, tmp_path / "backup")
        expected = told(archive)
        asked = list(archive.saved_searches())
    Archive.restore(tmp_path / "backup", tmp_path / "new")
    with Archive.open(tmp_path / "new", zone="UTC") as restored:
        assert list(restored.saved_searches()) == asked
        assert told(restored) == expected == [["a77"]]


def test_a_backup_of_a_later_format_is_refused_with_what_reads_it(
    backup: Path, tmp_path: Path
) -> None:
    (path,) = backup.glob("manifest-*")
    line = path.read_bytes().split(b"\n")[0]
    later = json.dumps(json.loads(line) | {"format_version": 99, "searchkit": "9.1"}).encode()
    path.write_bytes(later + b"\n%08x\n" % zlib.crc32(later))
    with pytest.raises(IncompatibleIndex, match=r"install searchkit 9\.1 or later"):
        Archive.restore(backup, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_that_is_killed_half_way_is_the_earlier_one_or_the_new_one(
    index: Path, backup: Path
) -> None:
    before = contents(backup)
    fill(index, range(30, 34))
    after = contents(index)
    for steps in (5, 14):
        killed = Fresh(_back_up_until, index, backup, steps).end_by_itself()
        assert contents(backup) in ([before, after] if killed else [after])
    back_up(index, backup)
    assert contents(backup) == after
    assert {path.name for path in segments(backup)} <= {path.name for path in segments(index)}


def _back_up_until(say: object, index: Path, backup: Path, steps: int) -> None:
    """Back up, and be killed at the call that writes of that number, if there are so many."""
    left = steps

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)

        return call

    for name in CALLS:
        setattr(durable, name, dying(getattr(durable, name)))
    back_up(index, backup)
