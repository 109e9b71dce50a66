"""A segment gives back its articles, by docnum and by id, and says so when it cannot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_articles import MANY, archives, opened
from naive_writer import NaiveArticle, naive_text, write_naive

from searchkit.errors import CorruptIndex
from searchkit.store.layout import GAP
from searchkit.store.segment import Segment


@given(archives())
def test_columns_hold_a_value_of_each_article(archive: list[NaiveArticle]) -> None:
    columns = opened(archive).columns
    for name in ("title", "body", "author", "url"):
        lengths = [article.length(name) for article in archive]
        assert getattr(columns, f"{name}_lengths").tolist() == lengths
    assert columns.seconds.tolist() == [article.seconds for article in archive]
    assert columns.days.tolist() == [article.day for article in archive]
    assert columns.precisions.tolist() == [article.precision for article in archive]
    assert columns.unsure.tolist() == [article.unsure for article in archive]
    for ordinals, names, one in (
        (columns.sources, columns.source_names, "source"),
        (columns.languages, columns.language_names, "language"),
        (columns.stem_languages, columns.stem_language_names, "stem_language"),
    ):
        assert [names[n] for n in ordinals.tolist()] == [getattr(a, one) for a in archive]


@given(archives())
def test_lengths_are_weighted_and_bases_leave_gaps(archive: list[NaiveArticle]) -> None:
    columns = opened(archive).columns
    lengths = [3 * article.length("title") + article.length("body") for article in archive]
    assert columns.weighted_lengths.tolist() == lengths
    ends = [0]
    for article in archive:
        ends.append(ends[-1] + article.length("title") + article.length("body") + 2 * GAP)
    assert columns.bases.tolist() == ends[:-1]


@given(archives())
def test_articles_come_back_as_they_were_stored(archive: list[NaiveArticle]) -> None:
    segment = opened(archive)
    assert segment.documents == len(archive)
    for docnum, article in enumerate(archive):
        assert segment.article_bytes(docnum) == article.stored
        title, body = segment.token_starts(docnum)
        assert title.tolist() == naive_text(article.title).starts
        assert body.tolist() == naive_text(article.body).starts
        assert segment.id(docnum) == article.id
        assert segment.find(article.id) == docnum


@given(archives(), st.text("ab/ä中𝒳\ud800", max_size=3))
def test_ids_are_found_by_how_they_begin(archive: list[NaiveArticle], prefix: str) -> None:
    segment = opened(archive)
    docnums = {article.id: docnum for docnum, article in enumerate(archive)}
    expected = [(id, docnums[id]) for id in sorted(docnums) if id.startswith(prefix)]
    assert list(segment.ids_from(prefix)) == expected
    assert segment.find(prefix) == docnums.get(prefix)


def test_deleted_articles_are_not_found_but_keep_their_numbers() -> None:
    segment = opened([NaiveArticle("a"), NaiveArticle("b"), NaiveArticle("c")])
    without = segment.with_deleted(np.array([False, True, False]))
    assert without.find("b") is None
    assert list(without.ids_from("")) == [("a", 0), ("c", 2)]
    assert (without.documents, without.live_count) == (3, 2)
    assert without.id(1) == "b"
    assert segment.find("b") == 1
    assert segment.live_count == 3


def test_what_was_read_is_shared_when_others_are_deleted() -> None:
    segment = opened([NaiveArticle("a", "the cat")])
    assert segment.with_deleted(None).text is segment.text


def test_deletions_of_another_number_of_articles_are_refused() -> None:
    with pytest.raises(CorruptIndex, match="1 articles"):
        opened([NaiveArticle("a")]).with_deleted(np.zeros(2, bool))


def test_there_are_three_fields() -> None:
    segment = opened([NaiveArticle("a", "x", author="y", url="z")])
    fields = {name: segment.field(name) for name in ("text", "author", "url")}
    assert {name: field.list_of("y") for name, field in fields.items()} == {
        "text": None,
        "author": 0,
        "url": None,
    }
    with pytest.raises(KeyError):
        segment.field("title")


def test_a_file_of_another_size_is_refused(tmp_path: Path) -> None:
    size, _ = write_naive(tmp_path / "seg-x.sk", [NaiveArticle("a")])
    with pytest.raises(CorruptIndex, match=r"seg-x\.sk"):
        Segment(tmp_path / "seg-x.sk", size + 1)


def test_an_article_has_its_fields_and_its_body(tmp_path: Path) -> None:
    articles = [NaiveArticle(str(n), f"größe {n}", "中 " * n) for n in range(10)]
    write_naive(tmp_path / "seg-x.sk", articles, run=4)
    segment = Segment(tmp_path / "seg-x.sk")
    for docnum in (9, 0, 5, 3, 4):
        expected = {"id": str(docnum), "title": f"größe {docnum}", "body": "中 " * docnum}
        assert segment.article(docnum) == expected


def test_an_article_shown_is_kept_for_the_next_who_asks(tmp_path: Path) -> None:
    write_naive(tmp_path / "seg-x.sk", [NaiveArticle(str(n), "a b", "c " * n) for n in range(5)])
    segment = Segment(tmp_path / "seg-x.sk")
    article, starts = segment.article(3), segment.token_starts(3)
    assert segment.article(3) is article
    assert segment.token_starts(3) is starts
    with pytest.raises(TypeError):
        article["id"] = "4"  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        starts[0][0] = 1


def test_threads_may_share_a_segment() -> None:
    def read(segment: Segment) -> list[object]:
        docnums = range(0, segment.documents, 17)
        return [
            [segment.text.occurrences(n).keys.tolist() for n in range(segment.text.lists)],
            segment.text.forms(segment.text.entries_from("")),
            [segment.article_bytes(docnum) for docnum in docnums],
            [segment.token_starts(docnum)[1].tolist() for docnum in docnums],
            list(segment.ids_from("id-1")),
        ]

    alone, shared = read(opened(MANY)), opened(MANY)
    with ThreadPoolExecutor(8) as threads:
        assert all(found == alone for found in threads.map(read, [shared] * 16))
