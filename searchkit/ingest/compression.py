"""Streams of bytes that come out of gzip, bzip2, xz and zstd, as far as memory and time allow."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import IO, Any, Protocol

from searchkit.ingest import limits
from searchkit.ingest.unreadable import Exhausted, Unreadable

_CHUNK = 1 << 10
"""Bytes unpacked in one go: gzip makes at most 1 MB of them, zstd 32 MB."""
_MOST = 1 << 20
"""Bytes that bzip2 and xz may make in one go: bzip2 would make 1 GB of 1 KB."""
_BUFFER = 1 << 18
_MAGIC = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_SUFFIXES = (".gz", ".gzip", ".bz2", ".xz", ".zst", ".zstd")
_TARS = (".tgz", ".tbz", ".tbz2", ".txz", ".tzst")


class Budget:
    """What all that is packed in one file may unpack to, in bytes, whatever lies within what."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._left = limits.UNPACKED_FREE + limits.UNPACKED_RATIO * size

    def charge(self, size: int) -> None:
        """Note that so much was unpacked. Raises Exhausted when it is too much."""
        self._left -= size
        if self._left < 0:
            raise Exhausted(
                f"it unpacks to more than {limits.UNPACKED_FREE >> 20} MB and "
                f"{limits.UNPACKED_RATIO} times its {self._size:,} bytes: unpack it yourself if "
                "you trust it"
            )


def compression_of(head: bytes) -> str | None:
    """gzip, bzip2, xz or zstd, by a file's first bytes."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def unpack(file: IO[bytes], kind: str, budget: Budget) -> io.BufferedReader:
    """The bytes that a compressed file holds; reading raises Unreadable where it is damaged.

    Streams that follow each other in the file are read as one.
    """
    return buffered(_Packed(file, kind).read, budget)


def buffered(read: Callable[[int], bytes], budget: Budget) -> io.BufferedReader:
    """A stream of what `read(size)` gives (no bytes at its end), charged to a budget."""
    return io.BufferedReader(_Charged(read, budget), _BUFFER)


def unpacked_name(path: str) -> str:
    """A file's name without what says that it is compressed: `news.tar` for `news.tgz`."""
    lower = path.lower()
    for suffix in _SUFFIXES:
        if lower.endswith(suffix):
            return path[: -len(suffix)]
    if lower.endswith(_TARS):
        return path[: path.rindex(".")] + ".tar"
    return path


class _Unpacker(Protocol):
    """One compressed stream, as the standard library's and zstandard's decompressors have it."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _Packed:
    """Compressed streams, one after the other."""

    def __init__(self, file: IO[bytes], kind: str) -> None:
        self._file = file
        self._fresh, self._decompress = _KINDS[kind]
        self._unpacker = self._fresh()
        self._ready = io.BytesIO()

    def read(self, size: int) -> bytes:
        while not (taken := self._ready.read(size)):
            if not self._unpacker.eof:
                self._unpack(self._file.read(_CHUNK) if self._needs_input() else b"")
            elif not self._begin_next():
                return b""
        return taken

    def _needs_input(self) -> bool:
        return getattr(self._unpacker, "needs_input", True)

    def _begin_next(self) -> bool:
        """Begin with the stream that follows, if any does; between two there may be NULs."""
        data = self._unpacker.unused_data.lstrip(b"\0")
        while not data and (chunk := self._file.read(_CHUNK)):
            data = chunk.lstrip(b"\0")
        if data:
            self._unpacker = self._fresh()
            self._unpack(data)
        return bool(data)

    def _unpack(self, data: bytes) -> None:
        if not data and self._needs_input():
            raise Unreadable("it ends too early: the compressed data is cut off")
        try:
            self._ready = io.BytesIO(self._decompress(self._unpacker, data))
        except Exception as error:
            # Each library has exceptions of its own, MemoryError among them.
            raise Unreadable(_reason(error)) from error


class _Charged(io.RawIOBase):
    """Bytes as `read` gives them, each buffer full until they end, charged to a budget."""

    def __init__(self, read: Callable[[int], bytes], budget: Budget) -> None:
        self._read = read
        self._budget = budget
        self._failure: Unreadable | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        filled = 0
        while filled < len(view):
            try:
                data = self._next(len(view) - filled)
            except Unreadable as failure:
                # What came out before is worth reading.
                self._failure = failure
                if not filled:
                    raise
                break
            if not data:
                break
            view[filled : filled + len(data)] = data
            filled += len(data)
        return filled

    def _next(self, size: int) -> bytes:
        if self._failure:
            raise self._failure
        data = self._read(size)
        self._budget.charge(len(data))
        return data


def _zstd() -> _Unpacker:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=limits.WINDOW_BYTES).decompressobj()


def _whole(unpacker: Any, data: bytes) -> bytes:
    return unpacker.decompress(data)  # type: ignore[no-any-return]


def _part(unpacker: Any, data: bytes) -> bytes:
    return unpacker.decompress(data, _MOST)  # type: ignore[no-any-return]


_KINDS: dict[str, tuple[Callable[[], _Unpacker], Callable[[Any, bytes], bytes]]] = {
    "gzip": (lambda: zlib.decompressobj(16 + zlib.MAX_WBITS), _whole),
    "bzip2": (bz2.BZ2Decompressor, _part),
    "xz": (lambda: lzma.LZMADecompressor(memlimit=limits.WINDOW_BYTES), _part),
    "zstd": (_zstd, _whole),
}


def _reason(error: Exception) -> str:
    text = str(error)
    if isinstance(error, MemoryError) or "emory" in text:
        limit = f"{limits.WINDOW_BYTES >> 20} MB of memory"
        return f"unpacking it takes more than {limit}: unpack it yourself"
    return f"damaged compressed data: {text}"
