"""Many files compared at once are told apart as they are one by one."""

from __future__ import annotations

import os
import random
from array import array
from pathlib import Path

import pytest
from memory_engine import MemoryEngine

from searchkit.ingest.file_rows import Row
from searchkit.ingest.keys import key_of, path_of
from searchkit.ingest.record import FileRecord, MutableRecord
from searchkit.ingest.walk import Batch, Found, Walk
from searchkit.model import Rejected
from searchkit.sync.comparison import Comparison
from searchkit.sync.survey import Surveyor

NAMES = [
    f"{folder}{name}"
    for folder in ("", "a/", "a/b/", "a-b/", "a b/", "è/", "50%ab/")
    for name in ("1", "2", "a!", "é", "%41", "\udce9")
]


def batch(folder: str, *names: str) -> Batch:
    ones = array("q", [1] * len(names))
    return Batch("/" + folder, folder + "/", list(names), ones, ones[:])


def recorded(*keys: str, **changed: object) -> MutableRecord:
    record = MutableRecord(MemoryEngine().writer())
    for key in keys:
        file = {"size": 1, "mtime_ns": 1, "hash": "", "articles": (Row(key, key, ""),)} | changed
        record.set_file(key, FileRecord(**file))  # type: ignore[arg-type]
    return record


def result(comparison: Comparison) -> tuple[int, int, list[str], list[str]]:
    found = [file.key for file in comparison.found]
    return comparison.passed, comparison.articles, found, list(comparison.absent())


def test_what_is_the_same_is_passed_and_counted() -> None:
    comparison = Comparison(recorded("n/a", "n/b", "n/c/d"), "n", ())
    comparison.take(batch("n", "a", "b"))
    comparison.take(batch("n/c", "d"))
    assert result(comparison) == (3, 3, [], [])


def test_what_is_new_or_absent_is_told_at_any_place() -> None:
    comparison = Comparison(recorded("n/b", "n/d", "n/d/x", "n/f"), "n", ())
    comparison.take(batch("n", "a", "b", "c", "e"))
    comparison.take(batch("n/e", "x"))
    assert result(comparison) == (1, 1, ["n/a", "n/c", "n/e", "n/e/x"], ["n/d", "n/d/x", "n/f"])


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 2},
        {"mtime_ns": 2},
        {"racy": True},
        {"rejected": (Rejected("x", "y"),)},
        {"using": 7},
    ],
)
def test_what_is_to_be_looked_at_is_not_passed(changed: dict[str, object]) -> None:
    comparison = Comparison(recorded("n/a", **changed), "n", ())
    comparison.take(batch("n", "a"))
    assert result(comparison) == (0, 0, ["n/a"], [])


def test_special_files_are_found_among_those_that_are_passed() -> None:
    comparison = Comparison(recorded("n/a", "n/b", "n/c"), "n", ("n/b", "elsewhere"))
    comparison.take(batch("n", "a", "b", "c"))
    assert result(comparison) == (2, 2, ["n/b"], [])


def test_without_special_files_none_is_passed() -> None:
    comparison = Comparison(recorded("n/a", "n/b"), "n", None)
    comparison.take(batch("n", "a"))
    assert result(comparison) == (0, 0, ["n/a"], ["n/b"])


def test_files_of_other_roots_are_not_absent() -> None:
    record = recorded("../x", "n", "n/a", "na", "n-a/b")
    assert list(Comparison(record, "n", ()).absent()) == ["n", "n/a"]
    assert list(Comparison(record, ".", ()).absent()) == ["n", "n-a/b", "n/a", "na"]


def test_a_root_that_is_a_file_is_found() -> None:
    comparison = Comparison(recorded("n", "n/a"), "n", ())
    comparison.take(Batch.of(Found("n", "/n", 1, 1)))
    assert result(comparison) == (0, 0, ["n"], ["n/a"])


@pytest.mark.parametrize("seed", range(20))
def test_batches_hold_what_the_walk_finds_one_by_one(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    for name in rng.sample(NAMES, 15):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * rng.randrange(9))
    for name in rng.sample(["a/.hidden", ".git/x", "link", "z-pipe"], 2):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "link":
            path.symlink_to("/etc/hostname")
        elif name == "z-pipe":
            os.mkfifo(path)
        else:
            path.touch()
    found: list[Found | Rejected] = []
    for item in Walk(str(tmp_path), str(tmp_path / "index")).batches("news"):
        if isinstance(item, Batch):
            assert item.keys("news/") == [
                item.found(place).key.removeprefix("news/") for place in range(len(item.names))
            ]
            found += map(item.found, range(len(item.names)))
        else:
            found.append(item)
    assert found == list(Walk(str(tmp_path), str(tmp_path / "index")).files("news"))


@pytest.mark.parametrize("seed", range(40))
def test_a_survey_passes_exactly_the_unchanged_files(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    record = MutableRecord(MemoryEngine().writer())
    expected: dict[str, set[str]] = {"found": set(), "gone": set(), "passed": set()}
    (tmp_path / "news").mkdir()
    for name in NAMES:
        path = tmp_path / "news" / name
        state = rng.choice(["same", "same", "same", "same", "changed", "new", "gone", "never"])
        if state in ("same", "changed", "new"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("text")
            os.utime(path, ns=(1, 1))
        key = key_of(str(path), str(tmp_path))
        if state in ("same", "changed", "gone"):
            mtime_ns = 2 if state == "changed" else 1
            record.set_file(key, FileRecord(size=4, mtime_ns=mtime_ns, hash=""))
        if state != "never":
            group = {"same": "passed", "gone": "gone"}.get(state, "found")
            expected[group].add(key)
    roots = rng.choice([["news"], ["news"], ["."], ["news/a", "news"], ["news", "news/a"]])
    roots = [root for root in roots if (tmp_path / root).exists()]
    survey = Surveyor(record, str(tmp_path), tmp_path / "index", special=()).survey(roots)
    found = [(file.key, file.path) for file in survey.found]
    assert found == [(key, path_of(key, str(tmp_path))) for key in sorted(expected["found"])]
    assert sorted(survey.gone) == sorted(expected["gone"])
    assert survey.passed == len(expected["passed"])
    assert not survey.unseen
