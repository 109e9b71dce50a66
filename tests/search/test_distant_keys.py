"""Words behind four billion positions are found as those behind none: keys fill all of 32 bits."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from asking import article
from segments import write

from searchkit.analysis.patterns import Near, Pattern, Term, join, word_patterns
from searchkit.search import matching
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import list_postings
from searchkit.store.layout import MAX_KEYS
from searchkit.store.merge import merge_segments
from searchkit.store.segment import Segment

ROOM = 20_000
"""Keys that are left for all articles but the first."""
COUNT = 20
PATTERNS: list[Pattern] = [
    *(
        join(tuple(pattern for _, pattern in word_patterns(text)))
        for text in ("dam gate", "the e-mail", "of the river", "gate dam gate", "mill")
    ),
    Near((Term("dam"), Term("river")), 4),
]
FIELDS: list[tuple[str, ...]] = [("title", "body"), ("title",), ("body",)]


def part_of(folder: Path, silence: int, count: int = COUNT) -> Part:
    """Few articles: a list of common pairs would lay four billion positions out."""
    dice = random.Random(5)
    words = "dam gate gates e-mail river of the mill".split()
    items = [
        article(
            f"{n}", " ".join(dice.choices(words, k=9)), title=" ".join(dice.choices(words, k=3))
        )
        for n in range(count)
    ]
    write(folder / f"seg-{silence}.sk", items, silence)
    return Collection([Segment(folder / f"seg-{silence}.sk")]).parts[0]


def held(part: Part) -> list[list[int]]:
    return [
        matching.holding(part, fields, pattern).tolist()
        for pattern in PATTERNS * 2  # the second time, keys are kept
        for fields in FIELDS
    ]


@pytest.fixture
def far(tmp_path: Path) -> Part:
    return part_of(tmp_path, MAX_KEYS - ROOM)


def test_words_behind_four_billion_positions_are_where_they_are(tmp_path: Path, far: Part) -> None:
    near = part_of(tmp_path, 0)
    assert MAX_KEYS > far.segment.columns.bases[-1] > MAX_KEYS - ROOM
    assert held(far) == held(near)
    assert any(held(near))
    assert all(near.segment.text.cf < 64), "no pairs"


def test_frequencies_lengths_and_impacts_are_those_of_so_long_an_article(
    tmp_path: Path, far: Part
) -> None:
    near = part_of(tmp_path, 0)
    longer = far.segment.columns.weighted_lengths - near.segment.columns.weighted_lengths
    assert longer.tolist() == [MAX_KEYS - ROOM] + [0] * (COUNT - 1)
    for number in range(len(far.segment.text.df)):
        own, other = (list_postings(part, "text", number) for part in (far, near))
        assert (own.docs.tolist(), own.freqs.tolist()) == (
            other.docs.tolist(),
            other.freqs.tolist(),
        )


def test_merging_moves_keys_beyond_31_bits(tmp_path: Path) -> None:
    half = part_of(tmp_path, MAX_KEYS // 2 - ROOM, 8)
    size, _ = merge_segments(tmp_path / "seg-merged.sk", [half.segment] * 2)
    merged = Collection([Segment(tmp_path / "seg-merged.sk", size)]).parts[0]
    assert merged.segment.columns.bases[-1] > MAX_KEYS - 2 * ROOM
    assert held(merged) == [[*found, *(np.array(found, int) + 8)] for found in held(half)]
