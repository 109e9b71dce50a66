"""The same flipped bits for every engine: searchkit never answers otherwise, and that is seen."""

from __future__ import annotations

from pathlib import Path

from engine_flips import flip_bits
from verdicts import KEPT, REFUSED, WRONG, Tally


def test_a_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path) -> None:
    tally = Tally.of(flip_bits("searchkit", tmp_path, 25))
    assert tally.counts[KEPT] + tally.counts[REFUSED] == 25
    assert tally.counts[REFUSED]


def test_without_checksums_it_would_change_answers(tmp_path: Path) -> None:
    tally = Tally.of(flip_bits("FTS5", tmp_path, 60))
    assert tally.counts[WRONG]
