"""Who is writing? One advisory lock on one file, which says which process of which machine."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import ArchiveError, ArchiveLocked
from searchkit.forking import keep_from_children

LOCK_NAME = "lock"
_POLL_SECONDS = 0.05
_ATTEMPTS = 10
_MOST_BYTES = 500
"""Of what the file says of its holder."""


class WriteLock:
    """`flock` on `<index>/lock`. The file is never deleted: a waiter may have it open."""

    def __init__(self, index: Path) -> None:
        self._path = index / LOCK_NAME
        self._file: BinaryIO | None = None

    def acquire(self, wait_seconds: float = 0.0) -> None:
        """Take the lock; ArchiveLocked when someone else still holds it after `wait_seconds`."""
        deadline = time.monotonic() + wait_seconds
        for _ in range(_ATTEMPTS):
            file = self._locked_file(deadline)
            # Another folder may have come in this one's place while it was waited for.
            if self._is_in_place(file):
                self._file = file
                return
            file.close()
        raise self._replaced()

    def confirm(self) -> None:
        """ArchiveError if the folder is no longer the one that was locked."""
        if self._file is None or not self._is_in_place(self._file):
            raise self._replaced()

    def release(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            # A child that was forked meanwhile may have the file open too: closing is not enough.
            _unlock(file)
            file.close()

    def _locked_file(self, deadline: float) -> BinaryIO:
        # A file object, so that a lock that is forgotten is released when it is collected.
        number = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        file = os.fdopen(number, "r+b", buffering=0)
        keep_from_children(file)
        try:
            while True:
                try:
                    _lock(file, self._path)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise self._locked(file) from None
                    time.sleep(_POLL_SECONDS)
            file.truncate(0)
            file.write("\n".join([str(os.getpid()), *_machine(), ""]).encode())
        except BaseException:
            file.close()
            raise
        return file

    def _is_in_place(self, file: BinaryIO) -> bool:
        try:
            return os.path.samestat(os.stat(self._path), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def _replaced(self) -> ArchiveError:
        return ArchiveError(
            f"{self._path.parent} has been removed or replaced while it was to be written to: "
            "nothing was committed; open the archive again"
        )

    def _locked(self, file: BinaryIO) -> ArchiveLocked:
        pid, *machine = file.read(_MOST_BYTES).decode("utf-8", "replace").split("\n")[:3]
        holder, known = "another process", None
        if pid.isascii() and pid.isdecimal():
            holder = f"process {pid}"
            if len(machine) < 2 or machine == _machine():
                known = int(pid)
            else:
                holder += f" of another machine or container ({machine[0]})"
        return ArchiveLocked(
            f"{holder} is writing to the archive in {self._path.parent}: try again when it is "
            "done, or wait for it (`--wait`, or `Archive.open(..., wait=seconds)`)",
            known,
        )


def _machine() -> list[str]:
    """Where process ids mean something: the machine's name, and the name of their space there."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return [os.uname().nodename, space]


def _lock(file: BinaryIO, path: Path) -> None:
    try:
        import fcntl
    except ImportError:
        raise ArchiveError(
            "searchkit writes archives on Linux and macOS only: Windows has no flock. "
            "Run it under WSL"
        ) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
            raise ArchiveError(
                f"{path}: its file system has no locks ({error.strerror}), so that two "
                "processes could write at once: keep the archive on a local disk. It can be "
                "searched where it is"
            ) from error
        raise


def _unlock(file: BinaryIO) -> None:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_UN)
