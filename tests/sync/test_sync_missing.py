"""Nothing is lost by a sync: only a file confirmed absent is removed."""

import os
import shutil

import pytest
from newsroom import counts

from searchkit.errors import SourceMissing
from searchkit.ingest.workers import read_files
from searchkit.sync import ingestion


@pytest.fixture
def deny(monkeypatch):
    """Make folders unlistable. (The tests may run as root, whom no mode keeps out.)"""
    denied = set()
    scandir = os.scandir

    def denying(path):
        if str(path) in denied:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denying)
    return lambda path: denied.add(str(path))


def unchanged_after(room, act):
    before, generation = room.articles, room.engine.committed.number
    with pytest.raises(SourceMissing) as caught:
        act()
    assert room.articles == before
    assert room.engine.committed.number == generation
    assert not room.engine.locked
    return str(caught.value)


def test_a_path_that_has_gone_drops_nothing(five):
    shutil.rmtree(five.folder / "news")
    message = unchanged_after(five, five.ingest)
    assert "is missing" in message
    assert "--allow-empty" in message
    assert str(five.folder / "news") in message


def test_a_path_that_is_suddenly_empty_drops_nothing(five):
    shutil.rmtree(five.folder / "news")
    (five.folder / "news").mkdir()
    (five.folder / "news" / ".mount-point").touch()
    assert "is empty" in unchanged_after(five, five.ingest)


def test_a_path_that_cannot_be_listed_drops_nothing(five, deny):
    deny(five.folder / "news")
    assert "cannot be listed" in unchanged_after(five, five.ingest)
    unchanged_after(five, lambda: five.ingest(allow_empty=True))


def test_one_missing_path_of_several_stops_before_anything_is_changed(five):
    five.write("wire/a.txt", "a | x")
    five.ingest("wire")
    shutil.rmtree(five.folder / "news/2022")
    five.write("wire/b.txt", "b | x")
    unchanged_after(five, lambda: five.ingest("wire", "news/2022"))


def test_a_single_file_that_has_gone_drops_nothing_unless_it_may(five):
    (five.folder / "news/01.txt").unlink()
    unchanged_after(five, lambda: five.ingest("news/01.txt"))
    assert counts(five.ingest("news/01.txt", allow_empty=True)) == (0, 0, 0, 1)


@pytest.mark.parametrize("remains", [True, False])
def test_allow_empty_drops_what_has_gone(five, remains):
    shutil.rmtree(five.folder / "news")
    if remains:
        (five.folder / "news").mkdir()
    assert counts(five.ingest(allow_empty=True)) == (0, 0, 0, 7)
    assert five.articles == []
    assert counts(five.ingest(allow_empty=True)) == (0, 0, 0, 0)


def test_a_subfolder_that_has_gone_is_dropped_while_its_root_lists_fine(five):
    shutil.rmtree(five.folder / "news/2022")
    assert counts(five.ingest()) == (0, 0, 2, 5)


def test_a_subfolder_that_cannot_be_listed_keeps_its_articles(five, deny):
    deny(five.folder / "news/2022")
    (five.folder / "news/2022/01.txt").unlink()
    (five.folder / "news/01.txt").unlink()
    five.write("news/04.txt", "new | x")
    report = five.ingest()
    assert counts(report) == (1, 0, 6, 1)
    (problem,) = report.problems
    assert problem.startswith("news/2022: this folder cannot be listed (Permission denied)")
    assert {"news/2022/01.txt", "many a"} <= set(five.titles)


def test_a_file_that_the_walk_passes_by_is_not_gone(room):
    room.write("news/a.txt", "a | x")
    room.write("news/.drafts/b.txt", "b | x")
    room.ingest("news", "news/.drafts")
    assert counts(room.ingest("news")) == (0, 0, 2, 0)
    (room.folder / "news/.drafts/b.txt").rename(room.folder / "news/.drafts/c.txt")
    assert counts(room.ingest("news")) == (0, 0, 2, 0)
    shutil.rmtree(room.folder / "news/.drafts")
    assert counts(room.ingest("news")) == (0, 0, 1, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_that_becomes_a_link_after_it_was_listed_leads_nowhere(room, monkeypatch, jobs):
    for name in ("news/a.txt", "news/inner/b.txt", "news/inner/c.txt", "secrets/b.txt"):
        room.write(name, f"{name} | x")

    def swapped(tasks, **options):
        shutil.rmtree(room.folder / "news/inner")
        (room.folder / "news/inner").symlink_to(room.folder / "secrets")
        return read_files(tasks, **options)

    monkeypatch.setattr(ingestion, "read_files", swapped)
    report = room.ingest("news", jobs=jobs)
    assert counts(report) == (1, 0, 0, 0)
    assert {item.path: item.reason for item in report.rejected} == {
        "news/inner/b.txt": "cannot be read: it has been put out of the folder that was named",
        "news/inner/c.txt": "cannot be read: No such file or directory",
    }


def test_a_folder_that_is_named_by_a_link_is_read(room):
    room.write("real/a.txt", "a | x")
    (room.folder / "news").symlink_to(room.folder / "real")
    assert counts(room.ingest("news")) == (1, 0, 0, 0)


def test_a_file_that_became_a_pipe_keeps_what_is_indexed(five):
    (five.folder / "news/01.txt").unlink()
    os.mkfifo(five.folder / "news/01.txt")
    report = five.ingest()
    assert counts(report) == (0, 0, 7, 0)
    assert [item.reason for item in report.rejected] == ["not a regular file"]
