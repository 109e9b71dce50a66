"""On no test collection does the ranking drop below its floor, in parts of plain BM25's nDCG@10.

Floors lie a hundredth below what `scripts/relevance` printed when they were set.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.relevance.__main__ import judge
from benchmarks.relevance.collection import Collection
from benchmarks.relevance.rankers import BASELINE, RANKERS
from benchmarks.relevance.significance import randomization_p

FLOORS = {"adi": 1.05, "cacm": 1.055, "cisi": 1.06, "cranfield": 0.995}
DATA = Path(os.environ.get("SEARCHKIT_EVAL_DATA", "")) / "retrieval"


@pytest.mark.parametrize("name", FLOORS)
def test_the_ranking_of_a_collection_does_not_drop(name: str, tmp_path: Path) -> None:
    if not (DATA / name).is_dir():
        pytest.skip(f"SEARCHKIT_EVAL_DATA names no folder with retrieval/{name}")
    collection = Collection.read(DATA / name)
    ours, base = (
        judge(collection, RANKERS[ranker](collection, tmp_path))["nDCG@10"]
        for ranker in ("searchkit, auto", BASELINE)
    )
    assert ours.mean() / base.mean() >= FLOORS[name]
    assert ours.mean() >= base.mean() or randomization_p(ours, base) > 0.05
