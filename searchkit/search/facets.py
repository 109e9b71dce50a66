"""How many of the articles found are of each source, and of each month?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from searchkit.model import Facets
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
_EPOCH = 719_163
"""The proleptic ordinal of 1970-01-01."""


def facets(found: Iterable[tuple[Segment, Ints]]) -> Facets:
    """Articles per source, most first, and per month, in order of time.

    A source is written in many ways: they count together, under the commonest.
    """
    sources: dict[str, Counter[str]] = {}
    months: Counter[str] = Counter()
    for segment, docs in found:
        for name, count in _sources(segment, docs):
            sources.setdefault(name.casefold(), Counter())[name] += count
        months.update(_months(segment, docs))
    counts = [(commonest(names), names.total()) for names in sources.values()]
    return {
        "source": sorted(counts, key=lambda item: (-item[1], item[0])),
        "month": sorted(months.items()),
    }


def commonest(spellings: Counter[str]) -> str:
    """How a source is written most often; of equals, the first by code points."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _sources(segment: Segment, docs: Ints) -> Iterable[tuple[str, int]]:
    counts = np.bincount(segment.columns.sources.take(docs)).tolist()
    names = segment.columns.source_names
    return [(names[i], count) for i, count in enumerate(counts) if count and names[i]]


def _months(segment: Segment, docs: Ints) -> dict[str, int]:
    columns = segment.columns
    days = columns.days.take(docs)[columns.precisions.take(docs) != UNDATED]
    if not len(days):
        return {}
    first = int(days.min())
    counts = np.bincount(days - first)
    held = counts.nonzero()[0]
    months = (held + (first - _EPOCH)).astype("datetime64[D]").astype("datetime64[M]")
    named, rows = np.unique(months, return_inverse=True)
    totals = np.bincount(rows.reshape(-1), counts.take(held)).astype(np.int64)
    return dict(zip(named.astype(str).tolist(), totals.tolist(), strict=True))
