"""An archive of version 1 that lies, with checksums that are right, is refused with the file."""

from __future__ import annotations

import json
import pickle
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from kept_archives import unpack

from searchkit import Archive
from searchkit.errors import ArchiveError, CorruptIndex
from searchkit.store import first_segment

TRIALS = 60
HELD = 30
"""Articles, and entries of the record."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "index"
    unpack(1, folder)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    unpack(1, tmp_path / "index")
    return tmp_path / "index"


def manifest(index: Path) -> Path:
    return max(index.glob("manifest-*"))


def facts(index: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(manifest(index).read_bytes().split(b"\n")[0])
    return data


def seal(index: Path, data: dict[str, Any]) -> None:
    line = json.dumps(data).encode()
    manifest(index).write_bytes(line + b"\n%08x\n" % zlib.crc32(line))


def file(index: Path, suffix: str) -> Path:
    """The largest file of a kind."""
    paths = (index / facts(index)["folder"]).glob(f"*{suffix}")
    return max(paths, key=lambda path: path.stat().st_size)


def forge(index: Path, path: Path, data: bytes) -> Path:
    """Put other bytes in the place of a file, with the size and checksum that they have."""
    path.write_bytes(data)
    said = facts(index)
    said["files"][path.name] = [len(data), zlib.crc32(data)]
    seal(index, said)
    return path


def read(index: Path) -> list[str]:
    """All that a rebuild reads of it: ids and keys."""
    with Archive.open(index, stored_only=True) as archive:
        reader = archive._reader
        assert reader is not None
        ids = list(reader.ids())
        assert all(reader.get(id) is not None for id in ids)
        return ids + [key for key, _ in reader.entries()]


# Any bytes


def changed(data: bytes, places: range, rng: random.Random) -> bytes:
    """Some of the bytes at these places are others, or are gone."""
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 6))):
        place = rng.choice(places)
        raw[place] = rng.choice((rng.randrange(256), raw[place] ^ 1 << rng.randrange(8), 255))
    if rng.random() < 0.15:
        start = rng.choice(places)
        del raw[start : start + rng.randrange(1, 50)]
    return bytes(raw)


def directory_of(data: bytes) -> range:
    return range(struct.unpack(">q", data[:8])[0], len(data))


def stored_of(data: bytes) -> range:
    """Where a segment's stored documents and their lengths are."""
    entries = pickle.loads(data[directory_of(data).start :])
    (place,) = [place for name, place in entries.items() if "_stored" in name]
    return range(place["offset"], place["offset"] + place["length"])


PLACES: list[tuple[str, Callable[[bytes], range]]] = [
    (".toc", lambda data: range(len(data))),
    (".toc", lambda data: range(data.rindex(b"\x80\x05"), len(data))),
    (".seg", lambda data: range(12)),
    (".seg", directory_of),
    (".seg", stored_of),
    (".seg", lambda data: stored_of(data)[-40:]),
    ("record.json", lambda data: range(len(data))),
]


def is_refused(index: Path) -> bool:
    """Whether it is, naming a file; anything else that comes of it is raised."""
    try:
        read(index)
    except CorruptIndex as error:
        path = error.path
    else:
        return False
    assert path is not None
    assert Path(path).exists()
    return True


@pytest.mark.parametrize(("suffix", "where"), PLACES)
def test_changed_bytes_are_read_or_refused(whole: Path, suffix: str, where: Any) -> None:
    """A schema, and lengths of words, may be anything: nobody reads them."""
    path = file(whole, suffix)
    before, said = path.read_bytes(), facts(whole)
    places, rng = where(before), random.Random(suffix)
    refused = 0
    try:
        for _ in range(TRIALS):
            forge(whole, path, changed(before, places, rng))
            refused += is_refused(whole)
    finally:
        forge(whole, path, before)
        seal(whole, said)
    assert refused > 0
    assert len(read(whole)) == HELD


@pytest.mark.parametrize("name", ["folder", "files", "documents"])
@pytest.mark.parametrize("value", [None, 7, "..", [], {"../../etc/passwd": [1, 1]}, {"a.seg": 5}])
def test_a_manifest_that_names_other_things_is_refused(index: Path, name: str, value: Any) -> None:
    seal(index, {**facts(index), name: value})
    with pytest.raises(CorruptIndex) as error:
        read(index)
    assert error.value.path == str(manifest(index))


@pytest.mark.parametrize("version", [None, "1", 1.5, True, 0, -1, [1], {}])
def test_a_version_that_is_none_is_refused(index: Path, version: Any) -> None:
    seal(index, {**facts(index), "format_version": version})
    with pytest.raises(ArchiveError):
        Archive.open(index)


# Documents that no version 1 wrote


def rewritten(index: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Change the stored documents of the largest segment."""
    path = file(index, ".seg")
    data = path.read_bytes()
    directory = directory_of(data)
    entries = pickle.loads(data[directory.start :])
    (name,) = [name for name in entries if "_stored" in name]
    documents = list(documents_of(data))
    for document in documents:
        change(document)
    packed = [zlib.compress(pickle.dumps(document, 2)) for document in documents]
    lengths = struct.pack(f">{len(packed)}i", *map(len, packed))
    column = b"".join(packed) + lengths + b"i"
    entries[name] = {"offset": 12, "length": len(column)}
    head = struct.pack(">qi", 12 + len(column), 0)
    return forge(index, path, head + column + pickle.dumps(entries))


def documents_of(data: bytes) -> Iterator[dict[str, Any]]:
    place = stored_of(data)
    at = place.start
    while at < place.stop and data[at] == 0x78:
        unpacker = zlib.decompressobj()
        yield pickle.loads(unpacker.decompress(data[at : place.stop]))
        at = place.stop - len(unpacker.unused_data)


def edit(**fields: Any) -> Callable[[dict[str, Any]], object]:
    """A change of each article's JSON."""

    def change(document: dict[str, Any]) -> None:
        article = {**json.loads(document["article"]), **fields}
        document["article"] = json.dumps(article)

    return change


def test_documents_that_are_put_together_again_read_as_before(index: Path) -> None:
    rewritten(index, lambda document: None)
    assert len(read(index)) == HELD


@pytest.mark.parametrize(
    "change",
    [
        edit(title=7),
        edit(title_basis={"a": 1}),
        edit(body="\ud800"),
        edit(url_basis="\ud800"),
        edit(published="the day before yesterday"),
        edit(candidates=[{"field": "title", "value": 5, "basis": "meta"}]),
        edit(candidates=[{"field": "title"}]),
        edit(candidates=None),
        edit(id="another"),
        lambda document: document.update(article="[" * 100_000),
        lambda document: document.update(article="null"),
        lambda document: document.pop("article"),
        lambda document: document.update(id="same"),
        lambda document: document.update(id=["a"]),
        lambda document: document.update(id="\x1f", article=json.dumps({"id": "\x1f"})),
    ],
)
def test_documents_that_are_no_articles_are_refused(index: Path, change: Any) -> None:
    path = rewritten(index, change)
    with pytest.raises(CorruptIndex) as error:
        read(index)
    assert error.value.path == str(path)


def test_documents_that_unpack_to_too_much_are_refused(index: Path) -> None:
    tight = patch.object(first_segment, "_STORED_BYTES", 300)
    with tight, pytest.raises(CorruptIndex, match="is cut off, or too long"):
        read(index)


def test_offsets_behind_the_lengths_are_passed_over(index: Path) -> None:
    """As Whoosh writes them for more than 32,768 documents."""
    path = rewritten(index, lambda document: None)
    data = path.read_bytes()
    entries = pickle.loads(data[directory_of(data).start :])
    (name,) = [name for name in entries if "_stored" in name]
    end = entries[name]["offset"] + entries[name]["length"]
    column = data[12 : end - 1] + bytes(4 * 18) + b"iIX"
    entries[name] = {"offset": 12, "length": len(column)}
    head = struct.pack(">qi", 12 + len(column), 0)
    forge(index, path, head + column + pickle.dumps(entries))
    assert len(read(index)) == HELD


# The record


@pytest.mark.parametrize(
    "entry",
    [
        {"base": {"relative": ".."}},
        {"base": {"relative": "..", "absolute": "a\0b"}},
        {"root/documents": {"depth": 1}},
        {"deleted/a": {"hash": 1, "file": None}},
        {"deleted/\0": {"hash": "", "file": None}},
        {"deleted/\ud800": {"hash": "", "file": None}},
        {"deleted/a": ["file", "hash"]},
        {"override/a": {"file": 1}},
        {"version/a": {}},
        {"file/a": {}},
        {"file/a": None},
    ],
)
def test_entries_that_no_record_has_are_refused(index: Path, entry: dict[str, Any]) -> None:
    path = file(index, "record.json")
    record = json.loads(path.read_bytes())
    forge(index, path, json.dumps({**record, **entry}).encode())
    with pytest.raises(CorruptIndex) as error:
        read(index)
    assert error.value.path == str(path)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("size", 1 << 70),
        ("size", True),
        ("mtime_ns", "0"),
        ("hash", None),
        ("racy", 1),
        ("articles", 3),
        ("articles", [["a", None]]),
        ("articles", [["a", 7, "h"]]),
        ("articles", [["\ud800", None, "h"]]),
        ("rejected", [["a", 1]]),
    ],
)
def test_files_that_no_record_has_are_refused(index: Path, member: str, value: Any) -> None:
    path = file(index, "record.json")
    record = json.loads(path.read_bytes())
    record["file/documents/page.html"][member] = value
    forge(index, path, json.dumps(record).encode())
    with pytest.raises(CorruptIndex, match=r"its entry 'file/documents/page\.html'|not as format"):
        read(index)


@pytest.mark.parametrize("text", [b"", b"[]", b"7", b"[" * 100_000, b"\xff", b'{"base": []}'])
def test_a_record_that_is_none_is_refused(index: Path, text: bytes) -> None:
    path = forge(index, file(index, "record.json"), text)
    with pytest.raises(CorruptIndex) as error:
        read(index)
    assert error.value.path == str(path)
