"""One file of the record: entries by rising key, in frames that are read one by one.

The keys lie apart from the values, and with each key lie its value's numbers (`outlines`), so that
all entries can be compared with what is on the disk without unpacking any JSON. Keys are UTF-8
(lone surrogates, which file names may hold, as if they were characters) and hold no NUL.

Sections of a file (kind "record"); frames are Zstandard's:

================  ====  =======================================================================
`first_keys`      u1    the first key of each key frame, one after the other
`first_ends`      u8    where each of them ends
`keys`            u1    key frames: the number n of their entries (u4), that of their members m
                        (u4), m times n numbers (i8), for each entry whether it is gone (u1), the
                        keys with a NUL between two
`key_ends`        u8    where each key frame ends
`key_entries`     u8    how many entries there are up to the end of each key frame
`values`          u1    value frames: the number of their entries (u4), the length of each value
                        (u4), the values: JSON in ASCII, or nothing where the entry is gone
`value_ends`      u8    where each value frame ends
`value_entries`   u8    how many entries there are up to the end of each value frame
================  ====  =======================================================================
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from mmap import mmap
from pathlib import Path

import numpy as np
import zstandard

from searchkit.forking import cached_property
from searchkit.store.container import Container, ContainerWriter, damaged
from searchkit.store.decompression import decompress
from searchkit.store.outlines import Stretch

_KIND = "record"
_LEVEL = 3
_KEYS = 512
"""A key frame has at most so many entries: a look-up unpacks one, a comparison all."""
_BYTES = 1 << 20
"""A key frame is closed once its entries' values have so many bytes."""
_VALUE_BYTES = 4 << 10
"""A value frame is closed once it has so many: a look-up unpacks one."""

Item = tuple[bytes, bytes]
"""A key, and its value or b"" where it is gone. A value is its JSON, and behind a NUL its numbers,
if it has any."""


def write_record(path: Path, items: Iterable[Item]) -> tuple[int, int]:
    """Write a file of items, sorted by key: (size in bytes, CRC-32) once synced."""
    first_keys, first_ends = bytearray(), array("Q")
    keys, values = _FrameWriter(), _FrameWriter()
    key_frames = bytearray()
    with ContainerWriter(path, _KIND) as container:
        with container.section("values", np.uint8) as section:
            for rows in _blocks(items):
                first_keys += rows[0][0]
                first_ends.append(len(first_keys))
                key_frames += keys.frame(_pack_keys(rows), len(rows))
                for texts in _value_blocks(rows):
                    section.append_bytes(values.frame(_pack_values(texts), len(texts)))
        container.add("keys", np.frombuffer(key_frames, np.uint8))
        container.add("first_keys", np.frombuffer(first_keys, np.uint8))
        for name, numbers in {
            "first_ends": first_ends,
            "key_ends": keys.ends,
            "key_entries": keys.entries,
            "value_ends": values.ends,
            "value_entries": values.entries,
        }.items():
            container.add(name, np.frombuffer(numbers, np.uint64))
        return container.finish({})


class _FrameWriter:
    """Compresses frames, and counts their bytes and entries."""

    def __init__(self) -> None:
        self.ends, self.entries = array("Q"), array("Q")
        self._bytes = self._count = 0
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)

    def frame(self, data: bytes, entries: int) -> bytes:
        frame = self._compressor.compress(data)
        self._bytes += len(frame)
        self._count += entries
        self.ends.append(self._bytes)
        self.entries.append(self._count)
        return frame


_Row = tuple[bytes, bytes, bytes]
"""An item's key, its value's JSON, its value's numbers."""


def _blocks(items: Iterable[Item]) -> Iterator[list[_Row]]:
    """What goes into each key frame: entries with equally many members, and gone ones."""
    rows: list[_Row] = []
    size, width = 0, -1
    for key, value in items:
        text, _, numbers = value.partition(b"\0")
        differs = text and width not in (-1, len(numbers))
        if rows and (differs or len(rows) == _KEYS or size >= _BYTES):
            yield rows
            rows, size, width = [], 0, -1
        if text:
            width = len(numbers)
        size += len(text)
        rows.append((key, text, numbers))
    if rows:
        yield rows


def _value_blocks(rows: list[_Row]) -> Iterator[list[bytes]]:
    texts: list[bytes] = []
    size = 0
    for _, text, _ in rows:
        texts.append(text)
        size += len(text)
        if size >= _VALUE_BYTES:
            yield texts
            texts, size = [], 0
    if texts:
        yield texts


def _pack_keys(rows: list[_Row]) -> bytes:
    width = max(len(numbers) for _, _, numbers in rows)
    table = np.frombuffer(b"".join(n or bytes(width) for _, _, n in rows), "<i8")
    head = np.array([len(rows), width // 8], "<u4").tobytes()
    gone = bytes(not text for _, text, _ in rows)
    keys = b"\0".join(key for key, _, _ in rows)
    return b"".join([head, table.reshape(len(rows), -1).T.tobytes(), gone, keys])


def _pack_values(texts: list[bytes]) -> bytes:
    return b"".join([np.array([len(texts), *map(len, texts)], "<u4").tobytes(), *texts])


class _KeyFrame:
    """The keys of some entries, and their values' numbers."""

    def __init__(self, data: bytes, first: int, count: int) -> None:
        self.first = first
        self.count, members = memoryview(data)[:8].cast("I")
        end = 8 + 8 * members * self.count
        self.numbers = np.frombuffer(data, "<i8", members * self.count, 8)
        self.numbers = self.numbers.reshape(members, self.count)
        self.gone = np.frombuffer(data, np.bool_, self.count, end)
        self._text = data[end + self.count :]
        if self.count != count or self._text.count(b"\0") != count - 1:
            raise ValueError("it has other keys than it says")

    @cached_property
    def keys(self) -> list[bytes]:
        return self._text.split(b"\0")

    def row(self, place: int) -> bytes:
        """An entry's numbers, behind a NUL if it has any."""
        size = 8 * len(self.numbers)
        if not size or self.gone[place]:
            return b""
        return b"\0" + self._rows[size * place : size * (place + 1)]

    @cached_property
    def _rows(self) -> bytes:
        return bytes(self.numbers.T.tobytes())

    def stretch(self, prefix: str) -> Stretch | None:
        """The entries whose keys start with `prefix`, which they lose."""
        text = self._text.decode("utf-8", "surrogatepass")
        if text.startswith(prefix) and text.startswith(prefix, text.rfind("\0") + 1):
            keys = text[len(prefix) :].split("\0" + prefix)
            return Stretch(keys, self.numbers, self.gone)
        keys = text.split("\0")
        start = bisect_left(keys, prefix)
        stop = bisect_right(keys, prefix, key=lambda key: key[: len(prefix)])
        if start == stop:
            return None
        rests = [key[len(prefix) :] for key in keys]
        return Stretch(rests, self.numbers, self.gone).part(start, stop)


class _ValueFrame:
    """The JSON of some entries."""

    def __init__(self, data: bytes, first: int, count: int) -> None:
        lengths = memoryview(data)[4 : 4 + 4 * count].cast("I")
        self._data, self._first = data, first
        self._starts = list(accumulate(lengths, initial=4 + 4 * count))
        if int.from_bytes(data[:4], "little") != count or self._starts[-1] != len(data):
            raise ValueError("it has other values than it says")

    def value(self, entry: int) -> bytes:
        place = entry - self._first
        return self._data[self._starts[place] : self._starts[place + 1]]


class RecordFile:
    """One file of the record, mapped; everything raises CorruptIndex where it is damaged."""

    def __init__(self, path: Path, data: mmap) -> None:
        self._path = path
        self._container = Container(path, _KIND, data=data)
        self._first_keys = self._container.array("first_keys").data
        self._first_ends = self._ends("first_ends", len(self._first_keys))
        self._key_ends = self._ends("key_ends", len(self._container.section("keys")))
        self._key_entries = self._ends("key_entries")
        self._value_ends = self._ends("value_ends", len(self._container.section("values")))
        entries = self._key_entries[-1] if len(self._key_entries) else 0
        self._value_entries = self._ends("value_entries", entries)
        self._last_keys: tuple[int, _KeyFrame] | None = None
        self._last_values: tuple[int, _ValueFrame] | None = None
        tables = (self._first_ends, self._key_ends, self._key_entries)
        if len(set(map(len, tables))) > 1 or len(self._value_ends) != len(self._value_entries):
            raise damaged(path, "its frames do not agree")

    def value(self, key: bytes) -> bytes | None:
        """The value of a key: b"" where it is gone, None where the file says nothing of it."""
        number = self._frame_of(key)
        if number < 0:
            return None
        frame = self._keys(number)
        place = bisect_left(frame.keys, key)
        if place == frame.count or frame.keys[place] != key:
            return None
        return self._value(frame.first + place) + frame.row(place)

    def items(self, prefix: bytes) -> Iterator[Item]:
        """Items whose keys start with `prefix`, gone ones too."""
        for number in self._frames_from(prefix):
            frame = self._keys(number)
            for place in range(bisect_left(frame.keys, prefix), frame.count):
                key = frame.keys[place]
                if not key.startswith(prefix):
                    return
                yield key, self._value(frame.first + place) + frame.row(place)

    def stretches(self, prefix: str) -> Iterator[Stretch]:
        """The outlines of the entries whose keys start with `prefix`, gone ones too."""
        start = prefix.encode("utf-8", "surrogatepass")
        for number in self._frames_from(start):
            with self._decoding(f"frame {number} of its keys"):
                stretch = self._keys(number).stretch(prefix)
            if stretch is not None:
                yield stretch
            elif self._first_key(number) > start:
                return

    def check(self) -> None:
        """CorruptIndex unless every frame is whole and the keys rise."""
        self._container.verify()
        before: bytes | None = None
        for key, _ in self.items(b""):
            if before is not None and key <= before:
                raise damaged(self._path, "its keys are not in order")
            before = key

    def _frames_from(self, prefix: bytes) -> range:
        return range(max(self._frame_of(prefix), 0), len(self._key_ends))

    def _frame_of(self, key: bytes) -> int:
        """The last key frame whose first key is not above `key`; -1 if there is none."""
        return bisect_right(range(len(self._first_ends)), key, key=self._first_key) - 1

    def _first_key(self, number: int) -> bytes:
        start, stop = _part(self._first_ends, number)
        return bytes(self._first_keys[start:stop])

    def _keys(self, number: int) -> _KeyFrame:
        last = self._last_keys
        if last is None or last[0] != number:
            with self._decoding(f"frame {number} of its keys"):
                data = self._frame("keys", self._key_ends, number)
                first, stop = _part(self._key_entries, number)
                last = self._last_keys = (number, _KeyFrame(data, first, stop - first))
        return last[1]

    def _value(self, entry: int) -> bytes:
        number = bisect_right(self._value_entries, entry)
        last = self._last_values
        if last is None or last[0] != number:
            with self._decoding(f"frame {number} of its values"):
                data = self._frame("values", self._value_ends, number)
                first, stop = _part(self._value_entries, number)
                last = self._last_values = (number, _ValueFrame(data, first, stop - first))
        return last[1].value(entry)

    def _frame(self, name: str, ends: memoryview, number: int) -> bytes:
        return decompress(self._container.section(name).part(*_part(ends, number)).data)

    @contextmanager
    def _decoding(self, part: str) -> Iterator[None]:
        try:
            yield
        except (zstandard.ZstdError, ValueError, TypeError, MemoryError) as error:
            raise damaged(self._path, f"{part}: {error}") from error

    def _ends(self, name: str, end: int | None = None) -> memoryview:
        """u8: where things end that lie one after the other, up to `end`."""
        array = self._container.array(name)
        if array.dtype.str != "<u8" or (array[1:] < array[:-1]).any():
            raise damaged(self._path, f"section {name!r} holds no rising numbers")
        if end is not None and (array.item(-1) if len(array) else 0) != end:
            raise damaged(self._path, f"section {name!r} does not end with {end}")
        # As memory of Python's own: reading single numbers of arrays costs three times as much.
        return array.data


def _part(ends: memoryview, number: int) -> tuple[int, int]:
    """Where one of the things begins and ends."""
    return ends[number - 1] if number else 0, ends[number]
