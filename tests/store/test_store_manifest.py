"""The manifest: what is written is read, and anything else is told apart by kind."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from searchkit.errors import ArchiveError, ArchiveNotFound, CorruptIndex, IncompatibleIndex
from searchkit.store.container import FORMAT_VERSION
from searchkit.store.manifest import (
    Manifest,
    SegmentEntry,
    generations,
    is_file_name,
    manifest_name,
    read_manifest,
    read_newest,
)

SEGMENTS = ("seg-0123456789abcdef.sk", "seg-0000000000000001.sk")
DELETIONS, RECORD = "del-0123456789abcdef.sk", "rec-0123456789abcdef.sk"
MANIFEST = Manifest(
    generation=7,
    index_id="0123",
    files={SEGMENTS[0]: (300, 12345), SEGMENTS[1]: (9, 1), DELETIONS: (3, 0), RECORD: (1, 2)},
    segments=(SegmentEntry(SEGMENTS[0], 3, 2), SegmentEntry(SEGMENTS[1], 1, 1)),
    deletions=DELETIONS,
    records=(RECORD,),
    analyzer="news-1 snowball-3.0",
    documents=3,
    undated=1,
    languages={"": 1, "en": 2},
    fallback_language="en",
)


def write(index: Path, manifest: Manifest, number: int | None = None) -> Path:
    path = index / manifest_name(manifest.generation if number is None else number)
    path.write_bytes(manifest.dump())
    return path


def write_signed(index: Path, data: Any, number: int = 7) -> Path:
    line = json.dumps(data).encode()
    path = index / manifest_name(number)
    path.write_bytes(line + b"\n%08x\n" % zlib.crc32(line))
    return path


def as_json(manifest: Manifest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(manifest.dump().split(b"\n")[0])
    return data


def test_a_manifest_reads_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path, MANIFEST)
    assert read_newest(tmp_path) == MANIFEST


def test_a_manifest_is_ascii() -> None:
    assert MANIFEST.dump().isascii()


def test_a_generations_bytes_are_those_of_its_files() -> None:
    assert MANIFEST.total_bytes == 313
    assert Manifest().total_bytes == 0


def test_the_highest_number_is_the_newest_whatever_its_width(tmp_path: Path) -> None:
    for number in (2, 10, 123_456_789):
        write(tmp_path, Manifest(generation=number))
    (tmp_path / "manifest-").write_bytes(b"")
    (tmp_path / "manifest-11.bak").write_bytes(b"")
    (tmp_path / "pending-99").write_bytes(b"")
    assert generations(tmp_path) == [123_456_789, 10, 2]
    assert read_newest(tmp_path).generation == 123_456_789


@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_a_folder_without_manifests_holds_no_archive(tmp_path: Path, kind: str) -> None:
    index = tmp_path / "index"
    if kind == "empty":
        index.mkdir()
    elif kind == "file":
        index.write_text("not a folder")
    assert generations(index) == []
    with pytest.raises(ArchiveNotFound, match="searchkit ingest"):
        read_newest(index)


def test_every_flipped_bit_is_damage_and_never_another_manifest(tmp_path: Path) -> None:
    path = write(tmp_path, MANIFEST)
    whole = path.read_bytes()
    for offset in range(len(whole)):
        for bit in range(8):
            data = bytearray(whole)
            data[offset] ^= 1 << bit
            path.write_bytes(data)
            with suppress(CorruptIndex):  # zeros in front of the checksum may become spaces
                assert read_newest(tmp_path) == MANIFEST, (offset, bit)


@pytest.mark.parametrize("length", [0, 1, 50, -1])
def test_a_manifest_cut_short_is_damaged(tmp_path: Path, length: int) -> None:
    path = write(tmp_path, MANIFEST)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(CorruptIndex, match="is damaged") as error:
        read_newest(tmp_path)
    assert error.value.path == str(path)


def test_a_damaged_newest_manifest_does_not_fall_back_to_the_one_before(tmp_path: Path) -> None:
    write(tmp_path, MANIFEST)
    path = write(tmp_path, Manifest(generation=8))
    path.write_bytes(b"nonsense")
    with pytest.raises(CorruptIndex, match="manifest-00000008"):
        read_newest(tmp_path)


def test_a_newer_format_version_says_which_and_what_to_do(tmp_path: Path) -> None:
    newer = as_json(MANIFEST) | {"format_version": FORMAT_VERSION + 1, "something": "new"}
    write_signed(tmp_path, newer)
    with pytest.raises(IncompatibleIndex, match=f"version {FORMAT_VERSION + 1}.*install"):
        read_newest(tmp_path)


def test_an_archive_of_the_first_format_is_to_be_rebuilt(tmp_path: Path) -> None:
    write_signed(tmp_path, {"format_version": 1, "folder": "gen-0", "generation": 7})
    with pytest.raises(IncompatibleIndex, match=r"version 1.*`searchkit rebuild`, which takes"):
        read_newest(tmp_path)


def test_a_manifest_under_another_number_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path, MANIFEST, number=8)
    with pytest.raises(CorruptIndex, match="generation 7"):
        read_manifest(path, 8)


def _without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: {key: value for key, value in data.items() if key != name}


def _with(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data | changes


def _renamed(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: (
        data
        | {
            "deletions": name,
            "files": {name: [3, 0]}
            | {key: value for key, value in data["files"].items() if key != DELETIONS},
        }
    )


@pytest.mark.parametrize(
    "change",
    [
        _without("files"),
        _without("fallback_language"),
        _with(surplus=1),
        _with(files=[1, 2]),
        _with(files={SEGMENTS[0]: 3}),
        _with(files={}),
        _with(files={**as_json(MANIFEST)["files"], SEGMENTS[0]: [None, 12345]}),
        _with(files={**as_json(MANIFEST)["files"], SEGMENTS[0]: [300, True]}),
        _with(files={**as_json(MANIFEST)["files"], SEGMENTS[0]: [-300, 12345]}),
        _with(undated=None),
        _with(languages={"": None, "en": 2}),
        _with(analyzer=[]),
        _with(index_id=None),
        _with(fallback_language=3),
        _with(segments=[]),
        _with(segments=[[SEGMENTS[0], 3, 2]]),
        _with(segments=[[SEGMENTS[0], 1, 2], [SEGMENTS[1], 1, 1]]),
        _with(segments=[[SEGMENTS[0], 3, 2], [SEGMENTS[0], 1, 1]]),
        _with(segments=[[SEGMENTS[0], "3", 2], [SEGMENTS[1], 1, 1]]),
        _with(deletions=None),
        _with(records=[]),
        _with(records=[RECORD, RECORD]),
        _with(documents=4),
        _renamed("../del-0123456789abcdef.sk"),
        _renamed("lock"),
        lambda data: [data],
        lambda data: None,
    ],
)
def test_a_signed_line_that_is_no_manifest_is_damaged(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    path = write_signed(tmp_path, change(as_json(MANIFEST)))
    with pytest.raises(CorruptIndex):
        read_manifest(path, 7)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (SEGMENTS[0], True),
        (DELETIONS, True),
        (RECORD, True),
        ("seg-0123.sk", False),
        ("seg-0123456789ABCDEF.sk", False),
        ("a-seg-0123456789abcdef.sk", False),
        ("seg-0123456789abcdef.sk\n", False),
        ("lock", False),
    ],
)
def test_files_of_an_archive_are_known_by_their_names(name: str, ours: bool) -> None:
    assert is_file_name(name) is ours


def test_a_manifest_that_cannot_be_read_is_an_error_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / manifest_name(1)).mkdir()
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_newest(tmp_path)


def test_a_manifest_replaced_while_it_is_looked_up_gives_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write(tmp_path, MANIFEST)
    read_bytes = Path.read_bytes

    def reading_late(path: Path) -> bytes:
        if path == old and old.exists():
            write(tmp_path, Manifest(generation=8))
            old.unlink()
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", reading_late)
    assert read_newest(tmp_path).generation == 8
