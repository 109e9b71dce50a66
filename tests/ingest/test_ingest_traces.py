"""What gives a page's date away where neither its text nor its metadata name one."""

from __future__ import annotations

import json
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest.html import read_page
from searchkit.ingest.traces import described_date, said_date, state_date
from searchkit.model import Article

STORY = "<h1>Storm closes the harbour</h1>" + "".join(
    f"<p>The harbour of Velmora was closed on Monday after storm number {n} had come.</p>"
    for n in range(5)
)
THIRD = date(2022, 5, 3)


def dated(markup: str) -> tuple[object, str | None]:
    article = read_page(f"<html lang=en><body>{markup}</body></html>", path="a.html")
    assert isinstance(article, Article)
    return article.published, article.published_basis


def test_what_programs_were_given_dates_a_page() -> None:
    state = json.dumps({"post": {"publishedAt": "2022-05-03T10:15:00Z", "views": 3}})
    assert state_date(state).isoformat() == "2022-05-03T10:15:00+00:00"
    assert dated(f"{STORY}<script>window.state = {state}</script>")[1] == "state"
    # A program's text within another's has its quotes escaped.
    assert state_date(json.dumps(state)) == state_date(state)


def test_a_state_that_lists_several_articles_says_nothing() -> None:
    state = '{"publishedAt":"2022-05-03"},{"publishedAt":"2022-05-04"}'
    assert state_date(state) is None
    assert state_date('{"unpublished": "2022-05-03", "expires": "2022-05-03"}') is None


def test_a_description_of_something_else_than_an_article_dates_the_page() -> None:
    assert described_date([{"@type": "HowTo", "datePublished": "2022-05-03"}]) == THIRD
    assert described_date([{"@type": "Comment", "datePublished": "2022-05-03"}]) is None


def test_a_page_that_only_says_when_it_was_changed_is_dated_by_that() -> None:
    assert dated(f"{STORY}<p>Last updated: 3 May 2022</p>") == (THIRD, "updated")
    tree = LexborHTMLParser("<footer><p>This page was last edited on 3 May 2022.</p></footer>")
    assert said_date(tree, [], "en").kind == "modified"
    both = ["Last change: 3 May 2022\nPublished on 1 May 2022\n© Velmora Times"]
    assert said_date(tree, both, "en").value == date(2022, 5, 1)


def test_a_change_is_not_the_publication_where_that_is_told() -> None:
    both = f"<p>Posted on 1 May 2022</p>{STORY}<p>Last updated: 3 May 2022</p>"
    assert dated(both) == (date(2022, 5, 1), "byline")


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<div>Harbour, 3 May 2022</div>", (THIRD, "only date")),
        ("<div>Harbour, 3 May 2022</div><div>Fair, 5 May 2022</div>", (None, None)),
        ("<div class=related>Harbour, 3 May 2022</div>", (None, None)),
        ("<div>© 3 May 2022 Velmora Times</div>", (None, None)),
    ],
)
def test_the_one_date_that_a_page_shows_is_its_own(markup: str, found: tuple) -> None:
    far = "<div>Weather</div>" * 20
    assert dated(STORY + far + markup) == found
