"""What benchmarks make of their figures: times in turns, targets, tables, kept runs, memory."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from benchmarks import memory
from benchmarks.report import Row, Section, Target, markdown, page, save
from benchmarks.timing import Times, interleave


def test_every_engine_answers_a_query_before_the_next_ones_turn():
    calls = []
    cases = [
        {name: lambda name=name, number=number: calls.append((number, name)) for name in "ab"}
        for number in range(3)
    ]
    times = interleave(cases, rounds=2)
    warm, timed = calls[:6], calls[6:]
    assert [number for number, _ in warm] == [0, 0, 1, 1, 2, 2]
    assert [number for number, _ in timed] == [0, 0, 1, 1, 2, 2] * 2
    assert [name for _, name in timed[::2]] == ["a", "b", "a", "b", "a", "b"]
    assert times["a"].seconds.shape == (3, 2)


def test_a_querys_time_is_its_median_over_the_rounds():
    times = Times(np.array([[1.0, 9.0, 2.0], [3.0, 3.0, 99.0]]))
    assert times.per_query.tolist() == [2.0, 3.0]
    assert (times.mean, times.median) == (2.5, 2.5)
    assert times.p95 == pytest.approx(2.95)
    assert times.to_json()["best_mean_ms"] == 2000.0


@pytest.mark.parametrize(
    ("target", "figure", "holds"),
    [
        (Target("<=", 1.0), 1.0, True),
        (Target("<=", 1.0), 1.01, False),
        (Target(">=", 1.2), 1.2, True),
        (Target(">=", 1.2), 1.19, False),
    ],
)
def test_a_target_is_met_up_to_its_bound(target, figure, holds):
    assert target.holds(figure) is holds
    assert Row("rate", figure, target).to_json()["holds"] is holds


def test_the_table_says_what_does_not_hold():
    rows = [Row("size", 0.9, Target("<=", 0.8), "9 MB", "10 MB"), Row("rate", 2.0)]
    shown = page("corpus", [Section("disk", rows=rows)]).splitlines()
    assert "| size | 9 MB      | 10 MB   | 0.9 ×  | ≤ 0.8 × | **no** |" in shown
    assert "| rate |           |         | 2 ×    |         |        |" in shown


def test_a_table_lines_up():
    assert markdown(["a", "bb"], [["ccc", "d"]]) == "| a   | bb |\n|-----|----|\n| ccc | d  |"


def test_a_run_is_kept_by_date_without_any_path(tmp_path):
    path = save(tmp_path, "engines-x", "x", [Section("disk", raw={"bytes": {"searchkit": 1}})])
    data = json.loads(path.read_text())
    assert data["raw"] == {"disk": {"bytes": {"searchkit": 1}}}
    assert int(data["machine"]["processors"]) >= 1
    assert str(tmp_path) not in path.read_text()
    assert len(path.parent.name.split("-")) == 3
    assert path.with_suffix(".md").read_text().startswith("## x")


@pytest.mark.skipif(not memory.is_measurable(), reason="needs /proc")
def test_the_memory_of_children_counts():
    child = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); print(1)"
    output, peak = memory.run_watched([sys.executable, "-c", parent], cwd=memory.PROC)
    assert output == "1\n"
    assert 60_000_000 < peak.private <= peak.proportional <= peak.resident < 200_000_000
