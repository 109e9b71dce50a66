"""Hits and articles on a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from searchkit.model import Article, Candidate, Hit, Results, Snippet
from searchkit.present.dates import show_published
from searchkit.present.results import (
    HitStyle,
    article_lines,
    hit_lines,
    more_line,
    preview_line,
    result_lines,
)
from searchkit.present.style import Style
from searchkit.present.wrap import columns

PLAIN, COLOUR = Style(), Style(colour=True)
EVIL = "\x1b]0;evil\x07\u202e\ud800\n"
HIT = Hit(
    id="a1",
    title="Embassy staff leave",
    title_spans=((0, 7),),
    source="Reuters",
    source_basis="byline",
    published=date(2022, 1, 23),
    published_basis="header",
    path="news/01.txt",
)


def results_of(*hits, total=None, query="embassy", interpreted="embassy"):
    return Results(
        query=query,
        interpret=lambda: interpreted,
        hits=hits,
        warnings=(),
        took_ms=1.84,
        count=lambda: len(hits) if total is None else total,
        facet=lambda name, limit: [],
    )


def show(hit, style=PLAIN, **options):
    return list(hit_lines(hit, HitStyle(**{"style": style, "width": 60, **options}), number=1))


def test_a_hit_is_title_meta_and_snippets():
    hit = replace(HIT, snippets=(Snippet("The embassy closed.", 40, ((4, 11),)),))
    assert show(hit) == [
        "1. **Embassy** staff leave",
        "   Reuters · 23 Jan 2022 · news/01.txt · id a1",
        "   … The **embassy** closed.",
    ]


def test_what_is_unknown_is_called_so():
    lines = show(Hit(id="a1", title=""))
    assert lines == ["1. (untitled)", "   source unknown · undated · id a1"]


def test_the_url_stands_for_a_missing_path():
    assert "https://example.org/1" in show(replace(HIT, path=None, url="https://example.org/1"))[1]


def test_verbose_tells_how_source_and_date_were_found():
    assert "Reuters (byline) · 23 Jan 2022 (header)" in show(HIT, verbose=True)[1]


@pytest.mark.parametrize(
    ("text", "start", "shown"),
    [
        ("Whole sentence.", 0, "Whole sentence."),
        ("Whole sentence.", 9, "… Whole sentence."),
        ("cut off in the", 0, "cut off in the …"),
        ("“Quoted.”", 0, "“Quoted.”"),
    ],
)
def test_an_ellipsis_stands_where_the_body_goes_on(text, start, shown):
    assert show(replace(HIT, snippets=(Snippet(text, start, ()),)))[2] == f"   {shown}"


def test_colour_marks_matches_and_nothing_is_left_open():
    line = show(HIT, COLOUR)[0]
    assert "\x1b[1;31mEmbassy\x1b[0m" in line
    assert line.endswith("\x1b[0m")
    assert "*" not in line


def test_lines_fit_the_width():
    long = Snippet("東京 embassy " * 20, 3, ((3, 10),))
    hit = replace(HIT, title="Embassy " * 20, snippets=(long,))
    for width in (20, 40, 77):
        lines = show(hit, width=width)
        assert all(columns(line) <= width for line in lines if "·" not in line)


def test_every_field_of_a_hit_is_escaped():
    hit = Hit(
        id=EVIL,
        title=EVIL,
        title_spans=((0, 3),),
        source=EVIL,
        source_basis=EVIL,
        published_basis=EVIL,
        path=EVIL,
        url=EVIL,
        snippets=(Snippet(EVIL, 0, ((1, 4),)),),
    )
    for verbose in (False, True):
        lines = show(hit, verbose=verbose)
        assert all(line.isprintable() for line in lines)
    assert "\\x1b" in lines[0]


def test_the_headline_says_how_many_and_how_fast():
    lines = list(result_lines(results_of(HIT, total=1234), HitStyle()))
    assert lines[0] == "1,234 articles for embassy (1.8 ms)"
    assert lines[1] == ""
    assert next(result_lines(results_of(HIT, query=EVIL), HitStyle())).isprintable()


def test_the_reading_is_shown_when_it_differs_from_the_query():
    changed = results_of(HIT, query="embassy  AND", interpreted="embassy and")
    assert list(result_lines(changed, HitStyle()))[1] == "read as: embassy and"
    same = results_of(HIT, query="a   b", interpreted="a b")
    assert "read as" not in "".join(result_lines(same, HitStyle()))
    assert "read as: a b" in list(result_lines(same, HitStyle(verbose=True)))


def test_hits_are_numbered_through_the_pages():
    lines = list(result_lines(results_of(HIT, HIT, total=30), HitStyle(), offset=10))
    assert [line[:3] for line in lines if "staff" in line] == ["11.", "12."]


@pytest.mark.parametrize(
    ("offset", "limit", "total", "expected"),
    [
        (0, 2, 12, "shown: 1–2 of 12; more with --page 2"),
        (4, 2, 12, "shown: 5–6 of 12; more with --page 4"),
        (3, 2, 12, "shown: 4–5 of 12"),
        (10, 2, 12, None),
    ],
)
def test_more_is_offered_until_the_last_page(offset, limit, total, expected):
    results = results_of(HIT, HIT, total=total)
    assert more_line(results, PLAIN, offset=offset, limit=limit) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "undated"),
        (date(2022, 1, 23), "23 Jan 2022"),
        (datetime(2022, 1, 23, 10, 15, tzinfo=timezone.utc), "23 Jan 2022, 10:15 UTC"),
        (
            datetime(2022, 1, 23, 10, 15, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            "23 Jan 2022, 10:15 -03:30",
        ),
    ],
)
def test_dates_are_shown_as_precisely_as_they_are_known(value, shown):
    assert show_published(value) == shown


def test_an_article_is_shown_whole_with_its_bases():
    article = Article(
        id="a1",
        title="Title",
        body="One.\r\n\r\nTwo  spaced\ttab.",
        published="2022-01-23",
        published_basis="header",
        author="A. Writer",
    )
    assert list(article_lines(article, PLAIN)) == [
        "Title",
        "source: unknown",
        "published: 23 Jan 2022 (header)",
        "author: A. Writer (user)",
        "id: a1",
        "",
        "One.",
        "",
        "Two  spaced    tab.",
    ]


def test_what_was_found_and_not_taken_is_shown_when_asked_for():
    article = Article(id="a1", candidates=(Candidate("published", "05/12/2022", "weak"),))
    known = ["(untitled)", "source: unknown", "published: unknown", "id: a1"]
    assert list(article_lines(article, PLAIN)) == [*known, "", ""]
    shown = [*known, "not taken: published 05/12/2022 (weak)", "", ""]
    assert list(article_lines(article, PLAIN, verbose=True)) == shown


def test_every_field_of_an_article_is_escaped():
    evil = EVIL.replace("\ud800", "")
    article = Article(
        **dict.fromkeys(("id", "title", "body", "source", "author", "url", "language"), evil),
        path=evil,
        candidates=(Candidate(evil, evil, evil),),
    )
    for width in (None, 30):
        lines = article_lines(article, PLAIN, width=width, verbose=True)
        assert all(line.isprintable() for line in lines)
    assert preview_line(article, PLAIN).isprintable()
