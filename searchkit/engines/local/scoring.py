"""BM25F: how much does a word say about an article? Small pure functions.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section
3.6: frequencies and lengths of the fields are weighted and added before they saturate.
"""

from __future__ import annotations

import math

K1 = 1.2
"""How soon further occurrences stop counting."""
B = 0.75
"""How much a long article's words count for less."""
FIELD_WEIGHTS = {"title": 3, "body": 1}
"""A word of the title counts as so many of the body. Whole numbers, so that sums are exact."""


def inverse_document_frequency(documents: int, with_word: int) -> float:
    """Lucene's form of Robertson and Spärck Jones's weight, which is never negative."""
    return math.log(1.0 + (documents - with_word + 0.5) / (with_word + 0.5))


def saturation(frequency: float, length: float, average_length: float) -> float:
    """From 0 towards K1 + 1 as the weighted frequency grows."""
    norm = 1.0 - B + B * length / average_length if average_length else 1.0
    return frequency * (K1 + 1.0) / (frequency + K1 * norm)
