"""A damaged archive is made whole of what can still be read, and what cannot is named."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from bit_flips import newest, parts
from protections import left_out
from repairs import repair_flipped
from stories import article

from searchkit import Archive, ArchiveLocked, ArchiveNotFound, RepairReport
from searchkit.cli.main import main
from searchkit.engines.local import writer as writer_module
from searchkit.store.manifest import generations, manifest_name

FILED = [f"f{number}" for number in range(20)]
"""Ids of articles that files hold; the others came through the API."""
DELETED = ("a3", "a17", "f2")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents/ and an index of several segments, with deletions."""
    folder = tmp_path_factory.mktemp("repair")
    (folder / "documents").mkdir()
    rng = random.Random(5)
    for number, id in enumerate(FILED):
        text = json.dumps({**article(rng, number).to_json(), "id": id})
        (folder / "documents" / f"{id}.jsonl").write_text(text + "\n", encoding="utf-8")
    with (
        patch.object(writer_module, "plan_merges", return_value=[]),
        Archive.open(folder / "index", create=True) as archive,
    ):
        archive.ingest(folder / "documents", jobs=1)
        for first in (0, 14, 28):
            archive.add_all(article(rng, number) for number in range(first, first + 14))
            archive.commit()
        archive.add(article(rng, 20))  # replaces the one of an earlier segment
        archive.delete(*DELETED)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "copy", copy_function=shutil.copy2)
    return tmp_path / "copy"


def contents(index: Path) -> dict[str, object]:
    with Archive.open(index) as archive:
        return {item.id: item.to_json() for item in archive.articles()}


def repaired(index: Path) -> RepairReport:
    report = Archive.repair(index)
    with Archive.open(index) as archive:
        assert archive.check().ok
        assert archive.status().documents == report.documents
    return report


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x10
    path.write_bytes(bytes(data))


def test_a_whole_archive_is_as_it_was(folder: Path) -> None:
    before = contents(folder / "index")
    report = repaired(folder / "index")
    assert report.lossless
    assert report.damage == ()
    assert contents(folder / "index") == before


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_a_flipped_bit_costs_at_most_the_articles_it_is_in(folder: Path, place: int) -> None:
    """In any part of any segment: what is left is as it was, what is lost is named."""
    index = folder / "index"
    before = contents(index)
    places = [
        (path, name, start, stop)
        for path in newest(index, "segment")
        for name, start, stop in parts(path.read_bytes())
    ]
    path, name, start, stop = random.Random(place).choice(places)
    flip(path, (start + stop) // 2)
    report = repaired(index)
    after = contents(index)
    assert [damage.path for damage in report.damage] == [str(path)] * len(report.damage) != []
    assert after.items() <= before.items()
    assert len(before) - len(after) == len(report.lost) + report.unnamed
    assert set(report.lost) <= before.keys() - after.keys()
    if not name.startswith(("stored", "header", "directory", "footer", "checksums")):
        assert report.lossless


def test_a_repair_that_believes_all_it_reads_is_noticed(tmp_path: Path) -> None:
    assert not any(found.reason for found in repair_flipped(tmp_path / "right", 5))
    with left_out("checksums"):
        wrong = repair_flipped(tmp_path / "wrong", 200, section="stored.frames")
        assert any(found.reason for found in wrong)


def test_what_files_held_comes_back_with_the_next_ingest(folder: Path) -> None:
    index = folder / "index"
    before = contents(index)
    for path in newest(index, "segment"):
        if FILED[0].encode() in path.read_bytes():
            path.unlink()
    report = repaired(index)
    assert not report.lossless
    assert report.files == len(FILED) - 1  # one was deleted on purpose, and stays so
    with Archive.open(index) as archive:
        again = archive.ingest(folder / "documents", jobs=1)
    assert again.added == len(FILED) - 1
    after = contents(index)
    assert "f2" not in after
    assert all(after[id] == before[id] for id in FILED if id != "f2")


@pytest.mark.parametrize("kind", ["manifest", "deletions", "record"])
@pytest.mark.parametrize("change", ["flip", "empty", "missing"])
def test_other_files_cost_no_article(folder: Path, kind: str, change: str) -> None:
    index = folder / "index"
    before = contents(index)
    for path in newest(index, kind):
        if change == "flip":
            flip(path, path.stat().st_size // 2)
        elif change == "empty":
            path.write_bytes(b"")
        elif kind != "manifest":
            path.unlink()
    report = repaired(index)
    after = contents(index)
    assert report.lossless
    assert before.items() <= after.items()
    # Without the deletions' file, those that were replaced or deleted are told by the record.
    assert not set(DELETED) & after.keys() or kind == "record"


def test_without_any_manifest_every_segment_is_read(folder: Path) -> None:
    index = folder / "index"
    before = contents(index)
    for number in generations(index):
        (index / manifest_name(number)).unlink()
    report = repaired(index)
    assert report.lossless
    assert before.items() <= contents(index).items()


def test_ids_stay_when_the_record_was_lost(folder: Path) -> None:
    index = folder / "index"
    before = contents(index)
    for path in newest(index, "record"):
        path.unlink()
    repaired(index)
    with Archive.open(index) as archive:
        archive.ingest(folder / "documents", jobs=1)
    assert contents(index).keys() - set(DELETED) == before.keys()


def test_a_repair_needs_the_lock_and_an_archive(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound):
        Archive.repair(tmp_path / "nothing")
    with Archive.open(folder / "index") as archive:
        archive.delete("a1")
        with pytest.raises(ArchiveLocked):
            Archive.repair(folder / "index")


def test_the_command_says_what_was_saved_and_lost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = folder / "index"
    assert main(["--index", str(index), "check", "--repair"]) == 0
    assert "no damage" in capsys.readouterr().out
    (path, *_) = newest(index, "segment")
    path.unlink()
    assert main(["--index", str(index), "check", "--repair"]) == 1
    out = capsys.readouterr().out
    assert f"damaged {path}" in out
    assert "lost" in out
    assert "searchkit ingest" in out
    assert main(["--index", str(index), "check"]) == 0
