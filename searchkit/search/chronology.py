"""Of all the articles that were found: how many on each day, and which before which?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import Part
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]


def day_counts(found: Iterable[tuple[Part, Ints]]) -> dict[date | None, int]:
    """Articles by civil date, in order of time; those without one under None, last."""
    days = [part.segment.columns.days.take(docs) for part, docs in found]
    if not days:
        return {}
    values, counts = np.unique(np.concatenate(days), return_counts=True)
    numbers = dict(zip(values.tolist(), counts.tolist(), strict=True))
    undated = numbers.pop(0, 0)
    by_day: dict[date | None, int] = {date.fromordinal(day): n for day, n in numbers.items()}
    return by_day | {None: undated} if undated else by_day


def oldest_first(found: Iterable[tuple[Part, Ints]]) -> Iterator[tuple[Segment, int]]:
    """Where the articles are, in order of time, then id; undated ones last."""
    places = [place for part, docs in found for place in _places(part.segment, docs)]
    for _, _, docnum, segment in sorted(places, key=lambda place: place[:2]):
        yield segment, docnum


def _places(segment: Segment, docs: Ints) -> Iterator[tuple[float, str, int, Segment]]:
    columns = segment.columns
    undated = columns.precisions.take(docs) == UNDATED
    seconds = np.where(undated, np.inf, columns.seconds.take(docs))
    for docnum, second in zip(docs.tolist(), seconds.tolist(), strict=True):
        yield second, segment.id(docnum), docnum, segment
