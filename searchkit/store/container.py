"""A file of named numpy arrays, each checksummed in blocks of 64 KiB and mapped when read.

    header     64 bytes: magic, format version, kind, feature bits that a reader must know
    sections   one array each, little-endian, beginning at a multiple of 64 bytes
    checksums  u32: the CRC-32 of each 64 KiB block of each section, section after section
    directory  JSON: where each section is, its dtype, and whatever facts the kind of file has
    footer     64 bytes: where the directory is, its CRC-32, the file's length, magic

What a file holds is believed only once the CRC-32 of its block has been compared: small sections
when they are first asked for, large ones block by block as they are touched.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from searchkit.errors import ArchiveError, CorruptIndex, IncompatibleIndex
from searchkit.store.durable import Bytes, NewFile

Array = npt.NDArray[Any]

CHECKED_BYTES = 1 << 16
"""Each so many bytes of a section have a checksum of their own."""
FORMAT_VERSION = 2
"""Of every file in an archive; raise it when a reader of this version would misread."""

_MAGIC, _END_MAGIC = b"searchkt", b"tkhcraes"
_HEADER = struct.Struct("<8sHH16sQ28x")  # magic, version, 0, kind, features
_FOOTER = struct.Struct("<QQIIQ24x8s")  # directory: offset, bytes, CRC; header CRC; length
_ALIGNMENT = 64
_KNOWN_FEATURES = 0
_DTYPES = {"|u1": 1, "<u2": 2, "<u4": 4, "<u8": 8, "<i4": 4, "<i8": 8, "<f4": 4, "<f8": 8}
"""The types that sections may have, and their bytes."""

_REMEDY = (
    "`searchkit check --repair` keeps every article that can still be read; `searchkit restore` "
    "brings a backup back"
)


class Output(Protocol):
    """What a file can be written to instead of a path; `NewFile` is one."""

    size: int

    def write(self, data: Bytes) -> None: ...
    def finish(self) -> tuple[int, int]: ...
    def __exit__(self, *error: Any) -> None: ...


class ContainerWriter:
    """Writes one file front to back. As a context manager it removes it unless `finish` ran."""

    def __init__(self, output: Path | Output, kind: str) -> None:
        self._file: Output = NewFile(output) if isinstance(output, Path) else output
        self._header = _HEADER.pack(_MAGIC, FORMAT_VERSION, 0, kind.encode("ascii"), 0)
        self._sections: dict[str, dict[str, Any]] = {}
        self._checksums: list[int] = []
        self._file.write(self._header)

    def __enter__(self) -> ContainerWriter:
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.__exit__(*error)

    def add(self, name: str, array: Array) -> None:
        """Append an array (one dimension, little-endian) as a section."""
        with self.section(name, array.dtype) as section:
            section.append(array)

    def section(self, name: str, dtype: npt.DTypeLike) -> SectionWriter:
        """A section to be appended to piece by piece, as a context manager; one at a time."""
        assert name not in self._sections, name
        return SectionWriter(self, name, np.dtype(dtype))

    def finish(self, facts: Mapping[str, Any]) -> tuple[int, int]:
        """Write the directory with the file's facts (JSON); (size in bytes, CRC-32) once synced."""
        with self.section("", np.dtype("<u4")) as section:
            section.append(np.array(self._checksums, "<u4"), checked=False)
        directory = json.dumps(
            {"sections": self._sections, "facts": dict(facts)}, separators=(",", ":")
        ).encode("ascii")
        offset = self._file.size
        self._file.write(directory)
        checksums = self._sections[""]
        crc = zlib.crc32(directory, _crc_of(self._checksums))
        assert checksums["count"] == len(self._checksums)
        length = self._file.size + _FOOTER.size
        self._file.write(
            _FOOTER.pack(offset, len(directory), crc, zlib.crc32(self._header), length, _END_MAGIC)
        )
        return self._file.finish()


class SectionWriter:
    """One section while it is written."""

    def __init__(self, container: ContainerWriter, name: str, dtype: np.dtype[Any]) -> None:
        dtype = dtype.newbyteorder("<")
        assert dtype.str in _DTYPES, dtype
        self._container, self._name, self._dtype = container, name, dtype
        file = container._file
        file.write(bytes(-file.size % _ALIGNMENT))
        self._offset = file.size
        self._bytes = 0
        self._crc = 0

    def __enter__(self) -> SectionWriter:
        return self

    def append(self, array: Array, *, checked: bool = True) -> None:
        view = np.ascontiguousarray(array, self._dtype).data.cast("B")
        self._container._file.write(view)
        while checked and view:
            room = CHECKED_BYTES - self._bytes % CHECKED_BYTES
            piece, view = view[:room], view[room:]
            self._crc = zlib.crc32(piece, self._crc)
            self._bytes += len(piece)
            if self._bytes % CHECKED_BYTES == 0:
                self._close_block()
        if not checked:
            self._bytes += len(view)

    def append_bytes(self, data: bytes) -> None:
        """Append to a section of u1."""
        self.append(np.frombuffer(data, np.uint8))

    def __exit__(self, *error: Any) -> None:
        if self._name and self._bytes % CHECKED_BYTES:
            self._close_block()
        self._container._sections[self._name] = {
            "offset": self._offset,
            "count": self._bytes // self._dtype.itemsize,
            "dtype": self._dtype.str,
        }

    def _close_block(self) -> None:
        self._container._checksums.append(self._crc)
        self._crc = 0


class Container:
    """A file opened for reading: its facts, and its sections by name.

    Raises CorruptIndex when its frame is damaged and IncompatibleIndex when it is of another
    version. `size`, where it is known, is compared before the file is mapped, and so is the CRC-32
    of all of it where `crc` is given: for files small enough to be read whole. Where `data` is
    given, that is the file and `path` only what errors call it.
    """

    def __init__(
        self,
        path: Path,
        kind: str,
        size: int | None = None,
        data: bytes | mmap.mmap | None = None,
        crc: int | None = None,
    ) -> None:
        self.path = path
        self._map = map_file(path, size) if data is None else data
        if crc is not None and zlib.crc32(self._map) != crc:
            raise damaged(path, "it is not the file that was written")
        directory = self._frame(kind)
        self.facts: dict[str, Any] = directory["facts"]
        self._places = directory["sections"]
        self.names = frozenset(name for name in self._places if name)
        self._sections: dict[str, Section] = {}
        first = 0
        self._first_checksum: dict[str, int] = {}
        try:
            for name, place in self._places.items():
                self._first_checksum[name] = first
                first += int(-(-place["count"] * _DTYPES[place["dtype"]] // CHECKED_BYTES))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise damaged(path, f"section {name!r} has no possible place") from None

    def section(self, name: str) -> Section:
        """The section of this name; CorruptIndex when the file has none."""
        section = self._sections.get(name)
        if section is None:
            if name not in self.names:
                raise damaged(self.path, f"it has no section {name!r}")
            array = self._array(self._places[name], name)
            count = -(-array.nbytes // CHECKED_BYTES)
            first = self._first_checksum[name]
            checksums = self._checksums[first : first + count]
            if len(checksums) != count:
                raise damaged(self.path, f"section {name!r} has {len(checksums)} checksums")
            section = self._sections[name] = Section(self.path, name, array, checksums)
        return section

    def array(self, name: str) -> Array:
        """All of a section, verified."""
        return self.section(name).all()

    def let_go(self) -> None:
        """Take what was read out of this process's memory; the system may have it still."""
        if isinstance(self._map, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Compare every checksum; CorruptIndex at the first that is wrong."""
        for name in sorted(self.names):
            self.section(name).all()

    def _frame(self, kind: str) -> dict[str, Any]:
        """The directory, once header, footer, checksums and directory agree."""
        data = self._map
        if len(data) < _HEADER.size + _FOOTER.size:
            raise damaged(self.path, f"it holds only {len(data)} bytes")
        header = data[: _HEADER.size]
        magic, version, _, its_kind, features = _HEADER.unpack(header)
        if magic != _MAGIC:
            raise damaged(self.path, "it does not begin as searchkit's files do")
        offset, length, crc, header_crc, size, end = _FOOTER.unpack(data[-_FOOTER.size :])
        if end != _END_MAGIC or size != len(data) or offset + length + _FOOTER.size != size:
            raise damaged(self.path, "its footer is wrong")
        if zlib.crc32(header) != header_crc:
            raise damaged(self.path, "its header is wrong")
        if version != FORMAT_VERSION or features & ~_KNOWN_FEATURES:
            raise IncompatibleIndex(
                f"{self.path} has format version {version}, features {features:#x}; this "
                f"searchkit reads version {FORMAT_VERSION}: install the release that wrote it, or "
                "ingest into a new folder"
            )
        if its_kind.rstrip(b"\0") != kind.encode("ascii"):
            raise damaged(self.path, f"it is no file of {kind}")
        return self._directory(data[offset : offset + length], crc)

    def _directory(self, text: bytes, crc: int) -> dict[str, Any]:
        try:
            directory = json.loads(text)
            place = directory["sections"][""]
            self._checksums = self._array(place, "")
            # The checksums are themselves checked together with the directory.
            known = zlib.crc32(text, zlib.crc32(self._checksums.tobytes())) == crc
            known = known and isinstance(directory.get("facts"), dict)
        except (ValueError, KeyError, TypeError, RecursionError):
            known = False
        if not known:
            raise damaged(self.path, "its directory is wrong")
        assert isinstance(directory, dict)
        return directory

    def _array(self, place: dict[str, Any], name: str) -> Array:
        try:
            offset, count, dtype = place["offset"], place["count"], place["dtype"]
            inside = offset >= 0 <= count and offset + count * _DTYPES[dtype] <= len(self._map)
            if not inside:
                raise damaged(self.path, f"section {name!r} reaches beyond its end")
            return np.frombuffer(self._map, dtype, count, offset)
        except (KeyError, TypeError, ValueError):
            raise damaged(self.path, f"section {name!r} has no possible place") from None


class Section:
    """One array of a file. Read-only, safe to share between threads."""

    def __init__(self, path: Path, name: str, array: Array, checksums: Array) -> None:
        self._path, self._name = path, name
        self._array = array
        self._checksums = checksums
        self._unverified = len(checksums)
        self._verified = np.zeros(len(checksums), bool)

    def __len__(self) -> int:
        return len(self._array)

    def all(self) -> Array:
        """The whole array, verified."""
        if self._unverified:
            self._verify(range(len(self._checksums)))
            self._unverified = 0
        return self._array

    def part(self, start: int, stop: int) -> Array:
        """The elements `[start, stop)`, their blocks verified."""
        if self._unverified and stop > start:
            size = self._array.itemsize
            first, last = start * size // CHECKED_BYTES, (stop * size - 1) // CHECKED_BYTES
            if first == last:
                if not self._verified[first]:
                    self._verify((first,))
            else:
                self._verify(range(first, last + 1))
        return self._array[start:stop]

    def parts(self, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> Array:
        """The whole array, of which only the ranges `[starts, stops)` (none empty) are verified."""
        if self._unverified and len(starts):
            size = self._array.itemsize
            first, last = starts * size // CHECKED_BYTES, (stops * size - 1) // CHECKED_BYTES
            while len(first):
                self._verify(set(first.tolist()))
                more = first < last
                first, last = first[more] + 1, last[more]
        return self._array

    def _verify(self, blocks: Any) -> None:
        data = self._array.view(np.uint8)
        for block in blocks:
            if self._verified[block]:
                continue
            piece = data[block * CHECKED_BYTES : (block + 1) * CHECKED_BYTES]
            if zlib.crc32(piece.data) != self._checksums[block]:
                raise damaged(self._path, f"section {self._name!r}, block {block}")
            self._verified[block] = True


def damaged(path: Path, problem: str, remedy: str = _REMEDY) -> CorruptIndex:
    """The error for a file that cannot be believed."""
    return CorruptIndex(f"{path} is damaged ({problem}): {remedy}", str(path), problem)


def unreadable(path: Path, error: OSError) -> ArchiveError:
    """The error for what may be whole, but the system does not give."""
    advice = ""
    if error.errno == errno.ENODEV:
        advice = " (its file system maps no files into memory: copy the archive to a local disk)"
    return ArchiveError(f"{path} cannot be read: {error.strerror or error}{advice}")


def map_file(path: Path, size: int | None = None) -> mmap.mmap:
    """A file as memory. CorruptIndex when it is missing, empty or, where known, of another size;
    ArchiveError where the system refuses."""
    try:
        return _map_file(path, size)
    except FileNotFoundError:
        raise damaged(path, "it is missing") from None
    except OSError as error:
        raise unreadable(path, error) from error


def _map_file(path: Path, size: int | None) -> mmap.mmap:
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = os.fstat(number).st_size
        if size is not None and found != size:
            raise damaged(path, f"it holds {found} bytes instead of {size}")
        if not found:
            raise damaged(path, "it is empty")
        return mmap.mmap(number, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(number)


def _crc_of(checksums: list[int]) -> int:
    return zlib.crc32(np.array(checksums, "<u4").tobytes())
