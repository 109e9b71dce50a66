"""Figures that must not drop: kept in a file with the digests of the data they were measured on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.quality.measures import MEASURES, Measure
from benchmarks.quality.readers import OWN
from benchmarks.quality.run import Run

FLOORS = Path(__file__).resolve().parents[2] / "tests" / "quality" / "floors.json"


def read_floors(path: Path = FLOORS) -> dict[str, Any]:
    """{"data": {set: digest}, "floors": {measure: figure}}."""
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def write_floors(run: Run, path: Path = FLOORS, measures: Iterable[Measure] = MEASURES) -> None:
    """Make today's figures the floors."""
    chosen = [measure for measure in measures if measure.floored]
    floors = {measure.name: round(measure.score(run, OWN).value, 4) for measure in chosen}
    sets = sorted({name for measure in chosen for name in measure.sets})
    values = {"data": {name: run.digest(name) for name in sets}, "floors": floors}
    path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def holds(measure: Measure, figure: float, floor: float) -> bool:
    """Is a figure at least as good as its floor, but for rounding?"""
    slack = 0.0001
    return figure >= floor - slack if measure.better == "more" else figure <= floor + slack
