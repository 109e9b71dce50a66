import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import fake_reader
import pytest

from searchkit.errors import IngestError
from searchkit.ingest import worker, workers
from searchkit.ingest.worker import Failed, Opened, Read, Task
from searchkit.ingest.workers import read_files
from searchkit.model import Rejected


@pytest.fixture(autouse=True)
def _fake(monkeypatch):
    monkeypatch.setattr(workers, "READER", "fake_reader")
    fake_reader.PARSED.clear()


@pytest.fixture
def tasks(tmp_path):
    def make(*texts):
        made = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number:04}.txt"
            path.write_bytes(text.encode())
            made.append(Task(path.name, str(path)))
        return made

    return make


def read(tasks, jobs):
    return [(task.key, list(events)) for task, events in read_files(tasks, jobs=jobs)]


def titles(events):
    return [event.article.title for event in events if isinstance(event, Read)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_files_say_comes_in_the_order_asked_for(tasks, jobs):
    asked = tasks(*(f"title {n} | body\n!bad {n}\n" * (n % 7 + 1) for n in range(40)))
    replies = read(asked, jobs)
    assert [key for key, _ in replies] == [task.key for task in asked]
    for number, (key, events) in enumerate(replies):
        assert isinstance(events[0], Opened)
        assert titles(events) == [f"title {number}"] * (number % 7 + 1)
        assert events[2] == Rejected(f"{key}:2", f"bad {number}")
        assert {e.article.path for e in events if isinstance(e, Read)} == {key}
    assert bool(fake_reader.PARSED) == (jobs == 1)


def test_children_and_this_process_say_the_same(tasks):
    asked = tasks(
        "a | b", "", "!no", "id=7 é | 日本\nurl=https://example.org/x t | u", "RAISE", "PRINT"
    )
    asked.append(Task("gone", "/nowhere/at/all"))
    assert read(asked, 1) == read(asked, 2)


def test_the_same_bytes_are_not_parsed(tasks):
    (task,) = tasks("a | b")
    ((_, events),) = read([task], 1)
    ((_, again),) = read([Task(task.key, task.path, events[0].hash)], 1)
    assert [task.key] == fake_reader.PARSED
    assert len(again) == 1
    assert again[0].same


def test_a_young_file_is_racy_and_an_old_one_is_not(tasks):
    young, old = tasks("a | b", "c | d")
    os.utime(old.path, (1, 1))
    assert [events[0].racy for _, events in read([young, old], 1)] == [True, False]


def test_a_large_file_is_read_record_by_record(tasks, monkeypatch):
    monkeypatch.setattr(worker, "WHOLE_BYTES", 10)
    (task,) = tasks("first | one\n!bad\n")
    ((_, events),) = read([task], 1)
    assert titles(events) == ["first"]
    assert events[1].article.path == task.key
    assert events[2] == Rejected(f"{task.key}:2", "bad")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_cannot_be_read_fails_alone(tasks, jobs):
    asked = [*tasks("a | b", "c | d"), Task("gone", "/nowhere/at/all"), Task("dir", "/")]
    (_, first), (_, second), (_, gone), (_, folder) = read(asked, jobs)
    assert titles(first + second) == ["a", "c"]
    assert gone == [Failed("cannot be read: No such file or directory")]
    assert folder == [Failed("cannot be read: not a regular file")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_raises_costs_one_file(tasks, jobs):
    replies = read(tasks("a | b", "x | y\nRAISE\n", "c | d"), jobs)
    assert [titles(events) for _, events in replies] == [["a"], ["x"], ["c"]]
    assert replies[1][1][-1] == Failed("the reader failed on it: ValueError: what a strange file")


def test_a_pipe_in_a_files_place_does_not_hold_the_run(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    ((_, events),) = read([Task("pipe", str(tmp_path / "pipe"))], 1)
    assert events == [Failed("cannot be read: not a regular file")]


def test_a_reader_that_dies_costs_one_file(tasks):
    asked = tasks(*(["a | b"] * 5 + ["x | y\nDIE\n"] + ["c | d"] * 5))
    replies = read(asked, 2)
    assert [key for key, _ in replies] == [task.key for task in asked]
    assert replies[5][1] == [Failed("the reader crashed on it (signal 9)")]
    assert sum(len(titles(events)) for _, events in replies) == 10


def test_a_reader_that_dies_once_is_given_a_second_try(tasks, tmp_path):
    dying = "x | y\n" * 100 + f"DIE ONCE {tmp_path}/mark"
    replies = read(tasks("a | b", dying, *["c | d"] * 6), 2)
    assert [len(titles(events)) for _, events in replies] == [1, 101, *[1] * 6]
    assert not any(isinstance(event, Failed) for _, events in replies for event in events)


def test_a_reader_that_hangs_is_given_up(tasks, monkeypatch):
    monkeypatch.setattr(worker, "SECONDS", 1)
    replies = read(tasks("a | b", "HANG", "c | d", "e | f"), 2)
    assert replies[1][1] == [Failed("the reader took longer than 1 s on it")]
    assert [titles(events) for _, events in replies] == [["a"], [], ["c"], ["e"]]


@pytest.mark.parametrize("begin", ["large ", "%PDF-", "PK\x03\x04"])
def test_one_process_gives_up_what_hangs_too(tasks, monkeypatch, begin):
    monkeypatch.setattr(worker, "SECONDS", 1)
    monkeypatch.setattr(workers, "LARGE", 5000)
    text = f"{begin} | x\nHANG\n" + "x" * 6000 * (begin == "large ")
    replies = read(tasks("a | b", text, "c | d", text), 1)
    slow = Failed("the reader took longer than 1 s on it")
    assert [replies[1][1][-1], replies[3][1][-1]] == [slow, slow]
    assert [titles(replies[0][1]), titles(replies[2][1])] == [["a"], ["c"]]
    assert len(fake_reader.PARSED) == 2


def test_large_json_lines_are_read_where_they_are_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "LARGE", 5)
    monkeypatch.setattr(workers, "_Pool", None)
    path = tmp_path / "wire.jsonl"
    path.write_text("{a | b\n{c | d\n")
    ((_, events),) = read([Task("wire.jsonl", str(path))], 1)
    assert titles(events) == ["{a", "{c"]


def test_waiting_for_a_busy_parent_is_no_hanging(tasks, monkeypatch):
    monkeypatch.setattr(worker, "SECONDS", 1)
    asked = tasks(*[f"t | {'w' * 100_000}\n" * 20] * 2)
    lengths = []
    for _, events in read_files(asked, jobs=2):
        time.sleep(1.2)
        lengths.append(len(titles(events)))
    assert lengths == [20, 20]


def test_a_reader_that_cannot_start_says_what_to_do(tasks, monkeypatch):
    monkeypatch.setattr(workers, "READER", "no_such_reader")
    with pytest.raises(IngestError, match="--jobs 1"):
        read(tasks("a | b", "c | d"), 2)


def test_many_large_replies_do_not_lock_up(tasks):
    body = "w" * 200_000
    asked = tasks(*[f"t | {body}\n" * 12 for _ in range(12)])
    assert [len(titles(events)) for _, events in read(asked, 3)] == [12] * 12


def test_a_reply_may_be_left_half_read(tasks):
    asked = tasks("a | b\nc | d\n", "e | f", "g | h")
    seen = [next(events).size for _, events in read_files(asked, jobs=2)]
    assert seen == [12, 5, 5]


def test_children_end_with_the_run(tasks):
    before = children()
    run = read_files(tasks(*["a | b"] * 10), jobs=2)
    next(run)
    assert len(children() - before) == 2
    run.close()
    assert children() == before


def test_few_files_are_read_here_and_many_by_children(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert workers._number_of_children(None, workers.MANY - 1) == 1
    assert workers._number_of_children(None, workers.MANY) == 4
    assert workers._number_of_children(8, 3) == 3
    monkeypatch.setattr(sys, "executable", "")
    assert workers._number_of_children(8, 100) == 1


SCRIPT = """
    import os, sys
    from searchkit.ingest import workers
    from searchkit.ingest.workers import read_files
    from searchkit.ingest.worker import Task
    workers.READER = "fake_reader"
    print("once")
    tasks = [Task(str(n), sys.argv[1]) for n in range(4)]
    for task, events in read_files(tasks, jobs=2):
        print(len(list(events)), flush=True)
"""


def start_script(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    data = tmp_path / "data.txt"
    data.write_text(text)
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, str(script), str(data)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_script_needs_no_main_guard(tmp_path):
    script = start_script(tmp_path, "a | b\nPRINT\n")
    output, errors = script.communicate(timeout=60)
    assert output.split() == ["once", "3", "3", "3", "3"]
    assert errors == ""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_children_end_when_the_parent_is_killed(tmp_path):
    script = start_script(tmp_path, "a | b\n" * 200_000)
    assert script.stdout.readline() == "once\n"
    deadline = time.monotonic() + 30
    while len(family := children(script.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(family) == 2
    script.send_signal(signal.SIGKILL)
    script.communicate()
    while any(alive(pid) for pid in family) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in family)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_an_interrupt_ends_the_children_with_their_parent(tmp_path):
    script = start_script(tmp_path, "a | b\n" * 200_000)
    assert script.stdout.readline() == "once\n"
    deadline = time.monotonic() + 30
    while len(family := children(script.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    script.send_signal(signal.SIGINT)
    _, errors = script.communicate(timeout=30)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert len(family) == 2
    assert not any(alive(pid) for pid in family)


def children(parent=None):
    parent = parent or os.getpid()
    if not Path("/proc").is_dir():
        pytest.skip("looks for processes in /proc")
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.add(int(place.parent.name))
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
