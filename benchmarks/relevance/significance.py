"""Is a difference between two rankers more than chance?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

DRAWS = 10_000


def randomization_p(ours: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64]) -> float:
    """Two-sided p of the paired randomization test (Smucker, Allan and Carterette 2007).

    Two figures a query, in the same order. Under the null hypothesis the two rankers might as well
    change places at each query: how often is a random exchange's mean as far from 0 as ours? The
    draws are always the same.
    """
    differences: npt.NDArray[Any] = ours - theirs
    signs = np.random.default_rng(1).choice((-1.0, 1.0), size=(DRAWS, len(differences)))
    as_far = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12
    return float((as_far.sum() + 1) / (DRAWS + 1))
