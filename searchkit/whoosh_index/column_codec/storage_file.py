"""Container files inside of a Whoosh storage, which may be a folder, memory or anything else."""

from __future__ import annotations

import errno
import zlib
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from searchkit.errors import CorruptIndex
from searchkit.store.container import Container
from searchkit.store.durable import Bytes


class StorageFile:
    """A new file of a storage, for a `ContainerWriter`. It removes itself unless finished."""

    def __init__(self, storage: Any, name: str) -> None:
        self._storage, self._name = storage, name
        self._file = storage.create_file(name)
        self.size = 0
        self._crc = 0

    def write(self, data: Bytes) -> None:
        view = memoryview(data).cast("B")
        self.size += len(view)
        self._crc = zlib.crc32(view, self._crc)
        self._file.write(view)

    def finish(self) -> tuple[int, int]:
        """Close the file: its size in bytes and its CRC-32. Whoosh syncs nothing, nor does this."""
        file, self._file = self._file, None
        file.close()
        return self.size, self._crc

    def __exit__(self, *error: Any) -> None:
        if self._file is not None:
            self.finish()
            self._storage.delete_file(self._name)


def open_container(storage: Any, name: str, kind: str, size: int) -> Container:
    """A file of a storage, mapped where it can be.

    Raises FileNotFoundError when it has gone, on which Whoosh reads the table of contents again:
    a commit may have replaced the segment meanwhile. Otherwise what `Container` raises.
    """
    path = Path(getattr(storage, "folder", ""), name)
    try:
        if isinstance(storage, FileStorage) and storage.supports_mmap:
            return Container(path, kind, size)
        return Container(path, kind, size, _contents(storage, name, size))
    except CorruptIndex:
        if storage.file_exists(name):
            raise
        raise FileNotFoundError(errno.ENOENT, "no such file in the storage", name) from None


def _contents(storage: Any, name: str, size: int) -> bytes:
    if not storage.file_exists(name):
        raise FileNotFoundError(errno.ENOENT, "no such file in the storage", name)
    file = storage.open_file(name)
    try:
        return bytes(file.read(size + 1))
    finally:
        file.close()
