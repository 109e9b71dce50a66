"""Who is writing? One advisory lock on one file, with the holder's process id inside."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import ArchiveError, ArchiveLocked

LOCK_NAME = "lock"
_POLL_SECONDS = 0.05


class WriteLock:
    """`flock` on `<index>/lock`. The file is never deleted: a waiter may have it open."""

    def __init__(self, index: Path) -> None:
        self._path = index / LOCK_NAME
        self._file: BinaryIO | None = None

    def acquire(self, wait_seconds: float = 0.0) -> None:
        """Take the lock; ArchiveLocked when someone else still holds it after `wait_seconds`."""
        # A file object, so that a lock that is forgotten is released when it is collected.
        number = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        file = os.fdopen(number, "r+b", buffering=0)
        deadline = time.monotonic() + wait_seconds
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
            file.write(f"{os.getpid()}\n".encode())
        except BaseException:
            file.close()
            raise
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            # A child that was forked meanwhile has the file open too: closing is not enough.
            _unlock(file)
            file.close()

    def _locked(self, file: BinaryIO) -> ArchiveLocked:
        text = file.read(20).decode("ascii", "replace").strip()
        pid = int(text) if text.isdecimal() else None
        holder = f"process {pid}" if pid else "another process"
        return ArchiveLocked(
            f"{holder} is writing to the archive in {self._path.parent}: try again when it is "
            "done, or wait for it (`--wait`, or `Archive.open(..., wait=seconds)`)",
            pid,
        )


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
