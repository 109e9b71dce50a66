"""An archive of format version 1 is not searched any more, and rebuilding takes all of it over."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from kept_archives import KEPT, unpack, write_documents

from searchkit import Archive, Article
from searchkit.cli.main import TASKS, main
from searchkit.engines.local import earlier
from searchkit.errors import CorruptIndex, IncompatibleIndex
from searchkit.store import durable
from searchkit.store.container import FORMAT_VERSION
from searchkit.store.manifest import REBUILT

REMEDY = r"format version 1; .* run `searchkit rebuild`, which takes its articles over"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    unpack(1, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    write_documents(tmp_path / "documents")
    return tmp_path / "documents"


@pytest.fixture(scope="module")
def kept() -> list[Article]:
    """Fields that came later are unknown."""
    data = json.loads(gzip.decompress((KEPT / "version-1.json.gz").read_bytes()))
    return [Article.from_json(article) for article in data]


def rebuilt(index: Path, **options: Any) -> Any:
    with Archive.open(index, stored_only=True) as archive:
        return archive.rebuild(jobs=1, **options)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; the lock says who held it last."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# Taken over


@pytest.mark.parametrize("stored", [True, False])
def test_rebuilding_takes_every_article_over(index, documents, kept, stored):
    report = rebuilt(index, stored=stored)
    assert (report.unchanged, report.documents) == (len(kept), len(kept))
    assert report.added == report.updated == report.removed == 0
    with Archive.open(index) as archive:
        assert list(archive.articles()) == kept
        assert archive.status().format_version == FORMAT_VERSION
        assert archive.check().ok
        assert [hit.id for hit in archive.search("strike")] == ["3e3297f12bd850a9"]


def test_what_it_knew_of_files_is_taken_over(index, documents):
    rebuilt(index, stored=True)
    (documents / "page.html").unlink()
    with Archive.open(index) as archive:
        report = archive.ingest(documents)
        assert (report.added, report.removed, len(report.rejected)) == (0, 1, 1)
        assert archive.get("x2") is None, "it was deleted"
        assert archive.get("x3").title == "By hand"


def test_files_are_read_again_unless_only_the_stored_articles_are_wanted(index, documents):
    changed = (documents / "strike.txt").read_text().replace("Monday", "Tuesday")
    (documents / "strike.txt").write_text(changed)
    assert rebuilt(index).updated == 1
    with Archive.open(index) as archive:
        assert "Tuesday" in archive.get("3e3297f12bd850a9").body


def test_a_changed_file_keeps_the_articles_of_it_that_are_the_same(index, documents):
    rebuilt(index, stored=True)
    with (documents / "export.jsonl").open("a") as file:
        file.write(json.dumps({"id": "x4", "title": "Export 4", "body": "The market rose."}) + "\n")
    with Archive.open(index) as archive:
        report = archive.ingest(documents)
        assert archive.versions("x1") == ()
    assert report.updated == 2, "two files were touched, and the first of the export is the same"


def test_nothing_of_the_old_archive_is_left(index):
    rebuilt(index, stored=True)
    assert [path.name for path in index.iterdir() if path.is_dir()] == []
    assert [path.name for path in index.glob("manifest-*")] == ["manifest-00000005"]


@pytest.mark.parametrize("call", ["write", "sync", "rename", "sync_folder"])
def test_whatever_fails_before_the_commit_leaves_the_old_archive_as_it_was(index, call):
    before = contents(index)
    full = patch.object(durable, call, side_effect=OSError(28, "No space left on device"))
    with full, pytest.raises(OSError, match="No space left"):
        rebuilt(index, stored=True)
    assert before.items() <= contents(index).items()
    assert rebuilt(index, stored=True).unchanged == 21


def test_a_link_in_the_place_of_an_old_folder_is_not_followed(index, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    (index / "gen-0123456789abcdef").symlink_to(mine)
    rebuilt(index, stored=True)
    assert (mine / "thesis.txt").exists()


# Refused


def test_every_version_that_is_said_to_be_rebuilt_has_a_reader():
    assert earlier._READERS.keys() == REBUILT
    assert FORMAT_VERSION not in REBUILT


def test_it_is_not_opened_for_searching(index):
    with pytest.raises(IncompatibleIndex, match=REMEDY):
        Archive.open(index)
    with pytest.raises(IncompatibleIndex, match=REMEDY):
        Archive.open(index, create=True)


def test_opened_for_its_stored_articles_it_gives_those_and_nothing_else(index, kept):
    before = contents(index)
    with Archive.open(index, stored_only=True) as archive:
        assert list(archive.ids()) == [article.id for article in kept]
        assert [archive.get(article.id) for article in kept] == kept
        for ask in (archive.status, archive.check, archive.sources, archive.refresh):
            with pytest.raises(IncompatibleIndex, match=REMEDY):
                ask()
        with pytest.raises(IncompatibleIndex, match=REMEDY):
            archive.search("river")
        with pytest.raises(IncompatibleIndex, match=REMEDY):
            archive.add(Article(body="A river."))
    assert contents(index) == before


def test_a_damaged_one_is_refused_with_the_file(index):
    *_, segment = sorted(index.rglob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1])
    for path in index.rglob(segment.name):
        path.unlink()
    before = contents(index)
    with pytest.raises(CorruptIndex, match=rf"{segment.name} is damaged.*--index NEW"):
        rebuilt(index, stored=True)
    assert contents(index) == before


def test_one_whose_manifests_are_damaged_is_never_taken_for_an_empty_archive(index):
    for path in index.glob("manifest-*"):
        path.write_bytes(b"garbage")
    before = contents(index)
    with pytest.raises(CorruptIndex, match=r"manifest-00000004 is damaged.*cannot be repaired"):
        Archive.repair(index)
    assert contents(index) == before


# Every command

ARGUMENTS = {
    "ingest": ["documents"],
    "watch": ["documents"],
    "delete": ["a001"],
    "search": ["river"],
    "suggest": ["rivr"],
    "explain": ["a001", "river"],
    "show": ["a001"],
    "similar": ["a001"],
    "phrases": ["river"],
    "timeline": ["river"],
    "export": ["river"],
    "save": ["rivers", "river"],
    "unsave": ["rivers"],
    "check": ["--repair"],
    "backup": ["backup"],
    "restore": ["whole"],
}
COMMANDS = sorted({name for commands in TASKS.values() for name in commands})
INDIFFERENT = ("config", "completion")
"""Commands that ask no archive."""


def later(index: Path) -> None:
    """Make an archive one of a version to come."""
    path = max(index.glob("manifest-*"))
    line = json.dumps({"format_version": 9, "searchkit": "7.2.0", "unheard": "of"}).encode()
    path.write_bytes(line + b"\n%08x\n" % zlib.crc32(line))


@pytest.fixture(scope="module")
def old_and_new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old-and-new")
    for name in ("first", "later"):
        unpack(1, folder / name)
    later(folder / "later")
    write_documents(folder / "documents")
    with Archive.open(folder / "whole", create=True) as archive:
        archive.add(Article(body="A river."))
    return folder


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"rebuild", *INDIFFERENT}))
@pytest.mark.parametrize(
    ("name", "remedy"), [("first", "searchkit rebuild"), ("later", "install searchkit 7.2.0")]
)
def test_commands_say_in_one_line_what_to_do_and_touch_nothing(
    old_and_new, command, name, remedy, monkeypatch, capsys
):
    monkeypatch.chdir(old_and_new)
    before = contents(old_and_new)
    code = main(["--index", name, command, *ARGUMENTS.get(command, [])])
    out, err = capsys.readouterr()
    assert contents(old_and_new) == before
    if (command, name) == ("saved", "first"):
        assert "no search is saved" in err, "which is true"
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert remedy in err
    assert "format version" in err


@pytest.mark.parametrize("options", [[], ["--stored"], ["documents"]])
def test_no_command_rebuilds_an_archive_of_a_later_version(
    old_and_new, options, monkeypatch, capsys
):
    monkeypatch.chdir(old_and_new)
    before = contents(old_and_new)
    assert main(["--index", "later", "rebuild", *options]) == 2
    assert "install searchkit 7.2.0 or later" in capsys.readouterr().err
    assert contents(old_and_new) == before


def test_the_command_rebuilds_one_of_version_1(index, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["rebuild", "--stored"]) == 0
    assert "unchanged 21" in capsys.readouterr().out
    assert main(["search", "river", "--count"]) == 0


def test_restoring_over_it_keeps_all_of_it_beside(index, tmp_path, monkeypatch, capsys):
    before = contents(index)
    monkeypatch.chdir(tmp_path)
    with Archive.open("whole", create=True) as archive:
        archive.add(Article(body="A river."))
    assert main(["restore", "whole", "--force"]) == 0
    assert contents(tmp_path / "index.replaced-1") == before
    os.rename(tmp_path / "index.replaced-1", tmp_path / "back")
    assert rebuilt(tmp_path / "back", stored=True).unchanged == 21
