"""Four engines that keep the same articles, so that the same faults can be done to each.

An engine is made to commit batch after batch. A batch adds ARTICLES articles and replaces one of
the batch before, so that a commit that is lost, half there or done twice can be told.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Protocol

ARTICLES = 8
"""Articles of a batch."""
WORDS = "river market mayor bridge harbour embassy action budget ferry council".split()
COMMON = "bulletin"
"""A word of every article."""

Contents = dict[str, int]
"""Ids of articles, and the batch that each was last written by."""


class Doubled(Exception):
    """An id is there more than once, or a search and the stored articles disagree."""


class Engine(Protocol):
    """An index open for writing or reading; what a commit returned for is acknowledged."""

    def __init__(self, folder: Path) -> None: ...

    def commit(self, articles: list[tuple[str, int, str]]) -> None:
        """Add or replace articles of (id, batch, text), all or none, for good."""

    def stored(self) -> list[tuple[str, int]]:
        """The id and the batch of every article."""

    def search(self, text: str) -> list[str]:
        """The ids that a query in the engine's own language finds."""

    def close(self) -> None: ...


class Searchkit:
    def __init__(self, folder: Path) -> None:
        from searchkit import Archive

        self._archive = Archive.open(folder, create=True, zone="UTC")

    def commit(self, articles: list[tuple[str, int, str]]) -> None:
        from searchkit import Article

        for id, batch, text in articles:
            self._archive.add(Article(id=id, title=f"Batch {batch}", body=text, language="en"))
        self._archive.commit()

    def stored(self) -> list[tuple[str, int]]:
        articles = self._archive.articles()
        return [(article.id or "", int(article.title.split()[1])) for article in articles]

    def search(self, text: str) -> list[str]:
        return [
            hit.id
            for hit in self._archive.search(text, limit=10_000, all_copies=True, timeout=None)
        ]

    def close(self) -> None:
        self._archive.close()


class Whoosh:
    def __init__(self, folder: Path) -> None:
        import warnings

        warnings.simplefilter("ignore")  # 2.7.4 has escapes that newer Pythons warn of
        from whoosh import index
        from whoosh.fields import ID, NUMERIC, TEXT, Schema

        folder.mkdir(exist_ok=True)
        if index.exists_in(folder):
            self._index = index.open_dir(folder)
        else:
            if any(folder.glob("_MAIN_*.toc")):
                raise RuntimeError("its table of contents cannot be read")
            schema = Schema(
                id=ID(stored=True, unique=True), batch=NUMERIC(stored=True), text=TEXT(stored=True)
            )
            self._index = index.create_in(folder, schema)

    def commit(self, articles: list[tuple[str, int, str]]) -> None:
        writer = self._index.writer()
        for id, batch, text in articles:
            writer.update_document(id=id, batch=batch, text=text)
        writer.commit()

    def stored(self) -> list[tuple[str, int]]:
        with self._index.reader() as reader:
            return [(fields["id"], fields["batch"]) for fields in reader.all_stored_fields()]

    def search(self, text: str) -> list[str]:
        from whoosh.qparser import QueryParser

        query = QueryParser("text", self._index.schema).parse(text)
        with self._index.searcher() as searcher:
            return [hit["id"] for hit in searcher.search(query, limit=None)]

    def close(self) -> None:
        self._index.close()


class Tantivy:
    def __init__(self, folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_integer_field("batch", stored=True)
        builder.add_text_field("text", stored=True)
        folder.mkdir(exist_ok=True)
        self._document = tantivy.Document
        self._index = tantivy.Index(builder.build(), path=str(folder))
        self._writer: Any = None

    def commit(self, articles: list[tuple[str, int, str]]) -> None:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=15_000_000, num_threads=1)
        for id, batch, text in articles:
            self._writer.delete_documents("id", id)
            self._writer.add_document(self._document(id=id, batch=batch, text=text))
        self._writer.commit()

    def stored(self) -> list[tuple[str, int]]:
        return [(doc["id"][0], doc["batch"][0]) for doc in self._found("*")]

    def search(self, text: str) -> list[str]:
        return [doc["id"][0] for doc in self._found(text)]

    def _found(self, text: str) -> list[Any]:
        self._index.reload()
        searcher = self._index.searcher()
        query = self._index.parse_query(text, ["text"])
        return [searcher.doc(place) for _, place in searcher.search(query, 10_000).hits]

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()


class Fts5:
    def __init__(self, folder: Path) -> None:
        import sqlite3

        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / "fts5.db")
        self._database.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS news "
            "USING fts5(id UNINDEXED, batch UNINDEXED, text, tokenize='porter unicode61')"
        )

    def commit(self, articles: list[tuple[str, int, str]]) -> None:
        with self._database:
            for id, batch, text in articles:
                self._database.execute(
                    "INSERT OR REPLACE INTO news (rowid, id, batch, text) VALUES (?, ?, ?, ?)",
                    (_number(id), id, batch, text),
                )

    def stored(self) -> list[tuple[str, int]]:
        return list(self._database.execute("SELECT id, batch FROM news"))

    def search(self, text: str) -> list[str]:
        rows = self._database.execute("SELECT id FROM news WHERE news MATCH ?", (text,))
        return [id for (id,) in rows]

    def pragma(self, name: str) -> str:
        """A setting of the connection."""
        return str(self._database.execute(f"PRAGMA {name}").fetchone()[0])

    def close(self) -> None:
        self._database.close()


class Fts5Extra(Fts5):
    """With the setting that SQLite's manual advises against power cuts right after a commit."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._database.execute("PRAGMA synchronous = EXTRA")


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "searchkit": Searchkit,
    "Whoosh": Whoosh,
    "tantivy-py": Tantivy,
    "FTS5": Fts5,
    "FTS5 extra": Fts5Extra,
}
COMPARED = {
    "searchkit": "searchkit",
    "Whoosh": "whoosh",
    "tantivy-py": "tantivy",
    "FTS5": "sqlite3",
    "FTS5 extra": "sqlite3",
}
"""Engines that stand side by side, and the modules that they need."""


def installed() -> list[str]:
    """Those that can be compared here."""
    return [name for name, module in COMPARED.items() if find_spec(module)]


def settings(name: str) -> str:
    """Which release of an engine it is, and how it is made to keep what it acknowledges."""
    return SETTINGS[name]()


def _searchkit_settings() -> str:
    from searchkit import __version__

    return f"{__version__}, as it comes; one commit for each batch"


def _whoosh_settings() -> str:
    return f"{version('whoosh')}, files in a folder; update_document, one commit for each batch"


def _tantivy_settings() -> str:
    import tantivy

    return (
        f"{tantivy.__version__}; one thread, 15 MB; delete_documents and add_document, one commit"
    )


def _sqlite_settings(engine: Callable[[Path], Fts5]) -> str:
    import sqlite3
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        database = engine(Path(folder))
        journal, synchronous = (database.pragma(name) for name in ("journal_mode", "synchronous"))
        database.close()
    level = ("OFF", "NORMAL", "FULL", "EXTRA")[int(synchronous)]
    made = f"SQLite {sqlite3.sqlite_version}, journal_mode {journal}, synchronous {level}"
    return f"{made}; INSERT OR REPLACE, one transaction for each batch"


SETTINGS: dict[str, Callable[[], str]] = {
    "searchkit": _searchkit_settings,
    "Whoosh": _whoosh_settings,
    "tantivy-py": _tantivy_settings,
    "FTS5": partial(_sqlite_settings, Fts5),
    "FTS5 extra": partial(_sqlite_settings, Fts5Extra),
}


def batch_of(number: int) -> list[tuple[str, int, str]]:
    """The articles of a batch: ARTICLES new ones, and one of the batch before in other words."""
    ids = [f"{number}-{place}" for place in range(ARTICLES)]
    again = [f"{number - 1}-0"] if number else []
    rng = random.Random(number)
    return [
        (id, number, f"{COMMON} {' '.join(rng.choices(WORDS, k=rng.randint(5, 60)))}")
        for id in (*again, *ids)
    ]


def contents_after(batches: int) -> Contents:
    """What is right after so many commits."""
    return {id: number for number in range(batches) for id, _, _ in batch_of(number)}


def _number(id: str) -> int:
    batch, place = id.split("-")
    return int(batch) * ARTICLES + int(place)


def commit_batches(say: Callable[[int], None], name: str, folder: Path, most: int = 0) -> None:
    """Commit batch after batch, from where the index stands; says how many are committed."""
    engine = ENGINES[name](folder)
    first = 1 + max((batch for _, batch in engine.stored()), default=-1)
    say(first)
    for number in range(first, most) if most else count(first):
        engine.commit(batch_of(number))
        say(number + 1)
    engine.close()


def contents(name: str, folder: Path) -> Contents:
    """What an index holds, by what is stored and by what a search finds; Doubled if they differ."""
    engine = ENGINES[name](folder)
    stored, found = engine.stored(), engine.search(COMMON)
    engine.close()
    twice = [id for id, times in Counter(id for id, _ in stored).items() if times > 1]
    if twice:
        raise Doubled(f"{twice[0]} is there twice")
    if sorted(found) != sorted(id for id, _ in stored):
        raise Doubled(f"{len(found)} articles are found of {len(stored)}")
    return dict(stored)
