"""The best k, among many that are equal."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search.topk import best, kth_best


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("k", [0, 1, 10, 300, 5000])
def test_the_best_are_those_of_a_full_sort(seed: int, k: int) -> None:
    dice = random.Random(seed)
    count = dice.choice([0, 1, 10, 255, 257, 3000])
    scores = [float(dice.randint(1, dice.choice([1, 3, 1000]))) for _ in range(count)]
    recency = dice.sample(range(count * 2), count)
    order = sorted(range(count), key=lambda i: (-scores[i], recency[i]))[:k]
    assert best(np.array(scores), np.array(recency, np.uint32), k).tolist() == order


@given(st.lists(st.floats(0, 10), max_size=30), st.integers(0, 40))
def test_the_kth_best_is_reached_by_at_least_k(scores: list[float], k: int) -> None:
    least = kth_best(np.array(scores), k)
    if 0 < k <= len(scores):
        assert least == sorted(scores, reverse=True)[k - 1]
    else:
        assert least == -math.inf
