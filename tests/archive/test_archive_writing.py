"""Archive as a place to write: when the lock is held, what commits, what is discarded."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from archive_stories import ids, make, story

from searchkit import (
    Archive,
    ArchiveClosed,
    ArchiveLocked,
    ArchiveNotFound,
    IncompatibleIndex,
)


def test_leaving_the_with_block_commits_what_was_added(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(story("a"))
    assert ids(tmp_path / "index") == ["a"]


def test_an_exception_in_the_with_block_discards_what_was_added(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    with suppress(ZeroDivisionError), Archive.open(tmp_path) as archive:
        archive.add(story("b"))
        archive.delete("a")
        raise ZeroDivisionError
    assert ids(tmp_path) == ["a"]
    with Archive.open(tmp_path) as archive:
        archive.add(story("c"))  # the lock was released
    assert ids(tmp_path) == ["a", "c"]


def test_what_was_committed_before_an_exception_stays(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), Archive.open(tmp_path, create=True) as archive:
        archive.add(story("a"))
        archive.commit()
        archive.add(story("b"))
        raise ZeroDivisionError
    assert ids(tmp_path) == ["a"]


def test_closing_without_committing_discards(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    archive = Archive.open(tmp_path)
    archive.add(story("b"))
    archive.close()
    archive.close()
    assert ids(tmp_path) == ["a"]


def test_a_folder_without_an_archive_is_not_found_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match="searchkit ingest"):
        Archive.open(tmp_path / "nowhere")
    with pytest.raises(ArchiveNotFound):
        Archive.open(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_opening_with_create_makes_nothing_before_a_commit(tmp_path: Path) -> None:
    index = tmp_path / "deep" / "index"
    archive = Archive.open(index, create=True)
    assert archive.search("river").total == 0
    archive.close()
    assert not index.exists()


def test_a_new_archive_may_be_empty(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True):
        pass
    assert ids(tmp_path) == []


# The lock


def test_opening_and_searching_take_no_lock_and_the_first_write_does(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    with Archive.open(tmp_path) as one, Archive.open(tmp_path) as other:
        one.search("river")
        other.add(story("b"))
        assert one.search("river").total == 1
        with pytest.raises(ArchiveLocked):
            one.add(story("c"))
        with pytest.raises(ArchiveLocked):
            one.delete("a")
        other.commit()
        one.add(story("c"))
    assert ids(tmp_path) == ["a", "b", "c"]


def test_the_first_write_moves_to_the_newest_commit(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    with Archive.open(tmp_path) as archive:
        make(tmp_path, story("b"))
        assert archive.get("b") is None
        archive.add(story("c"))
        assert archive.get("b") is not None
        assert archive.get("c") is None
    assert ids(tmp_path) == ["a", "b", "c"]


def test_the_lock_of_another_process_is_named(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    script = (
        "import sys; from searchkit import Archive, Article\n"
        "archive = Archive.open(sys.argv[1]); archive.add(Article(id='x'))\n"
        "print('held', flush=True); sys.stdin.read(); archive.commit()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"held\n"
        with Archive.open(tmp_path) as archive:
            with pytest.raises(ArchiveLocked, match=str(process.pid)) as error:
                archive.add(story("b"))
            assert error.value.pid == process.pid
        process.stdin.close()
        process.wait()
        with Archive.open(tmp_path, wait=30) as archive:
            archive.add(story("b"))
    assert ids(tmp_path) == ["a", "b", "x"]


@pytest.mark.parametrize("ending", ["commit", "close"])
def test_committing_and_closing_release_the_lock(tmp_path: Path, ending: str) -> None:
    make(tmp_path, story("a"))
    archive = Archive.open(tmp_path)
    archive.add(story("b"))
    getattr(archive, ending)()
    make(tmp_path, story("c"))
    archive.close()


def test_two_archives_may_be_open_and_written_at_once(tmp_path: Path) -> None:
    with (
        Archive.open(tmp_path / "one", create=True) as one,
        Archive.open(tmp_path / "two", create=True) as two,
    ):
        one.add(story("a", "river"))
        two.add(story("a", "market"))
        one.commit()
        two.commit()
        assert one.search("river").total == two.search("market").total == 1
        assert one.search("market").total == two.search("river").total == 0


# Moving on


def test_readers_see_the_commit_they_opened_until_they_refresh(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    with Archive.open(tmp_path) as archive:
        for number in range(4):
            make(tmp_path, story(f"b{number}"))
        assert list(archive.ids()) == ["a"]
        assert archive.search("river").total == 1
        assert archive.status().generation == 1
        archive.refresh()
        assert archive.search("river").total == 5
        archive.refresh()
        assert archive.status().generation == 5


def test_a_commit_is_visible_to_the_one_who_made_it(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(story("a"))
        assert archive.search("river").total == 0
        archive.commit()
        assert archive.search("river").total == 1
        generation = archive.status().generation
        archive.commit()
        assert archive.status().generation == generation


def test_a_failed_refresh_leaves_the_archive_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, story("a"))
    with Archive.open(tmp_path) as archive:
        monkeypatch.setattr("searchkit.engines.local.engine.analyzer_id", lambda: "other")
        with pytest.raises(IncompatibleIndex):
            archive.refresh()
        assert archive.search("river").total == 1


@pytest.fixture
def closed(tmp_path: Path) -> Archive:
    make(tmp_path, story("a"))
    archive = Archive.open(tmp_path)
    archive.close()
    return archive


def test_a_closed_archive_refuses_everything_but_closing(closed: Archive) -> None:
    for act in (
        lambda: closed.search("river"),
        lambda: closed.get("a"),
        lambda: closed.ids(),
        lambda: closed.resolve("a"),
        lambda: list(closed.articles()),
        lambda: closed.sources(),
        lambda: closed.status(),
        lambda: closed.check(),
        lambda: closed.refresh(),
        lambda: closed.add(story("b")),
        lambda: closed.add_all([story("b")]),
        lambda: closed.delete("a"),
        lambda: closed.commit(),
        lambda: closed.rebuild(stored=True),
        lambda: closed.preview("documents"),
    ):
        with pytest.raises(ArchiveClosed):
            act()
    closed.close()


def test_closing_inside_the_with_block_is_no_error(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.close()


# Rebuilding


def test_rebuilding_from_what_is_stored_changes_no_answer(tmp_path: Path) -> None:
    make(tmp_path, story("a", "river"), story("b", "river river"), story("c"))
    with Archive.open(tmp_path) as archive:
        archive.delete("c")
        archive.commit()
        before = archive.search("river").hits
        report = archive.rebuild(stored=True)
        assert (report.documents, report.unchanged, report.added) == (2, 2, 0)
        assert archive.search("river").hits == before
        assert archive.status().segments == 1


def test_an_archive_of_another_analyzer_says_rebuild_and_is_healed_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, story("a"), story("b", "markets"))
    for name in ("engine", "writer"):
        monkeypatch.setattr(f"searchkit.engines.local.{name}.analyzer_id", lambda: "news-99")
    with pytest.raises(IncompatibleIndex, match="searchkit rebuild --stored"):
        Archive.open(tmp_path)
    with Archive.open(tmp_path, stored_only=True) as archive:
        assert [item.id for item in archive.articles()] == ["a", "b"]
        with pytest.raises(IncompatibleIndex):
            archive.add(story("c"))
        archive.rebuild(stored=True)
        assert archive.search("river").total == 1
    with Archive.open(tmp_path) as archive:
        assert archive.status().analyzer == "news-99"
        assert archive.search("market").total == 1
        archive.add(story("c"))
    assert ids(tmp_path) == ["a", "b", "c"]


def test_a_rebuild_that_fails_leaves_the_archive_and_its_lock_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, story("a"))

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    with Archive.open(tmp_path) as archive:
        monkeypatch.setattr("searchkit.sync.rebuild", broken)
        with pytest.raises(RuntimeError):
            archive.rebuild(stored=True)
        archive.add(story("b"))
    assert ids(tmp_path) == ["a", "b"]


def test_a_closed_archive_leaves_no_open_file(tmp_path: Path) -> None:
    make(tmp_path, story("a"))
    archive = Archive.open(tmp_path)
    archive.search("river")
    archive.add(story("b"))
    archive.close()
    del archive
    gc.collect()  # an unclosed file would be a warning, and so an error


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_an_archive_that_was_forgotten_holds_no_lock(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path, create=True)
    archive.add(story("a"))
    del archive
    gc.collect()
    make(tmp_path, story("b"))
    assert ids(tmp_path) == ["b"]
