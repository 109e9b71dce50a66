"""What commits with the articles: key to JSON value, in files that each hold what changed.

A record is a stack of files. A later file overrides those before it, and a value of no bytes says
that the key is gone. A commit writes its changes as one more file; files that are not much larger
than what stands above them are merged into it, so that there are few, and a commit costs about
what it changes.

A file (kind "record") has blocks of entries by rising key. Keys are UTF-8 (lone surrogates, which
file names may hold, as if they were characters), values JSON in ASCII.

==============  ====  =========================================================================
`first_keys`    u1    the first key of each block, one after the other
`first_ends`    u8    where each of them ends
`frames`        u1    a Zstandard frame for each block: the number of its entries (u4), the lengths
                      of their keys, then of their values (u4), the keys, the values
`frame_ends`    u8    where each frame ends
==============  ====  =========================================================================
"""

from __future__ import annotations

import heapq
import json
import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from mmap import mmap
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import zstandard

from searchkit.store.container import Container, ContainerWriter, damaged, map_file

_KIND = "record"
_BLOCK_BYTES = 4 << 10
"""A block is closed once its entries have so many bytes: a look-up unpacks one block."""
_LEVEL = 3
_GROWTH = 4
"""Each file is at least so many times as large as all above it: there are few, and what is merged
has grown by a quarter since it was merged before."""
_FILE_BYTES = 1 << 10
"""About what a file takes beside its entries."""

Item = tuple[bytes, bytes]
"""A key, and its value or b"" where it is gone."""


class _Thread(threading.local):
    """What each thread has of its own: making a decompressor costs more than a block does."""

    def __init__(self) -> None:
        self.decompressor = zstandard.ZstdDecompressor()


_THREAD = _Thread()


class RecordPart(NamedTuple):
    """A file of the record and its size in bytes."""

    path: Path
    size: int


def key_bytes(key: str) -> bytes:
    """A key as it is stored: bytes in the order of code points."""
    return key.encode("utf-8", "surrogatepass")


def key_text(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")


class Record:
    """A stack of record files, oldest first, each mapped at once and read when it is first needed.

    Everything raises CorruptIndex where a file is damaged or missing.
    """

    def __init__(self, parts: Sequence[RecordPart] = ()) -> None:
        self.parts = tuple(parts)
        self._maps = [map_file(*part) for part in self.parts]

    def entry(self, key: str) -> Any | None:
        value = self.value(key_bytes(key))
        return json.loads(value) if value else None

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Entries whose keys start with `prefix`, sorted by key."""
        return _entries(self.items(key_bytes(prefix)))

    def value(self, key: bytes) -> bytes | None:
        """The JSON of a key, or None."""
        for file in reversed(self._files):
            found = file.value(key)
            if found is not None:
                return found or None
        return None

    def items(self, prefix: bytes = b"", *above: Iterator[Item]) -> Iterator[Item]:
        """Items of this stack and of sorted items `above` it; b"" where a key is gone."""
        return merge_items([*(file.items(prefix) for file in self._files), *above])

    def check(self) -> None:
        """CorruptIndex when a file is damaged."""
        for file in self._files:
            file.check()

    @cached_property
    def _files(self) -> list[_RecordFile]:
        paths = [part.path for part in self.parts]
        return [_RecordFile(path, data) for path, data in zip(paths, self._maps, strict=True)]


def merge_items(sources: Sequence[Iterator[Item]]) -> Iterator[Item]:
    """Items of sorted sources by key; of equal keys, that of the last source."""
    if len(sources) == 1:
        yield from sources[0]
        return
    last: bytes | None = None
    # `merge` is stable: of equal keys, the item of the first source comes first.
    for item in heapq.merge(*reversed(sources), key=itemgetter(0)):
        if item[0] != last:
            yield item
        last = item[0]


def _entries(items: Iterator[Item]) -> Iterator[tuple[str, Any]]:
    return ((key_text(key), json.loads(value)) for key, value in items if value)


def write_record(path: Path, items: Iterable[Item]) -> tuple[int, int]:
    """Write a file of items, sorted by key: (size in bytes, CRC-32) once synced."""
    first_keys, first_ends, frame_ends = bytearray(), array("Q"), array("Q")
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    with ContainerWriter(path, _KIND) as container:
        with container.section("frames", np.uint8) as section:
            end = 0
            for block in _blocks(items):
                first_keys += block[0][0]
                first_ends.append(len(first_keys))
                frame = compressor.compress(_pack(block))
                section.append_bytes(frame)
                end += len(frame)
                frame_ends.append(end)
        container.add("first_keys", np.frombuffer(first_keys, np.uint8))
        container.add("first_ends", np.frombuffer(first_ends, np.uint64))
        container.add("frame_ends", np.frombuffer(frame_ends, np.uint64))
        return container.finish({})


def _blocks(items: Iterable[Item]) -> Iterator[list[Item]]:
    block: list[Item] = []
    size = 0
    for item in items:
        block.append(item)
        size += len(item[0]) + len(item[1])
        if size >= _BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _pack(block: list[Item]) -> bytes:
    keys = [key for key, _ in block]
    values = [value for _, value in block]
    lengths = np.array([len(block), *map(len, keys), *map(len, values)], "<u4")
    return b"".join([lengths.tobytes(), *keys, *values])


class _Block:
    """The entries of one block."""

    def __init__(self, data: bytes) -> None:
        count = int.from_bytes(data[:4], "little")
        ends = memoryview(data)[4 : 4 + 8 * count].cast("I")
        starts = list(accumulate(ends, initial=4 + 8 * count))
        self._data = data
        self._starts = starts
        self.keys = [data[starts[i] : starts[i + 1]] for i in range(count)]

    def value(self, number: int) -> bytes:
        first = len(self.keys) + number
        return self._data[self._starts[first] : self._starts[first + 1]]


class _RecordFile:
    """One file of the record."""

    def __init__(self, path: Path, data: mmap) -> None:
        self._path = path
        self._container = Container(path, _KIND, data=data)
        # As memory of Python's own: reading single numbers of arrays costs three times as much.
        self._first_keys = self._container.array("first_keys").data
        self._first_ends = self._container.array("first_ends").data
        self._frame_ends = self._container.array("frame_ends").data
        self._last: tuple[int, _Block] | None = None
        if len(self._first_ends) != len(self._frame_ends):
            raise damaged(path, "its blocks do not agree")

    def value(self, key: bytes) -> bytes | None:
        """The value of a key: b"" where it is gone, None where the file says nothing of it."""
        number = self._block_of(key)
        if number < 0:
            return None
        block = self._block(number)
        place = bisect_left(block.keys, key)
        if place == len(block.keys) or block.keys[place] != key:
            return None
        return block.value(place)

    def items(self, prefix: bytes) -> Iterator[Item]:
        """Items whose keys start with `prefix`, gone ones too."""
        for number in range(max(self._block_of(prefix), 0), len(self._first_ends)):
            block = self._block(number)
            for place in range(bisect_left(block.keys, prefix), len(block.keys)):
                key = block.keys[place]
                if not key.startswith(prefix):
                    return
                yield key, block.value(place)

    def check(self) -> None:
        """CorruptIndex unless every block is whole and the keys rise."""
        self._container.verify()
        before: bytes | None = None
        for key, _ in self.items(b""):
            if before is not None and key <= before:
                raise damaged(self._path, "its keys are not in order")
            before = key

    def _block_of(self, key: bytes) -> int:
        """The last block whose first key is not above `key`; -1 if there is none."""
        low, high = 0, len(self._first_ends)
        while low < high:
            middle = (low + high) // 2
            start = self._first_ends[middle - 1] if middle else 0
            if bytes(self._first_keys[start : self._first_ends[middle]]) <= key:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def _block(self, number: int) -> _Block:
        last = self._last
        if last is not None and last[0] == number:
            return last[1]
        start = self._frame_ends[number - 1] if number else 0
        frame = self._container.section("frames").part(start, self._frame_ends[number])
        block = _Block(_THREAD.decompressor.decompress(frame.data))
        self._last = (number, block)
        return block


class ChangedRecord:
    """The record of a generation being written: the one before it, and what changed since.

    Changes beyond `spill_bytes` wait in files of their own; `new_path` says where these may be.
    """

    def __init__(
        self, base: Record, new_path: Callable[[], Path], *, spill_bytes: int = 32 << 20
    ) -> None:
        self.written: dict[str, tuple[int, int]] = {}
        """Size and CRC-32 of each new file by name."""
        self._record = base
        self._new_path = new_path
        self._spill_bytes = spill_bytes
        self._changes: dict[bytes, bytes] = {}
        self._bytes = 0

    def entry(self, key: str) -> Any | None:
        value = self._value(key_bytes(key))
        return json.loads(value) if value else None

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Entries whose keys start with `prefix`, sorted by key."""
        start = key_bytes(prefix)
        changes = sorted(item for item in self._changes.items() if item[0].startswith(start))
        return _entries(self._record.items(start, iter(changes)))

    def set_entry(self, key: str, value: Any | None) -> None:
        """Set one entry, or remove it; TypeError for a value that JSON does not have."""
        data = b"" if value is None else _dump(value)
        name = key_bytes(key)
        self._changes[name] = data
        self._bytes += len(name) + len(data)
        if self._bytes >= self._spill_bytes:
            self._add(self._record.parts, self._sorted_changes())

    @property
    def changed(self) -> bool:
        """Whether anything differs from the record before."""
        return bool(self.written) or any(
            value != (self._record.value(key) or b"") for key, value in self._changes.items()
        )

    def finish(self) -> tuple[str, ...]:
        """Write what changed; the names of the record's files from now on."""
        if self._changes:
            kept = self._kept()
            merged = Record(self._record.parts[kept:]).items(b"", self._sorted_changes())
            self._add(
                self._record.parts[:kept],
                # Below the lowest file nothing is left that a key could be gone from.
                (item for item in merged if item[1] or kept),
            )
        return tuple(part.path.name for part in self._record.parts)

    def _value(self, key: bytes) -> bytes | None:
        value = self._changes.get(key)
        return self._record.value(key) if value is None else value

    def _sorted_changes(self) -> Iterator[Item]:
        return iter(sorted(self._changes.items()))

    def _kept(self) -> int:
        """How many of the files below stay as they are."""
        kept = len(self._record.parts)
        size = _FILE_BYTES + self._bytes
        while kept and self._record.parts[kept - 1].size < _GROWTH * size:
            kept -= 1
            size += self._record.parts[kept].size
        return kept

    def _add(self, below: Sequence[RecordPart], items: Iterator[Item]) -> None:
        """Write a file of items in the place of the changes and of the files not `below`."""
        path = self._new_path()
        size, crc = write_record(path, items)
        self.written[path.name] = (size, crc)
        self._record = Record((*below, RecordPart(path, size)))
        self._changes, self._bytes = {}, 0


def _dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
