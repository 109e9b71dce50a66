"""The archive as a stock Whoosh index: its queries find what ours do, and write nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import whoosh.index
from asking import article, fill, found
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Or, Phrase, Prefix, Term

from searchkit.analysis.stemming import stem
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import ArchiveNotFound, CorruptIndex
from searchkit.query import nodes
from searchkit.store.manifest import read_newest
from searchkit.whoosh_index import open_index
from searchkit.whoosh_index.schema import (
    OccurrenceFormat,
    decode_occurrences,
    encode_occurrences,
)

WORDS = "running market markets mayor embassies e-mail U.S. café action".split()


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    rng = random.Random(5)
    engine = LocalEngine(tmp_path / "index", create=True)
    articles = [
        article(
            f"a{i}",
            " ".join(rng.choices(WORDS, k=12)),
            title=" ".join(rng.choices(WORDS, k=3)),
            source=rng.choice(["AP", "Reuters"]),
            published="2022-01-23",
        )
        for i in range(30)
    ]
    fill(engine, articles[:20], articles[20:])
    writer = engine.writer()
    writer.delete("a4")
    writer.commit()
    return engine


def whoosh_finds(engine: LocalEngine, query: object) -> set[str]:
    with open_index(engine.index).searcher() as searcher:
        return {hit["id"] for hit in searcher.search(query, limit=None)}


@pytest.mark.parametrize("word", ["running", "market", "mayor", "embassies", "email", "café"])
def test_whooshs_own_queries_find_what_ours_find_for_single_words(
    engine: LocalEngine, word: str
) -> None:
    form = {"café": "cafe"}.get(word, word)
    for field in ("title", "body"):
        ours = set(found(engine, nodes.Field(field, nodes.Word(word))))
        assert ours
        assert whoosh_finds(engine, Term(field, stem(form, "en"))) == ours
        exact = set(found(engine, nodes.Field(field, nodes.Exact(word))))
        assert whoosh_finds(engine, Term(f"{field}_forms", form)) == exact


def test_whooshs_own_parser_analyses_words_as_we_do(engine: LocalEngine) -> None:
    index = open_index(engine.index)
    for text in ("Markets", "running", "CAFÉ"):
        query = QueryParser("body", index.schema).parse(text)
        ours = set(found(engine, nodes.Field("body", nodes.Word(text))))
        assert whoosh_finds(engine, query) == ours != set()


def test_whooshs_compound_queries_prefixes_and_phrases_work(engine: LocalEngine) -> None:
    mayor, market = Term("body", "mayor"), Term("body", "market")

    def ours(make: type[nodes.And] | type[nodes.Or]) -> set[str]:
        return set(
            found(engine, nodes.Field("body", make((nodes.Word("mayor"), nodes.Word("market")))))
        )

    assert whoosh_finds(engine, And([mayor, market])) == ours(nodes.And)
    assert whoosh_finds(engine, Or([mayor, market])) == ours(nodes.Or)
    prefix = set(found(engine, nodes.Field("body", nodes.Prefix("mark"))))
    assert whoosh_finds(engine, Prefix("body_forms", "mark")) == prefix
    phrase = set(found(engine, nodes.Field("body", nodes.Phrase("mayor market"))))
    assert whoosh_finds(engine, Phrase("body", ["mayor", "market"])) == phrase != set()
    assert whoosh_finds(engine, Every()) == set(found(engine, nodes.Everything()))


def test_whoosh_ranks_by_its_own_formula_with_our_frequencies(engine: LocalEngine) -> None:
    with open_index(engine.index).searcher() as searcher:
        hits = searcher.search(Term("body", "mayor"), limit=None)
        counts = {
            hit["id"]: hit.searcher.stored_fields(hit.docnum)["article"].lower().count("mayor")
            for hit in hits
        }
        assert all(hit.score > 0 for hit in hits)
        assert searcher.avg_field_length("body") > 11
    assert min(counts.values()) > 0


def test_the_index_is_for_reading_only(engine: LocalEngine) -> None:
    index = open_index(engine.index)
    assert isinstance(index, whoosh.index.Index)
    assert index.doc_count() == 29
    before = {path: path.stat().st_mtime_ns for path in engine.index.rglob("*")}
    with pytest.raises(ReadOnlyError):
        index.writer()
    with pytest.raises(ReadOnlyError):
        index.add_field("more", index.schema["body"])
    assert {path: path.stat().st_mtime_ns for path in engine.index.rglob("*")} == before
    fill(engine, [article("new", "river")])  # no lock was left behind
    assert index.doc_count() == 29


def test_an_index_that_is_not_there_or_damaged_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound):
        open_index(tmp_path / "nowhere")
    engine = LocalEngine(tmp_path / "index", create=True)
    fill(engine, [article("a", "one")])
    folder = engine.index / read_newest(engine.index).folder
    toc = next(folder.glob("*.toc"))
    data = bytearray(toc.read_bytes())
    data[len(data) // 2] ^= 1
    toc.write_bytes(data)
    with pytest.raises(CorruptIndex, match="checksum"):
        open_index(str(engine.index))


@pytest.mark.parametrize(
    "places",
    [
        [(0, 1)],
        [(0, 1), (7, 8), (70_000, 70_001)],
        [(0, 2), (0, 1), (3, 258)],
        [(2**32 - 1, 2**32)],
    ],
)
def test_occurrences_read_as_they_were_written(places: list[tuple[int, int]]) -> None:
    value = encode_occurrences(places)
    assert decode_occurrences(value) == places
    form = OccurrenceFormat()
    assert form.decode_frequency(value) == form.decode_weight(value) == len(places)
    assert form.decode_positions(value) == [start for start, _ in places]


def test_occurrences_of_several_terms_are_combined_without_doubles() -> None:
    first, second = encode_occurrences([(0, 1), (4, 6)]), encode_occurrences([(0, 1), (2, 3)])
    combined = OccurrenceFormat().combine([first, second])
    assert decode_occurrences(combined) == [(0, 1), (2, 3), (4, 6)]
