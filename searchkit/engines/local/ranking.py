"""Which articles, in which order? Whoosh's matchers give the articles, the sort gives the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from searchkit.engines.base import Sort
from searchkit.engines.local.columns import day_of
from searchkit.engines.local.evaluation import Segment
from searchkit.model import Facets
from searchkit.whoosh_index.schema import UNDATED


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article that a query found."""

    segment: Segment
    docnum: int
    score: float

    @property
    def number(self) -> int:
        """Its number in the whole index."""
        return self.segment.base + self.docnum

    @property
    def id(self) -> str:
        return self.segment.columns.ids[self.docnum]

    @property
    def seconds(self) -> float | None:
        columns = self.segment.columns
        if columns.precisions[self.docnum] == UNDATED:
            return None
        return columns.seconds[self.docnum]


def collect(query: Any, searcher: Any, segments: list[Segment]) -> Iterator[Ranked]:
    """Every article that a Whoosh query finds, with its score."""
    # An empty index has no segment, though Whoosh gives it a leaf.
    for segment, (leaf, _) in zip(segments, searcher.leaf_searchers(), strict=False):
        matcher = query.matcher(leaf, leaf.context())
        while matcher.is_active():
            yield Ranked(segment, matcher.id(), matcher.score())
            matcher.next()


def rank(found: list[Ranked], sort: Sort) -> list[Ranked]:
    """Best first, or by date with undated articles last; ties newest first, then by id."""
    if sort == "oldest":
        return sorted(found, key=lambda r: (*_oldest_first(r), -r.score, r.id))
    if sort == "newest":
        return sorted(found, key=lambda r: (*_newest_first(r), -r.score, r.id))
    return sorted(found, key=lambda r: (-r.score, *_newest_first(r), r.id))


def facets(found: list[Ranked]) -> Facets:
    """Articles per source, most first, and per month, in order of time."""
    sources: dict[str, Counter[str]] = {}
    months: Counter[str] = Counter()
    for ranked in found:
        columns = ranked.segment.columns
        if source := columns.sources[ranked.docnum]:
            sources.setdefault(source.casefold(), Counter())[source] += 1
        if day := day_of(columns, ranked.docnum):
            months[day.isoformat()[:7]] += 1
    counts = [(commonest(names), names.total()) for names in sources.values()]
    return {
        "source": sorted(counts, key=lambda item: (-item[1], item[0])),
        "month": sorted(months.items()),
    }


def commonest(spellings: Counter[str]) -> str:
    """How a source is written most often; of equals, the first by code points."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _newest_first(ranked: Ranked) -> tuple[bool, float]:
    seconds = ranked.seconds
    return seconds is None, -(seconds or 0.0)


def _oldest_first(ranked: Ranked) -> tuple[bool, float]:
    seconds = ranked.seconds
    return seconds is None, seconds or 0.0
