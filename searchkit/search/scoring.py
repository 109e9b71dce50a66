"""BM25F: how much does a word say about an article? Small pure functions, of numbers and arrays.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section
3.6: frequencies and lengths of the fields are weighted (`store.layout.FIELD_WEIGHTS`) and added
before they saturate.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

K1 = 1.2
"""How soon further occurrences stop counting."""
B = 0.75
"""How much a long article's words count for less."""


def inverse_document_frequency(documents: int, with_word: int) -> float:
    """Lucene's form of Robertson and Spärck Jones's weight, which is never negative."""
    return math.log(1.0 + (documents - with_word + 0.5) / (with_word + 0.5))


def saturation(frequency: float, length: float, average_length: float) -> float:
    """From 0 towards K1 + 1 as the weighted frequency grows; for one article."""
    norm = 1.0 - B + B * length / average_length if average_length else 1.0
    return frequency * (K1 + 1.0) / (frequency + K1 * norm)


def norms(lengths: npt.NDArray[Any], average_length: float) -> Floats:
    """What weighted lengths add to the frequency below the line: float64, as `lengths`."""
    if not average_length:
        return np.full(lengths.shape, K1)
    return K1 * (1.0 - B + B * lengths / average_length)


def saturations(freqs: npt.NDArray[Any], norms: Floats) -> Floats:
    """From 0 towards K1 + 1 as weighted frequencies grow, each beside its article's norm."""
    return freqs * (K1 + 1.0) / (freqs + norms)
