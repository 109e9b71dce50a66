"""The files that are to be read, of which there may be millions, in some twenty bytes each."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator

from searchkit.ingest.keys import path_of
from searchkit.ingest.walk import Batch, Found

_TOGETHER = 4096
"""Keys that are packed as one: neighbours begin alike, and pack to a few bytes each."""
_LEVEL = 1


class FoundFiles:
    """Files in the order they were added. `base` is the folder that their keys are relative to."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._packed: list[bytes] = []
        self._keys: list[str] = []
        self._sizes, self._times = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._sizes)

    def __iter__(self) -> Iterator[Found]:
        for key, size, time in zip(self._all_keys(), self._sizes, self._times, strict=True):
            yield Found(key, path_of(key, self._base), size, time)

    def add(self, files: Batch) -> None:
        for first in range(0, len(files.names), _TOGETHER):
            self._keys += [files.prefix + name for name in files.names[first : first + _TOGETHER]]
            if len(self._keys) >= _TOGETHER:
                # No name holds a NUL.
                self._packed.append(zlib.compress("\0".join(self._keys).encode(), _LEVEL))
                self._keys.clear()
        self._sizes += files.sizes
        self._times += files.times

    def _all_keys(self) -> Iterator[str]:
        for packed in self._packed:
            yield from zlib.decompress(packed).decode().split("\0")
        yield from self._keys
