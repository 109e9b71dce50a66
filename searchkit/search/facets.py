"""How many of the articles found are of each source, and of each month?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searchkit.model import Facets
from searchkit.search.collection import Part

Ints = npt.NDArray[np.int64]
_Key = TypeVar("_Key", str, int)


def facets(found: Iterable[tuple[Part, Ints]]) -> Facets:
    """Articles per source, most first, and per month, in order of time.

    A source is written in many ways: they count together, under the commonest.
    """
    sources: dict[str, int] = {}
    months: dict[int, int] = {}
    for part, docs in found:
        _add(sources, _sources(part, docs))
        _add(months, _months(part, docs))
    return {
        "source": sorted(_together(sources), key=lambda item: (-item[1], item[0])),
        "month": [(_month_name(month), months[month]) for month in sorted(months)],
    }


def _together(sources: dict[str, int]) -> Iterable[tuple[str, int]]:
    """Each source once, however it is written."""
    spellings: dict[str, list[str]] = {}
    for name in sources:
        spellings.setdefault(_folded(name), []).append(name)
    for names in spellings.values():
        counts = Counter({name: sources[name] for name in names}) if len(names) > 1 else None
        yield (commonest(counts), counts.total()) if counts else (names[0], sources[names[0]])


def commonest(spellings: Counter[str]) -> str:
    """How a source is written most often; of equals, the first by code points."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _add(counts: dict[_Key, int], more: Iterable[tuple[_Key, int]]) -> None:
    for key, count in more:
        counts[key] = counts.get(key, 0) + count


def _sources(part: Part, docs: Ints) -> Iterable[tuple[str, int]]:
    names = part.segment.columns.source_names
    counts = np.bincount(part.sources.take(docs))
    held = counts.nonzero()[0].tolist()
    return ((names[i], counts.item(i)) for i in held if names[i])


def _months(part: Part, docs: Ints) -> Iterable[tuple[int, int]]:
    """Articles in each month that has any, by the month's number since the year 0."""
    first, numbers = part.months
    counts = np.bincount(numbers.take(docs))
    held = counts.nonzero()[0].tolist()
    return ((first + number, counts.item(number)) for number in held if number)


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return name.casefold()


@lru_cache(maxsize=1 << 14)
def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
