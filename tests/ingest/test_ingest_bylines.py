"""Dates and authors that readers see around a headline."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest.blocks import read_layout
from searchkit.ingest.body import find_body
from searchkit.ingest.bylines import Seen, read_visible
from searchkit.ingest.surroundings import foreign_containers

TEXT = (
    "<p>The harbour of Velmora was closed on 3 March 2019 after a storm had torn down cranes.</p>"
    "<p>The port said that ships were waiting outside, and that work would begin on Tuesday.</p>"
)
DAY = date(2022, 1, 23)


def seen(lines: str, after: str = "", language: str | None = None) -> list[Seen]:
    return seen_under(f"<h1>Storm in Velmora</h1>{lines}<div>{TEXT}</div>{after}", language)


def seen_under(markup: str, language: str | None = None) -> list[Seen]:
    return seen_on(f"<main>{markup}</main>", language)


def seen_on(markup: str, language: str | None = None) -> list[Seen]:
    layout = read_layout(LexborHTMLParser(markup).body)
    body = find_body(layout)
    return read_visible(
        layout,
        headline=body.headline,
        body=(body.first, body.last),
        language=language,
        foreign=foreign_containers(layout, body.headline, body.first),
    )


def values(found: list[Seen], field: str) -> list[object]:
    return [item.value for item in found if item.field == field]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("<p>January 23, 2022</p>", "en"),
        ("<p>Published: 23 January 2022</p>", "en"),
        ("<p>By Mara Quill | 23 Jan 2022 | Harbour</p>", "en"),
        ("<div class=meta>Harbour desk, 23 January 2022, 3 replies</div>", "en"),
        ("<p>Von Jana Ström am 23. Januar 2022</p>", "de"),
        ("<p>23.01.2022</p>", "de"),
        ("<p>Publié le 23 janvier 2022</p>", "fr"),
        ("<p>23 de enero de 2022</p>", "es"),
        ("<p><span class='post-date'>23.01.2022</span>Harbour Desk 14</p>", "de"),
    ],
)
def test_a_date_line_near_the_headline_is_the_publication(line, language):
    assert DAY in values(seen(line, language=language), "published")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>By Mara Quill</p>", "Mara Quill"),
        ("<p>By Mara Quill and Ben Ode</p>", "Mara Quill, Ben Ode"),
        ("<p>Von Jana Ström, 23. Januar 2022</p>", "Jana Ström"),
        ("<p>Par Luc Amont</p>", "Luc Amont"),
        ("<p>Von Jana Ström, Talbrunn</p>", "Jana Ström"),
        ("<p>Por Ana Vidal | 23 de enero de 2022</p>", "Ana Vidal"),
        ('<a rel="author" href="/mq">Mara Quill</a>', "Mara Quill"),
        ('<span class="article-author">Mara Quill</span>', "Mara Quill"),
        ('<span itemprop="author">Mara Quill</span>', "Mara Quill"),
        ("<div class='author-info'>Mara Quill Stand: 23. Januar 2022</div>", "Mara Quill"),
    ],
)
def test_a_byline_names_its_authors(line, names):
    assert names in values(seen(line), "author")


@pytest.mark.parametrize("line", ["<p>By the sea, all is quiet.</p>", "<p>By far the worst</p>"])
def test_a_sentence_with_by_is_no_byline(line):
    assert values(seen(line), "author") == []


def test_a_time_element_gives_the_moment():
    found = seen('<time datetime="2022-01-23T10:15:00+01:00">Sunday</time>')
    moment = datetime(2022, 1, 23, 10, 15, tzinfo=timezone(timedelta(hours=1)))
    assert found[0] == Seen("published", moment, "time")


def test_changes_are_kept_apart():
    found = seen(
        "<p>23 January 2022, updated 25 January 2022</p>"
        '<time class="modified" datetime="2022-01-25">x</time>'
    )
    assert values(found, "published") == [DAY]
    assert set(values(found, "modified")) == {date(2022, 1, 25)}


@pytest.mark.parametrize(
    "other",
    [
        '<div class="comments"><time datetime="2022-02-01">1 February 2022</time></div>',
        '<div class="related"><p>1 February 2022</p></div>',
        '<div class="caption"><p>1 February 2022</p></div>',
        "<p>© 2022 Velmora Times, printed since 1 February 1922, all rights reserved.</p>",
        "<p>Two cranes fell on 1 February 2022, and nobody was hurt by them, it is said.</p>",
    ],
)
def test_dates_of_other_things_are_not_the_storys(other):
    assert values(seen("", after=other), "published") == []
    assert values(seen(other), "published") == []


def test_below_the_text_only_a_date_that_says_what_it_is_counts():
    assert values(seen("", "<p>Published: 23 January 2022</p>"), "published") == [DAY]
    assert values(seen("", "<p>23 January 2022</p>" * 12), "published") == []
    assert values(seen("<p>22 January 2022</p>", "<p>Published: 23 January 2022</p>"), "published")[
        0
    ] == date(2022, 1, 22)


@pytest.mark.parametrize(
    "front", ["(23.01.2022) ", "Arden, (23.01.2022). ", "Arden, 23.01.2022 – ", "23.01.2022 „So“: "]
)
def test_a_date_in_front_of_the_first_sentence_counts(front):
    found = seen_under(f"<p>{front}Ein Sturm hat am Montag im Hafen gewütet.</p>{TEXT}", "de")
    assert Seen("published", DAY, "header") in found
    begun = f"<p>Arden, 23.01.2022 war ein Sonntag im Hafen der Stadt.</p>{TEXT}"
    assert values(seen_under(begun, "de"), "published") == []


def test_what_has_headings_of_its_own_above_the_headline_is_about_other_stories():
    above = "<ul><li><p>22 January 2022</p><h3>Fire in Arden</h3></li></ul>"
    assert values(seen_under(f"{above}<h1>Storm in Velmora</h1>{TEXT}"), "published") == []


def test_what_is_called_a_teaser_is_the_storys_own_if_it_is_near_and_has_no_heading():
    line = "<p class=teaser-meta>VON MARA QUILL am 23. Januar 2022</p>"
    assert values(seen(f"<div class=teaser-meta>{line}</div>", language="de"), "published") == [DAY]
    teaser = "<div class=teaser><h3>Fire in Arden</h3><p>22 January 2022</p></div>"
    assert values(seen("", after=teaser), "published") == []


def test_the_sites_header_has_todays_date_and_the_articles_own_its_date():
    header = "<header><time datetime=2022-01-23>Sunday</time></header>"
    story = f"<h1>Storm in Velmora</h1>{TEXT}"
    assert values(seen_under(f"{header}{story}"), "published") == [DAY]
    assert values(seen_on(f"{header}<div>{story}</div>"), "published") == []
    today = f"<main><p class=today>23 January 2022</p>{story}</main>"
    assert values(seen_on(today), "published") == []


@pytest.mark.parametrize(
    "line",
    [
        "<p>Erstellt von Mara Quill</p>",
        "<div>Posted by <span class='author vcard'>Mara Quill</span> at 10:15</div>",
        "<p>Text: Mara Quill</p>",
    ],
)
def test_an_author_may_be_named_below_the_text(line):
    assert "Mara Quill" in values(seen("", after=line), "author")
    comment = f"<section class=comments>{line}</section>"
    assert values(seen("", after=comment), "author") == []


def test_a_day_before_the_web_is_no_pages_own():
    assert values(seen("<p>3 March 1975</p>"), "published") == []


def test_the_time_of_a_quoted_message_is_not_the_storys():
    quoted = '<blockquote>Ships wait <time datetime="2022-01-20">now</time></blockquote>'
    assert values(seen("", quoted), "published") == []


def test_a_date_below_the_headline_in_its_element_counts():
    markup = f"<h1>Storm in Velmora<br><small>23.01.2022 • Harbour</small></h1>{TEXT}"
    assert values(seen_under(markup, "de"), "published") == [DAY]
