"""A process that is forked from one with an open archive may read it, and undoes nothing of it."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from searchkit import Archive, Article, forking

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

WORKING_OUT = """
import signal, time
from searchkit.search.collection import Collection

busy = threading.Event()


class SlowList(list):
    def __iter__(self):
        busy.set()
        time.sleep(0.3)
        return super().__iter__()


def child():
    signal.alarm(20)
    with Archive.open(index) as own:
        assert own.search("gate").total == 1


slow = Collection([])
slow.documents, slow.parts = 1, SlowList()
thread = threading.Thread(target=lambda: slow.average_length)
thread.start()
busy.wait()
code = fork(child)
thread.join()
assert code == 0, code
"""
IMPORTING = """
import os.path, signal, time

with open(os.path.join(sys.argv[2], "slow_to_import.py"), "w") as file:
    file.write("import time; time.sleep(0.3); answer = 42")
sys.path.append(sys.argv[2])
lazily = {"__name__": "searchkit.lazily"}
exec("def use(): from slow_to_import import answer; return answer", lazily)


def child():
    signal.alarm(20)
    assert lazily["use"]() == 42


thread = threading.Thread(target=lazily["use"])
thread.start()
while "slow_to_import" not in sys.modules:
    time.sleep(0.001)
code = fork(child)
thread.join()
assert code == 0, code
"""
KILLED = """
import signal, time

if os.fork() == 0:
    # The writer. What it forks stays, it does not.
    archive = Archive.open(index)
    archive.add(Article(id="a2", body="Rain."))
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)
os.wait()
with Archive.open(index) as archive:
    archive.delete("a1")
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a1", title="Gate", body="The gate held.", language="en"))
    return tmp_path / "index"


def run(program: str, index: Path) -> str:
    arguments = [str(index), str(index.parent)]
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM + program, *arguments]
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


def test_a_child_works_out_what_a_thread_of_its_parent_was_working_out(index: Path) -> None:
    assert run(WORKING_OUT, index) == ""


def test_a_child_imports_what_a_thread_of_its_parent_was_importing(index: Path) -> None:
    assert run(IMPORTING, index) == ""


def test_children_of_a_writer_that_was_killed_do_not_keep_its_lock(index: Path) -> None:
    assert run(KILLED, index) == ""
    with Archive.open(index) as archive:
        assert archive.status().documents == 0


def test_what_forks_wait_for_is_let_go_of(index: Path) -> None:
    def waited_for() -> int:
        gc.collect()
        return len(list(forking._locks))

    with Archive.open(index) as archive:
        before = waited_for()
        for _ in range(5):
            archive.refresh()
        assert waited_for() == before
