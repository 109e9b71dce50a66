"""How many of the articles found are of each source, author, language, day, month and year?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.model import Counts
from searchkit.search.collection import Part
from searchkit.store.column_reader import Columns

Ints = npt.NDArray[np.int64]
Found = Sequence[tuple[Part, Ints]]
"""Docnums, rising, by segment."""


def facet(found: Found, name: str, limit: int | None = None) -> Counts:
    """Articles by the values of one of `model.FACETS`; those without one are left out.

    Days, months and years are in order of time, the others by articles, most first, then by value.
    With a `limit` there are so many values, those with the most articles.
    """
    counts = _FACETS[name](found) if name != "author" else _authors(found, limit)
    if limit is None or len(counts) <= limit:
        return counts
    kept = sorted(counts, key=lambda item: (-item[1], item[0]))[:limit]
    return kept if name in _NAMED else sorted(kept)


def commonest(spellings: Counter[str]) -> str:
    """How a source is written most often; of equals, the first by code points."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def counted(numbers: npt.NDArray[Any], docs: Ints) -> Ints:
    """How many of some articles have each number, of a column by docnum: int64."""
    return np.bincount(values(numbers, docs))


def values(column: npt.NDArray[Any], docs: Ints) -> npt.NDArray[Any]:
    """What a column by docnum has for some articles."""
    # Docnums are distinct: as many as there are articles are all of them.
    return column if len(docs) == len(column) else column.take(docs)


def _authors(found: Found, limit: int | None) -> Counts:
    # Most searches count no authors, and all that it needs is of no other use to them.
    from searchkit.search.authors import authors

    return authors(found, limit)


def _sources(found: Found) -> Counts:
    return _by_name(found, lambda part: part.sources, lambda columns: columns.source_names)


def _languages(found: Found) -> Counts:
    return _by_name(found, lambda part: part.languages, lambda columns: columns.language_names)


def _by_name(
    found: Found,
    numbers: Callable[[Part], Ints],
    names: Callable[[Columns], tuple[str, ...]],
) -> Counts:
    """By a column of ordinals. What is written in many ways counts together, as the commonest."""
    counts: dict[str, int] = {}
    for part, docs in found:
        own, of_part = names(part.segment.columns), counted(numbers(part), docs)
        for ordinal in of_part.nonzero()[0].tolist():
            if own[ordinal]:
                counts[own[ordinal]] = counts.get(own[ordinal], 0) + of_part.item(ordinal)
    return sorted(_together(counts), key=lambda item: (-item[1], item[0]))


def _together(counts: dict[str, int]) -> Iterable[tuple[str, int]]:
    """Each name once, however it is written."""
    spellings: dict[str, list[str]] = {}
    for name in counts:
        spellings.setdefault(_folded(name), []).append(name)
    if len(spellings) == len(counts):
        return counts.items()
    return [_joined(Counter({name: counts[name] for name in same})) for same in spellings.values()]


def _joined(spellings: Counter[str]) -> tuple[str, int]:
    return commonest(spellings), spellings.total()


def _days(found: Found) -> Counts:
    return _by_time(found, lambda part: part.days, _day_name)


def _months(found: Found) -> Counts:
    return _by_time(found, lambda part: part.months, _month_name)


def _years(found: Found) -> Counts:
    years: dict[str, int] = {}
    for month, count in _months(found):
        years[month[:4]] = years.get(month[:4], 0) + count
    return list(years.items())


def _by_time(
    found: Found, numbers: Callable[[Part], tuple[int, Ints]], name: Callable[[int], str]
) -> Counts:
    """By a column of numbers that count from a first one on; 0 where undated."""
    counts: dict[int, int] = {}
    for part, docs in found:
        first, column = numbers(part)
        of_part = counted(column, docs)
        of_part[:1] = 0
        for number in of_part.nonzero()[0].tolist():
            counts[first + number] = counts.get(first + number, 0) + of_part.item(number)
    return [(name(number), counts[number]) for number in sorted(counts)]


_FACETS: dict[str, Callable[[Found], Counts]] = {
    "source": _sources,
    "language": _languages,
    "day": _days,
    "month": _months,
    "year": _years,
}
_NAMED = ("source", "author", "language")


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return name.casefold()


def _day_name(day: int) -> str:
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=1 << 14)
def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
