"""One writes and many read: whatever they are told, one commit said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import concurrency
import pytest
from engines import batch_of
from verdicts import WRONG

from searchkit import Archive, Article
from searchkit.cli.main import main
from searchkit.errors import ArchiveError, ArchiveLocked
from searchkit.store import lock

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="what a process holds is looked for in /proc"
)
SECONDS = 8.0


def test_readers_see_one_commit_at_a_time_and_hold_no_more_and_no_more(tmp_path: Path) -> None:
    tally, done = concurrency.read_while_writing(tmp_path, SECONDS)
    assert (tally.tried, tally.reasons) == (concurrency.READERS, [])
    assert min(done.values()) > 3


def read_leaking(say: Callable[[Any], None], index: Path, seconds: float) -> None:
    """As a reader that forgets to close what it opened: 100 files a second, however often a busy
    machine lets it look."""
    files: list[int] = []
    kept, started = Archive.refresh, time.monotonic()

    def refresh(archive: Archive) -> None:
        while len(files) < 100 * (time.monotonic() - started):
            files.append(os.open(os.devnull, os.O_RDONLY))
        kept(archive)

    Archive.refresh = refresh  # type: ignore[method-assign]
    concurrency.read(say, index, seconds)


def test_open_files_that_become_more_are_noticed(tmp_path: Path) -> None:
    tally, _ = concurrency.read_while_writing(tmp_path, SECONDS, read_leaking)
    assert tally.counts[WRONG]
    assert "open files" in tally.reasons[0]


def test_half_a_commit_is_noticed(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        for id, batch, text in (*batch_of(0), *batch_of(1)[:-1]):
            archive.add(Article(id=id, title=f"Batch {batch}", body=text, language="en"))
    with Archive.open(tmp_path) as archive:
        assert "no commit" in (concurrency.problem_of(archive) or "")


@pytest.mark.parametrize("locked", [True, False])
def test_only_the_lock_keeps_a_second_writer_from_undoing_a_commit(
    tmp_path: Path, locked: bool
) -> None:
    with patch.object(lock, "_lock", lock._lock if locked else Mock()):
        first, second = (Archive.open(tmp_path, create=True) for _ in range(2))
        first.add(Article(id="a1", body="The gate held."))
        with pytest.raises(ArchiveLocked) if locked else nullcontext():
            second.add(Article(id="a2", body="Rain."))
        first.commit()
        second.add(Article(id="a2", body="Rain."))
        second.commit()
    with Archive.open(tmp_path) as archive:
        found = list(archive.ids())
    assert found == (["a1", "a2"] if locked else ["a2"])


# Where nothing can be written


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """An archive on a read-only file system, or, without leave to mount, in a folder that is."""
    index = tmp_path / "index"
    with Archive.open(index, create=True) as archive:
        archive.add(Article(id="a1", body="The gate held.", language="en"))
    if os.geteuid() != 0:
        index.chmod(0o555)
        yield index
        index.chmod(0o755)
        return
    try:
        _mount("--bind", str(index), str(index))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("root may write to any folder, and here it may not mount")
    _mount("-o", "remount,bind,ro", str(index))
    yield index
    # Lazily: an archive that was closed is let go of when it is collected.
    subprocess.run(["umount", "-l", str(index)], check=True)


def _mount(*args: str) -> None:
    subprocess.run(["mount", *args], check=True, capture_output=True)


def test_an_archive_on_a_read_only_disk_is_read_and_not_written(
    read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive.open(read_only) as archive:
        assert archive.search("gate").total == 1
        assert archive.check().ok
        with pytest.raises(ArchiveError, match="no archive can be written in"):
            archive.delete("a1")
    assert main(["search", "--index", str(read_only), "gate"]) == 0
    assert main(["delete", "--index", str(read_only), "a1"]) == 2
    assert str(read_only) in capsys.readouterr().err
