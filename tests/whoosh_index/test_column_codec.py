"""ColumnCodec against Whoosh's own codec: whatever is asked, both answer the same."""

from __future__ import annotations

import gc
import random
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import DATETIME, ID, KEYWORD, NGRAM, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.formats import Characters
from whoosh.query import (
    And,
    AndNot,
    Every,
    FuzzyTerm,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    TermRange,
    Wildcard,
)
from whoosh.query.spans import SpanNear
from whoosh.scoring import BM25F, PL2, TF_IDF, Frequency

from searchkit.whoosh_index import ColumnCodec

ENDINGS = ("", "ra", "ras", "no", "x")
WORDS = [start + ending for start in ("ka", "mo", "ti", "élan", "über") for ending in ENDINGS]
SCHEMA = Schema(
    key=ID(stored=True, unique=True),
    title=TEXT(stored=True, field_boost=2.0),
    body=TEXT(vector=Characters(), chars=True),
    tags=KEYWORD(commas=True, scorable=True, stored=True),
    grams=NGRAM(minsize=2, maxsize=3),
    size=NUMERIC(stored=True, sortable=True),
    price=NUMERIC(float),
    at=DATETIME(stored=True, sortable=True),
    name=ID(sortable=True),
)

Document = dict[str, Any]


def documents(count: int, seed: int) -> list[Document]:
    rng = random.Random(seed)

    def text(longest: int) -> str:
        # Squared: some words are far more frequent than others.
        return " ".join(
            WORDS[int(rng.random() ** 2 * len(WORDS))] for _ in range(rng.randint(0, longest))
        )

    return [
        {
            "key": str(number),
            "title": text(6),
            "body": text(rng.choice((3, 40, 200))),
            "tags": ",".join(rng.sample("red green blue".split(), rng.randint(0, 3))),
            "grams": text(2),
            "size": rng.randint(-50, 50),
            "price": rng.random() * 100,
            "at": datetime(2020, 1, 1 + rng.randint(0, 27), rng.randint(0, 23)),
            "name": rng.choice(WORDS),
        }
        for number in range(count)
    ]


def write(index: Any, codec: Any, batches: list[list[Document]], **commit: Any) -> Any:
    """One segment a batch; then a seventh of all documents is deleted, and a few are replaced."""
    with warnings.catch_warnings():
        # Whoosh's own codec leaves a file open whenever a writer commits no documents.
        warnings.simplefilter("ignore", ResourceWarning)
        _write(index, codec, batches, **commit)
        gc.collect()
    return index


def _write(index: Any, codec: Any, batches: list[list[Document]], **commit: Any) -> None:
    for batch in batches:
        writer = index.writer(codec=codec)
        for document in batch:
            writer.add_document(**document)
        writer.commit(merge=False)
    writer = index.writer(codec=codec)
    keys = [document["key"] for batch in batches for document in batch]
    for key in keys[::7]:
        writer.delete_by_term("key", key)
    for key in keys[:40:10]:
        writer.update_document(key=key, title="ka mora", body="tino " * 3, size=7)
    writer.commit(**({"merge": False} | commit))


BATCHES = [documents(90, 1), documents(30, 2), documents(1, 3)]
for number, batch in enumerate(BATCHES):
    for document in batch:
        document["key"] = f"{number}-{document['key']}"


@pytest.fixture(scope="module", params=["segments", "merged"])
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """The same index, written with Whoosh's own codec and with ours."""
    commit = {"optimize": True} if request.param == "merged" else {}
    stock = write(RamStorage().create_index(SCHEMA), W3Codec(), BATCHES, **commit)
    ours = write(RamStorage().create_index(SCHEMA), ColumnCodec(), BATCHES, **commit)
    return stock, ours


def queries() -> list[Query]:
    rng = random.Random(4)
    terms = [Term("body", word) for word in WORDS] + [Term("title", word) for word in WORDS]
    made: list[Query] = [*terms, Term("body", "absent"), Term("tags", "red"), Term("grams", "ka")]
    for _ in range(12):
        made.append(Or(rng.sample(terms, 3)))
        made.append(And(rng.sample(terms[:12], 2)))
        made.append(AndNot(*rng.sample(terms, 2)))
        made.append(Phrase("body", rng.sample(WORDS[:8], 2), slop=rng.randint(1, 3)))
        made.append(SpanNear(*rng.sample(terms[:8], 2), slop=3))
        made.append(TermRange("title", *sorted(rng.sample(WORDS, 2))))
        low = rng.randint(-50, 50)
        made.append(NumericRange("size", low, low + 20))
    made += [Prefix("title", "k"), Prefix("body", "über"), Wildcard("body", "*a?")]
    made += [FuzzyTerm("body", "kara", maxdist=n) for n in (1, 2)]
    return [*made, FuzzyTerm("title", "tira", prefixlength=1), Every(), Every("tags")]


def answers(searcher: Any, query: Query, limit: int | None) -> list[tuple[str, float]]:
    hits = searcher.search(query, limit=limit)
    return [(hit["key"], round(hit.score, 6)) for hit in hits]


@pytest.mark.parametrize("limit", [1, 10, None])
def test_every_query_finds_the_same_in_the_same_order(pair: tuple[Any, Any], limit: int) -> None:
    found = 0
    with pair[0].searcher() as stock, pair[1].searcher() as ours:
        for query in queries():
            expected = answers(stock, query, limit)
            assert answers(ours, query, limit) == expected, query
            found += len(expected)
    assert found > 100


@pytest.mark.parametrize("weighting", [BM25F(B=0.3), PL2(), TF_IDF(), Frequency()])
def test_every_weighting_scores_alike(pair: tuple[Any, Any], weighting: Any) -> None:
    stock, ours = (index.searcher(weighting=weighting) for index in pair)
    with stock, ours:
        for query in (Term("body", "ka"), Or([Term("title", "ka"), Term("body", "mora")])):
            assert answers(ours, query, 5) == answers(stock, query, 5) != []


def everything(reader: Any) -> dict[str, Any]:
    """What an index holds, as its reader tells it."""

    def info(found: Any) -> list[float]:
        numbers = [found.weight(), found.doc_frequency(), found.max_weight()]
        return [*numbers, found.min_length(), found.max_length(), found.min_id(), found.max_id()]

    docnums = list(reader.all_doc_ids())
    terms = list(reader.all_terms())
    bodies = [term for term in terms if term[0] == "body"]
    names = SCHEMA.names()
    vectors = [docnum for docnum in docnums if reader.has_vector(docnum, "body")]
    return {
        "terms": [(term, info(found)) for term, found in reader],
        "frequencies": [(reader.frequency(*t), reader.doc_frequency(*t)) for t in terms],
        # Whoosh's own codec gives None for no value.
        "postings": [(*key, value or b"") for *key, value in reader.iter_postings()],
        "positions": [list(reader.postings(*t).items_as("positions")) for t in bodies],
        "stored": [reader.stored_fields(docnum) for docnum in docnums],
        "lengths": [[reader.doc_field_length(d, name) or 0 for d in docnums] for name in names],
        "totals": [reader.field_length(name) for name in names],
        "longest": [reader.max_field_length(name) for name in ("title", "body")],
        "vectors": [(d, list(reader.vector_as("characters", d, "body"))) for d in vectors],
        "deleted": [reader.is_deleted(docnum) for docnum in range(reader.doc_count_all())],
        "columns": [
            list(reader.column_reader(name, translate=False)) for name in ("size", "at", "name")
        ],
    }


def test_readers_tell_the_same(pair: tuple[Any, Any]) -> None:
    stock, ours = (everything(index.reader()) for index in pair)
    for what, expected in stock.items():
        assert ours[what] == expected, what


def test_terms_from_runs_on_into_the_fields_after(pair: tuple[Any, Any]) -> None:
    for name, start in (("body", b"ti"), ("title", b"zzz"), ("tags", b"")):
        stock, ours = (list(index.reader().terms_from(name, start)) for index in pair)
        assert ours == stock
        items, ours_items = (list(index.reader().iter_from(name, start)) for index in pair)
        assert [term for term, _ in ours_items] == [term for term, _ in items] == stock


def test_cursors_stop_at_the_same_terms(pair: tuple[Any, Any]) -> None:
    for leaf, ours in zip(*(index.reader().leaf_readers() for index in pair), strict=True):
        walks = []
        for reader in (leaf[0], ours[0]):
            cursor = reader.cursor("body")
            steps = [cursor.text(), cursor.next(), cursor.find("mor"), cursor.find("mora")]
            steps += [cursor.next(), cursor.find("zzz"), cursor.is_valid(), cursor.first()]
            walks.append(steps)
        assert walks[0] == walks[1]


@pytest.mark.parametrize("name", ["size", "at", "name"])
@pytest.mark.parametrize("reverse", [False, True])
def test_sorted_searches_agree(pair: tuple[Any, Any], name: str, reverse: bool) -> None:
    found = []
    for index in pair:
        with index.searcher() as searcher:
            hits = searcher.search(Every(), limit=None, sortedby=name, reverse=reverse)
            found.append([hit["key"] for hit in hits])
    assert found[0] == found[1]


def test_facets_and_collapsing_agree(pair: tuple[Any, Any]) -> None:
    found = []
    for index in pair:
        with index.searcher() as searcher:
            grouped = searcher.search(Term("title", "ka"), groupedby="name", limit=None).groups()
            collapsed = searcher.search(Every(), collapse="name", sortedby="size", limit=None)
            found.append((grouped, [hit["key"] for hit in collapsed]))
    assert found[0] == found[1]


def test_corrections_agree(pair: tuple[Any, Any]) -> None:
    stock, ours = (index.reader().corrector("body").suggest("kera", limit=4) for index in pair)
    assert ours == stock != []


def test_a_merge_of_both_codecs_segments_is_one_of_ours() -> None:
    index = write(RamStorage().create_index(SCHEMA), W3Codec(), BATCHES[:1])
    write(index, ColumnCodec(), BATCHES[1:], optimize=True)
    expected = write(RamStorage().create_index(SCHEMA), W3Codec(), BATCHES[:1])
    write(expected, W3Codec(), BATCHES[1:], optimize=True)
    assert everything(index.reader()) == everything(expected.reader())
    assert {Path(name).suffix for name in index.storage.list()} == {".sk", ".toc"}


@pytest.mark.parametrize("mapped", [True, False])
def test_an_index_in_a_folder_is_found_by_open_dir(tmp_path: Path, mapped: bool) -> None:
    stock = write(RamStorage().create_index(SCHEMA), W3Codec(), BATCHES)
    write(whoosh.index.create_in(str(tmp_path), SCHEMA), ColumnCodec(), BATCHES)
    if mapped:
        ours = whoosh.index.open_dir(str(tmp_path))
    else:
        ours = FileStorage(str(tmp_path), supports_mmap=False).open_index()
    assert everything(ours.reader()) == everything(stock.reader())


def test_skipping_blocks_finds_what_scoring_all_does() -> None:
    index = RamStorage().create_index(Schema(key=ID(stored=True), body=TEXT))
    with index.writer(codec=ColumnCodec(blocklimit=4)) as writer:
        for document in documents(200, 5):
            writer.add_document(key=document["key"], body=document["body"])
    with index.searcher() as searcher:
        for query in (Term("body", "ka"), Or([Term("body", "ka"), Term("body", "tix")])):
            assert answers(searcher, query, 5) == answers(searcher, query, None)[:5]


def test_lengths_are_exact_where_asked_for_even_after_merges() -> None:
    index = RamStorage().create_index(Schema(body=TEXT))
    codec = ColumnCodec(exact_lengths=True)
    for length in (15, 102, 4_099):
        writer = index.writer(codec=codec)
        writer.add_document(body="word " * length)
        writer.commit(optimize=length == 4_099)
    reader = index.reader()
    lengths = sorted(reader.doc_field_length(docnum, "body") for docnum in range(3))
    assert lengths == [15, 102, 4_099]
    info = reader.term_info("body", "word")
    assert (info.min_length(), info.max_length()) == (15, 4_099)
    assert reader.max_field_length("body") == 4_099
