"""A process that is forked from one with an open archive may read it, and undoes nothing of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from searchkit import Archive, Article

PROGRAM = """
import os, sys, threading
from searchkit import Archive, ArchiveClosed, Article

index = sys.argv[1]


def fork(child):
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        child()
        os._exit(0)
    finally:
        os._exit(1)


def refused(action):
    try:
        action()
    except ArchiveClosed as error:
        assert f"process {os.getppid()} is writing" in str(error), error
        return
    raise AssertionError(action)


"""
WRITING = """
def child():
    assert archive.search("gate").total == 1
    for action in (
        lambda: archive.add(Article(id="a3", body="Snow.")),
        lambda: archive.delete("a1"),
        archive.commit,
    ):
        refused(action)
    archive.close()
    with Archive.open(index) as own:
        assert own.search("gate").total == 1


with Archive.open(index) as archive:
    archive.add(Article(id="a2", body="Rain."))
    assert fork(child) == 0
    lock = Archive.open(index)
    try:
        lock.delete("a1")
    except Exception as error:
        assert type(error).__name__ == "ArchiveLocked", error
    else:
        raise AssertionError("the child has released its parent's lock")
    archive.add(Article(id="a4", body="Hail."))
"""
SEARCHING = """
import signal, time
from searchkit.store.cache import DECODED


class Slow:
    @property
    def nbytes(self):
        busy.set()
        time.sleep(0.2)
        return 1


def child():
    signal.alarm(20)
    assert archive.search("gate held").hits[0].id == "a1"


archive = Archive.open(index)
archive.search("gate")
busy = threading.Event()
thread = threading.Thread(target=DECODED.get, args=("slow", Slow))
thread.start()
busy.wait()
code = fork(child)
thread.join()
assert code == 0, code
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a1", title="Gate", body="The gate held.", language="en"))
    return tmp_path / "index"


def run(program: str, index: Path) -> str:
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM + program, str(index)]
    root = str(Path(__file__).resolve().parent.parent.parent)
    done = subprocess.run(
        command, env={"PYTHONPATH": root}, capture_output=True, text=True, timeout=60
    )
    return done.stderr


def test_a_child_leaves_what_its_parent_was_writing(index: Path) -> None:
    assert run(WRITING, index) == ""
    with Archive.open(index) as archive:
        assert list(archive.ids()) == ["a1", "a2", "a4"]
        assert archive.check().ok


def test_a_child_searches_though_a_thread_of_its_parent_held_a_lock(index: Path) -> None:
    assert run(SEARCHING, index) == ""
