"""New articles on their way into segments, from which each can still be taken out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from searchkit.engines.local.building import Draft
from searchkit.engines.local.line_intake import BuiltArticle, built_articles
from searchkit.engines.local.parts import Part
from searchkit.engines.local.seen_ids import SeenIds
from searchkit.engines.local.workers import Builders, BuildingLines, NewSegment
from searchkit.ingest.line_ranges import LineRange, line_ranges, read_range
from searchkit.ingest.worker import Read
from searchkit.model import Rejected

_BATCH_BYTES = 8 << 20
"""Stored articles of so many bytes are a batch; building it takes some ten times as many."""
_BATCH_ARTICLES = 1 << 14
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
        self._parts: list[Part] = []
        """Segments that are finished."""
        self._seen = SeenIds()
        """Every id that was ever built into a segment."""
        self._reading = False
        """Whether lines are being read: segments hold articles then that are not decided on."""

    def __contains__(self, id: str) -> bool:
        if id in self._held.drafts or id in self._next.drafts:
            return True
        return id in self._seen and (
            any(id in segment.docnums for segment in self._unfinished)
            or any(part.find(id) is not None for part in self._parts)
        )

    def add(self, draft: Draft) -> None:
        """Take an article in that is not there."""
        id = draft.article.id
        later = self._reading or any(id in segment.taken_out for segment in self._unfinished)
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
        assert article.docnum is not None
        article.segment.docnums[article.id] = article.docnum
        self._seen.add(article.id)
        article.kept = True

    def remove(self, id: str) -> bool:
        """Take an article out again; whether it was there."""
        if self._held.remove(id) or self._next.remove(id):
            return True
        return id in self._seen and (
            any(segment.remove(id) for segment in self._unfinished)
            or any(part.remove(id) for part in self._parts)
        )

    def finish(self) -> list[Part]:
        """The segments of all articles taken in since the last call."""
        while self._held.drafts or self._next.drafts or self._unfinished:
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
            if isinstance(item, Read) and isinstance(item.article, BuiltArticle):
                item.article.decide()
        built.segment.undecided -= 1
        self._parts += self._building.finished()

    @property
    def _unfinished(self) -> Sequence[NewSegment]:
        return self._builders.segments if self._builders else ()

    @property
    def _building(self) -> Builders:
        if self._builders is None:
            self._builders = Builders(self.jobs, self._new_path)
        return self._builders

    def _build(self) -> None:
        """Have the articles held built into a segment."""
        drafts, self._held = self._held.drafts, Held()
        for id in drafts:
            self._seen.add(id)
        self._building.build(list(drafts.values()), self.fallback)
        self._parts += self._building.finished()

    def _finish(self) -> None:
        """Finish the segments that are being built, and go on with the next ones."""
        drafts, self._held, self._next = self._held.drafts, self._next, Held()
        for id in drafts:
            self._seen.add(id)
        self._parts += self._building.finish(list(drafts.values()), self.fallback)
