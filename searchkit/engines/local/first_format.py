"""Format version 1: reads the articles and the record of an archive of the first days.

Each generation was a folder with a stock Whoosh index and `record.json`; the manifest names the
folder, and each file in it with its size and CRC-32:

    _MAIN_N.toc    Whoosh's table of contents: pickles of its schema and of its segments, of which
                   each knows how many documents it has and which of them are deleted
    MAIN_ID.seg    a segment: files one after the other, and a pickle that says where each is
    record.json    the record, as one JSON object of key to value

Of a segment only `_stored.col` is read: of each document a compressed pickle of a dict, whose
"article" is the article as JSON; then how long each of them is, big-endian; then the code of their
type. Behind more than 32,768 lengths stand the offsets as well, and "X" at the end. Nothing of
Whoosh's is imported, and nothing is unpickled (`store/plain_pickle.py`). All of this can go when
nobody has such an archive any more.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.errors import CorruptIndex, InvalidArticle
from searchkit.ingest.ids import content_hash
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Article
from searchkit.store.commit import problem_of
from searchkit.store.container import damaged, map_file
from searchkit.store.plain_pickle import read_plain

_FOLDER = lazy_pattern(r"gen-[0-9a-f]{16}")
_FILE = lazy_pattern(r"_MAIN_\d{1,12}\.toc|MAIN_[0-9a-z]{16}\.seg|record\.json")
_TOC_BEGINS = b"\4\10\4" + struct.pack(">ii", -12345, -111) + b"\2\7\4"
"""Sizes of int, long and float, byte order, version; then Whoosh's release."""
_TYPES = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4"}
_STORED_BYTES = 128 << 20
"""A stored document that unpacks to more is none: twice what a file of one article may have."""
_INT64 = range(-(1 << 63), 1 << 63)
_FILE_MEMBERS = ["articles", "hash", "mtime_ns", "racy", "rejected", "size"]


class _Place(NamedTuple):
    segment: _Segment
    docnum: int


class FirstFormat:
    """One generation of format version 1, all whose files are what its manifest says.

    Raises CorruptIndex, naming the file, wherever something is not as that version wrote it.
    """

    def __init__(self, manifest: Path, facts: dict[str, Any]) -> None:
        self.path = manifest
        with _believed(manifest):
            self._folder = manifest.parent / _matching(_FOLDER, facts["folder"])
            self._sizes = {_matching(_FILE, name): size for name, (size, _) in _files(facts)}
            self._documents = facts["documents"]
            for name, (size, crc) in _files(facts):
                if problem := problem_of(self._folder / name, size, crc):
                    raise damaged(self._folder / name, problem)

    @cached_property
    def record(self) -> dict[str, Any]:
        path = self._file("record.json")
        with _believed(path):
            record = json.loads(path.read_bytes())
            for key, value in record.items():
                if not (_is_text(key) and _is_entry(key, value)):
                    raise ValueError(f"its entry {key[:80]!r} is not one of that version's")
        for key, value in record.items():
            if key.startswith("file/"):
                value["articles"] = [self._row(row, record) for row in value["articles"]]
        return dict(sorted(record.items()))

    def _row(self, row: list[Any], record: dict[str, Any]) -> list[Any]:
        """A file's article in its record, with the hash that its content has by now."""
        id, claim, hash = row
        article = None if f"override/{id}" in record else self.get(id)
        return [id, claim, content_hash(article) if article else hash]

    @cached_property
    def ids(self) -> list[str]:
        return sorted(self._places)

    def get(self, id: str) -> Article | None:
        place = self._places.get(id)
        if place is None:
            return None
        with _believed(place.segment.path):
            return _article(place.segment.stored(place.docnum)["article"], id)

    @cached_property
    def _places(self) -> dict[str, _Place]:
        """Where the articles that are not deleted are, by their ids."""
        found: dict[str, _Place] = {}
        for segment in self._segments():
            with _believed(segment.path):
                for docnum in segment.live():
                    id = segment.stored(docnum)["id"]
                    if not isinstance(id, str) or id in found:
                        raise ValueError("it has an article without an id of its own")
                    found[id] = _Place(segment, docnum)
        if len(found) != self._documents:
            raise damaged(self.path, f"{len(found)} articles are there, not {self._documents}")
        return found

    def _segments(self) -> Iterator[_Segment]:
        path = self._file(next((name for name in self._sizes if name.endswith(".toc")), "its .toc"))
        with _believed(path):
            segments = [_described(item) for item in read_plain(_segments_pickle(path))]
        for name, documents, deleted in segments:
            file = self._file(f"{name}.seg")
            with _believed(file):
                segment = _Segment(file, self._sizes[file.name], name, documents, deleted)
            yield segment

    def _file(self, name: str) -> Path:
        if name not in self._sizes:
            raise damaged(self.path, f"it does not name {name}")
        return self._folder / name


class _Segment:
    """The stored documents of one of Whoosh's segments."""

    def __init__(
        self, path: Path, size: int, name: str, documents: int, deleted: frozenset[int]
    ) -> None:
        self.path = path
        self._map = map_file(path, size)
        self._documents, self._deleted = documents, deleted
        directory, _ = struct.unpack(">qi", self._map[:12])
        if not 12 <= directory < size:
            raise ValueError("it has no directory")
        place = read_plain(self._map[directory:])[f"{name}._stored.col"]
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
def _believed(path: Path) -> Iterator[None]:
    """CorruptIndex, naming the file, for whatever cannot be read as it was written."""
    try:
        yield
    except CorruptIndex:
        raise
    except (
        *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
        *(InvalidArticle, RecursionError, struct.error, zlib.error),
    ) as error:
        raise damaged(path, f"it is not as format version 1 has it: {error}") from None


def _files(facts: dict[str, Any]) -> list[tuple[str, tuple[int, int]]]:
    return [(name, (size, crc)) for name, (size, crc) in facts["files"].items()]


def _matching(pattern: Any, name: str) -> str:
    if not pattern.fullmatch(name):
        raise ValueError(f"it names {name[:80]!r}")
    return name


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


def _described(segment: dict[str, Any]) -> tuple[str, int, frozenset[int]]:
    """The name of a segment, how many documents it has, and which of them are deleted."""
    documents, deleted = segment["_doccount"], segment["_deleted"] or set()
    if type(documents) is not int or not isinstance(deleted, set) or not segment["compound"]:
        raise ValueError("it describes a segment that searchkit never wrote")
    return f"{segment['indexname']}_{segment['segid']}", documents, frozenset(deleted)


def _article(text: str, id: str) -> Article:
    """An article from its JSON, every field of which is text or null."""
    data = json.loads(text)
    fields = [value for name, value in data.items() if name != "candidates"]
    fields += [value for item in data["candidates"] for value in item.values()]
    if any(value is not None and not isinstance(value, str) for value in fields):
        raise ValueError(f"article {id[:80]!r} has a field that is no text")
    json.dumps(fields, ensure_ascii=False).encode()
    article = Article.from_json(data)
    if article.id != id or not id or not _is_text(id):
        raise ValueError(f"article {id[:80]!r} is stored under another id")
    return article


def _is_entry(key: str, value: dict[str, Any]) -> bool:
    """Whether the record of that version may hold this."""
    kind = key.partition("/")[0]
    members = sorted(value)
    if kind == "file":
        return members == _FILE_MEMBERS and _is_file(value)
    if kind == "deleted":
        return members == ["file", "hash"] and _is_text(value["hash"]) and _is_key(value["file"])
    if kind == "override":
        return members == ["file"] and _is_key(value["file"])
    if kind == "base":
        return members == ["absolute", "relative"] and all(map(_is_text, value.values()))
    return kind == "root" and value == {}


def _is_file(value: dict[str, Any]) -> bool:
    return (
        all(type(value[name]) is int and value[name] in _INT64 for name in ("size", "mtime_ns"))
        and _is_text(value["hash"])
        and isinstance(value["racy"], bool)
        and all(
            _is_text(id) and _is_key(claim) and _is_text(hash)
            for id, claim, hash in value["articles"]
        )
        and all(isinstance(path, str) and isinstance(why, str) for path, why in value["rejected"])
    )


def _is_key(value: Any) -> bool:
    return value is None or _is_text(value)


def _is_text(value: Any) -> bool:
    """Whether this is text without control characters that can be encoded."""
    return isinstance(value, str) and min(value, default=" ") >= " " and bool(value.encode() or 1)
