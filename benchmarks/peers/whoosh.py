"""Whoosh 2.7.4 as it comes, on its own storage; its analyzer with a Snowball stemmer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import Stemmer

with warnings.catch_warnings():
    # Python 3.12 and newer warn of its string literals.
    warnings.simplefilter("ignore")
    import whoosh.analysis
    import whoosh.fields
    import whoosh.index
    import whoosh.query

from benchmarks.corpus import Corpus, published_of
from benchmarks.peers import Ranking
from benchmarks.queries import Query

SEARCHED = ("title", "body")


def _schema() -> Any:
    text = {"analyzer": _analyzer(), "phrase": True, "stored": True}
    return whoosh.fields.Schema(
        id=whoosh.fields.ID(stored=True, unique=True),
        title=whoosh.fields.TEXT(**text),
        body=whoosh.fields.TEXT(**text),
        source=whoosh.fields.ID(stored=True),
        published=whoosh.fields.DATETIME(stored=True),
        author=whoosh.fields.TEXT(stored=True),
        url=whoosh.fields.TEXT(stored=True),
    )


def _analyzer() -> Any:
    return whoosh.analysis.RegexTokenizer() | whoosh.analysis.LowercaseFilter() | Snowball()


class Snowball(whoosh.analysis.Filter):  # type: ignore[misc]
    """Stems by Snowball; of module level, since Whoosh pickles a schema with its analyzers."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def __getstate__(self) -> dict[str, Any]:
        return {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def __call__(self, tokens: Any) -> Any:
        stem = self._stemmer.stemWord
        for token in tokens:
            token.text = stem(token.text)
            yield token


def build(corpus: Corpus, folder: Path, jobs: int) -> None:
    """One process, whatever `jobs`."""
    folder.mkdir()
    writer = whoosh.index.create_in(str(folder), _schema()).writer()
    for record in corpus.records():
        published = published_of(record)
        writer.add_document(
            id=record["id"],
            title=record.get("title"),
            body=record.get("text"),
            source=record.get("source"),
            published=published and published.replace(tzinfo=None),
            author=record.get("author"),
            url=record.get("url"),
        )
    writer.commit()


class Engine:
    def __init__(self, folder: Path) -> None:
        index = whoosh.index.open_dir(str(folder))
        self.schema = index.schema
        self.searcher = index.searcher()

    def close(self) -> None:
        self.searcher.close()

    def answers(self, query: Query) -> bool:
        return True

    def _stems(self, text: str) -> list[str]:
        return list(self.schema["body"].process_text(text))

    def _clause(self, clause: str, prefix: bool) -> Any:
        if prefix:
            return whoosh.query.Or([whoosh.query.Prefix(name, clause) for name in SEARCHED])
        stems = self._stems(clause)
        if len(stems) == 1:
            return whoosh.query.Or([whoosh.query.Term(name, stems[0]) for name in SEARCHED])
        return whoosh.query.Or([whoosh.query.Phrase(name, stems) for name in SEARCHED])

    def _read(self, query: Query) -> Any:
        clauses = [self._clause(clause, query.prefix) for clause in query.must or query.should]
        read = whoosh.query.And(clauses) if query.must else whoosh.query.Or(clauses)
        for clause in query.excluded:
            read = whoosh.query.AndNot(read, self._clause(clause, prefix=False))
        return read

    def _dates(self, query: Query) -> Any:
        if query.after is None or query.before is None:
            return None
        after = datetime(query.after.year, query.after.month, query.after.day)
        last = datetime(query.before.year, query.before.month, query.before.day)
        return whoosh.query.DateRange("published", after, last - timedelta(microseconds=1))

    def top(self, query: Query) -> Callable[[], Ranking]:
        def run() -> Ranking:
            dates = self._dates(query)
            found = self.searcher.search(self._read(query), limit=10, filter=dates)
            return [(hit["id"], hit.score) for hit in found]

        return run
