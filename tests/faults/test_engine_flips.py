"""What is done to every engine: searchkit answers as before or refuses, and else it is seen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unittest.mock import patch

import queries_of_death
from engine_flips import flip_bits
from engine_queries import ask_deadly
from protections import left_out
from verdicts import HANG, KEPT, REFUSED, WRONG, Tally


def test_a_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path) -> None:
    tally = Tally.of(flip_bits("searchkit", tmp_path, 25))
    assert tally.counts[KEPT] + tally.counts[REFUSED] == 25
    assert tally.counts[REFUSED]


def test_without_checksums_it_would_change_answers(tmp_path: Path) -> None:
    with left_out("checksums"):
        assert any(found.outcome == WRONG for found in flip_bits("searchkit", tmp_path, 600))


def test_deadly_queries_are_answered_or_refused(tmp_path: Path) -> None:
    found = Counter(verdict.outcome for verdict in ask_deadly("searchkit", tmp_path, 6))
    assert found.keys() <= {KEPT, REFUSED}


def test_without_a_limit_of_length_one_hangs(tmp_path: Path) -> None:
    with (
        left_out("the limit of length"),
        patch.object(queries_of_death, "known", lambda words: [")" * 1_000_000]),
    ):
        (verdict,) = ask_deadly("searchkit", tmp_path, 1, seconds=1.0)
    assert verdict.outcome == HANG
