"""The stored documents of a stock Whoosh index of version 2.7.4, as format version 1 has them.

    _MAIN_N.toc    the table of contents: pickles of the schema and of the segments, of which each
                   knows how many documents it has and which of them are deleted
    MAIN_ID.seg    a segment: files one after the other, and a pickle that says where each is

Of a segment only `_stored.col` is read: of each document a compressed pickle of a dict; then how
long each of them is, big-endian; then the code of their type. Behind more than 32,768 lengths stand
the offsets as well, and "X" at the end. Nothing of Whoosh's is imported, and nothing is unpickled.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.errors import CorruptIndex, InvalidArticle
from searchkit.store.container import damaged, map_file
from searchkit.store.plain_pickle import read_plain

_TOC_BEGINS = b"\4\10\4" + struct.pack(">ii", -12345, -111) + b"\2\7\4"
"""Sizes of int, long and float, byte order, version; then Whoosh's release."""
_TYPES = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4"}
_STORED_BYTES = 128 << 20
"""A stored document that unpacks to more is none: twice what a file of one article may have."""

_REMEDY = (
    "put a copy of the whole folder in its place, or ingest its files into a new one "
    "(`searchkit --index NEW ingest PATH`)"
)


class SegmentFacts(NamedTuple):
    """What the table of contents says of a segment: its files' name, and who is deleted."""

    name: str
    documents: int
    deleted: frozenset[int]


def read_toc(path: Path) -> list[SegmentFacts]:
    """The segments of an index; CorruptIndex where this is no table of contents."""
    with believed(path):
        return [_described(item) for item in read_plain(_segments_pickle(path))]


class FirstSegment:
    """A segment's stored documents; `path` has `size` bytes. Raises CorruptIndex or ValueError."""

    def __init__(self, path: Path, size: int, facts: SegmentFacts) -> None:
        self.path = path
        self._map = map_file(path, size)
        self._documents, self._deleted = facts.documents, facts.deleted
        directory, _ = struct.unpack(">qi", self._map[:12])
        if not 12 <= directory < size:
            raise ValueError("it has no directory")
        place = read_plain(self._map[directory:])[f"{facts.name}._stored.col"]
        self._begins, self._ends = self._rows(place["offset"], place["length"])

    def live(self) -> Iterator[int]:
        return (docnum for docnum in range(self._documents) if docnum not in self._deleted)

    def stored(self, docnum: int) -> dict[str, Any]:
        """What was stored of one document; at least "id" and "article"."""
        unpacker = zlib.decompressobj()
        packed = self._map[self._begins[docnum] : self._ends[docnum]]
        data = unpacker.decompress(packed, _STORED_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError(f"document {docnum} is cut off, or too long")
        fields = read_plain(data)
        if not isinstance(fields, dict):
            raise ValueError(f"document {docnum} is none")
        return fields

    def _rows(self, offset: int, length: int) -> tuple[npt.NDArray[np.int64], ...]:
        """Where in the file each document begins and ends."""
        end = offset + length - 1
        if not (0 <= offset < end < len(self._map) and self._documents >= 0):
            raise ValueError("its stored documents have no possible place")
        code = chr(self._map[end])
        if code == "X":
            end -= 2
            code = chr(self._map[end])
            end -= self._documents * np.dtype(_TYPES[chr(self._map[end + 1])]).itemsize
        first = end - self._documents * np.dtype(_TYPES[code]).itemsize
        if not offset <= first:
            raise ValueError("its stored documents are fewer than it says")
        lengths = np.frombuffer(self._map, _TYPES[code], self._documents, first).astype(np.int64)
        ends = offset + np.cumsum(lengths)
        if (lengths < 0).any() or (ends[-1:] != first).any():
            raise ValueError("the lengths of its stored documents are wrong")
        return ends - lengths, ends


@contextmanager
def believed(path: Path) -> Iterator[None]:
    """CorruptIndex, naming the file, for whatever cannot be read as it was written."""
    try:
        yield
    except CorruptIndex:
        raise
    except (
        *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
        *(InvalidArticle, RecursionError, struct.error, zlib.error),
    ) as error:
        raise spoiled(path, f"it is not as format version 1 has it: {error}") from None


def spoiled(path: Path, problem: str) -> CorruptIndex:
    """The error for a file that cannot be believed: no repair knows that version."""
    return damaged(path, problem, _REMEDY)


def _segments_pickle(path: Path) -> bytes:
    """What of a table of contents describes its segments: it stands behind the schema."""
    data = path.read_bytes()
    at, length = len(_TOC_BEGINS), 0
    if not data.startswith(_TOC_BEGINS):
        raise ValueError("it is no table of contents of Whoosh 2.7.4")
    for shift in range(0, 35, 7):
        length |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            break
    return data[at + length + 8 :]


def _described(segment: dict[str, Any]) -> SegmentFacts:
    documents, deleted = segment["_doccount"], segment["_deleted"] or set()
    if type(documents) is not int or not isinstance(deleted, set) or not segment["compound"]:
        raise ValueError("it describes a segment that searchkit never wrote")
    name = f"{segment['indexname']}_{segment['segid']}"
    return SegmentFacts(name, documents, frozenset(deleted))
