"""Who published what is in the archive, and when?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from searchkit.reports import SourceSummary
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment


@dataclass(slots=True)
class _Source:
    """What is known of one source, however its name is written."""

    spellings: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    first: int | None = None
    last: int | None = None

    def add(self, name: str, documents: int, days: list[int]) -> None:
        """Count articles in, whose first and last day (and how many have one) are `days`."""
        self.spellings[name] += documents
        dated, first, last = days
        if dated:
            self.dated += dated
            self.first = first if self.first is None else min(first, self.first)
            self.last = last if self.last is None else max(last, self.last)

    def summary(self) -> SourceSummary:
        documents = self.spellings.total()
        name = min(self.spellings, key=lambda name: (-self.spellings[name], name))
        return SourceSummary(
            name=name or None,
            documents=documents,
            undated=documents - self.dated,
            first=None if self.first is None else date.fromordinal(self.first),
            last=None if self.last is None else date.fromordinal(self.last),
        )


def summaries(segments: Iterable[Segment]) -> list[SourceSummary]:
    """Known sources by articles, most first, then articles of no known source."""
    sources: dict[str, _Source] = {}
    for segment in segments:
        for name, documents, days in _counts(segment):
            sources.setdefault(name.casefold(), _Source()).add(name, documents, days)
    found = [source.summary() for source in sources.values()]
    return sorted(found, key=lambda s: (s.name is None, -s.documents, s.name or ""))


def _counts(segment: Segment) -> Iterator[tuple[str, int, list[int]]]:
    """Names in a segment, their live articles, and of these: how many are dated, first, last."""
    columns = segment.columns
    live = slice(None) if segment.deleted is None else ~segment.deleted
    ordinals, days = columns.sources[live], columns.days[live]
    dated = columns.precisions[live] != UNDATED
    size = len(columns.source_names)
    documents = np.bincount(ordinals, minlength=size)
    with_date = np.bincount(ordinals[dated], minlength=size)
    first = np.full(size, np.iinfo(np.int32).max)
    last = np.zeros(size, np.int64)
    np.minimum.at(first, ordinals[dated], days[dated])
    np.maximum.at(last, ordinals[dated], days[dated])
    for ordinal in np.flatnonzero(documents).tolist():
        spans = [int(values[ordinal]) for values in (with_date, first, last)]
        yield columns.source_names[ordinal], int(documents[ordinal]), spans
