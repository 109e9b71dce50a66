"""How many of the articles found are of each source, and of each month?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from searchkit.model import Facets
from searchkit.search.collection import Part

Ints = npt.NDArray[np.int64]


def facets(found: Iterable[tuple[Part, Ints]]) -> Facets:
    """Articles per source, most first, and per month, in order of time.

    A source is written in many ways: they count together, under the commonest.
    """
    sources: dict[str, Counter[str]] = {}
    months: Counter[int] = Counter()
    for part, docs in found:
        for name, count in _sources(part, docs):
            sources.setdefault(name.casefold(), Counter())[name] += count
        months.update(_months(part, docs))
    counts = [(commonest(names), names.total()) for names in sources.values()]
    return {
        "source": sorted(counts, key=lambda item: (-item[1], item[0])),
        "month": [(_month_name(month), months[month]) for month in sorted(months)],
    }


def commonest(spellings: Counter[str]) -> str:
    """How a source is written most often; of equals, the first by code points."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _sources(part: Part, docs: Ints) -> Iterable[tuple[str, int]]:
    names = part.segment.columns.source_names
    counts = np.bincount(part.segment.columns.sources.take(docs))
    return [(names[i], counts.item(i)) for i in counts.nonzero()[0].tolist() if names[i]]


def _months(part: Part, docs: Ints) -> dict[int, int]:
    """Articles in each month that has any, by the month's number since the year 0."""
    first, numbers = part.months
    counts = np.bincount(numbers.take(docs))
    held = counts.nonzero()[0].tolist()
    return {first + number: counts.item(number) for number in held if number}


def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
