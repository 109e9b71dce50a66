"""Reading one generation: searches, articles, and what is known of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from searchkit.damage import CheckReport, Damage
from searchkit.engines.base import Outline, Reader, Request
from searchkit.engines.local.hits import Page
from searchkit.errors import ArchiveClosed, ArchiveError
from searchkit.forking import cached_property
from searchkit.model import Article, Completion, Copy, Counts, Hit
from searchkit.query.nodes import Node
from searchkit.search.searcher import Found, Searcher
from searchkit.store.segment import Segment
from searchkit.store.snapshot import Snapshot
from searchkit.values import Value

if TYPE_CHECKING:
    from datetime import tzinfo

    from searchkit.explanation import Scored
    from searchkit.reports import SourceSummary, Status
    from searchkit.search.holdings import Holdings
    from searchkit.similar import Similar
    from searchkit.timeline import DayCounts


class LocalAnswer(Value):
    """What one search found: the page's hits, and where to ask for every article behind them."""

    hits: tuple[Hit, ...]
    found: Found
    request: Request

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.found.warnings

    @property
    def doubtful(self) -> tuple[Node, ...]:
        return self.found.doubtful

    @property
    def relaxed(self) -> bool:
        return self.found.relaxed

    def has_rare_word(self) -> bool:
        return self.found.has_rare_word()

    def total(self) -> int:
        with self.request.limited():
            return self.found.total()

    def groups(self) -> int:
        with self.request.limited():
            return self.found.groups()

    def facet(self, name: str, limit: int | None) -> Counts:
        with self.request.limited():
            return self.found.facet(name, limit)

    def best(self, start: date, end: date) -> Hit | None:
        with self.request.limited():
            ranked = self.found.best(start, end)
        if ranked is None:
            return None
        page = Page(self.found.query.of([ranked]), False, False, self.found.others)
        return page.hits([ranked])[0]

    def days(self) -> DayCounts:
        from searchkit.search.chronology import day_counts

        with self.request.limited():
            return day_counts(self.found.docs)

    def sample(self, most: int) -> Iterator[Article]:
        from searchkit.engines.local.stored_article import load_article

        with self.request.limited():
            chosen = self.found.sample(most)
        for segment, docnum in chosen:
            yield load_article(segment.article_bytes(docnum))

    def articles(self) -> Iterator[Article]:
        from searchkit.engines.local.stored_article import load_article
        from searchkit.search.chronology import oldest_first

        with self.request.limited():
            docs = self.found.docs
        for segment, docnum in oldest_first(docs):
            yield load_article(segment.article_bytes(docnum))


class LocalReader:
    """One committed generation. All that it stands on is immutable, so threads need no lock."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.generation = snapshot.manifest.generation
        self._manifest = snapshot.manifest
        self._snapshot: Snapshot | None = snapshot
        self._searcher = Searcher(snapshot.segments, snapshot.groups)

    def is_at(self, other: Reader) -> bool:
        # A folder may have been replaced by one with as many commits.
        return isinstance(other, LocalReader) and self._manifest == other._manifest

    def search(self, request: Request) -> LocalAnswer:
        self._open()
        with request.limited():
            found = self._searcher.search(request)
        page = Page(found.query, request.snippets, request.explain, found.others, request.limited)
        return LocalAnswer(page.hits(found.page), found, request)

    def suggestion(self, node: Node) -> Node | None:
        return self._searcher.suggestion(node)

    def matches(self, id: str, node: Node, zone: tzinfo, *, undated: bool) -> bool:
        from searchkit.search.single_article import matches

        for segment in self._open().segments:
            docnum = segment.find(id)
            if docnum is not None:
                part = self._searcher.collection.part_of(segment)
                return matches(part, docnum, node, zone, undated=undated)
        return False

    def explain(self, id: str, request: Request) -> Scored | None:
        for segment in self._open().segments:
            docnum = segment.find(id)
            if docnum is not None:
                return self._searcher.explain(request, segment, docnum)
        return None

    def completions(self, typed: str, limit: int) -> list[Completion]:
        self._open()
        return self._searcher.completions(typed, limit)

    def get(self, id: str) -> Article | None:

        for segment in self._open().segments:
            docnum = segment.find(id)
            if docnum is not None:
                return Article.from_stored(segment.article(docnum))
        return None

    def copies(self, id: str) -> tuple[Copy, ...]:
        from searchkit.engines.local.siblings import copies_of

        return copies_of(self._open(), id)

    def similar(self, id: str, request: Request, *, grouped: bool = True) -> Similar | None:
        """As the seam says; without `grouped` it is not known which articles are copies."""
        from searchkit.engines.local.related import Relatives
        from searchkit.search.ranking import Ranked

        snapshot = self._open()
        for segment in snapshot.segments:
            docnum = segment.find(id)
            if docnum is not None:
                place = Ranked(segment, docnum, 1.0)
                collection = self._searcher.collection
                groups = snapshot.groups if grouped else None
                return Relatives(collection, groups, place, request).found()
        return None

    def ids(self, prefix: str = "") -> Iterator[str]:
        return (id for id, _, _ in self._places(prefix))

    def articles(self) -> Iterator[Article]:
        from searchkit.engines.local.stored_article import load_article

        for _, docnum, segment in self._places():
            yield load_article(segment.article_bytes(docnum))

    def span(self) -> tuple[date, date] | None:
        return self._holdings.span

    def held(
        self, start: date | None = None, end: date | None = None, source: str | None = None
    ) -> int:
        held = self._holdings
        if source is None:
            return held.of_days(start, end)
        if start is None and end is None:
            return held.of_source(source)
        return held.of_both(source, start, end)

    def sources(self) -> list[SourceSummary]:
        """Known sources by articles, most first, then articles of no known source."""
        from searchkit.engines.local.sources import summaries

        return summaries(self._open().segments)

    def status(self) -> Status:
        from searchkit.reports import Status

        snapshot = self._open()
        manifest = snapshot.manifest
        sources = self.sources()
        return Status(
            path=str(snapshot.index),
            documents=manifest.documents,
            undated=manifest.undated,
            sources=sum(summary.name is not None for summary in sources),
            first=min((summary.first for summary in sources if summary.first), default=None),
            last=max((summary.last for summary in sources if summary.last), default=None),
            bytes=manifest.total_bytes,
            generation=manifest.generation,
            segments=len(manifest.segments),
            engine="whoosh",
            format_version=manifest.format_version,
            analyzer=manifest.analyzer,
            languages={code: count for code, count in manifest.languages.items() if code},
        )

    def entry(self, key: str) -> Any | None:
        return self._open().record.entry(key)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        return self._open().record.entries(prefix)

    def outlines(self, prefix: str) -> Iterator[Outline]:
        return self._open().record.outlines(prefix)

    def check(self) -> CheckReport:
        """Verify every file against its checksum, and what they hold against one another.

        Raises ArchiveError when later commits have removed this generation.
        """
        snapshot = self._open()
        kept = snapshot.is_kept
        problems = snapshot.problems() if kept else ()
        damage = tuple(Damage(str(path), problem) for path, problem in problems)
        # Later commits may remove files while they are being checked: that is no damage.
        if not kept or (damage and not snapshot.is_kept):
            raise ArchiveError(
                f"generation {self.generation} of {snapshot.index} has been replaced since it was "
                "opened: open the archive again to check the newest one"
            )
        return CheckReport(len(snapshot.manifest.files), snapshot.manifest.documents, damage)

    def close(self) -> None:
        """Let go of the files. What is being read at this moment is read to its end."""
        self._snapshot = None

    @cached_property
    def _holdings(self) -> Holdings:
        from searchkit.search.holdings import Holdings

        return Holdings(self._searcher.collection)

    def _open(self) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is None:
            raise ArchiveClosed("the archive is closed: open it again")
        return snapshot

    def _places(self, prefix: str = "") -> Iterator[tuple[str, int, Segment]]:
        """The ids that start with `prefix`, sorted, and where their articles are."""
        from heapq import merge

        places = (_places(segment, prefix) for segment in self._open().segments)
        return merge(*places, key=itemgetter(0))


def _places(segment: Segment, prefix: str) -> Iterator[tuple[str, int, Segment]]:
    return ((id, docnum, segment) for id, docnum in segment.ids_from(prefix))
