"""One bit of an archive's files flipped, in every part of every kind of file that is read."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from stories import article

from searchkit import Archive
from searchkit.engines.local import writer as writer_module
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import CorruptIndex, IncompatibleIndex

KINDS = {
    "manifest": "manifest-*",
    "segment": "seg-*",
    "deletions": "del-*",
    "record": "rec-*",
    "groups": "grp-*",
}
"""Kinds of files, and which names they have."""
QUERIES = (
    *("river", "mayor bridge", "ferry OR council", '"market mayor"', '"action bridge"~3'),
    *("emb*", "r?ver", "budgat~", "exact:river", "title:harbour", "author:brandt", "url:story"),
    *("river -ferry", "source:AP council", "date:2022-01-05..2022-01-20", ""),
)
REFUSALS = (CorruptIndex, IncompatibleIndex)
_FOOTER = struct.Struct("<QQ")
_FOOTER_BYTES = _HEADER_BYTES = 64
_PAGE = 4_096


def make_archive(index: Path) -> None:
    """An archive of several segments, with deletions and a record in more than one file."""
    rng = random.Random(11)
    with patch.object(writer_module, "plan_merges", return_value=[]):
        for commit in range(3):
            with Archive.open(index, create=True) as archive:
                for number in range(commit * 12, commit * 12 + 14):
                    archive.add(article(rng, number))
                archive.add(article(random.Random(5), 4).with_id(f"copy-{commit}"))
        writer = LocalEngine(index).writer()
        for number in range(400):
            writer.set_entry(f"file/{number}.txt", {"size": number, "hash": f"{number:032x}"})
        writer.commit()
        with Archive.open(index) as archive:
            archive.delete("a3", "a17")
    names = {path.name for path in index.iterdir()}
    assert all(any(Path(name).match(kind) for name in names) for kind in KINDS.values()), names


Answers = list[object]


def questions(index: Path) -> Iterator[Callable[[Archive], object]]:
    """What is asked of an archive."""
    yield from (partial(_search, query=query) for query in QUERIES)
    yield lambda archive: [item.to_json() for item in archive.articles()]
    yield lambda archive: [archive.get(id) for id in ("a1", "a3", "a30", "missing")]
    yield lambda archive: archive.status()
    yield lambda archive: archive.sources()
    yield lambda archive: LocalEngine(index).reader().entry("file/77.txt")
    yield lambda archive: list(LocalEngine(index).reader().entries("file/2"))
    yield lambda archive: list(LocalEngine(index).reader().entries())


def _search(archive: Archive, query: str) -> object:
    found = archive.search(query, match="any", explain=True, limit=4, timeout=None)
    every = archive.search(query, match="any", limit=4, all_copies=True, timeout=None)
    return {**found.to_json(facets=True), "took_ms": 0}, [hit.id for hit in every]


def answers(index: Path) -> Answers:
    """To each question its answer, or the name of the error that refused it."""
    asked = list(questions(index))
    try:
        archive = Archive.open(index, zone="UTC")
    except REFUSALS as error:
        return [type(error).__name__] * len(asked)
    found: Answers = []
    with archive:
        for ask in asked:
            try:
                found.append(ask(archive))
            except REFUSALS as error:
                found.append(type(error).__name__)
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one change to a file."""

    change: str
    refused: int
    wrong: str | None
    """The first thing that differs without a refusal; None if nothing does."""


def outcome(index: Path, right: Answers, change: str) -> Outcome:
    try:
        found = answers(index)
    except Exception as error:  # noqa: BLE001 - any other than the two is a finding
        return Outcome(change, 0, f"{change}: {type(error).__name__}: {error}")
    names = [error.__name__ for error in REFUSALS]
    refused = [answer in names for answer in found]
    wrong = next(
        (
            f"{change}: question {number} has another answer"
            for number, (now, before) in enumerate(zip(found, right, strict=True))
            if now != before and not refused[number]
        ),
        None,
    )
    return Outcome(change, sum(refused), wrong)


def flips(
    index: Path, right: Answers, kind: str, count: int, seed: int = 0, *, at_once: int = 1
) -> Iterator[Outcome]:
    """Flip one bit at a time, or so many of a byte, in each part of the files of a kind in turn."""
    rng = random.Random(f"{kind} {seed}")
    places = [
        (path, part, start, stop)
        for path in newest(index, kind)
        for part, start, stop in parts(path.read_bytes())
    ]
    order: list[tuple[Path, str, int, int]] = []
    for _ in range(count):
        order = order or rng.sample(places, len(places))
        path, part, start, stop = order.pop()
        offset, bits = rng.randrange(start, stop), rng.sample(range(8), at_once)
        data = bytearray(path.read_bytes())
        data[offset] ^= sum(1 << bit for bit in bits)
        with replaced(path, bytes(data)):
            yield outcome(index, right, f"{path.name} {part}: bits {bits} of byte {offset}")


def cuts(index: Path, right: Answers, kind: str) -> Iterator[Outcome]:
    """What comes of files of a kind being spoiled, one at a time."""
    for path, change, left in spoiled(index, kind):
        with replaced(path, left):
            yield outcome(index, right, f"{path.name} {change}")


def spoiled(index: Path, kind: str) -> Iterator[tuple[Path, str, bytes | None]]:
    """Files of a kind cut short, lengthened, emptied, zeroed, mixed up and taken away."""
    for path in newest(index, kind):
        data = path.read_bytes()
        changes: dict[str, bytes | None] = {
            f"cut to {length}": data[:length]
            for length in sorted({1, 40, 100, len(data) // 2, len(data) - 64, len(data) - 1})
            if 0 < length < len(data)
        }
        changes.update({"emptied": b"", "lengthened": data + b"\0", "doubled": data + data})
        changes.update(_zeroed(data))
        changes.update(
            {f"is {other.name}": other.read_bytes() for other in _others(index, path, data)}
        )
        if kind != "manifest":  # Without it, its generation never was.
            changes["missing"] = None
        for change, left in changes.items():
            yield path, change, left


def _zeroed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file with a page of a disk lost, or all of them."""
    for start in {0, len(data) // 2 // _PAGE * _PAGE, (len(data) - 1) // _PAGE * _PAGE}:
        stop = min(start + _PAGE, len(data))
        if any(data[start:stop]):
            yield f"zeroed from {start}", data[:start] + bytes(stop - start) + data[stop:]
    yield "zeroed", bytes(len(data))


def _others(index: Path, path: Path, data: bytes) -> list[Path]:
    """Intact files that may have come into a file's place: each one of another kind, or older."""
    first = {}
    for other in sorted(index.iterdir()):
        kind = other.name.partition("-")[0]
        if other != path and other.name != "lock" and other.read_bytes() != data:
            first.setdefault((kind, kind == path.name.partition("-")[0]), other)
    return list(first.values())


def parts(data: bytes) -> list[tuple[str, int, int]]:
    """(name, start, stop) of the parts of a file; a manifest is all one."""
    if not data.startswith(b"searchkt"):
        return [("whole", 0, len(data))]
    offset, length = _FOOTER.unpack(data[-_FOOTER_BYTES:][: _FOOTER.size])
    directory = json.loads(data[offset : offset + length])
    found = [
        ("header", 0, _HEADER_BYTES),
        ("directory", offset, offset + length),
        ("footer", len(data) - _FOOTER_BYTES, len(data)),
    ]
    for name, place in directory["sections"].items():
        stop = place["offset"] + place["count"] * int(place["dtype"][-1])
        if stop > place["offset"]:
            found.append((name or "checksums", place["offset"], stop))
    return found


@contextmanager
def replaced(path: Path, data: bytes | None) -> Iterator[None]:
    """While it lasts, a file holds other bytes, or is not there. Maps of it stay as they were."""
    whole = path.read_bytes()
    path.unlink()
    try:
        if data is not None:
            path.write_bytes(data)
        yield
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(whole)


def newest(index: Path, kind: str) -> list[Path]:
    """The files of a kind that the newest generation reads."""
    manifest = max(index.glob(KINDS["manifest"]))
    if kind == "manifest":
        return [manifest]
    text = manifest.read_text(encoding="ascii")
    return sorted(path for path in index.glob(KINDS[kind]) if path.name in text)
