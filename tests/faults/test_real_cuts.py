"""Real disks: power cuts and full ones. Only where this process may mount a file system."""

from __future__ import annotations

from pathlib import Path

import pytest
from full_disks import fill_disk
from loop_disk import why_not
from protections import left_out
from real_cuts import cut_power
from verdicts import LOST, REFUSED, Tally


@pytest.fixture(autouse=True, scope="module")
def _may_mount(tmp_path_factory: pytest.TempPathFactory) -> None:
    if reason := why_not(tmp_path_factory.mktemp("disk")):
        pytest.skip(reason)


@pytest.mark.parametrize("at_commit", [True, False])
def test_a_power_cut_takes_nothing_back(at_commit: bool, tmp_path: Path) -> None:
    tally = Tally.of(cut_power("searchkit", tmp_path, 5, at_commit=at_commit))
    assert (tally.tried, tally.reasons) == (5, [])


def test_without_syncs_it_does(tmp_path: Path) -> None:
    with left_out("syncs"):
        tally = Tally.of(cut_power("searchkit", tmp_path, 4, at_commit=True))
    assert tally.counts[LOST] + tally.counts[REFUSED] > 0


def test_a_full_disk_costs_nothing_but_time(tmp_path: Path) -> None:
    assert Tally.of(fill_disk("searchkit", tmp_path, 2)).reasons == []
