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
    """Every article that a Whoosh query finds, with its score.

    Whoosh adds up a score in another order where a segment lacks a word: rounded, the scores of
    equal articles are equal, and the tie is theirs to break.
    """
    # An empty index has no segment, though Whoosh gives it a leaf.
    for segment, (leaf, _) in zip(segments, searcher.leaf_searchers(), strict=False):
        matcher = query.matcher(leaf, leaf.context())
        while matcher.is_active():
            yield Ranked(segment, matcher.id(), round(matcher.score(), 9))
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
    sources: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for ranked in found:
        columns = ranked.segment.columns
        if source := columns.sources[ranked.docnum]:
            sources[source] += 1
        if day := day_of(columns, ranked.docnum):
            months[day.isoformat()[:7]] += 1
    return {
        "source": sorted(sources.items(), key=lambda item: (-item[1], item[0])),
        "month": sorted(months.items()),
    }


def _newest_first(ranked: Ranked) -> tuple[bool, float]:
    seconds = ranked.seconds
    return seconds is None, -(seconds or 0.0)


def _oldest_first(ranked: Ranked) -> tuple[bool, float]:
    seconds = ranked.seconds
    return seconds is None, seconds or 0.0
