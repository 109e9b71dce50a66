"""The segments of one generation, and what searches need to know of them all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.search import scoring
from searchkit.store.cache import Cache, frozen
from searchkit.store.layout import UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]

_LAST_DAY = date.max.toordinal()
EPOCH = 719_163
"""The proleptic ordinal of 1970-01-01."""
DAY_SECONDS = 86_400
CACHE_BYTES = 256 << 20
"""What may be kept between searches: words' postings with tables to look them up, keys, bounds."""


class Part:
    """One segment, as a searcher of several sees it."""

    def __init__(self, segment: Segment, ordinal: int, collection: Collection) -> None:
        self.segment, self.ordinal, self.collection = segment, ordinal, collection

    @cached_property
    def norms(self) -> scoring.Floats:
        """Of every article, under the average length of all segments."""
        lengths = self.segment.columns.weighted_lengths
        return scoring.norms(lengths, self.collection.average_length)

    @cached_property
    def stem_languages(self) -> npt.NDArray[np.uint16]:
        """The ordinal of each article's stem language, by docnum."""
        return np.ascontiguousarray(self.segment.columns.stem_languages)

    @cached_property
    def sources(self) -> Ints:
        """The ordinal of each article's source, by docnum: counting takes int64 as it is."""
        return self.segment.columns.sources.astype(np.int64)

    @cached_property
    def languages(self) -> Ints:
        """The ordinal of the language that each article says it is in, by docnum."""
        return self.segment.columns.languages.astype(np.int64)

    @cached_property
    def every(self) -> Ints:
        """All docnums, read-only."""
        return frozen(np.arange(self.segment.documents))

    @cached_property
    def days(self) -> tuple[int, Ints]:
        """(first, each article's day less first); days are proleptic ordinals, undated are 0."""
        columns = self.segment.columns
        dated = columns.precisions != UNDATED
        first = int(columns.days[dated].min(initial=_LAST_DAY)) - 1
        return first, np.where(dated, columns.days.astype(np.int64) - first, 0)

    @cached_property
    def by_time(self) -> tuple[Ints, npt.NDArray[np.float64]]:
        """The docnums of dated articles, oldest first, and their seconds."""
        columns = self.segment.columns
        dated = (columns.precisions != UNDATED).nonzero()[0]
        seconds = columns.seconds.take(dated)
        order = seconds.argsort(kind="stable")
        return dated.take(order), seconds.take(order)

    @cached_property
    def months(self) -> tuple[int, Ints]:
        """(first, each article's month less first); months count from the year 0, undated are 0."""
        columns = self.segment.columns
        days = (columns.days.astype(np.int64) - EPOCH).astype("datetime64[D]")
        months = days.astype("datetime64[M]").astype(np.int64) + 12 * 1970
        dated = columns.precisions != UNDATED
        first = int(months[dated].min(initial=12 * 10_000)) - 1
        return first, np.where(dated, months - first, 0)

    def live(self, docs: Ints) -> Ints:
        """Those of `docs` that are not deleted."""
        deleted = self.segment.deleted
        if deleted is None:
            return docs
        return docs[~deleted.take(docs)]


class Collection:
    """Statistics over all segments. Deleted articles count until they are merged away."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.parts = tuple(Part(segment, i, self) for i, segment in enumerate(segments))
        self.documents = sum(segment.documents for segment in segments)
        self._by_segment = {id(part.segment): part for part in self.parts}
        self.cache: Cache[Any] = Cache(CACHE_BYTES)

    @cached_property
    def average_length(self) -> float:
        """Weighted length of an article, in words."""
        totals = (int(part.segment.columns.weighted_lengths.sum()) for part in self.parts)
        return sum(totals) / self.documents if self.documents else 0.0

    @cached_property
    def stem_languages(self) -> tuple[str, ...]:
        names = {name for part in self.parts for name in part.segment.columns.stem_language_names}
        return tuple(sorted(names))

    @cached_property
    def commonest_language(self) -> str:
        """Whose stemmer most articles were read with; empty where there are no articles."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            names = part.segment.columns.stem_language_names
            numbers = np.bincount(part.stem_languages, minlength=len(names)).tolist()
            counts.update(dict(zip(names, numbers, strict=True)))
        return min(counts, key=lambda name: (-counts[name], name), default="")

    def part_of(self, segment: Segment) -> Part:
        """One of the segments."""
        return self._by_segment[id(segment)]
