"""A long byte string compressed in pieces, any part of which can be read (see `layout`)."""

from __future__ import annotations

import threading
from functools import lru_cache

import numpy as np
import zstandard

from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec.layout import FRAME_BYTES, narrow

_LEVEL = 3
_KEPT = 32
"""Pieces that a reader keeps decompressed: neighbours are mostly asked for together."""


_threads = threading.local()


def _decompressor() -> zstandard.ZstdDecompressor:
    """One for each thread: making one takes longer than using it."""
    found: zstandard.ZstdDecompressor | None = getattr(_threads, "decompressor", None)
    if found is None:
        found = _threads.decompressor = zstandard.ZstdDecompressor()
    return found


class ByteStreamWriter:
    """Gathers a stream in memory, compressed."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._pending = bytearray()
        self._frames: list[bytes] = []
        self.size = 0

    def append(self, data: bytes) -> None:
        self._pending += data
        self.size += len(data)
        while len(self._pending) >= FRAME_BYTES:
            self._compress(FRAME_BYTES)

    def write(self, container: ContainerWriter, name: str) -> None:
        """Write the stream's sections. Nothing can be appended afterwards."""
        if self._pending:
            self._compress(len(self._pending))
        lengths = np.array([len(frame) for frame in self._frames], np.uint64)
        container.add(f"{name}.frame_ends", narrow(np.cumsum(lengths, dtype=np.uint64)))
        with container.section(f"{name}.frames", np.uint8) as section:
            for frame in self._frames:
                section.append_bytes(frame)

    def _compress(self, length: int) -> None:
        self._frames.append(self._compressor.compress(bytes(self._pending[:length])))
        del self._pending[:length]


class ByteStream:
    """A stream of a file. Safe to share between threads."""

    def __init__(self, container: Container, name: str) -> None:
        frames = container.section(f"{name}.frames")
        ends = container.section(f"{name}.frame_ends")

        def decompress(number: int) -> bytes:
            first = max(number - 1, 0)
            start, stop = (0, *ends.part(first, number + 1).tolist())[-2:]
            frame = frames.part(start, stop)
            return _decompressor().decompress(frame.data)

        self._piece = lru_cache(_KEPT)(decompress)

    def part(self, start: int, stop: int) -> bytes:
        """The bytes `[start, stop)` of the stream."""
        if start == stop:
            return b""
        first, last = start // FRAME_BYTES, (stop - 1) // FRAME_BYTES
        offset = first * FRAME_BYTES
        if first == last:
            return self._piece(first)[start - offset : stop - offset]
        pieces = b"".join(map(self._piece, range(first, last + 1)))
        return pieces[start - offset : stop - offset]
