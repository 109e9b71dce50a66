"""No figure of the reading of real pages drops below its floor (tests/quality/floors.json).

Floors are set by `python -m benchmarks.quality --own --set-floors`, and never lowered in passing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.quality.floors import holds, read_floors
from benchmarks.quality.measures import MEASURES, Measure
from benchmarks.quality.readers import OWN
from benchmarks.quality.run import Run

FLOORED = [measure for measure in MEASURES if measure.floored]


@pytest.fixture(scope="module")
def run() -> Run:
    folder = os.environ.get("SEARCHKIT_EVAL_DATA")
    if not folder or not (Path(folder) / "html").is_dir():
        pytest.skip("SEARCHKIT_EVAL_DATA names no folder with html/")
    return Run(Path(folder))


def test_there_is_a_floor_for_each_measure_and_no_other():
    assert set(read_floors()["floors"]) == {measure.name for measure in FLOORED}


@pytest.mark.parametrize("measure", FLOORED, ids=lambda measure: measure.name)
def test_a_figure_does_not_drop(run: Run, measure: Measure):
    floors = read_floors()
    for name in measure.sets:
        if name.endswith(".jsonl") and not (run.data / name).is_file():
            pytest.skip(f"the evaluation data has no {name}")
    changed = [name for name in measure.sets if run.digest(name) != floors["data"][name]]
    assert not changed, "other data than the floors were measured on: set them again"
    figure = measure.score(run, OWN).value
    assert holds(measure, figure, floors["floors"][measure.name])
