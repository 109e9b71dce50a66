"""Field lengths in the steps in which Whoosh's own codec keeps them: 256 of them, rounded up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length

_STEPS = np.array([byte_to_length(byte) for byte in range(256)], np.uint32)


def rounded(lengths: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Each length as its step; the longest step stands for all above it."""
    steps = np.searchsorted(_STEPS, lengths)
    return _STEPS[np.minimum(steps, len(_STEPS) - 1)]
