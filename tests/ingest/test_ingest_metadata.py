"""What JSON-LD and meta tags say, and which of it is believed."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta, timezone

import pytest
from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest.findings import Finding, Findings
from searchkit.ingest.head import Head
from searchkit.ingest.metadata import (
    add_addresses,
    add_jsonld,
    add_metas,
    locale,
    meta_title,
    plausible,
    read_when,
    settle,
)

OWN = "https://www.velmora.example/2022/01/23/harbour"


def found_in(*tags: str) -> Findings:
    findings = Findings()
    add_metas(findings, Head(LexborHTMLParser("".join(tags))).metas, "en")
    return findings


def best(findings: Findings, field: str) -> tuple[object, str] | None:
    finding = findings.best(field)  # type: ignore[arg-type]
    return (finding.value, finding.basis) if finding else None


@pytest.mark.parametrize(
    "tag",
    [
        '<meta property="article:published_time" content="2022-01-23T08:00:00">',
        '<meta name="DC.date.issued" content="2022-01-23">',
        '<meta name="parsely-pub-date" content="2022-01-23">',
        '<meta name="sailthru.date" content="2022-01-23 08:00:00">',
        '<meta itemprop="datePublished" content="23 January 2022">',
        '<meta name="date" content="2022-01-23">',
    ],
)
def test_meta_tags_tell_the_date(tag):
    assert best(found_in(tag), "published") == (date(2022, 1, 23), "meta")


def packed(content: str) -> str:
    return f"<meta name='parsely-page' content='{html.escape(content, quote=True)}'>"


def test_a_packed_description_tells_date_author_and_title():
    tag = packed(
        '{"title": "Harbour closes", "pub_date": "2022-01-23T08:00:00Z", "section": "Local",'
        ' "author": "Mara Lindqvist", "type": "post", "tags": ["harbour"]}'
    )
    findings = found_in(tag)
    when = datetime(2022, 1, 23, 8, tzinfo=timezone.utc)
    assert best(findings, "published") == (when, "meta")
    assert best(findings, "author") == ("Mara Lindqvist", "meta")
    assert meta_title(Head(LexborHTMLParser(tag)).metas) == "Harbour closes"


def test_a_packed_description_may_list_its_authors():
    findings = found_in(packed('{"authors": ["Mara Lindqvist", "Tom Okafor"]}'))
    assert best(findings, "author") == ("Mara Lindqvist, Tom Okafor", "meta")


def test_single_tags_come_before_a_packed_description():
    packed_one = packed('{"pub_date": "2022-01-25", "author": "Newsroom Robot"}')
    single = '<meta name="parsely-pub-date" content="2022-01-23">'
    assert best(found_in(packed_one, single), "published") == (date(2022, 1, 23), "meta")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no object",
        "[]",
        "null",
        '{"pub_date": "2022-02-31", "author": null}',
        '{"pub_date": 1e999, "author": {"name": [[]]}, "title": {"a": "b"}}',
        '{"pub_date": ["soon"], "author": 7, "authors": {"name": 3}}',
        '{"pub_date": {"name": "9999-99-99"}, "title": "\\ud800"}',
        '{"pub_date": "2022-01-23", ',
        '{"a":' * 100_000,
        "[" * 100_000,
        '{"a": [' + "0," * 400_000 + '0], "pub_date": "2022-01-23"}',
    ],
    ids=lambda content: content[:20],
)
def test_a_packed_description_that_is_broken_says_nothing(content):
    findings = found_in(packed(content))
    assert best(findings, "published") is None
    assert best(findings, "author") is None


def test_a_modified_date_is_never_the_publication():
    findings = found_in('<meta property="article:modified_time" content="2022-01-25">')
    assert best(findings, "published") is None
    assert best(findings, "modified") == (date(2022, 1, 25), "meta")


@pytest.mark.parametrize("text", ["1970-01-01", "0001-01-01T00:00:00Z", "2187-01-01", "soon", ""])
def test_a_date_that_cannot_be_is_unknown(text):
    assert read_when(text) is None


def test_a_machine_may_count_seconds_or_milliseconds():
    moment = datetime(2022, 1, 23, 10, tzinfo=timezone.utc)
    assert read_when("1642932000") == read_when("1642932000000") == moment
    assert read_when("9999999999") is None


def test_today_in_another_zone_is_plausible():
    assert plausible(date.today() + timedelta(days=1))
    assert plausible(date.today() + timedelta(days=2)) is None


def test_a_naive_time_counts_as_its_day():
    assert read_when("2022-01-23T23:30:00") == date(2022, 1, 23)


EVENING = datetime(2022, 1, 24, 1, 30, tzinfo=timezone.utc)


def test_an_evening_in_utc_is_the_papers_own_day():
    local = EVENING.astimezone(timezone(timedelta(hours=-6)))
    assert settle(EVENING, [date(2022, 1, 23)]) == date(2022, 1, 23)
    assert settle(EVENING, [local]).isoformat() == "2022-01-23T19:30:00-06:00"


def test_an_instant_stays_what_it_is_without_good_reason():
    own = EVENING.replace(tzinfo=timezone(timedelta(hours=2)))
    assert settle(own, [date(2022, 1, 23)]) is own
    for seen in ([], [date(2022, 1, 24), date(2022, 1, 23)], [date(2022, 1, 20)]):
        assert settle(EVENING, seen) is EVENING
    noon = EVENING.replace(hour=12)
    assert settle(noon, [date(2022, 1, 23)]) is noon


def test_the_sites_name_is_the_source_and_a_host_only_a_candidate():
    name = '<meta property="og:site_name" content="The Velmora Times">'
    host = '<meta property="og:site_name" content="www.velmora.example">'
    assert best(found_in(name), "source") == ("The Velmora Times", "meta")
    assert best(found_in(host), "source") is None
    article = found_in(host).article(body="x", path=None)
    assert [(c.field, c.value, c.basis) for c in article.candidates] == [
        ("source", "www.velmora.example", "weak")
    ]


def test_an_authors_page_is_not_an_author():
    link = '<meta property="article:author" content="https://social.example/mara">'
    name = '<meta name="author" content="By Mara Quill and Ben Ode">'
    assert best(found_in(link), "author") is None
    assert best(found_in(link, name), "author") == ("Mara Quill, Ben Ode", "meta")


def test_a_publisher_named_as_the_author_is_only_a_candidate():
    site = '<meta property="og:site_name" content="The Velmora Times">'
    author = '<meta name="author" content="The Velmora Times">'
    findings = found_in(author, site)
    assert best(findings, "author") is None
    findings.add("author", "Mara Quill", "byline")
    assert best(findings, "author") == ("Mara Quill", "byline")


def test_jsonld_gives_each_field_its_basis():
    node = {
        "@type": "NewsArticle",
        "datePublished": "2022-01-23T10:15:00+01:00",
        "dateModified": "2022-01-25",
        "author": [{"name": "Mara Quill"}, "Ben Ode"],
        "publisher": {"@id": "#paper"},
        "inLanguage": "de-AT",
    }
    findings = Findings()
    add_jsonld(findings, node, [node, {"@id": "#paper", "name": "The Velmora Times"}])
    moment = datetime(2022, 1, 23, 10, 15, tzinfo=timezone(timedelta(hours=1)))
    assert best(findings, "published") == (moment, "json-ld")
    assert best(findings, "modified") == (date(2022, 1, 25), "json-ld")
    assert best(findings, "author") == ("Mara Quill, Ben Ode", "json-ld")
    assert best(findings, "source") == ("The Velmora Times", "json-ld")
    assert best(findings, "language") == ("de", "json-ld")


@pytest.mark.parametrize(
    ("links", "own", "expected"),
    [
        ([(OWN, "canonical")], None, (OWN, "canonical")),
        ([("/2022/01/23/harbour", "canonical")], None, None),
        ([("/2022/01/23/harbour", "canonical")], OWN + "?x=1", (OWN, "canonical")),
        ([("https://www.velmora.example/", "canonical")], None, None),
        ([("https://www.velmora.example/", "canonical"), (OWN, "meta")], None, (OWN, "meta")),
        ([("https://arden.example/b", "canonical")], OWN, (OWN, "user")),
        ([("https://arden.example/b", "canonical"), (OWN, "meta")], None, None),
        ([(OWN, "canonical")], "https://arden.example/", (OWN, "canonical")),
        ([(None, "canonical")], "page.html", None),
        ([], OWN, (OWN, "user")),
    ],
)
def test_the_address_is_taken_only_when_nothing_contradicts_it(links, own, expected):
    findings = Findings()
    add_addresses(findings, links, own)
    assert best(findings, "url") == expected


def test_addresses_that_were_not_taken_stay_as_candidates():
    findings = Findings()
    add_addresses(findings, [("https://arden.example/b", "canonical"), (OWN, "meta")], None)
    article = findings.article(body="x", path=None)
    assert article.url is None
    assert {(c.value, c.basis) for c in article.candidates} == {
        ("https://arden.example/b", "weak"),
        (OWN, "weak"),
    }


@pytest.mark.parametrize(
    ("language", "tag", "url", "expected"),
    [
        ("en", "en-US", "https://velmora.uk/a", "en-uk"),
        ("en", "en-GB", "https://velmora.example/a", "en-GB"),
        ("en", "en", None, "en"),
        ("de", "de-CH", "https://velmora.uk/a", "de"),
        (None, "", None, None),
    ],
)
def test_a_pages_region_is_its_hosts_or_the_one_it_says(language, tag, url, expected):
    finding = Finding(url, "user") if url else None
    assert locale(language, tag, finding) == expected
