"""Of all the articles that were found: how many on each day, and which before which?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import DAY_SECONDS, EPOCH, Part
from searchkit.search.facets import counted, values
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment
from searchkit.timeline import DayCounts

Ints = npt.NDArray[np.int64]

_MANY = 16
"""More than one in so many of a segment's articles are many."""


def day_counts(found: Sequence[tuple[Part, Ints]]) -> DayCounts:
    """Articles by civil date."""
    parts = [(part.days[0], counted(part.days[1], docs)) for part, docs in found if len(docs)]
    begin = min((first for first, _ in parts), default=0)
    counts = np.zeros(max((first + len(own) for first, own in parts), default=0) - begin, np.int64)
    for first, own in parts:
        counts[first - begin + 1 : first - begin + len(own)] += own[1:]
    held = counts.nonzero()[0]
    start, stop = (held.item(0), held.item(-1) + 1) if len(held) else (0, 0)
    undated = sum(own.item(0) for _, own in parts)
    return DayCounts(begin + start, counts[start:stop].tolist(), undated)


def within(part: Part, start: date, end: date) -> Ints:
    """The live articles of a segment of civil dates from `start` until before `end`."""
    order, seconds = part.by_time
    # A civil date is up to a day away from the instant's.
    first, last = ((day.toordinal() - EPOCH) * DAY_SECONDS for day in (start, end))
    bounds = seconds.searchsorted([first - DAY_SECONDS, last + DAY_SECONDS])
    docs = order[slice(*bounds.tolist())]
    # Of many, comparing all dates is sooner done than sorting their docnums.
    docs = part.every if len(docs) * _MANY > part.segment.documents else np.sort(docs)
    days = values(part.segment.columns.days, docs)
    return part.live(docs.compress((days >= start.toordinal()) & (days < end.toordinal())))


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
