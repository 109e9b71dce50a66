"""searchkit, through `Archive` alone, with all defaults on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus
from benchmarks.peers import Ranking
from benchmarks.queries import Query
from searchkit import Archive, Hit


def build(corpus: Corpus, folder: Path, jobs: int) -> None:
    with Archive.open(folder, create=True) as archive:
        report = archive.ingest(corpus.path, jobs=jobs)
        # Records with neither text nor title are no articles to us; peers index them, empty.
        if report.added + len(report.rejected) != corpus.articles:
            raise RuntimeError(f"{report.added} articles added of {corpus.articles}")


def written(query: Query) -> tuple[str, dict[str, Any]]:
    """A query as text and options of `Archive.search`."""
    clauses = [_clause(clause) for clause in (*query.must, *query.should)]
    if query.prefix:
        clauses = [f"{clause}*" for clause in clauses]
    clauses += [f"-{_clause(clause)}" for clause in query.excluded]
    options: dict[str, Any] = {"match": "any" if query.should else "all"}
    if query.after is not None:
        options |= {"after": query.after, "before": query.before}
    return " ".join(clauses), options


def _clause(clause: str) -> str:
    return f'"{clause}"' if " " in clause else clause


def _seen(hit: Hit) -> tuple[object, ...]:
    passages = [(snippet.text, snippet.spans) for snippet in hit.snippets]
    return hit.title, hit.source, hit.published, passages


class Engine:
    def __init__(self, folder: Path) -> None:
        self.archive = Archive.open(folder)

    def close(self) -> None:
        self.archive.close()

    def answers(self, query: Query) -> bool:
        return True

    def top(self, query: Query) -> Callable[[], Ranking]:
        text, options = written(query)
        search = self.archive.search

        def run() -> Ranking:
            found = search(text, limit=10, snippets=False, **options)
            return [(hit.id, hit.score) for hit in found]

        return run

    def shown(self, query: Query) -> Callable[[], object]:
        """Ten hits as a list shows them: id, title, source, date, and passages with marks."""
        text, options = written(query)
        search = self.archive.search
        return lambda: [(hit.id, *_seen(hit)) for hit in search(text, limit=10, **options)]

    def read(self, query: Query) -> Callable[[], object]:
        """The same, and each article whole."""
        text, options = written(query)
        search, get = self.archive.search, self.archive.get
        return lambda: [
            (get(hit.id).body, *_seen(hit))  # type: ignore[union-attr]
            for hit in search(text, limit=10, **options)
        ]

    def total(self, query: Query) -> Callable[[], int]:
        """The ten best, and how many there are."""
        text, options = written(query)
        search = self.archive.search
        return lambda: search(text, limit=10, snippets=False, **options).total

    def aggregation(self, what: str) -> Callable[[], object]:
        """All articles counted: `facets by source and month`, `facet by day`, `timeline by day`."""
        kind, _, by = what.partition(" by ")
        archive = self.archive
        if kind == "facets":
            return lambda: archive.search(limit=0).facets
        if kind == "facet":
            return lambda: archive.search(limit=0).facet(by)
        by, _, named = by.partition(", ")
        return lambda: archive.timeline(by=by, peaks=bool(named))  # type: ignore[arg-type]

    def facets(self, query: Query) -> Callable[[], object]:
        """The ten best, how many there are, and how many of each source and month."""
        text, options = written(query)
        search = self.archive.search

        def run() -> object:
            found = search(text, limit=10, snippets=False, **options)
            return found.total, found.facets

        return run
