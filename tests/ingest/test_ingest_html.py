"""Whole pages: what becomes an article, with which facts, and what is rejected."""

from __future__ import annotations

import json
import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.ingest.html import DEEPEST, body_text, read_page
from searchkit.model import Article, Rejected
from searchkit.published import civil_date

FIRST = "The harbour of Velmora was closed on Monday after a storm had torn two cranes down."
SECOND = "The port said that ships were waiting outside, and that work would begin on Tuesday."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
NODE = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Velmora Times"},
        {
            "@type": "NewsArticle",
            "headline": "Storm closes Velmora&#039;s harbour",
            "datePublished": "2022-01-23T18:05:00+01:00",
            "dateModified": "2022-01-24T09:00:00+01:00",
            "author": {"@type": "Person", "name": "Mara Quill"},
            "publisher": {"@type": "Organization", "name": "The Velmora Times"},
            "mainEntityOfPage": {"@id": "https://velmora.example/2022/01/23/harbour"},
            "inLanguage": "en-GB",
        },
    ],
}
PAGE = f"""<!doctype html><html lang="en"><head>
<title>Storm closes Velmora's harbour - Velmora Times</title>
<link rel="canonical" href="https://velmora.example/2022/01/23/harbour">
<meta property="og:title" content="Storm closes Velmora's harbour | Velmora Times">
<meta property="og:site_name" content="Velmora Times">
<meta property="article:published_time" content="2022-01-23T18:05:00+01:00">
<script type="application/ld+json">{json.dumps(NODE)}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies, and so do those whom we work with.</p></div>
<main><article><h1>Storm closes Velmora's harbour</h1>
<p class="byline">By Mara Quill</p><time datetime="2022-01-23T18:05:00+01:00">23 January</time>
<figure><img src="a.jpg"><figcaption>The harbour on 1 May 2019. Photo: Ode</figcaption></figure>
{STORY}</article>
<section class="comments"><p>Old Tom, 2 February 2022: I have seen worse.</p></section>
</main><footer><p>© 1999-2023 The Velmora Times. All rights reserved.</p></footer></body></html>"""


def page(markup: str, url: str | None = None) -> Article:
    article = read_page(markup, path="page.html", url=url)
    assert isinstance(article, Article), article
    return article


def test_a_full_page_becomes_an_article_with_a_basis_for_each_fact():
    article = page(PAGE)
    assert article.body == f"{FIRST}\n\n{SECOND}"
    assert (article.title, article.title_basis) == ("Storm closes Velmora's harbour", "json-ld")
    assert (article.source, article.source_basis) == ("The Velmora Times", "json-ld")
    assert (article.author, article.author_basis) == ("Mara Quill", "json-ld")
    assert article.when.isoformat() == "2022-01-23T18:05:00+01:00"
    assert article.published_basis == "json-ld"
    assert article.url == "https://velmora.example/2022/01/23/harbour"
    assert (article.language, article.language_basis) == ("en", "json-ld")
    assert article.path == "page.html"
    assert ("modified", "2022-01-24T09:00:00+01:00") in {
        (c.field, c.value) for c in article.candidates
    }


def without(*parts: str) -> str:
    markup = PAGE
    for part in parts:
        markup, count = re.subn(part, "", markup, flags=re.DOTALL)
        assert count, part
    return markup


LD, META, TIME = r"<script.*?</script>", r"<meta[^>]*>", r"<time.*?</time>"


@pytest.mark.parametrize(
    ("removed", "basis"),
    [
        ([], "json-ld"),
        ([LD], "meta"),
        ([LD, META], "time"),
        ([LD, META, TIME], "url"),
    ],
)
def test_the_strongest_date_there_is_wins(removed, basis):
    article = page(without(*removed))
    assert article.published_basis == basis
    assert civil_date(article.when) == date(2022, 1, 23)


def test_without_any_date_of_its_own_a_page_is_undated():
    article = page(without(LD, META, TIME, "<link[^>]*>"))
    assert article.published is None
    assert article.published_basis is None


def test_weaker_titles_lose_the_sites_name_too():
    bare = without(LD, META, "<h1>.*?</h1>")
    assert page(bare.replace(TIME, "")).title_basis == "html-title"
    assert page(bare, url="https://velmoratimes.example/a").title == (
        "Storm closes Velmora's harbour"
    )
    assert page(without(LD, META)).title_basis == "heading"
    assert page(without(LD)).title == "Storm closes Velmora's harbour"


def test_a_headline_counts_for_more_than_a_title_for_networks():
    markup = without(LD).replace("Storm closes Velmora's harbour |", "Wow, what a storm |")
    article = page(markup)
    assert (article.title, article.title_basis) == ("Storm closes Velmora's harbour", "heading")
    assert ("title", "Wow, what a storm", "meta") in {
        (c.field, c.value, c.basis) for c in article.candidates
    }


def test_a_byline_names_the_author_when_nothing_stronger_does():
    article = page(without(LD))
    assert (article.author, article.author_basis) == ("Mara Quill", "byline")


def test_the_pages_lang_attribute_gives_the_language_and_nothing_else_does():
    assert (page(without(LD)).language_basis, page(without(LD)).language) == ("html-lang", "en")
    assert page(f"<html>{STORY * 5}").language is None


def test_an_address_from_elsewhere_does_not_replace_the_pages_own():
    article = page(PAGE, url="https://arden.example/reprint/harbour")
    assert article.url == "https://arden.example/reprint/harbour"
    assert article.url_basis == "user"


def test_the_json_body_serves_where_the_page_shows_only_its_beginning():
    body = "\n".join([FIRST, SECOND] * 4)
    node = {"@type": "NewsArticle", "headline": "Storm", "articleBody": body}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    assert page(f"{script}<p>{FIRST}</p>").body.count(SECOND) == 4
    node["articleBody"] = f"<p>{FIRST}</p>" * 3
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    assert page(f"{script}<p>Read on.</p>").body == "\n\n".join([FIRST] * 3)


def test_text_without_markup_is_a_page_too():
    assert page("It rained in Velmora all day.").body == "It rained in Velmora all day."


@pytest.mark.parametrize("markup", ["", "<html></html>", "<nav><a href=x>Home</a></nav>", "<br>"])
def test_a_page_without_article_text_is_rejected(markup):
    assert read_page(markup, path="a.html") == Rejected(
        "a.html", "no article text found: the page holds only links, labels or scripts"
    )


@pytest.mark.parametrize("tag", ["div", "b", "ul", "table", "section", "span", "a", "svg"])
def test_a_hundred_thousand_nested_tags_are_refused_quickly(tag):
    start = time.process_time()
    rejected = read_page(f"<{tag}>" * 100_000 + STORY, path="deep.html")
    assert isinstance(rejected, Rejected)
    assert f"{DEEPEST:,} deep" in rejected.reason
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("".join(f"<b a={n}>" for n in range(1500)) + "<p>x" * 5000, "unclosed formatting"),
        ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{STORY}", "attributes"),
    ],
)
def test_markup_that_would_unfold_is_refused(markup, reason):
    rejected = read_page(markup, path="bomb.html")
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert body_text(markup) == ""


def test_a_page_of_nothing_but_dates_is_read_quickly():
    start = time.process_time()
    page("<p>" + "<span class=date>1 May 2022</span> " * 50_000 + STORY)
    assert time.process_time() - start < 2


def test_unclosed_paragraphs_and_items_are_not_nesting():
    assert page("<p>It rained in Velmora.\n" * 5000).body.count("rained") == 5000


def test_half_characters_do_not_stop_a_page():
    assert page(f"<p>{FIRST} \ud83d</p>").body == f"{FIRST} �"
    assert page(PAGE, url="https://velmora.example/\udc80").body


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(re.findall(r"<[^>]*>|[^<]+", PAGE)) | st.text(max_size=20)))
def test_no_markup_raises(pieces):
    assert isinstance(read_page("".join(pieces), path="x.html"), Article | Rejected)


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("One<br>two", "One\ntwo"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("plain words", "plain words"),
        ("<img src=x><script>1</script>", ""),
        ("", ""),
    ],
)
def test_a_fragment_becomes_clean_text(fragment, text):
    assert body_text(fragment) == text
