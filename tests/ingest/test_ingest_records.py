"""Articles from JSON."""

import json
from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest import records
from searchkit.ingest.records import read_json, read_line, read_record
from searchkit.model import Article, Candidate, Rejected


def record(**fields: Any) -> Article:
    article = read_record({"title": "A bridge", **fields}, path="a.json")
    assert isinstance(article, Article)
    return article


def test_articles_own_names_need_no_mapping() -> None:
    article = record(
        id="a1",
        body="Text.",
        source="Post",
        published="2023-05-02",
        author="Ann",
        url="https://a.b/c",
    )
    assert (article.id, article.body, article.source, article.author) == (
        "a1",
        "Text.",
        "Post",
        "Ann",
    )
    assert (article.published, article.published_basis) == (date(2023, 5, 2), "user")
    assert (article.path, article.url) == ("a.json", "https://a.b/c")


@pytest.mark.parametrize(
    "name", ["body", "text", "content", "articleBody", "maintext", "content_text"]
)
def test_the_body_is_kept_to_the_letter(name: str) -> None:
    body = "  Photo: AP\r\n\r\n\r\n\x00 tail \u00a0"
    assert record(**{name: body}).body == body


@pytest.mark.parametrize(
    "name", ["date", "published_at", "publishedAt", "datePublished", "publish_date", "pubDate"]
)
def test_names_for_the_date(name: str) -> None:
    assert record(**{name: "2 May 2023"}).published == date(2023, 5, 2)


@pytest.mark.parametrize(
    "value",
    [
        1683021600,
        1683021600000,
        "1683021600",
        {"$date": 1683021600000},
        {"$date": {"$numberLong": "1683021600000"}},
    ],
)
def test_numbers_of_seconds_and_milliseconds_are_dates(value: Any) -> None:
    assert record(date=value).published == datetime(2023, 5, 2, 10, tzinfo=timezone.utc)


@pytest.mark.parametrize("value", ["sometime", "01/02/2023", 2023, "0000-00-00", -1, float("inf")])
def test_an_unreadable_date_costs_the_date_only(value: Any) -> None:
    article = record(date=value)
    assert article.published is None
    if isinstance(value, str):
        assert article.candidates == (Candidate("published", value, "weak"),)


def test_the_language_reads_an_ambiguous_date() -> None:
    assert record(date="01/02/2023", lang="de-AT").published == date(2023, 2, 1)
    assert record(date="01/02/2023", lang="German").published == date(2023, 2, 1)
    assert record(date="01/02/2023", lang="en-GB").published == date(2023, 2, 1)
    assert record(date="01/02/2023", lang="en-US").published is None


def test_names_hide_in_objects_and_lists() -> None:
    article = record(
        publisher={"@type": "Organization", "name": "Post"},
        authors=["Ann Reed", {"name": "Bo Lund"}, "Ann Reed"],
        _id={"$oid": "5f"},
    )
    assert (article.source, article.author, article.id) == ("Post", "Ann Reed, Bo Lund", "5f")
    assert record(authors="['Ann O\\'Neill', \"Bo\"]").author == "Ann O'Neill, Bo"
    assert record(authors="[]").author is None
    assert record(id=17).id == "17"
    assert record(id=3.0).id == "3"


def test_a_guid_is_an_id_unless_it_is_an_address() -> None:
    assert record(guid="n-5").id == "n-5"
    article = record(guid="https://a.b/c")
    assert (article.id, article.url) == ("", "https://a.b/c")


def test_markup_becomes_text() -> None:
    assert record(content_html="<p>One <b>two</b>.</p>").body == "One two."
    rendered = record(
        title={"rendered": "It&#8217;s <em>on</em> &amp; on"}, content={"rendered": "<p>One.</p>"}
    )
    assert (rendered.title, rendered.body) == ("It’s on & on", "One.")


def test_an_exported_article_comes_back() -> None:
    article = Article(
        id="https://a.b/c", title=" A bridge ", body="x\n", source="Post", source_basis="footer",
        published="2023-05-02T10:00:00+02:00", published_basis="json-ld", author="Ann, Bo",
        url="https://a.b/c", language="en", language_basis="words", path="a.json", dateline="DROSK",
        candidates=(Candidate("published", "2023", "weak"), Candidate("modified", "2024", "meta")),
    )  # fmt: skip
    line = json.dumps(article.to_json())
    assert read_line(line, path="a.json", number=1) == article


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "a list"), ("x", "text"), (5, "a number"), (None, "null"), (True, "true or false"),
        ({}, "no text and no title"),
        ({"post_title": "A"}, "(there are: post_title): name them in searchkit.toml with fields"),
        ({"title": " ", "text": ""}, "no text and no title"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_rejected(value: Any, reason: str) -> None:
    rejected = read_record(value, path="a.json")
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


def test_a_bad_line_is_named() -> None:
    rejected = read_line('{"title": ', path="a.jsonl", number=7)
    assert isinstance(rejected, Rejected)
    assert rejected.path == "a.jsonl:7"
    assert "column 11" in rejected.reason


def test_arrays_and_wrapped_lists_are_read() -> None:
    items = [{"title": "A"}, 5, {"headline": "B"}]
    found = list(read_json(json.dumps(items), path="a.json"))
    assert [getattr(item, "title", None) for item in found] == ["A", None, "B"]
    assert isinstance(found[1], Rejected)
    assert found[1].reason.startswith("item 2: ")
    wrapped = {"status": "ok", "articles": [items[0], items[2]]}
    assert len(list(read_json(json.dumps(wrapped), path="a.json"))) == 2
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [items[0]]}
    assert [item.title for item in read_json(json.dumps(feed), path="a.json")] == ["A"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 50_000, "", "nul", '{"title": 1e', "[1" + "0" * 5000 + "]", "[]"],
)
def test_hostile_json_is_rejected(text: str) -> None:
    assert all(isinstance(item, Rejected) for item in read_json(text, path="a.json"))


def test_odd_values_do_no_harm() -> None:
    text = (
        '{"title": "A", "title": "B", "text": "\\ud800x \\ud83d\\ude00", "n": NaN, '
        '"date": 1e999, "id": %s}'
    )
    article = next(read_json(text % ("9" * 5000), path="a.json"))
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("B", "\ufffdx \U0001f600")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = [
    "title",
    "text",
    "date",
    "author",
    "url",
    "id",
    "lang",
    "source",
    "candidates",
    "title_basis",
]


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_no_record_raises(value: dict[str, Any]) -> None:
    assert isinstance(read_record(value, path="a"), (Article, Rejected))


def test_a_language_that_is_not_given_is_told_by_the_words() -> None:
    prose = "The council said that the bridge would be closed and that the ferries would run. " * 3
    told, given_one = record(text=prose), record(text=prose, lang="de")
    assert (told.language, told.language_basis) == ("en", "words")
    assert (given_one.language, given_one.language_basis) == ("de", "user")
    assert record(text="Too short.").language_basis is None


def test_articles_own_name_is_preferred_wherever_it_stands() -> None:
    assert record(text="second", content="third", body="first").body == "first"
    assert record(text="second", content="third", body="").body == "second"
    assert record(story="last", full_text="before it").body == "before it"
    # Of two spellings of one name, the first of the record.
    assert record(**{"pub-date": "2023-05-02", "PubDate": "2024-01-01"}).published == date(
        2023, 5, 2
    )


def test_names_of_any_length_are_read_and_long_ones_not_remembered() -> None:
    before = records._remembered.cache_info().currsize
    spelled = "_".join("body") + "_" * 2_000
    assert record(**{spelled: "Found."}).body == "Found."
    assert records._remembered.cache_info().currsize == before
