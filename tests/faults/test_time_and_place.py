"""The same articles give the same answers, whatever clock, zone, locale and hash seed say."""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from searchkit import Archive, Article
from searchkit.ingest import worker
from searchkit.present.citations import citation

ROOT = Path(__file__).resolve().parents[2]
FUTURE, PAST = 4_102_444_800, 3_600
"""2100-01-01, and an hour after 1970 began."""
ASKED = """
import json, sys
from searchkit import Archive

with Archive.open(sys.argv[1], create=True, zone="Europe/Paris") as archive:
    archive.ingest(sys.argv[2], jobs=int(sys.argv[3]))
    found = []
    for query in ("embassy", "the dam of the valley", "ISTANBUL istanbul", "dat*", "harbor~",
                  '"state of emergency"', "after:2025-03-30 before:2025-04-02", "-dam", ""):
        results = archive.search(query, match="any", limit=50, explain=True)
        found.append({**results.to_json(facets=True), "took_ms": 0})
    found.append(archive.timeline("dam", by="day").to_json())
    found.append([summary.to_json() for summary in archive.sources()])
    found.append([article.to_json() for article in archive.articles()])
print(json.dumps(found))
"""
ELSEWHERE: list[tuple[str, dict[str, str], int]] = [
    ("another hash seed", {"PYTHONHASHSEED": "1"}, 1),
    ("one more, and two processes", {"PYTHONHASHSEED": "4242"}, 2),
    ("east of everyone", {"TZ": "Pacific/Kiritimati"}, 1),
    ("half-hour zones", {"TZ": "America/St_Johns"}, 1),
    ("a zone in POSIX's words", {"TZ": "XYZ+23:59"}, 1),
    ("no UTF-8", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 1),
    ("Turkish", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, 1),
    ("optimised", {"PYTHONOPTIMIZE": "1"}, 1),
]


def answers(folder: Path, environment: dict[str, str], jobs: int = 1) -> Any:
    index = folder / "-".join([*environment.values(), str(jobs)]).replace("/", "")
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(index), "documents", str(jobs)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return answers(tmp_path_factory.mktemp("here"), {})


@pytest.mark.parametrize(
    ("environment", "jobs"),
    [pytest.param(environment, jobs, id=name) for name, environment, jobs in ELSEWHERE],
)
def test_elsewhere_the_same_is_read_and_found(
    here: Any, tmp_path: Path, environment: dict[str, str], jobs: int
) -> None:
    there = answers(tmp_path, environment, jobs)
    assert [answer for answer, other in zip(here, there, strict=True) if answer != other] == []


@pytest.fixture
def lower_case_is_turkish() -> Iterator[None]:
    """Where the machine has that locale; Python's own `lower` knows none."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "tr_TR.UTF-8")
    except locale.Error:
        pytest.skip("this machine has no Turkish locale")
    yield
    locale.setlocale(locale.LC_ALL, before)


def test_i_is_i_among_turks(lower_case_is_turkish: None, tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(Article(id="a", title="TITLE IN CAPITALS", body="Big fish in İstanbul."))
        archive.commit()
        assert [len(archive.search(q)) for q in ("title", "TITLE", "istanbul", "FISH")] == [1] * 4


def test_a_citation_names_months_in_english_wherever_it_is_made() -> None:
    day = Article(id="a", title="T", body="b", published="2022-01-23")
    with patch("time.strftime", side_effect=AssertionError("asks the locale")):
        assert "23 January 2022" in citation(day)


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for name in ("a", "b"):
        (tmp_path / "news" / f"{name}.txt").write_text(
            f"Title {name}\n\nThe mayor of {name} spoke.\n"
        )
    return tmp_path


def ingest(folder: Path) -> tuple[int, int, int]:
    with Archive.open(folder / "index", create=True) as archive:
        report = archive.ingest(folder / "news")
    assert not report.rejected
    return report.added, report.updated, report.unchanged


@pytest.mark.parametrize("when", [FUTURE, PAST, 0], ids=["future", "past", "epoch"])
def test_files_of_other_times_are_read_once_and_again_when_they_change(
    newsroom: Path, when: int
) -> None:
    path = newsroom / "news" / "a.txt"
    os.utime(path, (when, when))
    assert ingest(newsroom) == (2, 0, 0)
    assert ingest(newsroom) == (0, 0, 2)
    path.write_text(path.read_text().replace("spoke", "slept"))
    os.utime(path, (when + 5, when + 5))
    assert ingest(newsroom) == (0, 1, 1)


def test_a_clock_set_back_hides_no_change(newsroom: Path) -> None:
    """The file keeps its size, and its time too, as it would when the clock runs an hour twice."""
    path = newsroom / "news" / "a.txt"
    assert ingest(newsroom) == (2, 0, 0)
    state = path.stat()
    back = state.st_mtime_ns - 3_600_000_000_000
    with patch.object(worker.time, "time_ns", return_value=back):
        assert ingest(newsroom) == (0, 0, 2)
        path.write_text(path.read_text().replace("spoke", "slept"))
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert ingest(newsroom) == (0, 1, 1)


def test_generations_count_up_whatever_the_clock_says(newsroom: Path) -> None:
    numbers = []
    for now in (FUTURE, PAST, time.time()):
        with patch("time.time", return_value=now), Archive.open(newsroom / "i", create=True) as a:
            a.add(Article(id=str(now), title="t", body="b"))
            a.commit()
            numbers.append(a.status().generation)
    assert numbers == [1, 2, 3]
