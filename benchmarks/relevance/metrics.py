"""How good is a ranking? The measures of TREC, for one query each.

`ranking` are document ids, best first, without repetition; `gains` maps the relevant ones to their
gain, at least one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

Metric = Callable[[Sequence[str], Mapping[str, int]], float]

DEPTH = 100
"""Documents that a ranker is asked for."""


def ndcg_at_10(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    """Discounted gain of the ten first, to that of the best ten (Järvelin and Kekäläinen 2002)."""
    best = sorted(gains.values(), reverse=True)
    return _discounted([gains.get(id, 0) for id in ranking[:10]]) / _discounted(best[:10])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def average_precision(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    """The mean of the precisions at each relevant document; those not found count as 0."""
    found, total = 0, 0.0
    for rank, id in enumerate(ranking, 1):
        if id in gains:
            found += 1
            total += found / rank
    return total / len(gains)


def recall_at_100(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    return sum(id in gains for id in ranking[:100]) / len(gains)


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    """1 / the rank of the first relevant document; 0 where there is none."""
    return next((1 / rank for rank, id in enumerate(ranking, 1) if id in gains), 0.0)


METRICS: Mapping[str, Metric] = {
    "nDCG@10": ndcg_at_10,
    "MAP": average_precision,
    "recall@100": recall_at_100,
    "MRR": reciprocal_rank,
}
