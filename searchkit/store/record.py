"""What commits with the articles: key to JSON value, in files that each hold what changed.

A record is a stack of files. A later file overrides those before it, and a value of no bytes says
that the key is gone. A commit writes its changes as one more file; files that are not much larger
than what stands above them are merged into it, so that there are few, and a commit costs about
what it changes.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from mmap import mmap
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from searchkit.errors import CorruptIndex
from searchkit.forking import cached_property
from searchkit.store.container import map_file
from searchkit.store.outlines import Outline, Stretch, numbers_of, outlines
from searchkit.store.record_file import Item, RecordFile, write_record

_GROWTH = 4
"""Each file is at least so many times as large as all above it: there are few, and what is merged
has grown by a quarter since it was merged before."""
_FILE_BYTES = 1 << 10
"""About what a file takes beside its entries."""


class RecordPart(NamedTuple):
    """A file of the record and its size in bytes."""

    path: Path
    size: int


def key_bytes(key: str) -> bytes:
    """A key as it is stored: bytes in the order of code points. A NUL parts it from the next."""
    return key.encode("utf-8", "surrogatepass")


def key_text(key: bytes) -> str:
    try:
        return key.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise _no_entry(error) from error


class Record:
    """A stack of record files, oldest first, each mapped at once and read when it is first needed.

    `maps` are the files where they are mapped already. Everything raises CorruptIndex where a file
    is damaged or missing.
    """

    def __init__(
        self, parts: Sequence[RecordPart] = (), maps: Sequence[mmap] | None = None
    ) -> None:
        self.parts = tuple(parts)
        self._maps = [map_file(*part) for part in self.parts] if maps is None else maps

    def entry(self, key: str) -> Any | None:
        return _loads(self.value(key_bytes(key)))

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Entries whose keys start with `prefix`, sorted by key."""
        return _entries(self.items(key_bytes(prefix)))

    def outlines(self, prefix: str, *above: Iterator[Stretch]) -> Iterator[Outline]:
        """Entries whose keys start with `prefix`, sorted, many at a time and without their JSON."""
        return outlines([*(file.stretches(prefix) for file in self._files), *above])

    def value(self, key: bytes) -> bytes | None:
        """The value of a key, as an item has it, or None."""
        for file in reversed(self._files):
            found = file.value(key)
            if found is not None:
                return found or None
        return None

    def items(self, prefix: bytes = b"", *above: Iterator[Item]) -> Iterator[Item]:
        """Items of this stack and of sorted items `above` it; b"" where a key is gone."""
        return merge_items([*(file.items(prefix) for file in self._files), *above])

    def check(self) -> None:
        """CorruptIndex when a file is damaged, or holds what is no entry."""
        for part, file in zip(self.parts, self._files, strict=True):
            file.check()
            try:
                for _ in _entries(file.items(b"")):
                    pass
            except CorruptIndex as error:
                raise CorruptIndex(str(error), error.path or str(part.path)) from error

    @cached_property
    def _files(self) -> list[RecordFile]:
        paths = [part.path for part in self.parts]
        return [RecordFile(path, data) for path, data in zip(paths, self._maps, strict=True)]


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
    return ((key_text(key), _loads(value)) for key, value in items if value)


class ChangedRecord:
    """The record of a generation being written: the one before it, and what changed since.

    Changes beyond `spill_bytes` wait in files of their own; `new_path` says where these may be.
    """

    def __init__(
        self, base: Record, new_path: Callable[[], Path], *, spill_bytes: int = 16 << 20
    ) -> None:
        self.written: dict[str, tuple[int, int]] = {}
        """Size and CRC-32 of each new file by name."""
        self._record = base
        self._new_path = new_path
        self._spill_bytes = spill_bytes
        self._changes: dict[bytes, bytes] = {}
        self._bytes = 0

    def entry(self, key: str) -> Any | None:
        name = key_bytes(key)
        value = self._changes.get(name)
        return _loads(self._record.value(name) if value is None else value)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Entries whose keys start with `prefix`, sorted by key."""
        start = key_bytes(prefix)
        return _entries(self._record.items(start, iter(self._sorted_changes(start))))

    def outlines(self, prefix: str) -> Iterator[Outline]:
        """Entries whose keys start with `prefix`, sorted, many at a time and without their JSON."""
        changes = self._sorted_changes(key_bytes(prefix))
        return self._record.outlines(prefix, _stretches(changes, len(prefix)))

    def set_entry(self, key: str, value: Any | None) -> None:
        """Set one entry, or remove it.

        Raises TypeError for a value that JSON does not have, ValueError for a key with a NUL.
        """
        data = b"" if value is None else _dump(value)
        name = key_bytes(key)
        if b"\0" in name:
            raise ValueError("the record has no keys with a NUL")
        self._changes[name] = data
        self._bytes += len(name) + len(data)
        if self._bytes >= self._spill_bytes:
            self._add(self._record.parts, iter(self._sorted_changes()))

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
            merged = Record(self._record.parts[kept:]).items(b"", iter(self._sorted_changes()))
            self._add(
                self._record.parts[:kept],
                # Below the lowest file nothing is left that a key could be gone from.
                (item for item in merged if item[1] or kept),
            )
        return tuple(part.path.name for part in self._record.parts)

    def _sorted_changes(self, prefix: bytes = b"") -> list[Item]:
        return sorted(item for item in self._changes.items() if item[0].startswith(prefix))

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


def _stretches(items: Sequence[Item], skipped: int) -> Iterator[Stretch]:
    """The outlines of sorted items, of whose keys the first characters are skipped."""
    for width, group in groupby(items, lambda item: len(item[1].partition(b"\0")[2])):
        some = list(group)
        numbers = b"".join(value.partition(b"\0")[2] for _, value in some)
        yield Stretch(
            [key_text(key)[skipped:] for key, _ in some],
            np.frombuffer(numbers, "<i8").reshape(len(some), width // 8).T,
            np.array([not value for _, value in some], bool),
        )


def _loads(value: bytes | None) -> Any | None:
    try:
        return json.loads(value.partition(b"\0")[0]) if value else None
    except (ValueError, RecursionError) as error:
        raise _no_entry(error) from error


def _no_entry(error: Exception) -> CorruptIndex:
    """For what has right checksums and was never written: which file it is in is not known here."""
    return CorruptIndex(f"the archive's record is damaged ({error}): `searchkit check --repair`")


def _dump(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
    numbers = numbers_of(value)
    return text + b"\0" + numbers if numbers else text
