"""tantivy-py, each time in the faster of the ways that give the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path

import tantivy
from tantivy import Occur

from benchmarks.corpus import Corpus, published_of
from benchmarks.peers import Ranking
from benchmarks.queries import Query
from benchmarks.timing import seconds_of

HEAP_BYTES = 300_000_000
SEARCHED = ["title", "body"]
DAYS = {"day": "1d", "week": "7d", "month": "30d", "year": "365d"}
FACETS = {
    "source": {"terms": {"field": "source", "size": 10_000}},
    # It has no calendar months.
    "month": {"date_histogram": {"field": "published", "fixed_interval": "30d"}},
}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    builder.add_text_field(
        "source", stored=True, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_date_field("published", stored=True, fast=True, indexed=True)
    builder.add_text_field("author", stored=True)
    builder.add_text_field("url", stored=True)
    return builder.build()


def build(corpus: Corpus, folder: Path, jobs: int) -> None:
    """Add a document for each line, commit, and wait for the merges; `jobs` are its threads."""
    folder.mkdir()
    index = tantivy.Index(_schema(), str(folder))
    writer = index.writer(HEAP_BYTES, jobs)
    with corpus.path.open("rb") as file:
        for line in file:
            writer.add_document(_document(json.loads(line)))
    writer.commit()
    writer.wait_merging_threads()


def _document(record: dict[str, str]) -> tantivy.Document:
    """`add_text` takes less time than `Document(**fields)` or `from_dict`."""
    document = tantivy.Document()
    document.add_text("id", record["id"])
    document.add_text("title", record.get("title") or "")
    document.add_text("body", record.get("text") or "")
    for name in ("source", "author", "url"):
        if record.get(name):
            document.add_text(name, record[name])
    published = published_of(record)
    if published is not None:
        document.add_date("published", published.replace(tzinfo=timezone.utc))
    return document


def collect_garbage(folder: Path) -> None:
    """Remove the files of segments that merges have replaced."""
    index = tantivy.Index.open(str(folder))
    writer = index.writer(HEAP_BYTES, 1)
    writer.garbage_collect_files()
    writer.wait_merging_threads()


def written(query: Query) -> str:
    clauses = [f"+{_clause(clause)}" for clause in query.must]
    clauses += [_clause(clause) for clause in query.should]
    return " ".join(clauses + [f"-{_clause(clause)}" for clause in query.excluded])


def _clause(clause: str) -> str:
    return f'"{clause}"' if " " in clause else clause


class Engine:
    def __init__(self, folder: Path) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def close(self) -> None:
        """It closes when nothing refers to it."""

    def answers(self, query: Query) -> bool:
        return True

    def _reader(self, query: Query) -> Callable[[], tantivy.Query]:
        """Makes what reads a query: its own parser, or query objects for what that lacks."""
        if query.prefix:
            return lambda: self._prefix(query.must[0])
        text, parse = written(query), self.index.parse_query
        if query.after is None:
            return lambda: parse(text, SEARCHED)
        over_column, over_terms = (self._dated(query, inverted) for inverted in (False, True))
        return min((over_column, over_terms), key=self._seconds)

    def _prefix(self, prefix: str) -> tantivy.Query:
        """Faster than a regular expression; a phrase's last word stops at 50 expansions."""
        make = tantivy.Query.fuzzy_term_query
        clauses = [make(self.schema, name, prefix, 0, True, True) for name in SEARCHED]
        return tantivy.Query.boolean_query([(Occur.Should, clause) for clause in clauses])

    def _dated(self, query: Query, inverted: bool) -> Callable[[], tantivy.Query]:
        """Ranges go over the column or the terms of dates; which is faster varies by query."""
        text, parse = written(query), self.index.parse_query
        after, before = _midnight(query.after), _midnight(query.before)

        def make() -> tantivy.Query:
            dates = tantivy.Query.range_query(
                self.schema,
                "published",
                tantivy.FieldType.Date,
                after,
                before,
                include_upper=False,
                use_inverted_index=inverted,
            )
            words = parse(text, SEARCHED)
            return tantivy.Query.boolean_query([(Occur.Must, words), (Occur.Must, dates)])

        return make

    def _seconds(self, read: Callable[[], tantivy.Query]) -> float:
        search = self.searcher.search
        return min(seconds_of(lambda: search(read(), 10, count=False)) for _ in range(3))

    def top(self, query: Query) -> Callable[[], Ranking]:
        read, search, doc = self._reader(query), self.searcher.search, self.searcher.doc

        def run() -> Ranking:
            hits = search(read(), 10, count=False).hits
            return [(doc(address)["id"][0], score) for score, address in hits]

        return run

    def addresses(self, query: Query) -> Callable[[], object]:
        """Scores and internal addresses of the ten best: no article is looked at."""
        read, search = self._reader(query), self.searcher.search
        return lambda: search(read(), 10, count=False).hits

    def shown(self, query: Query) -> Callable[[], object]:
        """Ten hits as a list shows them: id, title, source, date, and a passage with marks."""
        return self._passages(query, "id")

    def read(self, query: Query) -> Callable[[], object]:
        """The same, and each article whole."""
        return self._passages(query, "body")

    def _passages(self, query: Query, field: str) -> Callable[[], object]:
        read, search, doc = self._reader(query), self.searcher.search, self.searcher.doc
        generator = tantivy.SnippetGenerator.create

        def run() -> object:
            parsed = read()
            snippets = generator(self.searcher, parsed, self.schema, "body")
            shown = []
            for _, address in search(parsed, 10, count=False).hits:
                document = doc(address)
                snippet = snippets.snippet_from_doc(document)
                marks = [(mark.start, mark.end) for mark in snippet.highlighted()]
                values = [document[name] for name in (field, "title", "source", "published")]
                shown.append((values, snippet.fragment(), marks))
            return shown

        return run

    def total(self, query: Query) -> Callable[[], int]:
        """The ten best, and how many there are."""
        read, search = self._reader(query), self.searcher.search
        return lambda: search(read(), 10, count=True).count  # type: ignore[attr-defined]

    def aggregation(self, what: str) -> Callable[[], object]:
        """All articles counted, by whichever it has that comes closest."""
        kind, _, by = what.partition(",")[0].partition(" by ")
        if kind == "facets":
            asked = FACETS
        elif by == "source":
            asked = {by: FACETS[by]}
        else:
            asked = {by: {"date_histogram": {"field": "published", "fixed_interval": DAYS[by]}}}
        every = tantivy.Query.all_query()
        return lambda: self.searcher.aggregate(every, asked)

    def facets(self, query: Query) -> Callable[[], object]:
        """The ten best, how many there are, and how many of each source and 30 days."""
        read, search, aggregate = self._reader(query), self.searcher.search, self.searcher.aggregate

        def run() -> object:
            parsed = read()
            total = search(parsed, 10, count=True).count  # type: ignore[attr-defined]
            return total, aggregate(parsed, FACETS)

        return run


def _midnight(day: date | None) -> datetime:
    assert day is not None
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
