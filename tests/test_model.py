"""The values that users hold: what they accept, refuse, and look like as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import model
from searchkit.damage import CheckReport, Damage
from searchkit.errors import InvalidArgument, InvalidArticle
from searchkit.model import Article, Candidate, Hit, Rejected, Results, Snippet, WordScore
from searchkit.reports import IngestReport, SourceSummary, Status


def results(**changes: Any) -> Results:
    fields: dict[str, Any] = {
        "query": "river",
        "interpret": lambda: "river",
        "hits": (Hit(id="a", title="A"), Hit(id="b", title="B")),
        "warnings": ("careful",),
        "took_ms": 1.23456,
        "count": lambda: 12,
        "facet": lambda name, limit: {"source": [("Post", 7)], "month": [("2022-01", 9)]}[name],
    }
    return Results(**{**fields, **changes})


# Articles


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        (date(2022, 1, 23), date(2022, 1, 23)),
        ("2022-01-23", date(2022, 1, 23)),
        (datetime(2022, 1, 23, 10, 15), date(2022, 1, 23)),
        ("2022-01-23T10:15:00Z", datetime(2022, 1, 23, 10, 15, tzinfo=timezone.utc)),
    ],
)
def test_published_is_kept_as_a_date_or_an_aware_datetime(given: Any, kept: object) -> None:
    item = Article(published=given)
    assert item.published == item.when == kept
    assert type(item.when) is type(kept)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"published": "last week"}, "published"),
        ({"published": 20220123}, "published"),
        ({"published": "0001-01-01T00:00:00+05:00"}, "published"),
        ({"title": None}, "title"),
        ({"body": b"bytes"}, "body"),
        ({"id": 7}, "id"),
        ({"source": ["Reuters"]}, "source"),
        ({"body": "half a pair: \ud83d"}, "body"),
        ({"path": "\udcff.txt"}, "path"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_its_fields_name(
    fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidArticle, match=field) as error:
        Article(**fields)
    assert error.value.field == field


def test_a_text_that_could_outgrow_32_bits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_CHARACTERS", 10)
    Article(id="a", title="ten ASCIIs", body="ten größer")
    for wrong in ({"title": "a" * 11}, {"body": "ß" * 11}):
        with pytest.raises(InvalidArticle, match="has 11 characters, and may have 10: divide it"):
            Article(**wrong)
    with pytest.raises(InvalidArticle, match="author"):
        Article(id="a").with_texts(author="a" * 11)


def test_a_value_without_a_basis_came_from_the_user() -> None:
    item = Article(title="T", source="Post", published="2022-01-23", published_basis="meta")
    assert (item.title_basis, item.source_basis, item.published_basis) == ("user", "user", "meta")
    assert item.author_basis is item.url_basis is item.language_basis is None


def test_an_article_is_frozen_and_equal_by_value() -> None:
    item = Article(id="a", body="x")
    with pytest.raises(AttributeError):
        item.body = "y"  # type: ignore[misc]
    assert item == Article(id="a", body="x")
    assert item.with_id("b") == Article(id="b", body="x")
    assert item.id == "a"
    assert not hasattr(item, "__dict__")


def test_a_copy_with_other_texts_keeps_the_rest_and_is_checked() -> None:
    item = Article(id="a", body="x", published="2022-01-23", candidates=(Candidate("a", "b", "c"),))
    other = item.with_texts(id="b", language="en", language_basis="words")
    assert other.to_json() == {
        **item.to_json(), "id": "b", "language": "en", "language_basis": "words"
    }  # fmt: skip
    assert other.with_texts(language=None, language_basis=None) == item.with_id("b")
    assert item.id == "a"
    for wrong in ({"title": None}, {"id": 7}, {"path": "\udcff"}):
        with pytest.raises(InvalidArticle, match=next(iter(wrong))):
            item.with_texts(**wrong)
    with pytest.raises(AttributeError):
        item.with_texts(subject="none such")


texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@given(
    st.builds(
        Article,
        id=texts,
        title=texts,
        body=texts,
        source=st.none() | texts,
        published=st.none() | st.dates(),
        author=st.none() | texts,
        candidates=st.lists(st.builds(Candidate, texts, texts, texts), max_size=2).map(tuple),
    )
)
def test_an_article_survives_json(item: Article) -> None:
    assert Article.from_json(json.loads(json.dumps(item.to_json()))) == item


def test_unknown_keys_of_stored_articles_are_ignored() -> None:
    assert Article.from_json({"id": "a", "later": 1}) == Article(id="a")


# Results


def test_totals_and_facets_are_computed_when_first_read_and_once() -> None:
    calls: list[str] = []
    found = results(
        count=lambda: calls.append("count") or 12,  # type: ignore[func-returns-value]
        facet=lambda name, limit: calls.append(name) or [],  # type: ignore[func-returns-value]
    )
    assert len(found) == 2
    assert [hit.id for hit in found] == ["a", "b"]
    assert calls == []
    assert (found.total, found.total) == (12, 12)
    assert calls == ["count"]
    assert (found.facets, found.facets) == ({"source": [], "month": []},) * 2
    assert calls == ["count", "source", "month"]


def test_facets_are_named_ones() -> None:
    assert results().facet("month") == [("2022-01", 9)]
    assert results().to_json(facets=["month"])["facets"] == {"month": [["2022-01", 9]]}
    with pytest.raises(InvalidArgument, match="no facet 'colour', but source, author"):
        results().facet("colour")
    with pytest.raises(InvalidArgument, match="negative"):
        results().facet("month", -1)


def test_results_are_a_sequence_of_the_pages_hits() -> None:
    found = results()
    assert found[0].id == "a"
    assert found[-1].id == "b"
    assert [hit.id for hit in found[1:]] == ["b"]
    assert found[0] in found
    assert repr(found) == "<Results 'river': 2 hits>"
    assert not results(hits=())


def test_results_as_json_are_what_the_contract_prints() -> None:
    hit = Hit(
        id="a",
        title="Title",
        title_spans=((0, 4),),
        source="Post",
        source_basis="user",
        published=date(2022, 1, 23),
        published_basis="header",
        path="a.txt",
        score=7.312345,
        snippets=(Snippet("some text", 120, ((4, 9),)),),
    )
    data = json.loads(json.dumps(results(hits=(hit,)).to_json(facets=True)))
    assert data == {
        "query": "river",
        "interpreted": "river",
        "suggestion": None,
        "total": 12,
        "groups": 12,
        "took_ms": 1.23,
        "warnings": ["careful"],
        "hits": [
            {
                "id": "a",
                "title": "Title",
                "title_spans": [[0, 4]],
                "source": "Post",
                "source_basis": "user",
                "published": "2022-01-23",
                "published_basis": "header",
                "url": None,
                "path": "a.txt",
                "author": None,
                "language": None,
                "score": 7.3123,
                "copies": 0,
                "snippets": [{"text": "some text", "start": 120, "spans": [[4, 9]]}],
            }
        ],
        "facets": {"source": [["Post", 7]], "month": [["2022-01", 9]]},
    }
    assert "facets" not in results().to_json()


def test_an_explanation_is_in_the_json_only_when_it_was_asked_for() -> None:
    part = WordScore("river", 1.5, 0.5, 3, 1.0)
    assert "explanation" not in Hit(id="a", title="").to_json()
    (shown,) = Hit(id="a", title="", explanation=(part,)).to_json()["explanation"]
    assert shown == {"word": "river", "score": 1.5, "idf": 0.5, "frequency": 3, "weight": 1.0}


def test_hits_are_frozen_and_slotted() -> None:
    hit = Hit(id="a", title="")
    with pytest.raises(AttributeError):
        hit.score = 1.0  # type: ignore[misc]
    assert not hasattr(hit, "__dict__")


# Reports


def test_an_ingest_report_counts_its_rate_and_prints_the_contracts_names() -> None:
    report = IngestReport(
        added=3, updated=1, documents=9, seconds=2.0, rejected=(Rejected("a.txt", "empty"),)
    )
    assert report.articles_per_second == 2.0
    assert IngestReport(added=3).articles_per_second == 0.0
    data = report.to_json()
    assert {"added", "updated", "unchanged", "removed", "documents", "seconds"} < set(data)
    assert data["rejected"] == [{"path": "a.txt", "reason": "empty"}]
    json.dumps(data)


def test_status_sources_and_checks_are_json_with_iso_dates() -> None:
    status = Status(
        path=str(Path("index")),
        documents=2,
        undated=1,
        sources=1,
        first=date(2022, 1, 1),
        last=None,
        bytes=10,
        generation=3,
        segments=1,
        engine="whoosh",
        format_version=1,
        analyzer="news",
        languages={"en": 2},
    )
    data = json.loads(json.dumps(status.to_json()))
    assert (data["first"], data["last"], data["languages"]) == ("2022-01-01", None, {"en": 2})
    source = SourceSummary(name="Post", documents=2, first=date(2022, 1, 1))
    assert source.to_json()["first"] == "2022-01-01"
    assert CheckReport(3, 2).ok
    report = CheckReport(3, 2, (Damage("a.seg", "it is missing"),))
    assert report.to_json() == {
        "ok": False,
        "files": 3,
        "documents": 2,
        "damage": [{"path": "a.seg", "problem": "it is missing"}],
    }
