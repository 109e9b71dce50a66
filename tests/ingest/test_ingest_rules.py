"""What a user says of files and sites holds for those, and for no others."""

import json
from array import array
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_news import PROSE, page, read, reasons, titles, zipped

from searchkit.ingest.mapping import mapped
from searchkit.ingest.rules import FileRule, Rules, SiteRule, matches, value_at
from searchkit.model import Article, Candidate


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.csv", "news/exports/a.csv", True),
        ("exports/*.csv", "news/exports/a.csv", True),
        ("./exports/*.csv", "exports/a.csv", True),
        ("exports/*.csv", "news/myexports/a.csv", False),
        ("exports/*.csv", "exports/2025/a.csv", False),
        ("exports/**/*.csv", "exports/2025/05/a.csv", True),
        ("exports/**/*.csv", "exports/a.csv", True),
        ("exports/**", "exports/2025/a.csv", True),
        ("a.csv", "ba.csv", False),
        ("a?c.[x]", "abc.[x]", True),
        ("a.csv", "a.csv.gz", False),
    ],
)
def test_patterns_fit_the_end_of_a_path(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) == fits


def test_values_are_found_in_what_is_nested() -> None:
    record = {"a": {"b": [{"c": 1}, {"c": 2}]}, "x.y": 3}
    assert value_at(record, "a.b.1.c") == 2
    assert value_at(record, "x.y") == 3
    for nowhere in ("a.c", "a.b.2.c", "a.b.c", "a.b.-1", "x", "a.b.0.c.d", "", "a.b.²"):
        assert value_at(record, nowhere) is None


json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
)


@given(json_values, st.text("ab01.", max_size=8))
def test_no_path_raises(value: object, path: str) -> None:
    value_at(value, path)
    mapped(value, {"title": (path,)})


def test_a_mapped_field_comes_from_there_or_from_nowhere() -> None:
    record = {"title": "x", "headline": "y", "head": "", "slug": "z", "text": "t"}
    assert mapped(record, {"title": ("head", "slug")}) == {
        "title": "z",
        "head": "",
        "slug": "z",
        "text": "t",
    }
    assert "title" not in mapped(record, {"title": ("nowhere",)})  # type: ignore[operator]
    assert "text" not in mapped(record, {"body": ()})  # type: ignore[operator]
    assert mapped(record, {}) is record


RULES = Rules(
    fields={"title": ("head",), "html": ("rich",)},
    files=(
        FileRule("wire/*.json", fields={"body": ("copy",)}, records="reply.docs"),
        FileRule("wire/*", constants={"source": "Wire", "published": "2025-01-02"}),
        FileRule("wire/b.*", constants={"source": "Desk"}),
    ),
    sites=(
        SiteRule(host="news.example", selectors={"body": ".story", "title": ".head"}),
        SiteRule(path="old/**", selectors={"body": "td"}),
    ),
)


def test_every_kind_of_record_is_mapped() -> None:
    record = {"head": "A", "title": "wrong", "copy": "Text of it.", "text": "wrong"}
    data = json.dumps({"reply": {"docs": [record, record]}}).encode()
    items = read(data, "wire/a.json", RULES)
    assert titles(items) == ["A", "A"]
    assert {item.body for item in items} == {"Text of it."}  # type: ignore[union-attr]
    assert {item.source for item in items} == {"Wire"}  # type: ignore[union-attr]
    line = json.dumps({"head": "L", "rich": "<p>One</p><p>Two</p>", "source": "Own"}).encode()
    (article,) = read(line, "wire/b.jsonl", RULES)
    assert isinstance(article, Article)
    assert (article.title, article.body, article.source) == ("L", "One\n\nTwo", "Desk")
    assert Candidate("source", "Own", "user") in article.candidates
    assert str(article.published) == "2025-01-02"
    assert titles(read(b"head,text\nT,x\n", "t.csv", RULES)) == ["T"]
    assert "names no list" in reasons(read(b'{"title": "x"}', "wire/c.json", RULES))["wire/c.json"]


def test_members_of_an_archive_are_read_as_it_is() -> None:
    packed = zipped({"a.html": page("A")})
    (article,) = read(packed, "wire/a.zip", RULES)
    assert article.source == "Wire"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"title,body,date,lang\nA,Text.,05/12/2022,\nB,Text.,05/12/2022,en-US\n"),
        (
            "a.jsonl",
            b'{"title": "A", "body": "Text.", "date": "05/12/2022"}\n'
            b'{"title": "B", "body": "Text.", "date": "05/12/2022", "lang": "en-US"}\n',
        ),
    ],
)
def test_a_constant_language_tells_how_dates_are_written(name: str, data: bytes) -> None:
    rules = Rules(files=(FileRule("*", constants={"language": "en-GB"}),))
    here, there = read(data, name, rules)
    assert (here.published, here.published_basis) == (date(2022, 12, 5), "user")  # type: ignore[union-attr]
    assert (here.language, there.language) == ("en", "en")  # type: ignore[union-attr]
    assert there.published is None  # type: ignore[union-attr]


MARKUP = (
    "<html><head><link rel=canonical href='https://www.news.example/a'><title>T</title></head>"
    "<body><h1>Wrong</h1><b class=head>Right</b><i class=by>Jane Quill</i><i class=by>Sam Ode</i>"
    "<time class=at datetime='2025-05-06T07:08:00+02:00'>today</time>"
    f"<div class=story><p>{PROSE}</p><p class=ad>Buy now!</p><div class=story><p>Inside. {PROSE}"
    f"</p></div></div><p>{PROSE} Not this.</p></body></html>"
)


def test_a_site_has_its_parts_where_its_rule_says() -> None:
    selectors = {"body": ".story", "title": ".head", "author": ".by", "date": ".at"}
    rule = SiteRule(host="news.example", selectors=selectors, remove=(".ad",))
    (article,) = read(MARKUP.encode(), "a.html", Rules(sites=(rule,)))
    assert isinstance(article, Article)
    assert (article.title, article.author) == ("Right", "Jane Quill, Sam Ode")
    assert str(article.published) == "2025-05-06 07:08:00+02:00"
    assert {article.title_basis, article.author_basis, article.published_basis} == {"rule"}
    assert article.body.count("Inside.") == 1
    assert not any(text in article.body for text in ("Not this", "Buy now"))


def test_other_pages_are_read_as_ever_and_selectors_that_find_nothing_too() -> None:
    plain = read(MARKUP.encode(), "a.html")
    elsewhere = Rules(sites=(SiteRule(host="other.example", selectors={"body": ".story"}),))
    nothing = Rules(sites=(SiteRule(host="news.example", selectors={"body": "x", "date": "y"}),))
    lookalike = Rules(sites=(SiteRule(host="ews.example", remove=("p",)),))
    for rules in (elsewhere, nothing, lookalike):
        assert read(MARKUP.encode(), "a.html", rules) == plain


def test_a_site_may_be_told_by_path_alone() -> None:
    cell = f"<html><body><table><tr><td>{PROSE}</td></tr></table><p>{PROSE}No.</p></body></html>"
    (article,) = read(cell.encode(), "x/old/1/a.html", RULES)
    assert article.body == PROSE.strip()  # type: ignore[union-attr]


def test_a_files_digest_changes_with_what_concerns_it_only() -> None:
    assert Rules().digest("a.csv") == 0
    one = Rules(files=(FileRule("a.csv", delimiter=";"),))
    other = Rules(files=(FileRule("a.csv", delimiter="|"),))
    assert one.digest("b.csv") == 0
    assert 0 < one.digest("a.csv") != other.digest("a.csv") < 1 << 63
    assert one.digests("x/", ["a.csv", "b.csv"]) == array("q", [one.digest("a.csv"), 0])
    sites = Rules(sites=RULES.sites[:1])
    assert sites.digests("", ["a", "b"]) == array("q", [sites.digest("z")] * 2)


def test_rules_pass_through_json() -> None:
    assert Rules.from_json(json.loads(json.dumps(RULES.to_json()))) == RULES


def test_sources_go_by_the_names_that_a_user_gives_them() -> None:
    rules = Rules(sources={"Velmora Times": ("velmora.example", "VT")})
    lines = [{"title": "Storm", "body": "It rained.", "source": name} for name in ("VT", "NYT")]
    text = "\n".join(json.dumps(line) for line in lines)
    first, second = read(text.encode(), "a.jsonl", rules)
    assert (first.source, second.source) == ("Velmora Times", "The New York Times")
    assert Rules.from_json(json.loads(json.dumps(rules.to_json()))) == rules
    assert rules.digest("a.jsonl") != 0
