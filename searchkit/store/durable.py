"""Writing so that a power cut takes nothing back: every byte and name of an archive goes this way.

Files are written under fresh names, exclusively, with `write` and never through a map; a name
lasts once its folder is synced. Nothing else in the package writes into an archive's folder.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

from searchkit.errors import WriteFailed

_BUFFER_BYTES = 1 << 20


class Bytes(Protocol):
    """What can be written: bytes, a memoryview, a contiguous array."""

    def __buffer__(self, flags: int, /) -> memoryview: ...


class NewFile:
    """A file being written front to back. It is on the disk once `finish` has returned.

    As a context manager it removes itself unless it was finished.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.crc = 0
        self._buffer = bytearray()
        with writing(path):
            self._file: int | None = open_new(path)

    def write(self, data: Bytes) -> None:
        """Append bytes; small pieces are gathered before they are written."""
        view = memoryview(data).cast("B")
        self.size += len(view)
        self.crc = zlib.crc32(view, self.crc)
        if len(self._buffer) + len(view) < _BUFFER_BYTES:
            self._buffer += view
            return
        self._flush()
        self._write(view)

    def finish(self) -> tuple[int, int]:
        """Sync and close the file: its size in bytes and its CRC-32."""
        self._flush()
        assert self._file is not None
        with writing(self.path):
            sync(self._file)
            self._close()
        return self.size, self.crc

    def __enter__(self) -> NewFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._close()
            remove(self.path)

    def _flush(self) -> None:
        buffered, self._buffer = self._buffer, bytearray()
        self._write(memoryview(buffered))

    def _write(self, view: memoryview) -> None:
        assert self._file is not None
        with writing(self.path):
            while view:
                view = view[write(self._file, view) :]

    def _close(self) -> None:
        assert self._file is not None
        number, self._file = self._file, None
        os.close(number)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the system refuses is raised as WriteFailed, naming the path."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(path, error) from error


def write_file(path: Path, data: bytes) -> tuple[int, int]:
    """Write a new file whole and sync it: its size and CRC-32. The name needs its folder synced."""
    with NewFile(path) as file:
        file.write(data)
        return file.finish()


def open_new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def write(file: int, data: memoryview) -> int:
    return os.write(file, data)


def rename(old: Path, new: Path) -> None:
    os.rename(old, new)


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, as far as it can be removed."""
    with suppress(OSError):
        for folder, _, names in os.walk(path, topdown=False):
            for name in names:
                remove(Path(folder, name))
            os.rmdir(folder)


def sync_folder(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    folder = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(folder)
    finally:
        os.close(folder)


def sync(file: int) -> None:
    """Bring a file's bytes (or a folder's names) to the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        # On macOS, fsync does not reach the disk's own cache.
        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)
