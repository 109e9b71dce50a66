"""An archive of format version 1 that is being rebuilt is the old one or the new one, whole."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from forged_files import forbid, in_child
from kept_archives import unpack
from kill_points import CALLS
from power_cuts import Event, Recorder, states
from stories import View, files_below, view

from searchkit import Archive, Article
from searchkit.errors import CommitUncertain, SearchkitError
from searchkit.store import durable

ARTICLES = 21


@pytest.fixture
def index(tmp_path: Path) -> Path:
    unpack(1, tmp_path / "index")
    return tmp_path / "index"


def rebuild(index: Path) -> None:
    with Archive.open(index, stored_only=True, zone="UTC") as archive:
        archive.rebuild(stored=True, jobs=1)


def add(index: Path) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.add(Article(id="later", body="The ferry sailed.", language="en"))


def failing(name: str, at: int, act: Any) -> Any:
    """In the place of a function of `durable`: does something else at the call of a number."""
    real = getattr(durable, name)
    calls = iter(range(1_000))

    def call(*args: Any) -> Any:
        if next(calls) == at:
            act()
        return real(*args)

    return patch.object(durable, name, call)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_nothing_is_unpickled_or_run_while_the_old_one_is_read(index: Path) -> None:
    def read() -> str:
        sys.addaudithook(forbid)
        return "" if view(index) == before else "something else"

    before = view(index)
    assert in_child(read) == ""


# Killed


def killed_rebuilding(index: Path, name: str, at: int) -> bool:
    """Whether a rebuild was killed before a call of a function; False where it got through."""
    child = os.fork()
    if not child:
        with failing(name, at, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            rebuild(index)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kills(folder: Path) -> Iterator[tuple[str, int, Path]]:
    for name in CALLS:
        for at in range(0, 100, 1 if name in ("rename", "sync_folder") else 4):
            index = folder / f"{name}-{at}"
            unpack(1, index)
            if not killed_rebuilding(index, name, at):
                break
            yield name, at, index


def test_killed_at_any_call_it_is_old_or_new_and_can_be_gone_on_with(tmp_path: Path) -> None:
    tried = {"old": 0, "new": 0}
    for name, at, index in kills(tmp_path):
        found = view(index)
        assert found is not None
        assert len(found["articles"]) == ARTICLES, (name, at)  # type: ignore[arg-type]
        is_old = "answers" not in found
        tried["old" if is_old else "new"] += 1
        if is_old:
            rebuild(index)
        add(index)
        with Archive.open(index) as archive:
            assert archive.status().documents == ARTICLES + 1
        assert not [path for path in index.iterdir() if path.is_dir()], (name, at)
    assert min(tried.values()) > 3


# Power cuts


def test_the_old_one_is_there_until_the_new_one_is_on_the_disk(index: Path, tmp_path: Path) -> None:
    """Even if the rebuild ended before it was, and another program writes on."""
    first, views = files_below(index), [view(index)]

    def breaks() -> None:
        raise OSError(5, "Input/output error")

    with Recorder(index) as recorder:
        with failing("sync_folder", 1, breaks), pytest.raises(CommitUncertain):
            rebuild(index)
        views.append(view(index))
        ended = len(recorder.events)
        add(index)
        recorder.acknowledge()
        views.append(view(index))
    events = recorder.events
    assert problems(events, first, views, tmp_path / "synced") == []
    synced = next(n for n in range(ended, len(events)) if events[n].kind == "sync folder")
    del events[synced]
    assert problems(events, first, views, tmp_path / "not"), "so this test can fail"


def problems(
    events: list[Event], first: dict[str, bytes], views: list[View], folder: Path
) -> list[str]:
    """States that hold none of the views, or after the end not the last one."""
    folder.mkdir()
    found = []
    for number, cut in enumerate(list(states(events, first, tries=2))[::4]):
        index = folder / str(number)
        cut.put(index)
        try:
            held = view(index)
        except SearchkitError as error:
            found.append(f"{cut}: {error}")
        else:
            if held not in (views[-1:] if cut.done else views):
                found.append(str(cut))
    return found
