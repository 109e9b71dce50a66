"""Byte strings one after the other, to be read by number or looked up (see `layout`)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from searchkit.forking import cached_property
from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec.layout import narrow

_CHUNK = 64
"""Texts read together: one in so many is kept in memory once any is looked up."""
_KEPT = 256


class TextsWriter:
    """Gathers texts in memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, text: bytes) -> None:
        self._bytes += text
        self._ends.append(len(self._bytes))

    def write(self, container: ContainerWriter, name: str) -> None:
        container.add(f"{name}.bytes", np.frombuffer(self._bytes, np.uint8))
        container.add(f"{name}.ends", narrow(self._ends))


class Texts:
    """Texts of a file. Safe to share between threads."""

    def __init__(self, container: Container, name: str) -> None:
        ends = self._ends = container.section(f"{name}.ends")
        data = self._data = container.section(f"{name}.bytes")

        def chunk(number: int) -> list[bytes]:
            first = number * _CHUNK
            start = int(ends.part(first - 1, first)[0]) if first else 0
            stops = ends.part(first, min(first + _CHUNK, len(ends))).tolist()
            # Ends are counted from the chunk's beginning on.
            texts = data.part(start, stops[-1]).tobytes()
            bounds = [0, *(stop - start for stop in stops)]
            return [texts[a:b] for a, b in pairwise(bounds)]

        self._chunk = lru_cache(_KEPT)(chunk)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        return self._chunk(number // _CHUNK)[number % _CHUNK]

    def between(self, first: int, stop: int) -> Iterator[bytes]:
        """The texts `[first, stop)`."""
        while first < stop:
            chunk, skipped = divmod(first, _CHUNK)
            texts = self._chunk(chunk)[skipped : skipped + stop - first]
            yield from texts
            first += len(texts)

    def find(self, text: bytes, first: int, stop: int) -> int:
        """Number of the first that is not before `text` among `[first, stop)`, which are sorted.

        `stop` when all are before it.
        """
        if first == stop:
            return stop
        heads = self._heads
        chunk = bisect_left(heads, text, first // _CHUNK + 1, (stop - 1) // _CHUNK + 1) - 1
        base = chunk * _CHUNK
        texts = self._chunk(chunk)
        return base + bisect_left(texts, text, max(first - base, 0), min(stop - base, len(texts)))

    @cached_property
    def _heads(self) -> list[bytes]:
        """The first text of each chunk."""
        ends = self._ends.all()
        starts = np.zeros(-(-len(ends) // _CHUNK), np.int64)
        starts[1:] = ends[_CHUNK - 1 : -1 : _CHUNK][: len(starts) - 1]
        stops = ends[::_CHUNK].tolist()
        data = self._data.all().data
        return [bytes(data[a:b]) for a, b in zip(starts.tolist(), stops, strict=True)]
