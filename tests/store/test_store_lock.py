"""One writer at a time: the lock, held by this process and by another."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from searchkit.errors import ArchiveError, ArchiveLocked
from searchkit.store.lock import LOCK_NAME, WriteLock

HOLD = """
import sys
from pathlib import Path
from searchkit.store.lock import WriteLock
lock = WriteLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process_holding(index: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            yield process
        finally:
            process.kill()


def test_a_lock_held_by_another_process_is_refused_with_its_process_id(tmp_path: Path) -> None:
    with another_process_holding(tmp_path) as process:
        with pytest.raises(ArchiveLocked, match=f"process {process.pid} is writing") as error:
            WriteLock(tmp_path).acquire()
        assert error.value.pid == process.pid


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    with another_process_holding(tmp_path):
        pass
    lock = WriteLock(tmp_path)
    lock.acquire()
    lock.release()


def test_two_locks_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    first, second = WriteLock(tmp_path), WriteLock(tmp_path)
    first.acquire()
    with pytest.raises(ArchiveLocked) as error:
        second.acquire()
    assert error.value.pid == os.getpid()
    first.release()
    second.acquire()
    second.release()


def test_waiting_ends_when_the_holder_is_done(tmp_path: Path) -> None:
    holder, waiter = WriteLock(tmp_path), WriteLock(tmp_path)
    holder.acquire()
    timer = threading.Timer(0.2, holder.release)
    timer.start()
    waiter.acquire(wait_seconds=30)
    timer.join()
    waiter.release()


def test_waiting_ends_with_an_error_when_time_is_up(tmp_path: Path) -> None:
    holder = WriteLock(tmp_path)
    holder.acquire()
    started = time.monotonic()
    with pytest.raises(ArchiveLocked):
        WriteLock(tmp_path).acquire(wait_seconds=0.2)
    assert time.monotonic() - started >= 0.2
    holder.release()


def test_the_lock_file_stays_the_same_file_for_ever(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path)
    lock.acquire()
    before = (tmp_path / LOCK_NAME).stat().st_ino
    lock.release()
    lock.acquire()
    lock.release()
    assert (tmp_path / LOCK_NAME).stat().st_ino == before


def test_releasing_twice_does_no_harm(tmp_path: Path) -> None:
    lock, other = WriteLock(tmp_path), WriteLock(tmp_path)
    lock.acquire()
    lock.release()
    other.acquire()
    lock.release()
    with pytest.raises(ArchiveLocked):
        lock.acquire()
    other.release()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b"-1"])
def test_a_holder_that_left_no_process_id_is_another_process(
    tmp_path: Path, content: bytes
) -> None:
    holder = WriteLock(tmp_path)
    holder.acquire()
    (tmp_path / LOCK_NAME).write_bytes(content)
    with pytest.raises(ArchiveLocked, match="another process") as error:
        WriteLock(tmp_path).acquire()
    assert error.value.pid is None
    holder.release()


def test_a_released_lock_is_free_though_a_forked_child_has_its_file_open(tmp_path: Path) -> None:
    lock, other = WriteLock(tmp_path), WriteLock(tmp_path)
    lock.acquire()
    path = os.path.realpath(tmp_path / LOCK_NAME)
    inherited = [
        os.dup(int(name))
        for name in os.listdir("/dev/fd")
        if os.path.realpath(f"/dev/fd/{name}") == path
    ]
    assert inherited
    try:
        lock.release()
        other.acquire()
        other.release()
    finally:
        for file in inherited:
            os.close(file)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_locks_is_named(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(ArchiveError, match=r"lock: its file system has no locks .* local disk"):
        WriteLock(tmp_path).acquire()


# Where the holder, or the folder, is another than it seems


@pytest.mark.parametrize("machine", ["elsewhere\npid:[1]", f"{os.uname().nodename}\npid:[1]"])
def test_the_process_id_of_another_machine_or_container_is_not_taken_for_one_of_this(
    tmp_path: Path, machine: str
) -> None:
    holder = WriteLock(tmp_path)
    holder.acquire()
    (tmp_path / LOCK_NAME).write_text(f"77\n{machine}\n")
    expected = f"process 77 of another machine or container .{machine.partition(chr(10))[0]}. is"
    with pytest.raises(ArchiveLocked, match=expected) as error:
        WriteLock(tmp_path).acquire()
    assert error.value.pid is None
    holder.release()


def test_what_an_earlier_release_left_in_the_file_is_a_process_of_this_machine(
    tmp_path: Path,
) -> None:
    holder = WriteLock(tmp_path)
    holder.acquire()
    (tmp_path / LOCK_NAME).write_text("77\n")
    with pytest.raises(ArchiveLocked, match="process 77 is writing") as error:
        WriteLock(tmp_path).acquire()
    assert error.value.pid == 77
    holder.release()


def test_who_waits_while_the_folder_is_replaced_gets_the_lock_of_the_new_one(
    tmp_path: Path,
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    old, new, waiter = WriteLock(index), WriteLock(index), WriteLock(index)
    old.acquire()
    waiting = threading.Thread(target=waiter.acquire, args=(30,))
    waiting.start()
    index.rename(tmp_path / "old")
    index.mkdir()
    new.acquire()
    old.release()
    waiting.join(0.3)
    assert waiting.is_alive()
    new.release()
    waiting.join()
    waiter.confirm()
    waiter.release()


@pytest.mark.parametrize("again", [True, False])
def test_a_folder_that_was_replaced_or_removed_is_no_longer_locked(
    tmp_path: Path, again: bool
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    lock = WriteLock(index)
    lock.acquire()
    lock.confirm()
    index.rename(tmp_path / "old")
    if again:
        index.mkdir()
        (index / LOCK_NAME).touch()
    with pytest.raises(ArchiveError, match="removed or replaced"):
        lock.confirm()
    lock.release()
