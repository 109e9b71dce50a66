"""searchkit, stock Whoosh and SQLite FTS5 side by side: build, queries, size.

    python benchmarks/side_by_side.py [ARTICLES]      (default 1,000)

Articles are drawn from the sentences of documents/ with a fixed seed. All three index title and
body with positions and English stems, store the articles, and are asked the same queries in turn.
Times are medians; ratios are to SQLite FTS5. searchkit also keeps surface forms, dates, sources
and bases, and syncs its commit to the disk, which Whoosh does not.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from searchkit import Archive, Article, read_articles
from searchkit.whoosh_index import whoosh

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
PER_CLASS = 20


def sentences() -> list[str]:
    """Every sentence of the English articles in documents/, roughly."""
    found: list[str] = []
    for path in sorted((ROOT / "documents").rglob("*.*")):
        for item in read_articles(path):
            if isinstance(item, Article) and item.language == "en":
                found += [part.strip() + "." for part in item.body.split(". ") if len(part) > 20]
    return found


def make_articles(count: int) -> list[Article]:
    """Articles of 8 to 24 sentences each, always the same."""
    chance, pool = random.Random(1), sentences()
    return [
        Article(
            id=f"a{number}",
            title=chance.choice(pool)[:80],
            body=" ".join(chance.choices(pool, k=chance.randint(8, 24))),
            source=chance.choice(["Courier", "Times", "Gazette"]),
            published=f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            language="en",
        )
        for number in range(count)
    ]


def make_queries(articles: list[Article]) -> dict[str, list[list[str]]]:
    """Words that stand together somewhere, by class of query."""
    chance = random.Random(2)

    def words(count: int) -> list[str]:
        while True:
            text = chance.choice(articles).body.split()
            place = chance.randrange(len(text) - count)
            picked = text[place : place + count]
            if all(word.isascii() and word.isalpha() and len(word) > 2 for word in picked):
                return picked

    return {
        "one word": [words(1) for _ in range(PER_CLASS)],
        "both words": [words(2) for _ in range(PER_CLASS)],
        "phrase": [words(2) for _ in range(PER_CLASS)],
    }


class Searchkit:
    def __init__(self, folder: Path) -> None:
        self.archive = Archive.open(folder / "searchkit", create=True)

    def build(self, articles: list[Article]) -> None:
        self.archive.add_all(articles)
        self.archive.commit()

    def ask(self, kind: str, words: list[str]) -> None:
        text = " ".join(words)
        query = f'"{text}"' if kind == "phrase" else text
        self.archive.search(query, match="all", snippets=False)


class StockWhoosh:
    def __init__(self, folder: Path) -> None:
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.index import create_in

        (folder / "whoosh").mkdir()
        schema = Schema(id=ID(stored=True), title=TEXT(stored=True), body=TEXT(stored=True))
        schema["title"].analyzer = schema["body"].analyzer = whoosh.analysis.StemmingAnalyzer(
            stoplist=None
        )
        self.index = create_in(str(folder / "whoosh"), schema)

    def build(self, articles: list[Article]) -> None:
        writer = self.index.writer()
        for article in articles:
            writer.add_document(id=article.id, title=article.title, body=article.body)
        writer.commit()
        self.searcher = self.index.searcher()
        self.schema = self.index.schema

    def ask(self, kind: str, words: list[str]) -> None:
        from whoosh.query import And, Or, Phrase, Term

        stems = [next(self.schema["body"].process_text(word)) for word in words]
        if kind == "phrase":
            query = Or([Phrase("title", stems), Phrase("body", stems)])
        else:
            query = And([Or([Term("title", s), Term("body", s)]) for s in stems])
        [hit["id"] for hit in self.searcher.search(query, limit=10)]


class SqliteFts5:
    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts5.db")
        self.database.execute(
            "CREATE VIRTUAL TABLE news USING fts5(id UNINDEXED, title, body, tokenize='porter')"
        )

    def build(self, articles: list[Article]) -> None:
        rows = ((article.id, article.title, article.body) for article in articles)
        self.database.executemany("INSERT INTO news VALUES (?, ?, ?)", rows)
        self.database.commit()

    def ask(self, kind: str, words: list[str]) -> None:
        query = f'"{" ".join(words)}"' if kind == "phrase" else " ".join(f'"{w}"' for w in words)
        sql = "SELECT id FROM news WHERE news MATCH ? ORDER BY bm25(news, 0, 3, 1) LIMIT 10"
        self.database.execute(sql, [query]).fetchall()


def seconds(action: Callable[[], None]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    articles = make_articles(count)
    queries = make_queries(articles)
    with tempfile.TemporaryDirectory() as folder:
        engines = {
            "SQLite FTS5": SqliteFts5(Path(folder)),
            "Whoosh 2.7.4": StockWhoosh(Path(folder)),
            "searchkit": Searchkit(Path(folder)),
        }
        rates = {
            name: count / seconds(lambda e=e: e.build(articles)) for name, e in engines.items()
        }
        print(f"{count:,} articles, {sum(len(a.body) for a in articles) / 1e6:.1f} MB of text")
        print(f"{'':14} {'build':>20}" + "".join(f"{kind:>22}" for kind in queries))
        times = {
            (name, kind): statistics.median(
                seconds(lambda e=engine, k=kind, w=words: e.ask(k, w))
                for _ in range(ROUNDS)
                for words in asked
            )
            for kind, asked in queries.items()
            for name, engine in engines.items()
        }
        for name in engines:
            rate, base = rates[name], rates["SQLite FTS5"]
            row = f"{name:14} {rate:8,.0f}/s ({rate / base:6.3f}x)"
            for kind in queries:
                own, other = times[name, kind], times["SQLite FTS5", kind]
                row += f"{own * 1000:11.2f} ms ({own / other:4.1f}x)"
            print(row)
        engines["searchkit"].archive.close()


if __name__ == "__main__":
    main()
