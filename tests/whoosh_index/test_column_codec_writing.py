"""What ColumnCodec's writers refuse, what they leave behind, and how segments are kept."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh.codec.base import OutOfOrderError
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.multiproc import MpWriter, SerialMpWriter
from whoosh.query import AndNot, Every, Term
from whoosh.reading import TermNotFound

from searchkit.whoosh_index import ColumnCodec

SCHEMA = Schema(key=ID(stored=True, unique=True), body=TEXT(stored=True, vector=True))


@pytest.fixture
def index(tmp_path: Path) -> Any:
    return whoosh.index.create_in(str(tmp_path), SCHEMA)


def files(index: Any) -> list[str]:
    """The kinds of files, without what Whoosh itself keeps."""
    names = (name.partition(".")[2] for name in index.storage.list())
    return sorted(name for name in names if name.endswith(".sk"))


def add(index: Any, *keys: str, **commit: Any) -> None:
    writer = index.writer(codec=ColumnCodec())
    for key in keys:
        writer.add_document(key=key, body=f"word w{key}")
    writer.commit(**commit)


def found(index: Any, word: str) -> list[str]:
    with index.searcher() as searcher:
        return sorted(hit["key"] for hit in searcher.search(Term("body", word), limit=None))


def test_a_segment_is_two_files_and_a_merge_leaves_no_others(index: Any) -> None:
    add(index, "1", "2")
    assert files(index) == ["docs.sk", "terms.sk"]
    add(index, "3", merge=False)
    assert files(index) == ["docs.sk", "docs.sk", "terms.sk", "terms.sk"]
    add(index, "4", optimize=True)
    assert files(index) == ["docs.sk", "terms.sk"]
    assert found(index, "word") == ["1", "2", "3", "4"]


def test_a_writer_that_adds_nothing_writes_nothing(index: Any) -> None:
    index.writer(codec=ColumnCodec()).commit()
    assert files(index) == []
    index.writer(codec=ColumnCodec()).cancel()
    assert files(index) == []


def test_an_index_without_terms_has_no_file_of_them() -> None:
    index = RamStorage().create_index(Schema(key=NUMERIC(stored=True), body=TEXT))
    with index.writer(codec=ColumnCodec()) as writer:
        writer.add_document(_stored_body="unused")
    assert files(index) == ["docs.sk"]
    with index.searcher() as searcher:
        reader = searcher.reader()
        assert list(reader.all_terms()) == list(reader.lexicon("body")) == []
        assert ("body", "word") not in reader
        assert reader.doc_frequency("body", "word") == reader.frequency("body", "word") == 0
        assert not reader.cursor("body").is_valid()
        assert len(searcher.search(Every())) == 1
        with pytest.raises(TermNotFound):
            reader.term_info("body", "word")
        with pytest.raises(TermNotFound):
            reader.postings("body", "word")


def test_deletions_are_kept_and_can_be_taken_back(index: Any) -> None:
    add(index, "1", "2", "3")
    writer = index.writer(codec=ColumnCodec())
    writer.delete_document(0)
    writer.delete_document(1)
    writer.delete_document(0, delete=False)
    writer.commit(merge=False)
    assert found(index, "word") == ["1", "3"]
    with index.reader() as reader:
        assert list(reader.all_doc_ids()) == [0, 2]
        assert (reader.doc_count(), reader.doc_count_all()) == (2, 3)
        assert reader.is_deleted(1)
        assert not reader.is_deleted(0)


def test_a_segment_survives_pickling_with_all_that_it_knows(index: Any) -> None:
    writer = index.writer(codec=ColumnCodec(exact_lengths=True))
    writer.add_document(key="1", body="word")
    writer.commit()
    (segment,) = index._segments()
    segment.delete_document(0)
    copy = pickle.loads(pickle.dumps(segment))
    assert vars(copy) == vars(segment)
    assert copy.codec().terms_reader(index.storage, copy)


@pytest.mark.parametrize("writer_class", [SerialMpWriter, MpWriter])
def test_writers_of_several_processes_work(index: Any, writer_class: Any) -> None:
    with writer_class(index, procs=2, batchsize=3, codec=ColumnCodec()) as writer:
        for key in range(20):
            writer.add_document(key=str(key), body=f"word w{key}")
    assert len(found(index, "word")) == 20
    assert files(index) == ["docs.sk", "terms.sk"]
    with index.reader() as reader:
        assert all(reader.has_vector(docnum, "body") for docnum in range(20))


def test_nothing_of_a_document_that_fails_is_found() -> None:
    index = RamStorage().create_index(SCHEMA)
    writer = index.writer(codec=ColumnCodec())
    writer.add_document(key="1", body="word")
    with pytest.raises(TypeError, match="cannot be stored"):
        writer.add_document(body="word broken", _stored_body=object())
    # Whoosh 2.7.4 cannot go on with this writer, but what it has can be committed.
    with pytest.raises(ValueError, match="before the last document was finished"):
        writer.add_document(key="2", body="word")
    writer.commit()
    assert found(index, "word") == ["1"]
    assert found(index, "broken") == []
    with index.reader() as reader:
        assert reader.doc_count_all() == 1


def test_a_cancelled_document_makes_way_for_another() -> None:
    storage, codec = RamStorage(), ColumnCodec()
    segment = codec.new_segment(storage, "test")
    writer = codec.per_document_writer(storage, segment)
    writer.start_doc(0)
    writer.add_field("body", SCHEMA["body"], "lost", 4)
    writer.cancel_doc()
    writer.start_doc(0)
    writer.add_field("body", SCHEMA["body"], "kept", 2)
    writer.finish_doc()
    writer.close()
    reader = codec.per_document_reader(storage, segment)
    assert reader.stored_fields(0) == {"body": "kept"}
    assert (reader.doc_field_length(0, "body"), reader.field_length("body")) == (2, 2)


Posting = tuple[str, bytes, int, float, bytes]


def postings(*terms: tuple[str, bytes]) -> Iterator[Posting]:
    return ((field, term, 0, 1.0, b"") for field, term in terms)


@pytest.mark.parametrize(
    "terms",
    [
        [("body", b"b"), ("body", b"a")],
        [("key", b"a"), ("body", b"a")],
        [("body", b"a"), ("body", b"b"), ("body", b"a")],
    ],
)
def test_terms_out_of_order_are_refused(terms: list[tuple[str, bytes]]) -> None:
    storage, codec = RamStorage(), ColumnCodec()
    writer = codec.field_writer(storage, codec.new_segment(storage, "test"))
    with pytest.raises(OutOfOrderError, match="follows"):
        writer.add_postings(SCHEMA, None, postings(*terms))


def test_terms_that_go_on_from_batch_to_batch_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.whoosh_index.column_codec.term_writer._AT_ONCE", 3)
    index = RamStorage().create_index(SCHEMA)
    add(index, *(str(number) for number in range(10)))
    assert len(found(index, "word")) == 10
    with index.reader() as reader:
        assert reader.term_info("body", "word").doc_frequency() == 10
        assert list(reader.lexicon("body")) == sorted([b"word", *(b"w%d" % n for n in range(10))])


def test_a_matcher_of_one_term_skips_to_documents_and_blocks() -> None:
    index = RamStorage().create_index(Schema(body=TEXT))
    with index.writer(codec=ColumnCodec(blocklimit=2)) as writer:
        for weight in (1, 1, 5, 1, 1, 9, 1):
            writer.add_document(body="word " * weight)
    with index.searcher(weighting=whoosh.scoring.Frequency()) as searcher:
        matcher = searcher.postings("body", "word")
        bounds = []
        while matcher.is_active():
            bounds.append((matcher.block_min_id(), matcher.block_max_id(), matcher.block_quality()))
            matcher.skip_to(matcher.block_max_id() + 1)
        assert bounds == [(0, 1, 1), (2, 3, 5), (4, 5, 9), (6, 6, 1)]
        matcher.reset()
        assert (matcher.skip_to_quality(1), matcher.id()) == (1, 2)
        assert (matcher.skip_to_quality(5), matcher.id(), matcher.copy().id()) == (1, 4, 4)
        assert [matcher.next(), matcher.next(), matcher.next()] == [False, True, True]
        assert not matcher.replace().is_active()


def test_a_query_that_uses_up_its_matcher_by_quality_ends() -> None:
    index = RamStorage().create_index(SCHEMA)
    add(index, *(str(number) for number in range(300)))
    with index.searcher() as searcher:
        query = AndNot(Term("body", "word"), Term("body", "w7"))
        assert len(searcher.search(query, limit=1).top_n) == 1
