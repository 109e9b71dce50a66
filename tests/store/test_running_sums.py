"""Running sums say what lies before each of counted things, however they are asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store.running_sums import RunningSums

counts = st.tuples(
    st.lists(st.integers(0, 255), max_size=20), st.integers(0, 60), st.sampled_from(["u1", "<u4"])
).map(lambda drawn: np.array(drawn[0] * drawn[1], drawn[2]))


@given(counts)
def test_every_way_of_asking_gives_the_sum(counts):
    expected = [0, *np.cumsum(counts.astype(np.int64)).tolist()]
    last = len(counts)
    assert RunningSums(counts).total == expected[-1]
    assert RunningSums(counts).every.tolist() == expected
    sums = RunningSums(counts)
    for place in (0, last // 2, last):
        assert sums.before(place) == expected[place]
        assert sums.between(place, last).tolist() == expected[place:]
    places = np.arange(0, last + 1, max(1, last // 50))
    assert RunningSums(counts).at(places).tolist() == [expected[at] for at in places]


def test_answers_stay_the_same_after_many_questions():
    counts = np.arange(1_000, dtype=np.uint32)
    sums = RunningSums(counts)
    for _ in range(3):
        answers = [sums.before(place) for place in range(1_001)]
        assert answers == [place * (place - 1) // 2 for place in range(1_001)]
    assert sums.between(10, 12).tolist() == [45, 55, 66]


def test_sums_may_exceed_what_the_counts_can_hold():
    largest = np.full(600, 2**32 - 1, np.uint32)
    assert RunningSums(largest).total == 600 * (2**32 - 1)
    assert RunningSums(largest).before(300) == 300 * (2**32 - 1)


def test_kept_sums_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        RunningSums(np.ones(3, np.uint8)).every[0] = 1
