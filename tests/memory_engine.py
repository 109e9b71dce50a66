"""An engine that keeps everything in memory: the same promises as a real one, for tests above it.

Its search is as plain as can be: words and phrases are looked for as text, without case.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from searchkit.damage import CheckReport
from searchkit.engines.base import Outline, Request
from searchkit.errors import ArchiveClosed, ArchiveLocked, ArchiveNotFound
from searchkit.model import Article, Completion, Copy, Counts, Hit
from searchkit.published import civil_date
from searchkit.query import nodes
from searchkit.query.nodes import Node
from searchkit.reports import SourceSummary, Status
from searchkit.timeline import DayCounts


@dataclass
class Generation:
    number: int = 0
    articles: dict[str, Article] = field(default_factory=dict)
    record: dict[str, str] = field(default_factory=dict)


class MemoryEngine:
    """`committed` is the newest generation; `puts` counts the articles ever put."""

    def __init__(self) -> None:
        self.committed: Generation | None = None
        self.locked = False
        self.puts = 0

    def exists(self) -> bool:
        return self.committed is not None

    def reader(self) -> MemoryReader:
        if self.committed is None:
            raise ArchiveNotFound("nothing was committed")
        return MemoryReader(self.committed)

    def writer(self, *, fresh: bool = False) -> MemoryWriter:
        if self.locked:
            raise ArchiveLocked("another writer is open")
        self.locked = True
        return MemoryWriter(self, fresh)


class _Entries:
    record: dict[str, str]

    def entry(self, key: str) -> Any | None:
        return json.loads(self.record[key]) if key in self.record else None

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        for key in sorted(self.record):
            if key.startswith(prefix):
                yield key, json.loads(self.record[key])

    def outlines(self, prefix: str) -> Iterator[Outline]:
        for key, value in self.entries(prefix):
            members = [value[name] for name in sorted(value)]
            numbers = [m if isinstance(m, int) else len(m or "") for m in members]
            yield [key.removeprefix(prefix)], tuple(array("q", [number]) for number in numbers)


class MemoryWriter(_Entries):
    def __init__(self, engine: MemoryEngine, fresh: bool) -> None:
        self._engine = engine
        old = engine.committed or Generation()
        self._number = old.number + 1
        self._before = {} if fresh else old.articles
        self._articles = dict(self._before)
        self.record = {} if fresh else dict(old.record)
        self._open = True

    def put(self, article: Article) -> bool:
        self._check_open()
        replaced = article.id in self._articles
        self._articles[article.id] = article
        self._engine.puts += 1
        return replaced

    def delete(self, id: str) -> bool:
        self._check_open()
        return self._articles.pop(id, None) is not None

    def has(self, id: str) -> bool:
        return id in self._articles

    def get(self, id: str) -> Article | None:
        return self._before.get(id)

    def set_entry(self, key: str, value: Any | None) -> None:
        self._check_open()
        if value is None:
            self.record.pop(key, None)
        else:
            text = json.dumps(value, ensure_ascii=False)
            text.encode("utf-8")
            key.encode("utf-8")
            self.record[key] = text

    def commit(self) -> int:
        self._check_open()
        self._engine.committed = Generation(self._number, self._articles, self.record)
        self.cancel()
        return self._number

    def cancel(self) -> None:
        self._open = self._engine.locked = False

    def _check_open(self) -> None:
        if not self._open:
            raise ArchiveClosed("this writer has ended")


@dataclass
class MemoryAnswer:
    found: list[Article]
    hits: tuple[Hit, ...]
    relaxed: bool
    warnings: tuple[str, ...] = ()
    doubtful: tuple[Node, ...] = ()

    def has_rare_word(self) -> bool:
        return not self.found

    def total(self) -> int:
        return len(self.found)

    def groups(self) -> int:
        return self.total()

    def facet(self, name: str, limit: int | None) -> Counts:
        return []

    def best(self, start: date, end: date) -> Hit | None:
        return next(iter(self.hits), None)

    def days(self) -> DayCounts:
        days = Counter(civil_date(a.when).toordinal() for a in self.found if a.when is not None)
        first, last = min(days, default=0), max(days, default=-1)
        undated = len(self.found) - days.total()
        return DayCounts(first, [days[day] for day in range(first, last + 1)], undated)

    def sample(self, most: int) -> Iterator[Article]:
        return iter(self.found[:most])

    def articles(self) -> Iterator[Article]:
        return iter(self.found)


class MemoryReader(_Entries):
    def __init__(self, generation: Generation) -> None:
        self.generation = generation.number
        self._articles = generation.articles
        self.record = generation.record

    def is_at(self, other: Any) -> bool:
        return isinstance(other, MemoryReader) and self._articles is other._articles

    def search(self, request: Request) -> MemoryAnswer:
        found: dict[str, Article] = {}
        used = 0
        for tier in request.tiers:
            if used and len(found) >= 10:
                break
            used += 1
            found.update({a.id: a for a in self.articles() if _matches(tier, a)})
        page = list(found.values())[request.offset : request.offset + request.limit]
        hits = tuple(Hit(id=a.id, title=a.title, source=a.source, path=a.path) for a in page)
        return MemoryAnswer(list(found.values()), hits, used > 1)

    def suggestion(self, node: Node) -> Node | None:
        """It knows nothing of words."""
        return None

    def matches(self, id: str, node: Node, zone: Any, *, undated: bool) -> bool:
        return id in self._articles and _matches(node, self._articles[id])

    def explain(self, id: str, request: Request) -> None:
        """It scores nothing."""

    def completions(self, typed: str, limit: int) -> list[Completion]:
        return []

    def get(self, id: str) -> Article | None:
        return self._articles.get(id)

    def copies(self, id: str) -> tuple[Copy, ...]:
        return ()

    def ids(self, prefix: str = "") -> Iterator[str]:
        return iter(sorted(id for id in self._articles if id.startswith(prefix)))

    def articles(self) -> Iterator[Article]:
        return (self._articles[id] for id in self.ids())

    def span(self) -> tuple[date, date] | None:
        days = [civil_date(a.when) for a in self.articles() if a.when is not None]
        return (min(days), max(days)) if days else None

    def held(
        self, start: date | None = None, end: date | None = None, source: str | None = None
    ) -> int:
        return sum(
            (source is None or (a.source or "").casefold() == source.casefold())
            and (start is None or (a.when is not None and civil_date(a.when) >= start))
            and (end is None or (a.when is not None and civil_date(a.when) < end))
            for a in self.articles()
        )

    def sources(self) -> list[SourceSummary]:
        names = sorted({a.source for a in self.articles()}, key=str)
        return [
            SourceSummary(name=name, documents=sum(a.source == name for a in self.articles()))
            for name in names
        ]

    def status(self) -> Status:
        return Status(
            path="memory",
            documents=len(self._articles),
            undated=sum(a.published is None for a in self.articles()),
            sources=len(self.sources()),
            first=None,
            last=None,
            bytes=0,
            generation=self.generation,
            segments=1,
            engine="memory",
            format_version=1,
            analyzer="none",
        )

    def check(self) -> CheckReport:
        return CheckReport(files=0, documents=len(self._articles))

    def close(self) -> None:
        """There is nothing to close."""


def _matches(node: Node, article: Article) -> bool:
    if isinstance(node, nodes.And):
        return all(_matches(child, article) for child in node.children)
    if isinstance(node, nodes.Or):
        return any(_matches(child, article) for child in node.children)
    if isinstance(node, nodes.Not):
        return not _matches(node.child, article)
    if isinstance(node, (nodes.Word, nodes.Phrase, nodes.Prefix, nodes.Exact)):
        return node.text.casefold() in f"{article.title} {article.body}".casefold()
    return isinstance(node, nodes.Everything)
