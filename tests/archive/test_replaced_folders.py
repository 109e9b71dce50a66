"""An archive's folder is removed, or another comes in its place, while somebody has it open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from archive_stories import ids, make, story

from searchkit import Archive, ArchiveError, ArchiveNotFound, CorruptIndex
from searchkit.store.snapshot import Snapshot


@pytest.fixture
def index(tmp_path: Path) -> Path:
    make(tmp_path / "index", story("a"))
    return tmp_path / "index"


def put_another_in_its_place(index: Path) -> None:
    """An archive with as many commits, and other articles."""
    make(index.with_name("other"), story("b"))
    index.rename(index.with_name("old"))
    index.with_name("other").rename(index)


def test_what_is_open_can_be_read_when_its_folder_is_gone(index: Path, tmp_path: Path) -> None:
    with Archive.open(index) as archive:
        shutil.rmtree(index)
        assert archive.search("").total == 1
        assert next(iter(archive.articles())).id == "a"
        assert archive.status().documents == 1
        with pytest.raises(ArchiveNotFound):
            archive.refresh()
        with pytest.raises(ArchiveNotFound):
            archive.backup(tmp_path / "backup")
        with pytest.raises(ArchiveError, match="has been replaced since it was opened"):
            archive.check()
        assert archive.search("").total == 1
        with pytest.raises(ArchiveNotFound):
            archive.add(story("c"))


def test_refreshing_goes_on_to_the_archive_that_came_in_its_place(index: Path) -> None:
    with Archive.open(index) as archive:
        put_another_in_its_place(index)
        assert list(archive.ids()) == ["a"]
        with pytest.raises(ArchiveError, match="has been replaced since it was opened"):
            archive.check()
        archive.refresh()
        assert list(archive.ids()) == ["b"]
        assert archive.check().ok


def test_a_manifest_that_was_damaged_since_it_was_read_is_named(index: Path) -> None:
    with Archive.open(index) as archive:
        (path,) = index.glob("manifest-*")
        path.write_bytes(path.read_bytes()[:-4])
        with pytest.raises(CorruptIndex, match=path.name):
            archive.check()


def test_nothing_is_committed_into_another_archive(index: Path) -> None:
    with Archive.open(index) as archive:
        archive.add(story("c"))
        put_another_in_its_place(index)
        with pytest.raises(ArchiveError, match="has been removed or replaced"):
            archive.commit()
    assert ids(index) == ["b"]
    make(index, story("d"))
    assert ids(index) == ["b", "d"]
    assert ids(index.with_name("old")) == ["a"]


def test_a_folder_that_is_removed_while_it_is_written_to_is_not_made_again(index: Path) -> None:
    with Archive.open(index) as archive:
        archive.add(story("c"))
        shutil.rmtree(index)
        with pytest.raises(ArchiveError):
            archive.commit()
    assert not index.exists()


def test_files_that_later_commits_remove_while_they_are_checked_are_no_damage(index: Path) -> None:
    real = Snapshot.problems

    def overtaken(snapshot: Snapshot) -> Iterator[tuple[Path, str]]:
        for id in "xyz":
            make(index, story(id))
        return real(snapshot)

    with (
        patch.object(Snapshot, "problems", overtaken),
        Archive.open(index) as archive,
        pytest.raises(ArchiveError, match="has been replaced since it was opened"),
    ):
        archive.check()
