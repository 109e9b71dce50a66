"""RSS and Atom."""

from datetime import datetime, timedelta, timezone

import pytest

from searchkit.ingest.feeds import is_feed, read_feed
from searchkit.model import Article, Rejected

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Strait Post</title>
<link>https://strait.example/</link><language>en-GB</language>
<item><title>Bridge &amp; tunnel&nbsp;close</title><link>/a?x=1</link>
<guid isPermaLink="false">n-1</guid><pubDate>Tue, 02 May 2023 10:00:00 +0200</pubDate>
<dc:creator>Ann Reed</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>The bridge closes.</p><p>So does the tunnel.</p>]]>
</content:encoded></item>
<item><title>Second</title><description>&lt;p&gt;Only a summary.&lt;/p&gt;</description>
<guid>https://strait.example/b</guid><author>bo@strait.example (Bo Lund)</author>
<source url="https://other.example/">Other Paper</source><pubDate>someday</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title>
<link rel="self" href="https://blatt.example/atom"/><link href="https://blatt.example/"/>
<author><name>Redaktion</name></author>
<entry><title type="html">Die &lt;b&gt;Brücke&lt;/b&gt;</title><id>tag:blatt.example:1</id>
<link rel="edit" href="/edit"/><link rel="alternate" href="n/1"/>
<published>2023-05-02T10:00:00+02:00</published><updated>2023-05-03T10:00:00Z</updated>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Sie ist zu.</p></div></content></entry>
<entry><title>Nur geändert</title><updated>2023-05-03T10:00:00Z</updated>
<author><name>Ann</name></author><author><name>Bo</name></author>
<summary type="text">1 &lt; 2</summary></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
<item><title>One</title><link>https://old.example/1</link><dc:date>2003-05-02</dc:date></item></rdf:RDF>"""


def articles(text: str) -> list[Article]:
    found = list(read_feed(text, path="f.xml"))
    assert all(isinstance(item, Article) for item in found)
    return found  # type: ignore[return-value]


def test_an_rss_item_is_an_article() -> None:
    first, second = articles(RSS)
    assert (first.title, first.body) == (
        "Bridge & tunnel close",
        "The bridge closes.\n\nSo does the tunnel.",
    )
    assert (first.id, first.url) == ("n-1", "https://strait.example/a?x=1")
    assert first.published == datetime(2023, 5, 2, 10, tzinfo=timezone(timedelta(hours=2)))
    assert (first.source, first.source_basis) == ("Strait Post", "feed")
    assert (first.author, first.language) == ("Ann Reed", "en")
    assert second.body == "Only a summary."


def test_an_address_as_guid_is_no_id_and_an_aggregators_source_counts() -> None:
    second = articles(RSS)[1]
    assert (second.id, second.url) == ("", "https://strait.example/b")
    assert (second.source, second.author) == ("Other Paper", "Bo Lund")
    assert second.published is None
    assert ("published", "someday", "weak") in [
        (c.field, c.value, c.basis) for c in second.candidates
    ]


def test_an_atom_entry_is_an_article() -> None:
    first, second = articles(ATOM)
    assert (first.title, first.body, first.language) == ("Die Brücke", "Sie ist zu.", "de")
    assert (first.id, first.url) == ("tag:blatt.example:1", "https://blatt.example/n/1")
    assert first.author == "Redaktion"
    assert (second.author, second.body) == ("Ann, Bo", "1 < 2")


def test_a_change_is_not_the_publication() -> None:
    second = articles(ATOM)[1]
    assert second.published is None
    assert [(c.field, c.value) for c in second.candidates] == [
        ("modified", "2023-05-03T10:00:00+00:00")
    ]


def test_rss_1_is_read() -> None:
    (only,) = articles(RDF)
    assert (only.title, only.source, only.when and only.when.isoformat()) == (
        "One",
        "Old",
        "2003-05-02",
    )


def test_a_cut_feed_gives_what_is_whole() -> None:
    found = list(read_feed(RSS[: RSS.index("Only a")], path="f.xml"))
    assert isinstance(found[0], Article)
    assert found[0].id == "n-1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<rss><channel><title>x</title></channel></rss>", "no items"),
        ("<rss", "not well-formed"),
        ("<rss><channel><item></item></channel></rss>", "item 1: no text and no title"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss><item><title>&a;</title></item></rss>', "entities"),
        ("", "not well-formed"),
    ],
)
def test_a_feed_without_articles_says_why(text: str, reason: str) -> None:
    (rejected,) = read_feed(text, path="f.xml")
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


def test_an_external_declaration_is_not_fetched() -> None:
    text = RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss', 1)
    assert is_feed(text)
    assert articles(text)[0].id == "n-1"


def test_deep_nesting_and_control_characters_do_no_harm() -> None:
    assert list(read_feed("<rss><channel>" + "<item>" * 50_000, path="f.xml"))
    assert articles("<rss><item><title>a\x00b\x07</title></item></rss>")[0].title


def test_only_a_feeds_root_makes_a_feed() -> None:
    assert is_feed(RSS)
    assert is_feed(ATOM)
    assert is_feed(RDF)
    assert not is_feed("<html><body><rss>")
    assert not is_feed("The <rss> element")
