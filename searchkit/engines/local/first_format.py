"""Format version 1: reads the articles and the record of an archive of the first days.

Each generation was a folder with a stock Whoosh index (`searchkit/store/first_segment.py`) and
`record.json`, the record as one JSON object of key to value; the manifest names the folder, and
each file in it with its size and CRC-32. A document's "article" is the article as JSON, "id" its
id.

Hashes of content were others then. They are worked out anew for the articles that are there; a
deleted one is only known again while the file it came from has the bytes it had. All of this can go
when nobody has such an archive any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.ingest.ids import content_hash
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Article
from searchkit.store.commit import problem_of
from searchkit.store.first_segment import FirstSegment, believed, read_toc, spoiled

_FOLDER = lazy_pattern(r"gen-[0-9a-f]{16}")
_FILE = lazy_pattern(r"_MAIN_\d{1,12}\.toc|MAIN_[0-9a-z]{16}\.seg|record\.json")
_INT64 = range(-(1 << 63), 1 << 63)
_FILE_MEMBERS = ["articles", "hash", "mtime_ns", "racy", "rejected", "size"]


class _Place(NamedTuple):
    segment: FirstSegment
    docnum: int


class FirstFormat:
    """One generation of format version 1, all whose files are what its manifest says.

    Raises CorruptIndex, naming the file, wherever something is not as that version wrote it.
    """

    def __init__(self, manifest: Path, facts: dict[str, Any]) -> None:
        self.path = manifest
        with believed(manifest):
            self._folder = manifest.parent / _matching(_FOLDER, facts["folder"])
            self._sizes = {_matching(_FILE, name): size for name, (size, _) in _files(facts)}
            self._documents = facts["documents"]
            for name, (size, crc) in _files(facts):
                if problem := problem_of(self._folder / name, size, crc):
                    raise spoiled(self._folder / name, problem)

    @cached_property
    def record(self) -> dict[str, Any]:
        path = self._file("record.json")
        with believed(path):
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
        with believed(place.segment.path):
            return _article(place.segment.stored(place.docnum)["article"], id)

    @cached_property
    def _places(self) -> dict[str, _Place]:
        """Where the articles that are not deleted are, by their ids."""
        found: dict[str, _Place] = {}
        for segment in self._segments():
            with believed(segment.path):
                for docnum in segment.live():
                    id = segment.stored(docnum)["id"]
                    if not isinstance(id, str) or id in found:
                        raise ValueError("it has an article without an id of its own")
                    found[id] = _Place(segment, docnum)
        if len(found) != self._documents:
            raise spoiled(self.path, f"{len(found)} articles are there, not {self._documents}")
        return found

    def _segments(self) -> Iterator[FirstSegment]:
        path = self._file(next((name for name in self._sizes if name.endswith(".toc")), "its .toc"))
        for facts in read_toc(path):
            file = self._file(f"{facts.name}.seg")
            with believed(file):
                segment = FirstSegment(file, self._sizes[file.name], facts)
            yield segment

    def _file(self, name: str) -> Path:
        if name not in self._sizes:
            raise spoiled(self.path, f"it does not name {name}")
        return self._folder / name


def _files(facts: dict[str, Any]) -> list[tuple[str, tuple[int, int]]]:
    return [(name, (size, crc)) for name, (size, crc) in facts["files"].items()]


def _matching(pattern: Any, name: str) -> str:
    if not pattern.fullmatch(name):
        raise ValueError(f"it names {name[:80]!r}")
    return name


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
