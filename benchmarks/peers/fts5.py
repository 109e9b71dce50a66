"""SQLite's FTS5, with its Porter stemmer, ranked by its bm25."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.corpus import Corpus, published_of
from benchmarks.peers import Ranking
from benchmarks.queries import Query

TABLE = """CREATE VIRTUAL TABLE news USING fts5(
    id UNINDEXED, title, body, source UNINDEXED, published UNINDEXED, author, url,
    tokenize = 'porter unicode61'
)"""
SELECT = "SELECT id, rank FROM news WHERE news MATCH ?"


def build(corpus: Corpus, folder: Path, jobs: int) -> None:
    """One process, whatever `jobs`."""
    folder.mkdir()
    database = sqlite3.connect(folder / "fts5.db")
    database.execute(TABLE)
    database.executemany("INSERT INTO news VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(corpus))
    database.commit()
    database.close()


def _rows(corpus: Corpus) -> Iterator[tuple[str | None, ...]]:
    for record in corpus.records():
        published = published_of(record)
        yield (
            record["id"],
            record.get("title"),
            record.get("text"),
            record.get("source"),
            published.replace(tzinfo=None).isoformat() if published else None,
            record.get("author"),
            record.get("url"),
        )


def written(query: Query) -> str:
    clauses = [f'"{clause}"' + "*" * query.prefix for clause in query.must or query.should]
    text = (" AND " if query.must else " OR ").join(clauses)
    excluded = "".join(f' NOT "{clause}"' for clause in query.excluded)
    return f"{{title body}} : (({text}){excluded})"


class Engine:
    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts5.db")

    def close(self) -> None:
        self.database.close()

    def answers(self, query: Query) -> bool:
        return True

    def top(self, query: Query) -> Callable[[], Ranking]:
        parameters = [written(query)]
        sql = SELECT
        if query.after is not None and query.before is not None:
            sql += " AND published >= ? AND published < ?"
            parameters += [query.after.isoformat(), query.before.isoformat()]
        sql += " ORDER BY rank LIMIT 10"
        return lambda: self.database.execute(sql, parameters).fetchall()
