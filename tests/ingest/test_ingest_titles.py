"""Titles without the site's name."""

from __future__ import annotations

import pytest

from searchkit.ingest.titles import as_shown, site_in, without_site, without_suffix

SITES = ["velmoratimes.example", "The Velmora Times"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Floods in Arden - Velmora Times", "Floods in Arden"),
        ("Floods in Arden | The Velmora Times", "Floods in Arden"),
        ("The Velmora Times: Floods in Arden", "The Velmora Times: Floods in Arden"),
        ("The Velmora Times | Floods in Arden", "Floods in Arden"),
        ("Floods in Arden – what we know", "Floods in Arden – what we know"),
        ("Floods in Arden — velmoratimes.example", "Floods in Arden"),
        ("Velmora Times", ""),
        ("Anti-flood walls hold", "Anti-flood walls hold"),
    ],
)
def test_the_sites_name_is_cut_and_nothing_else(title, expected):
    assert without_site(title, SITES) == expected


def test_what_stands_behind_a_bar_is_an_unknown_sites_name():
    assert without_suffix("Floods in lower Arden | The Daily Quill", []) == "Floods in lower Arden"
    assert without_suffix("Floods | Arden", []) == "Floods | Arden"


def test_a_heading_that_begins_the_page_title_is_the_title():
    title = "Floods in Arden - Weather - Quill"
    assert without_suffix(title, [], ["Floods in Arden"]) == "Floods in Arden"


def test_a_kicker_goes_where_the_headline_has_none():
    assert as_shown("Weather: Floods in lower Arden", "Floods in lower Arden") == (
        "Floods in lower Arden"
    )
    assert as_shown("Floods in lower Arden", "Weather") == "Floods in lower Arden"
    assert as_shown("More floods in lower Arden", "floods in lower Arden") == (
        "More floods in lower Arden"
    )


def test_a_title_that_was_cut_is_the_headline():
    headline = "Storm closes the harbour of Velmora for three days"
    assert as_shown("Storm closes the harbour of...", headline) == headline


@pytest.mark.parametrize(
    ("title", "host", "site"),
    [
        ("Floods in Arden - Velmora Times", "velmoratimes.example", "Velmora Times"),
        ("The Quill | Floods in Arden", "quill.example", "The Quill"),
        ("Floods in Arden - Weather", "velmoratimes.example", None),
        ("Velmora Times", "velmoratimes.example", None),
        ("Floods in Arden - Velmora Times", None, None),
    ],
)
def test_a_page_title_names_the_site_of_its_host(title, host, site):
    assert site_in(title, host) == site
