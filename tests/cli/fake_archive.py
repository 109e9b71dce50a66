"""An archive that only remembers what it was asked, and values to answer with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from searchkit.damage import CheckReport
from searchkit.errors import ArchiveNotFound, SearchkitError
from searchkit.key_phrases import KeyPhrase, KeyPhrases
from searchkit.model import Article, Completion, Copy, Hit, Rejected, Results, Snippet
from searchkit.reports import IngestReport, SourceSummary, Status
from searchkit.similar import Related, Similar
from searchkit.sync.versions import Version
from searchkit.timeline import Period, Timeline

HIT = Hit(
    id="a1",
    title="Embassy staff leave Kyiv",
    title_spans=((0, 7),),
    source="Reuters",
    published=date(2022, 1, 23),
    path="news/01.txt",
    score=7.5,
    snippets=(Snippet("The embassy said so.", 0, ((4, 11),)),),
)
ARTICLE = Article(id="a1", title="Embassy staff leave", body="The embassy said so.", source="AP")
FACETS = {
    "source": [("Reuters", 7)],
    "author": [("A. Writer", 2)],
    "language": [("en", 9)],
    "month": [("2022-01", 9)],
}


def make_results(
    *hits: Hit, total: int | None = None, interpreted: str = "embassy", **changes: Any
) -> Results:
    values: dict[str, Any] = {
        "query": "embassy",
        "interpret": lambda: interpreted,
        "hits": hits,
        "warnings": (),
        "took_ms": 1.5,
        "count": lambda: len(hits) if total is None else total,
        "facet": lambda name, limit: FACETS[name],
    }
    return Results(**{**values, **changes})


def make_timeline(*counts: int, share: float | None = None) -> Timeline:
    """Days from 2022-01-22 on; the first one is a peak."""
    first = date(2022, 1, 22)
    days = [first + timedelta(days=number) for number in range(len(counts))]
    periods = [
        Period(day, "day", count, share, None if number else HIT)
        for number, (day, count) in enumerate(zip(days, counts, strict=True))
    ]
    return Timeline(
        query="embassy",
        interpreted="embassy",
        by="day",
        periods=tuple(periods),
        total=sum(counts) + 2,
        undated=2,
    )


def make_similar(*related: Related, copies: int = 1) -> Similar:
    asked = Hit(id="b1", title="Staff leave embassy", source="AP", published=date(2022, 1, 24))
    return Similar(article=asked, related=related, copies=copies, first=HIT)


KEY_PHRASES = KeyPhrases(
    query="embassy",
    interpreted="embassy",
    phrases=(KeyPhrase("state of emergency", 34, 1003, 90.0), KeyPhrase("last plane", 2, 0, 7.5)),
    total=120,
    others=1880,
    read=120,
    read_others=300,
)


@dataclass
class FakeArchive:
    """What commands call, each call recorded as (name, positional, keywords)."""

    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    results: Results = field(default_factory=lambda: make_results(HIT))
    report: IngestReport = field(default_factory=lambda: IngestReport(added=2, documents=2))
    checked: CheckReport = field(default_factory=lambda: CheckReport(files=3, documents=2))
    previewed: tuple[Article | Rejected, ...] = (ARTICLE, Rejected("b.bin", "binary"))
    counted: Timeline = field(default_factory=lambda: make_timeline(3, 0, 1))
    key_phrases: KeyPhrases = KEY_PHRASES
    related: Similar = field(default_factory=lambda: make_similar(Related(HIT, "copy", 0.9, 0.8)))
    selected: tuple[Article, ...] = (ARTICLE,)
    failure: BaseException | None = None
    exists: bool = True
    known: tuple[str, ...] = ("a1", "a2", "b1")

    def last(self, name: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return next((args, named) for call, args, named in reversed(self.calls) if call == name)

    def open(self, path: str, *, create: bool = False, **named: Any) -> FakeArchive:
        self._record("open", path, create=create, **named)
        if not self.exists and not create:
            raise ArchiveNotFound("none")
        return self

    def __enter__(self) -> FakeArchive:
        return self

    def __exit__(self, kind: object, *exception: object) -> None:
        if kind is None:
            self._record("commit")
        self.close()

    def close(self) -> None:
        self._record("close")

    def search(self, query: str, **named: Any) -> Results:
        self._record("search", query, **named)
        if self.failure:
            raise self.failure
        return self.results

    def suggest(self, prefix: str, limit: int = 10, **named: Any) -> list[Completion]:
        self._record("suggest", prefix, limit, **named)
        return [Completion("embassy", "word", 1200), Completion("source:AP", "source", 3)]

    def timeline(self, query: str, **named: Any) -> Timeline:
        self._record("timeline", query, **named)
        return self.counted

    def phrases(self, query: str, **named: Any) -> KeyPhrases:
        self._record("phrases", query, **named)
        return self.key_phrases

    def similar(self, id: str, **named: Any) -> Similar:
        self._record("similar", id, **named)
        return self.related

    def select(self, query: str, **named: Any) -> Iterator[Article]:
        self._record("select", query, **named)
        return iter(self.selected)

    def ingest(self, *paths: str, **named: Any) -> IngestReport:
        self._record("ingest", *paths, **named)
        if self.failure:
            raise self.failure
        return self.report

    def ingest_lines(self, lines: Iterable[bytes]) -> IngestReport:
        self._record("ingest_lines", *lines)
        return self.report

    def rebuild(self, *paths: str, **named: Any) -> IngestReport:
        self._record("rebuild", *paths, **named)
        return self.report

    def preview(self, *paths: str) -> Iterator[Article | Rejected]:
        self._record("preview", *paths)
        return iter(self.previewed)

    def resolve(self, prefix: str) -> str:
        found = [id for id in self.known if id.startswith(prefix)]
        if len(found) != 1:
            raise SearchkitError(f"{prefix} names {len(found)} articles: {', '.join(found)}")
        return found[0]

    def address_of(self, article: Article | Hit) -> str | None:
        return article.url

    def copies(self, id: str) -> tuple[Copy, ...]:
        return (Copy("b1", "Post", date(2022, 1, 24), 0.75),)

    def versions(self, id: str) -> tuple[Version, ...]:
        before = ARTICLE.with_texts(body="The embassy said no.")
        return (Version(datetime(2022, 2, 1, 12, tzinfo=timezone.utc), before),)

    def get(self, id: str) -> Article | None:
        return ARTICLE if id == "a1" else None

    def ids(self, prefix: str = "") -> Iterator[str]:
        return (id for id in self.known if id.startswith(prefix))

    def delete(self, *ids: str) -> int:
        self._record("delete", *ids)
        return len(ids)

    def commit(self) -> None:
        self._record("commit")

    def check(self) -> CheckReport:
        if self.failure:
            raise self.failure
        return self.checked

    def sources(self) -> list[SourceSummary]:
        return [
            SourceSummary(name="Reuters", documents=2, first=date(2022, 1, 2)),
            SourceSummary(name=None, documents=1, undated=1),
        ]

    def status(self) -> Status:
        return Status(
            path="index",
            documents=3,
            undated=1,
            sources=1,
            first=date(2022, 1, 2),
            last=date(2022, 1, 23),
            bytes=12_345,
            generation=4,
            segments=1,
            engine="whoosh",
            format_version=1,
            analyzer="news 1",
            languages={"en": 3},
        )

    def _record(self, name: str, *args: Any, **named: Any) -> None:
        self.calls.append((name, args, named))
