"""Addresses: which one is the page's own, and when two are the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.addresses import (
    absolute,
    agreed,
    date_in,
    host_of,
    is_front_page,
    normalise,
    same_page,
)

STORY = "https://www.velmora.example/news/2022/01/23/harbour"


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        (STORY, None, STORY),
        ("/news/harbour", STORY, "https://www.velmora.example/news/harbour"),
        ("/news/harbour", None, None),
        ("//velmora.example/a", STORY, "https://velmora.example/a"),
        ("/news/harbour", "page.html", None),
        ("javascript:void(0)", STORY, None),
        ("ftp://velmora.example/a", None, None),
        ("mailto:desk@velmora.example", STORY, None),
        ("http://localhost/a", None, None),
        ("http://[::1", None, None),
        ("http://velmora.example/\udc80", None, None),
        ("http://velmora.example:99999/", None, None),
        ("", STORY, None),
        (None, STORY, None),
    ],
)
def test_only_absolute_web_addresses_count(link, base, expected):
    assert absolute(link, base) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Velmora.Example:443/A?b=1#top", "https://velmora.example/A?b=1"),
        ("http://velmora.example:80", "http://velmora.example/"),
        ("http://velmora.example:8080/a", "http://velmora.example:8080/a"),
        ("https://velmora.example/a?utm_source=x&id=5&fbclid=y", "https://velmora.example/a?id=5"),
        ("https://velmora.example/a?gclid=1", "https://velmora.example/a"),
        ("https://velmora.example/a?b=2&a=1", "https://velmora.example/a?b=2&a=1"),
        ("not an address", "not an address"),
    ],
)
def test_addresses_are_compared_without_what_varies(url, expected):
    assert normalise(url) == expected


@given(st.text())
def test_normalising_never_fails_and_twice_is_once(text):
    once = normalise(f"https://velmora.example/{text}")
    assert normalise(once) == once
    normalise(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://velmora.example",
        "https://velmora.example/",
        "https://velmora.example/index.html",
        "https://velmora.example/de/",
        "https://velmora.example/en/index.php",
        "https://velmora.example/home",
    ],
)
def test_a_front_page_is_known_by_its_path(url):
    assert is_front_page(url)


@pytest.mark.parametrize(
    "url", [STORY, "https://velmora.example/?p=123", "https://velmora.example/harbour"]
)
def test_a_story_is_no_front_page(url):
    assert not is_front_page(url)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://velmora.example/news/2022/01/23/harbour/", True),
        ("https://m.velmora.example/news/2022/01/23/harbour?ref=rss", True),
        ("https://www.velmora.example/news/2022/01/23/harbour/amp", True),
        ("https://www.velmora.example/news/2022/01/23/castle", False),
        ("https://arden.example/news/2022/01/23/harbour", False),
    ],
)
def test_mirrors_of_a_page_are_the_page(other, same):
    assert same_page(STORY, other) is same


def test_two_queries_name_two_pages():
    assert not same_page("https://velmora.example/a?id=1", "https://velmora.example/a?id=2")


def test_without_the_pages_own_address_two_must_agree():
    other = "https://arden.example/harbour"
    assert agreed([(STORY, "canonical")], None) == {STORY}
    assert agreed([(STORY, "canonical"), (STORY, "meta"), (other, "json-ld")], None) == {STORY}
    assert agreed([(STORY, "canonical"), (other, "meta")], None) == set()


def test_the_pages_own_address_decides():
    other = "https://arden.example/harbour"
    assert agreed([(other, "canonical"), (other, "meta")], STORY) == set()
    assert agreed([(STORY + "/", "canonical"), (other, "meta")], STORY) == {STORY + "/"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2022/01/23/harbour", date(2022, 1, 23)),
        ("/news/2022-01-23-harbour.html", date(2022, 1, 23)),
        ("/2022/jan/23/harbour", date(2022, 1, 23)),
        ("/harbour-20220123.html", date(2022, 1, 23)),
        ("/2022/01/harbour", None),
        ("/2022/13/45/harbour", None),
        ("/article/120220123456", None),
        ("/harbour?d=2022/01/23", None),
        ("/news/23-01-2022", date(2022, 1, 23)),
        ("/news/02-01-2022", None),
    ],
)
def test_a_day_in_the_path_is_found(path, expected):
    assert date_in("https://velmora.example" + path) == expected


def test_the_host_comes_without_www():
    assert host_of(STORY) == "velmora.example"
    assert host_of("harbour.html") is None
