"""The best k of many, as array work: whichever way they were found, ties are broken alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.search.scoring import Floats

Ints = npt.NDArray[np.int64]

_FEW = 256
"""Up to so many are sorted without choosing from them first."""


def best(scores: Floats, recency: npt.NDArray[Any], k: int) -> Ints:
    """Indices of the k best, best first; of equals those of least `recency`, which all differ."""
    if not k:
        return np.zeros(0, np.int64)
    if len(scores) <= max(k, _FEW):
        return np.lexsort((recency, -scores))[:k]
    chosen = _contenders(scores, recency, k)
    return chosen[np.lexsort((recency.take(chosen), -scores.take(chosen)))][:k]


def kth_best(scores: Floats, k: int) -> float:
    """The k-th highest score; minus infinity when there are fewer."""
    if not 0 < k <= len(scores):
        return -np.inf
    ordered = scores.copy()
    ordered.partition(len(scores) - k)
    return float(ordered[len(scores) - k])


def _contenders(scores: Floats, recency: npt.NDArray[Any], k: int) -> Ints:
    """Indices among which the k best are: of those that tie with the k-th, the newest."""
    threshold = kth_best(scores, k)
    chosen = (scores >= threshold).nonzero()[0]
    if len(chosen) <= max(2 * k, _FEW):
        return chosen
    ties = scores.take(chosen) == threshold
    above, equal = chosen[~ties], chosen[ties]
    newest = np.argpartition(recency.take(equal), k - len(above) - 1)[: k - len(above)]
    return np.concatenate((above, equal[newest]))
