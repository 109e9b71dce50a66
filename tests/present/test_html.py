"""Results and timelines in a notebook: whatever the articles say, only our own elements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Archive, Article
from searchkit.model import Copy, Hit, Results, Snippet
from searchkit.present.escape import escape_line
from searchkit.quotes.quotation import Quotation
from searchkit.timeline import Period, Timeline

ELEMENTS = set("div p ol li strong a span br bdi mark table tbody tr th td".split())
ATTRIBUTES = {"style", "href", "rel", "target", "dir", "scope"}
EVIL = "<script>alert(1)</script>\u202e\x1b[2J<img src=x onerror=alert(1)>'\"&"
HIT = Hit(
    id="a1",
    title="Embassy staff leave",
    title_spans=((0, 7),),
    source="Daily Planet",
    published=date(2022, 1, 23),
    snippets=(Snippet("The embassy closed.", 40, ((4, 11),)),),
)


def results_of(
    *hits: Hit, query: str = "embassy", warnings: tuple[str, ...] = (), **more: Any
) -> Results:
    return Results(
        query=query,
        interpret=lambda: query,
        hits=hits,
        warnings=warnings,
        took_ms=1.84,
        count=lambda: len(hits),
        facet=lambda name, limit: [],
        **more,
    )


def page(shown: Results | Timeline) -> BeautifulSoup:
    return BeautifulSoup(shown._repr_html_(), "lxml")


def timeline_of(*counts: int, top: Hit | None = None) -> Timeline:
    return Timeline(
        query="dam",
        interpreted="dam",
        by="year",
        periods=tuple(
            Period(date(year, 1, 1), "year", count, 0.5, top)
            for year, count in enumerate(counts, 2020)
        ),
        total=sum(counts),
        undated=0,
    )


def assert_only_ours(soup: BeautifulSoup) -> None:
    for element in soup.body.find_all(True):
        assert element.name in ELEMENTS
        assert set(element.attrs) <= ATTRIBUTES


def test_a_hit_shows_its_title_its_facts_and_its_passage_with_matches_marked() -> None:
    item = page(results_of(HIT)).find("li")
    assert item.strong.text == "Embassy staff leave"
    assert [mark.text for mark in item.find_all("mark")] == ["Embassy", "embassy"]
    assert item.span.text == "Daily Planet · 23 Jan 2022 · id a1"
    assert item.p.text == "… The embassy closed."


def test_who_is_quoted_is_named_and_cannot_bring_elements() -> None:
    said = Quotation(EVIL, "Quiet.", 0, 6, 7, 9, "direct", "name")
    item = page(results_of(replace(HIT, quotes=(said,)))).find("li")
    assert f"quotes {escape_line(EVIL)}" in item.text
    assert_only_ours(page(results_of(replace(HIT, quotes=(said,)))))


def test_what_may_have_been_meant_is_said_and_what_to_try_where_nothing_was_found() -> None:
    rare = results_of(HIT, suggest=lambda: f"embassy {EVIL}")
    assert f"did you mean: embassy {escape_line(EVIL)}" in page(rare).text
    assert_only_ours(page(rare))
    none = results_of(advise=lambda suggestion: ("try: other <b>dates</b>",))
    assert "try: other <b>dates</b>" in page(none).text
    assert "did you mean" not in page(results_of(HIT)).text


def test_copies_and_warnings_are_said() -> None:
    hit = replace(HIT, copies=1, others=(Copy("b", "Evening <i>Star</i>", None),))
    soup = page(results_of(hit, warnings=("no such field: <b>",)))
    assert "+1 copy: Evening <i>Star</i>" in soup.text
    assert "⚠ no such field: <b>" in soup.text


@given(st.text() | st.just(EVIL))
def test_text_of_articles_stays_text(text: str) -> None:
    hit = Hit(
        id=text,
        title=text,
        title_spans=((1, 3),),
        source=text,
        url=f"https://example.org/{text}",
        snippets=(Snippet(text, 0, ((0, 2),)),),
    )
    soup = page(results_of(hit, query=text, warnings=(text,)))
    assert_only_ours(soup)
    timeline = page(timeline_of(1, top=hit))
    assert_only_ours(timeline)
    shown = " ".join(escape_line(text).split())
    for place in (soup, timeline):
        assert shown in " ".join(place.text.split())


def test_what_reorders_or_commands_is_shown_as_an_escape() -> None:
    shown = page(results_of(replace(HIT, title=EVIL, title_spans=()))).text
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    assert "\\u202e\\x1b[2J" in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "/a", None])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert page(results_of(replace(HIT, url=url))).find("a") is None


def test_a_link_cannot_leave_its_attribute() -> None:
    url = "https://example.org/?a='onclick='alert(1)&b=\"x\" y"
    link = page(results_of(replace(HIT, url=url))).find("a")
    assert set(link.attrs) == {"href", "rel", "target"}
    assert link["href"] == url.replace(" ", "%20")


def test_bars_are_as_long_as_their_counts_and_gaps_have_none() -> None:
    rows = page(timeline_of(4, 0, 2)).find_all("tr")
    assert [[cell.text for cell in row.find_all(["th", "td"])][:2] for row in rows] == [
        ["2020", "4"],
        ["2021", "0"],
        ["2022", "2"],
    ]
    bars = [
        "width:16.00em" in str(rows[0]),
        "width" in str(rows[1]),
        "width:8.00em" in str(rows[2]),
    ]
    assert bars == [True, False, True]


def test_nothing_found_is_said_without_an_empty_list() -> None:
    soup = page(results_of())
    assert "0 articles for embassy" in soup.text
    assert soup.find("ol") is None
    assert page(timeline_of()).find("table") is None


def test_an_archive_s_answers_show_themselves(tmp_path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(Article(id="a", title="Dam", body="The dam held.", published="2025-03-01"))
        archive.commit()
        assert "<mark" in archive.search("dam")._repr_html_()
        assert "2025-03" in archive.timeline("dam")._repr_html_()
