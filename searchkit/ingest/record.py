"""What an archive remembers of its files, committed with the index: one small entry each.

    base           {"relative": "..", "absolute": "/home/me"}: what keys are relative to, as seen
                   from the index folder and as an absolute path
    root/KEY       {}: a path that was ingested
    file/KEY       {"size", "mtime_ns", "hash", "racy", "articles", "rejected", "using"}: one file
    deleted/ID     {"hash", "file"}: a deleted article's content, and the file that holds it
    version/…      what an article said before (`searchkit.sync.versions`)
    override/ID    {"file"}: an article stored through the API in the place of one that this file
                   holds, or any file if null

`articles` holds [id, claim, content hash] for each article, the claim null where it is the id; of
a file with many, it is their number, and `file_rows.py` says where they are.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from searchkit.ingest.file_rows import (
    Pieces,
    Row,
    RowsWriter,
    piece_names,
    rows_of,
    rows_to_json,
)
from searchkit.ingest.keys import covers, escape, is_above, key_of, path_of, unescape
from searchkit.model import Rejected


class Entries(Protocol):
    """The part of an engine's reader or writer that gives the record."""

    def entry(self, key: str) -> Any | None: ...

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]: ...

    def outlines(self, prefix: str) -> Iterator[tuple[list[str], tuple[array[int], ...]]]:
        """Keys without the prefix; of each member of the values, by name, a number or length."""


class MutableEntries(Entries, Protocol):
    """The part of an engine's writer that keeps the record."""

    def set_entry(self, key: str, value: Any | None) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file as it was last read.

    `racy` says that the file was so young that it may have changed without its time moving, or
    was not read to its end: size and time prove nothing, and its bytes are compared. `using` is
    the digest of the rules it was read with, 0 for none.
    """

    size: int
    mtime_ns: int
    hash: str
    racy: bool = False
    articles: Sequence[Row] = ()
    rejected: tuple[Rejected, ...] = ()
    using: int = 0

    def matches(self, size: int, mtime_ns: int) -> bool:
        return not self.racy and self.size == size and self.mtime_ns == mtime_ns

    def to_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "mtime_ns": self.mtime_ns,
            "hash": self.hash,
            "racy": self.racy,
            "articles": (
                len(self.articles)
                if isinstance(self.articles, Pieces)
                else rows_to_json(self.articles)
            ),
            "rejected": [[item.path, item.reason] for item in self.rejected],
            "using": self.using,
        }

    @classmethod
    def from_json(
        cls, data: dict[str, Any], key: str = "", entry: Callable[[str], Any] | None = None
    ) -> FileRecord:
        """The inverse of `to_json`; `entry` gives the entries of the record."""
        articles = data["articles"]
        if isinstance(articles, int):
            assert entry is not None
            rows: Sequence[Row] = Pieces(entry, key, articles)
        else:
            rows = tuple(rows_of(articles))
        return cls(
            size=data["size"],
            mtime_ns=data["mtime_ns"],
            hash=data["hash"],
            racy=data["racy"],
            articles=rows,
            rejected=tuple(Rejected(path, reason) for path, reason in data["rejected"]),
            using=data.get("using", 0),
        )


class Files(NamedTuple):
    """Files that follow each other in the record, each a place in every column (type "q")."""

    keys: list[str]
    sizes: array[int]
    times: array[int]
    articles: array[int]
    """How many each holds."""
    racy: array[int]
    rejected: array[int]
    using: array[int]

    def part(self, places: slice) -> Files:
        return Files(
            self.keys[places],
            self.sizes[places],
            self.times[places],
            self.articles[places],
            self.racy[places],
            self.rejected[places],
            self.using[places],
        )


# A member may only be added behind the others: entries of older archives end in zeros.
_MEMBERS = sorted(FileRecord(size=0, mtime_ns=0, hash="").to_json())


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A deleted article: its content's hash, and the key of the file that holds it, if known."""

    hash: str
    file: str | None


class Record:
    """The record, read through typed methods."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def base(self, index: Path) -> str | None:
        """The folder that keys are relative to, or None before the first ingestion.

        Documents that moved together with the index are found from the index, documents that
        stayed where they were by their absolute path.
        """
        value = self._entries.entry("base")
        if value is None:
            return None
        relative = os.path.realpath(path_of(value["relative"], os.path.realpath(index)))
        absolute = os.path.realpath(unescape(value["absolute"]))
        roots = list(self.roots())
        for base in (relative, absolute):
            if any(os.path.lexists(path_of(root, base)) for root in roots):
                return base
        return relative

    def roots(self) -> Iterator[str]:
        for key, _ in self._entries.entries("root/"):
            yield key.removeprefix("root/")

    def file(self, key: str) -> FileRecord | None:
        data = self._entries.entry(f"file/{key}")
        return None if data is None else self._file(key, data)

    def these(self, keys: Iterable[str]) -> Iterator[tuple[str, FileRecord]]:
        """The files of some keys, as far as there are any."""
        for key in keys:
            if (file := self.file(key)) is not None:
                yield key, file

    def files(self, root: str, *, but: Collection[str] = ()) -> Iterator[tuple[str, FileRecord]]:
        """The files at or below a root, by key, leaving out those of the keys `but`."""
        for name, data in self._entries.entries(_prefix(root)):
            key = name.removeprefix("file/")
            if key not in but and covers(root, key):
                yield key, self._file(key, data)

    def outlines(self, above: str) -> Iterator[Files]:
        """The files whose keys begin with `above`, by key; the keys are without it."""
        for keys, numbers in self._entries.outlines(f"file/{above}"):
            nothing = array("q", bytes(8 * len(keys)))
            column = dict(zip_longest(_MEMBERS, numbers, fillvalue=nothing))
            yield Files(
                keys,
                column["size"],
                column["mtime_ns"],
                column["articles"],
                column["racy"],
                column["rejected"],
                column["using"],
            )

    def holders(self, ids: Collection[str]) -> Iterator[str]:
        """The keys of the files that hold articles of these ids. Reads the record of every file."""
        for name, data in self._entries.entries("file/"):
            key = name.removeprefix("file/")
            if any(row.id in ids for row in self._file(key, data).articles):
                yield key

    def _file(self, key: str, data: dict[str, Any]) -> FileRecord:
        return FileRecord.from_json(data, key, self._entries.entry)

    def holds_articles(self, root: str) -> bool:
        return any(len(file.articles) for _, file in self.files(root))

    def tombstone(self, id: str) -> Tombstone | None:
        data = self._entries.entry(f"deleted/{id}")
        return None if data is None else Tombstone(data["hash"], data["file"])

    def tombstones(self) -> dict[str, Tombstone]:
        return {
            key.removeprefix("deleted/"): Tombstone(data["hash"], data["file"])
            for key, data in self._entries.entries("deleted/")
        }

    def override(self, id: str) -> str | None:
        """The file whose article of this id was replaced, where it is known."""
        data = self._entries.entry(f"override/{id}")
        return None if data is None else data["file"]

    def overrides(self) -> dict[str, str | None]:
        return {
            key.removeprefix("override/"): data["file"]
            for key, data in self._entries.entries("override/")
        }


class MutableRecord(Record):
    """The record of a generation that is being written."""

    def __init__(self, entries: MutableEntries) -> None:
        super().__init__(entries)
        self._set = entries.set_entry

    def set_base(self, base: str, index: Path) -> None:
        value = {"relative": key_of(base, os.path.realpath(index)), "absolute": escape(base)}
        if self._entries.entry("base") != value:
            self._set("base", value)

    def add_root(self, key: str) -> None:
        """Remember an ingested path; one below another visible one needs no entry of its own."""
        roots = list(self.roots())
        if any(_reads(root, key) for root in roots):
            return
        for root in roots:
            if _reads(key, root):
                self._set(f"root/{root}", None)
        self._set(f"root/{key}", {})

    def rows(self, key: str) -> RowsWriter:
        """Where the rows of a file are put, before its record is set."""
        return RowsWriter(key, self._set)

    def finish_rows(self, rows: RowsWriter, previous: FileRecord | None) -> Sequence[Row]:
        """The rows of a file for its record, in the place of those of the previous one."""
        return rows.finish(self._entries.entry, len(previous.articles) if previous else 0)

    def remove_file(self, key: str, record: FileRecord) -> None:
        for name in piece_names(key, len(record.articles)):
            self._set(name, None)
        self._set(f"file/{key}", None)

    def set_file(self, key: str, record: FileRecord | None) -> None:
        self._set(f"file/{key}", None if record is None else record.to_json())

    def set_tombstone(self, id: str, tombstone: Tombstone | None) -> None:
        value = None
        if tombstone is not None:
            value = {"hash": tombstone.hash, "file": tombstone.file}
        self._set(f"deleted/{id}", value)

    def set_override(self, id: str, file: str | None) -> None:
        self._set(f"override/{id}", {"file": file})

    def clear_override(self, id: str) -> None:
        if self._entries.entry(f"override/{id}") is not None:
            self._set(f"override/{id}", None)


def _prefix(root: str) -> str:
    """The longest prefix that all entries of files below a root share."""
    return "file/" if is_above(root) else f"file/{root}"


def _reads(root: str, key: str) -> bool:
    """Whether a walk over `root` comes by `key`, or would if it were there."""
    if key == root or not covers(root, key):
        return key == root
    rest = key.removeprefix(root + "/")
    return not any(part.startswith(".") and part != ".." for part in rest.split("/"))
