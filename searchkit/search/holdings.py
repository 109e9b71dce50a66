"""How many articles does the archive hold of a period, and of a source? Without looking at each."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.search.collection import Collection, Part
from searchkit.store.layout import UNDATED

Ints = npt.NDArray[np.int64]


class Holdings:
    """Counts of the live articles of one generation, worked out once."""

    def __init__(self, collection: Collection) -> None:
        self._parts = collection.parts
        self._sources: Counter[str] = Counter()
        days = [self._count_part(part) for part in collection.parts]
        dated = [part_days for part_days in days if len(part_days)]
        self._first = min((int(part_days.min()) for part_days in dated), default=1)
        last = max((int(part_days.max()) for part_days in dated), default=0)
        counts = np.zeros(last - self._first + 1, np.int64)
        for part_days in dated:
            counts += np.bincount(part_days - self._first, minlength=len(counts))
        self._before: Ints = np.concatenate(([0], counts.cumsum()))

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The first and last civil day of any article; None where none is dated."""
        if len(self._before) == 1:
            return None
        last = self._first + len(self._before) - 2
        return date.fromordinal(self._first), date.fromordinal(last)

    def of_days(self, start: date | None, end: date | None) -> int:
        """Articles of civil days from `start` until before `end`."""
        before, offset, size = self._before, self._first, len(self._before) - 1
        first = 0 if start is None else min(max(start.toordinal() - offset, 0), size)
        stop = size if end is None else min(max(end.toordinal() - offset, 0), size)
        return max(0, before.item(stop) - before.item(first))

    def of_source(self, name: str) -> int:
        """Articles of a source: its whole name, without case."""
        return self._sources[name.casefold()]

    def of_both(self, name: str, start: date | None, end: date | None) -> int:
        """Articles of a source and of such days; looks at every article's day."""
        first = 1 if start is None else start.toordinal()
        stop = date.max.toordinal() + 1 if end is None else end.toordinal()
        found = 0
        for part in self._parts:
            columns = part.segment.columns
            named = [other.casefold() == name.casefold() for other in columns.source_names]
            inside = (columns.days >= first) & (columns.days < stop)
            inside &= np.array(named, np.bool_).take(part.sources)
            found += len(part.live(inside.nonzero()[0]))
        return found

    def _count_part(self, part: Part) -> Ints:
        """Count its sources; the days of its dated articles."""
        columns = part.segment.columns
        live = part.live(np.arange(part.segment.documents))
        names = columns.source_names
        numbers = np.bincount(part.sources.take(live), minlength=len(names)).tolist()
        for name, count in zip(names, numbers, strict=True):
            self._sources[name.casefold()] += count
        dated = live.compress(columns.precisions.take(live) != UNDATED)
        return columns.days.take(dated).astype(np.int64)
