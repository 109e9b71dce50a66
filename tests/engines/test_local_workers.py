"""Building in several processes: what is built is the same, whatever becomes of the children."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asking import article, found, reading

from searchkit.engines.local import child as child_module
from searchkit.engines.local import intake, workers
from searchkit.engines.local.building import Draft
from searchkit.engines.local.child import Child
from searchkit.engines.local.engine import LocalEngine
from searchkit.engines.local.workers import Builders
from searchkit.query.nodes import Everything, Word
from searchkit.store import durable
from searchkit.store.manifest import read_newest
from searchkit.store.segment import Segment

ROOT = Path(__file__).parents[2]


def drafts(*numbers: int) -> list[Draft]:
    return [Draft.of(article(f"a{n}", f"the river {n}", title=f"number {n}")) for n in numbers]


def ids(segment: Segment) -> list[str]:
    return [segment.id(docnum) for docnum in range(segment.documents)]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.stop()


@pytest.fixture
def builders(tmp_path: Path) -> Iterator[Builders]:
    """Two processes, the second of which is ready."""
    paths = (tmp_path / f"seg-{number}" for number in range(100))
    with closing(Builders(2, lambda: next(paths))) as builders:
        builders.build(drafts(0, 1), "en")
        until(lambda: builders._children[0].has_room)
        yield builders


def test_a_child_builds_a_segment_from_several_batches(tmp_path: Path, child: Child) -> None:
    until(lambda: child.has_room)
    child.send(tmp_path / "seg", drafts(1, 2), "en")
    child.send(tmp_path / "seg", drafts(3), "de")
    assert not child.has_room or child.is_idle
    child.send(tmp_path / "seg", drafts(4), None, last=True)
    assert not child.has_room
    size, _ = child.finished()
    segment = Segment(tmp_path / "seg", size)
    assert ids(segment) == ["a1", "a2", "a3", "a4"]
    assert list(segment.check()) == []
    until(lambda: child.is_idle)


def test_a_child_builds_one_segment_after_another(tmp_path: Path, child: Child) -> None:
    for number in range(3):
        path = tmp_path / f"seg-{number}"
        child.send(path, drafts(number), "en", last=True)
        size, _ = child.finished()
        assert ids(Segment(path, size)) == [f"a{number}"]


@pytest.mark.parametrize("when", ["before", "between", "at the end"])
def test_what_a_child_leaves_undone_is_done_here(tmp_path: Path, child: Child, when: str) -> None:
    until(lambda: child.has_room)
    for number, moment in enumerate(("before", "between", "at the end")):
        if moment == when:
            child._process.kill()
            child._process.wait()
        child.send(tmp_path / "seg", drafts(2 * number, 2 * number + 1), "en", last=number == 2)
    size, _ = child.finished()
    segment = Segment(tmp_path / "seg", size)
    assert ids(segment) == [f"a{n}" for n in range(6)]
    assert list(segment.check()) == []
    if when != "at the end":
        assert child.ended


def test_a_child_ends_with_its_input(child: Child) -> None:
    until(lambda: child.has_room)
    child._input.close()
    assert child._process.wait(60) == 0


def test_batches_go_to_whoever_has_room(builders: Builders) -> None:
    builders.build(drafts(2), "en")
    until(lambda: builders._children[0].is_idle)
    builders.build(drafts(3, 4), "en")
    here, there = builders.segments
    assert here.docnums == {"a0": 0, "a1": 1}
    assert there.docnums == {"a2": 0, "a3": 1, "a4": 2}
    parts = builders.finish(drafts(5), "en")
    assert [ids(part.segment) for part in parts] == [["a0", "a1", "a5"], ["a2", "a3", "a4"]]
    assert all(list(part.segment.check()) == [] for part in parts)


def test_a_last_batch_that_is_worth_it_is_shared_out(
    builders: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_WORTH_SHARING", 1)
    parts = builders.finish(drafts(*range(2, 12)), "en")
    assert [part.segment.documents for part in parts] == [7, 5]
    assert sorted(id for part in parts for id in ids(part.segment)) == sorted(
        f"a{n}" for n in range(12)
    )


def test_what_was_deleted_since_is_marked_in_whoevers_segment(builders: Builders) -> None:
    builders.build(drafts(2, 3), "en")
    assert builders.segments[0].remove("a1")
    assert builders.segments[1].remove("a2")
    assert not builders.segments[1].remove("a2")
    here, there = builders.finish((), "en")
    assert here.live.tolist() == [0]
    assert there.live.tolist() == [1]


def test_a_segment_ends_when_it_is_large_enough(
    builders: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_SEGMENT_BYTES", 1)
    parts = []
    for number in range(2, 8):
        builders.build(drafts(number), "en")
        until(lambda: all(child.has_finished or child.is_idle for child in builders._children))
        parts += builders.finished()
        assert all(segment.written is None for segment in builders.segments)
    assert len(parts) > 2
    parts += builders.finish((), "en")
    assert sorted(id for part in parts for id in ids(part.segment)) == [f"a{n}" for n in range(8)]


def test_a_child_that_died_gives_its_batches_back(builders: Builders) -> None:
    builders.build(drafts(2), "en")
    builders._children[0]._process.kill()
    builders._children[0]._process.wait()
    builders.build(drafts(3), "en")
    parts = builders.finish(drafts(4), "en")
    assert sorted(id for part in parts for id in ids(part.segment)) == [f"a{n}" for n in range(5)]


@pytest.mark.parametrize("jobs", [1, 0])
def test_one_process_means_one(tmp_path: Path, jobs: int) -> None:
    paths = (tmp_path / f"seg-{number}" for number in range(9))
    with closing(Builders(jobs, lambda: next(paths))) as builders:
        for number in range(3):
            builders.build(drafts(number), "en")
        assert builders._children == []
        (part,) = builders.finish((), "en")
    assert ids(part.segment) == ["a0", "a1", "a2"]


@pytest.mark.parametrize("hindrance", ["frozen", "no interpreter", "no process"])
def test_where_no_child_can_be_started_everything_is_built_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hindrance: str
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise OSError("no more processes")

    if hindrance == "frozen":
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    elif hindrance == "no interpreter":
        monkeypatch.setattr(sys, "executable", "")
    else:
        monkeypatch.setattr(child_module.subprocess, "Popen", refused)
    paths = (tmp_path / f"seg-{number}" for number in range(9))
    with closing(Builders(4, lambda: next(paths))) as builders:
        for number in range(3):
            builders.build(drafts(number), "en")
        assert len(builders.finish((), "en")) == 1


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_BATCH_BYTES", 2000)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("jobs", [1, 2])
def test_articles_put_again_and_deleted_while_they_are_built_are_there_once(
    tmp_path: Path, jobs: int
) -> None:
    engine = LocalEngine(tmp_path, create=True)
    new = engine.writer()
    new.jobs = jobs
    expected: dict[str, str] = {}
    rng = random.Random(5)
    for number in range(500):
        if number == 40 and jobs > 1:
            until(lambda: new._new._building._children[0].has_room)
        id = f"a{rng.randrange(300)}"
        if rng.random() < 0.2:
            assert new.delete(id) is (expected.pop(id, None) is not None)
        else:
            assert new.put(article(id, f"river {number}")) is (id in expected)
            expected[id] = f"river {number}"
        assert new.has(id) is (id in expected)
    assert any(segment.taken_out for segment in new._new._unfinished)
    new.commit()
    with reading(engine) as reader:
        assert {item.id: item.body for item in reader.articles()} == expected
        assert reader.check().ok
    assert sorted(found(engine, Word("river"))) == sorted(expected)
    assert len(read_newest(tmp_path).segments) == 1


@pytest.mark.usefixtures("small_batches")
def test_putting_everything_again_and_again_finishes_segments_in_between(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path, create=True)
    new = engine.writer()
    new.jobs = 1
    for time_ in range(6):
        for number in range(40):
            assert new.put(article(f"a{number}", f"river {time_}")) is (time_ > 0)
    assert len(new._new._parts) > 2
    assert new.delete("a7")
    new.commit()
    with reading(engine) as reader:
        assert {item.body for item in reader.articles()} == {"river 5"}
        assert len(list(reader.ids())) == 39


@pytest.mark.usefixtures("small_batches")
def test_a_cancelled_writer_ends_its_children_and_leaves_nothing(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path, create=True)
    new = engine.writer()
    for number in range(100):
        new.put(article(f"a{number}", "river"))
    (child,) = new._new._building._children[:1]
    new.cancel()
    assert child._process.returncode == -signal.SIGKILL
    assert {path.name for path in tmp_path.iterdir()} == {"lock"}


@pytest.mark.usefixtures("small_batches")
def test_a_disk_that_is_full_for_a_child_is_full_for_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = LocalEngine(tmp_path, create=True)
    new = engine.writer()
    new.jobs = 2

    def full(*_: Any) -> int:
        raise OSError("No space left on device")

    for number in range(40):
        new.put(article(f"a{number}", "river" * 20))
    monkeypatch.setattr(durable, "write", full)
    with pytest.raises(OSError, match="No space"):
        new.commit()
    monkeypatch.undo()
    assert not engine.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"lock"}


def test_a_killed_parent_leaves_no_lock_and_its_children_end(tmp_path: Path) -> None:
    code = """
import sys, time
from pathlib import Path
from searchkit import Article
from searchkit.engines.local import intake
from searchkit.engines.local.engine import LocalEngine
intake._BATCH_BYTES = 2000
new = LocalEngine(Path(sys.argv[1]), create=True).writer()
new.jobs = 2
for number in range(100):
    new.put(Article(id=f"a{number}", body="river " * 9, language="en"))
print(new._new._building._children[0]._process.pid, flush=True)
time.sleep(60)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: not _is_running(pid))
    engine = LocalEngine(tmp_path, create=True)
    new = engine.writer()
    new.put(article("b", "river"))
    new.commit()
    assert found(engine, Everything()) == ["b"]
    assert len(list(tmp_path.glob("seg-*"))) == 1


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended may wait to be noted by whoever inherited it.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_a_script_without_a_guard_builds_with_several_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "from searchkit import Archive, Article\n"
        "from searchkit.engines.local import intake\n"
        "intake._BATCH_BYTES = 2000\n"
        "print('once')\n"
        "with Archive.open(sys.argv[1], create=True) as archive:\n"
        "    archive.add_all(Article(id=f'a{n}', body='river ' * 9) for n in range(300))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "index")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "once\n", "")
    assert read_newest(tmp_path / "index").documents == 300
