"""Reading one generation: searches, articles, and what is known of the whole."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO

from searchkit.engines.base import RELAX_BELOW, Request
from searchkit.engines.local.columns import day_of, live_ids
from searchkit.engines.local.document import load_article
from searchkit.engines.local.evaluation import Collection, Evaluation
from searchkit.engines.local.hits import make_hit
from searchkit.engines.local.plan import Planner
from searchkit.engines.local.ranking import Ranked, collect, commonest, facets, rank
from searchkit.engines.local.record import RECORD_NAME, parse_record, sorted_items
from searchkit.errors import ArchiveClosed, ArchiveError, SearchkitError
from searchkit.model import Article, CheckReport, Damage, Facets, Hit, SourceSummary, Status
from searchkit.store.generation import damaged_file, verify
from searchkit.store.folder_manifest import Manifest, manifest_name
from searchkit.whoosh_index import FileStorage, whoosh
from searchkit.whoosh_index.schema import archive_schema


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """What one search found: the page's hits, and every article behind them."""

    hits: tuple[Hit, ...]
    warnings: tuple[str, ...]
    relaxed: bool
    found: list[Ranked]

    def total(self) -> int:
        return len(self.found)

    def facets(self) -> Facets:
        return facets(self.found)


class LocalReader:
    """One committed generation.

    Whoosh's readers share seek positions, so one thread at a time is let in: its work is all
    Python, which would not run in parallel anyway.
    """

    def __init__(self, index: Path, manifest: Manifest) -> None:
        self._index, self._manifest = index, manifest
        self.generation = manifest.generation
        self._lock = RLock()
        self._closed = False
        self._files = ExitStack()
        with self._entered():
            self._reader = self._open()
            self._searcher = whoosh.searching.Searcher(self._reader)
            self._files.callback(self._searcher.close)
            self._collection = Collection(self._reader)
            # Later commits remove the folder, but not what is open.
            self._record_file = self._open_record()

    def search(self, request: Request) -> LocalAnswer:
        with self._entered():
            evaluation = Evaluation(self._collection)
            planner = Planner(evaluation, request.zone, request.undated)
            found, relaxed = self._rank_tiers(planner, request)
            page = found[request.offset : request.offset + request.limit]
            hits = tuple(
                make_hit(
                    ranked,
                    self._article(ranked.number),
                    evaluation,
                    planner.clauses,
                    snippets=request.snippets,
                    explain=request.explain,
                )
                for ranked in page
            )
            return LocalAnswer(hits, tuple(evaluation.warnings), relaxed, found)

    def _rank_tiers(self, planner: Planner, request: Request) -> tuple[list[Ranked], bool]:
        """Articles of the first tier, then what each further one adds; whether one added any."""
        found: list[Ranked] = []
        relaxed = False
        for node in request.tiers:
            if found and len(found) >= RELAX_BELOW:
                break
            seen = {ranked.number for ranked in found}
            matches = collect(planner.compile(node), self._searcher, self._collection.segments)
            added = [ranked for ranked in matches if ranked.number not in seen]
            relaxed = relaxed or bool(added and node is not request.tiers[0])
            found += rank(added, request.sort)
        return found, relaxed

    def get(self, id: str) -> Article | None:
        with self._entered():
            number = self._numbers.get(id)
            return None if number is None else self._article(number)

    def ids(self, prefix: str = "") -> Iterator[str]:
        ordered = self._ordered_ids
        following = islice(ordered, bisect_left(ordered, prefix), None)
        return takewhile(lambda id: id.startswith(prefix), following)

    def articles(self) -> Iterator[Article]:
        for id in self._ordered_ids:
            article = self.get(id)
            assert article is not None
            yield article

    def sources(self) -> list[SourceSummary]:
        """Known sources by articles, most first, then articles of no known source."""
        with self._entered():
            found: dict[str, list[tuple[str, object]]] = {}
            for segment in self._collection.segments:
                for docnum in segment.columns.live:
                    name = segment.columns.sources[docnum]
                    found.setdefault(name.casefold(), []).append(
                        (name, day_of(segment.columns, docnum))
                    )
        summaries = [_summary(items) for items in found.values()]
        return sorted(summaries, key=lambda s: (s.name is None, -s.documents, s.name or ""))

    def status(self) -> Status:
        manifest = self._manifest
        sources = self.sources()
        first = [summary.first for summary in sources if summary.first]
        last = [summary.last for summary in sources if summary.last]
        return Status(
            path=str(self._index),
            documents=manifest.documents,
            undated=manifest.undated,
            sources=sum(summary.name is not None for summary in sources),
            first=min(first, default=None),
            last=max(last, default=None),
            bytes=manifest.total_bytes,
            generation=manifest.generation,
            segments=len(self._collection.segments),
            engine="whoosh",
            format_version=manifest.format_version,
            analyzer=manifest.analyzer,
            languages={code: count for code, count in manifest.languages.items() if code},
        )

    def entry(self, key: str) -> Any | None:
        return self._record.get(key)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        return iter(sorted_items(self._record, prefix))

    def check(self) -> CheckReport:
        """Verify every file against its checksum, and the articles against the counts.

        Raises ArchiveError when later commits have removed this generation.
        """
        manifest = self._manifest
        if manifest.folder and not (self._index / manifest_name(manifest.generation)).exists():
            raise ArchiveError(
                f"generation {manifest.generation} of {self._index} has been replaced since it "
                "was opened: open the archive again to check the newest one"
            )
        damage = [Damage(*item) for item in verify(self._index, manifest).items()]
        if not damage:
            damage = self._check_articles()
        return CheckReport(len(manifest.files), manifest.documents, tuple(damage))

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._files.close()

    def _check_articles(self) -> list[Damage]:
        folder = str(self._index / self._manifest.folder)
        damage = []
        readable = 0
        for id in self._ordered_ids:
            article = self.get(id)
            readable += 1
            if article is None or article.id != id:
                damage.append(Damage(folder, f"article {id!r} is stored under another id"))
        if readable != self._manifest.documents:
            expected = self._manifest.documents
            damage.append(Damage(folder, f"holds {readable} articles instead of {expected}"))
        return damage

    def _open(self) -> Any:
        if not self._manifest.folder:
            return whoosh.reading.EmptyReader(archive_schema())
        folder = str(self._index / self._manifest.folder)
        return FileStorage(folder, readonly=True).open_index().reader()

    def _open_record(self) -> BinaryIO | None:
        if not self._manifest.folder:
            return None
        path = self._index / self._manifest.folder / RECORD_NAME
        return self._files.enter_context(path.open("rb"))

    @contextmanager
    def _entered(self) -> Iterator[None]:
        """Let one thread in. What fails inside for a damaged file says so."""
        with self._lock:
            if self._closed:
                raise ArchiveClosed("the archive is closed: open it again")
            try:
                yield
            except SearchkitError:
                raise
            except Exception as error:
                self._blame(error)
                raise

    def _blame(self, error: Exception) -> None:
        """Raise CorruptIndex if a damaged file explains the error."""
        for path, problem in verify(self._index, self._manifest).items():
            raise damaged_file(Path(path), problem) from error

    def _article(self, number: int) -> Article:
        return load_article(self._reader.stored_fields(number)["article"])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        with self._entered():
            return live_ids(self._reader)

    @cached_property
    def _ordered_ids(self) -> list[str]:
        return sorted(self._numbers)

    @cached_property
    def _record(self) -> dict[str, Any]:
        with self._entered():
            if self._record_file is None:
                return {}
            self._record_file.seek(0)
            return parse_record(self._record_file.read(), Path(self._record_file.name))


def _summary(items: list[tuple[str, Any]]) -> SourceSummary:
    """One source under its commonest spelling."""
    name = commonest(Counter(name for name, _ in items))
    days = [day for _, day in items if day is not None]
    return SourceSummary(
        name=name or None,
        documents=len(items),
        undated=len(items) - len(days),
        first=min(days, default=None),
        last=max(days, default=None),
    )
