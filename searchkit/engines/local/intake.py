"""New articles on their way into segments, from which each can still be taken out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from searchkit.engines.local.building import Draft
from searchkit.engines.local.line_intake import BuiltArticle, built_articles
from searchkit.engines.local.parts import Part
from searchkit.engines.local.workers import Builders, BuildingLines
from searchkit.ingest.line_ranges import LineRange, line_ranges, read_range
from searchkit.ingest.worker import Read
from searchkit.model import Rejected

_BATCH_BYTES = 16 << 20
"""Stored articles of so many bytes are a batch; building it takes some ten times as many."""
_BATCH_ARTICLES = 1 << 16
"""A batch has no more articles than this, however short they are."""


class Held:
    """Articles in memory, by id."""

    def __init__(self) -> None:
        self.drafts: dict[str, Draft] = {}
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        return self._bytes >= _BATCH_BYTES or len(self.drafts) >= _BATCH_ARTICLES

    def add(self, draft: Draft) -> None:
        self.drafts[draft.article.id] = draft
        self._bytes += len(draft.stored)

    def remove(self, id: str) -> bool:
        draft = self.drafts.pop(id, None)
        if draft is not None:
            self._bytes -= len(draft.stored)
        return draft is not None


class Intake:
    """Takes articles one by one; gives the segments that they have become.

    `jobs` is how many processes may build them; None lets it start one for each core.
    `fallback` is the language of articles that neither say nor show which one they are in.
    """

    def __init__(self, new_path: Callable[[], Path], fallback: str | None) -> None:
        self.jobs: int | None = None
        self.fallback = fallback
        self._new_path = new_path
        self._builders: Builders | None = None
        self._held, self._next = Held(), Held()
        """Those for the segments that are being built, and those for the ones after them."""
        self._places: dict[str, int] = {}
        """Where each article is that is being built: segment << 32 | docnum."""
        self._taken_out: set[str] = set()
        """Ids that a segment being built has, of articles that were taken out: no segment can have
        one of them twice."""
        self._parts: list[Part] = []
        self._reading = False
        """Whether lines are being read: segments hold articles then that are not decided on."""

    def __contains__(self, id: str) -> bool:
        return (
            id in self._held.drafts
            or id in self._places
            or id in self._next.drafts
            or (bool(self._parts) and any(part.find(id) is not None for part in self._parts))
        )

    def add(self, draft: Draft) -> None:
        """Take an article in that is not there."""
        later = self._reading or draft.article.id in self._taken_out
        (self._next if later else self._held).add(draft)
        if self._reading:
            return
        if self._held.is_full:
            self._build()
        if self._next.is_full:
            self._finish()

    @property
    def reads_lines(self) -> bool:
        """Whether `read_lines` would share the reading out."""
        return self._building.are_several

    def read_lines(self, path: str, key: str) -> Iterator[Read | Rejected]:
        """Have JSON lines read where they are built; they come in their order, to be kept or not.

        Where most ids are taken that is not worth it, and they are read here.
        """
        if self._held.drafts:
            self._build()
        ranges = line_ranges(path, key)
        self._reading = True
        yield from self._read_elsewhere(ranges)
        self._reading = False
        for lines in ranges:
            yield from read_range(lines)

    def keep(self, article: BuiltArticle) -> None:
        """Take in an article that has been built."""
        assert article.place is not None
        self._places[article.id] = article.place
        article.kept = True

    def remove(self, id: str) -> bool:
        """Take an article out again; whether it was there."""
        if self._held.remove(id) or self._next.remove(id):
            return True
        place = self._places.pop(id, None)
        if place is not None:
            self._building.segments[place >> 32].gone.add(place & 0xFFFFFFFF)
            self._taken_out.add(id)
            return True
        return bool(self._parts) and any(part.remove(id) for part in self._parts)

    def finish(self) -> list[Part]:
        """The segments of all articles taken in since the last call."""
        while self._held.drafts or self._places or self._taken_out:
            self._finish()
        parts, self._parts = self._parts, []
        return parts

    def close(self) -> None:
        """Drop what is not finished, and end what was started for it."""
        if self._builders is not None:
            self._builders.close()
            self._builders = None

    def _read_elsewhere(self, ranges: Iterator[LineRange]) -> Iterator[Read | Rejected]:
        building: deque[BuildingLines] = deque()
        for lines in ranges:
            building.append(self._building.build_lines(lines, self.fallback))
            while building and building[0].read is not None:
                yield from self._decided(building.popleft())
            if self._next.is_full:
                break
        for lines_built in building:
            self._building.wait_for(lines_built)
            yield from self._decided(lines_built)

    def _decided(self, built: BuildingLines) -> Iterator[Read | Rejected]:
        for item in built_articles(built):
            yield item
            if isinstance(item, Rejected):
                continue
            article = item.article
            if isinstance(article, BuiltArticle) and article.place is not None and not article.kept:
                built.segment.gone.add(article.place & 0xFFFFFFFF)
                self._taken_out.add(item.claim)

    @property
    def _building(self) -> Builders:
        if self._builders is None:
            self._builders = Builders(self.jobs, self._new_path)
        return self._builders

    def _build(self) -> None:
        """Have the articles held built into a segment."""
        drafts, self._held = self._held.drafts, Held()
        segment, first = self._building.build(list(drafts.values()), self.fallback)
        self._places.update(zip(drafts, count(segment << 32 | first)))

    def _finish(self) -> None:
        """Finish the segments that are being built, and go on with the next ones."""
        drafts, self._held, self._next = self._held.drafts, self._next, Held()
        self._places, self._taken_out = {}, set()
        self._parts += self._building.finish(list(drafts.values()), self.fallback)
