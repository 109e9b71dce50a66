"""Threads share an archive: each gets an answer or an error of searchkit's own, nothing is lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from unittest.mock import patch

from sharing import article, share
from verdicts import WRONG, Tally

from searchkit import Archive, ArchiveClosed


def test_threads_that_share_an_archive_lose_nothing_and_meet_no_bug(tmp_path: Path) -> None:
    tally = Tally.of(share(tmp_path, 1.5, threads=6))
    assert tally.reasons == []
    assert tally.tried > 10


def test_threads_that_write_at_once_take_turns(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        other = threading.Thread(target=archive.add, args=(article("a"),))
        with archive._turns:
            other.start()
            time.sleep(0.1)
            assert archive._writer is None
        other.join()
        assert archive._writer is not None


def test_who_closes_an_archive_waits_for_what_another_thread_writes(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path, create=True)
    with archive._writing() as writer:
        closing = threading.Thread(target=archive.close)
        closing.start()
        time.sleep(0.1)
        writer.put(article("a"))
    closing.join()
    try:
        archive.add(article("b"))
    except ArchiveClosed:
        return
    raise AssertionError("it is open")


def test_an_error_of_no_type_of_its_own_is_noticed(tmp_path: Path) -> None:
    with patch.object(Archive, "get", side_effect=KeyError("a")):
        tally = Tally.of(share(tmp_path, 1.5, threads=2))
    assert tally.counts[WRONG]
    assert "KeyError" in tally.reasons[0]
