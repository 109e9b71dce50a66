"""Names of authors."""

from __future__ import annotations

import pytest

from searchkit.ingest.authors import author_names, byline_names, distinct, join_authors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Quill", ["Mara Quill"]),
        ("by Mara Quill and Ben Ode", ["Mara Quill", "Ben Ode"]),
        ("Von Jana Ström, Ute Krahl und Ben Ode", ["Jana Ström", "Ute Krahl", "Ben Ode"]),
        ("Par Luc Amont", ["Luc Amont"]),
        ("Written by: Mara Quill", ["Mara Quill"]),
        ("Mara Quill; Mara Quill", ["Mara Quill"]),
        ("https://www.social.example/mara.quill", []),
        ("Mara Quill mara@velmora.example", ["Mara Quill"]),
        ("admin", []),
        ("Byron Porter", ["Byron Porter"]),
        ("Mara Quill @maraq", ["Mara Quill"]),
        ("Mara Quill, PhD", ["Mara Quill"]),
        ("Mara Quill Alle Artikel", ["Mara Quill"]),
        ("Mara Quill, Show all articles of Mara Quill", ["Mara Quill"]),
        ("Mara Quill Harbour Staff, Mara Quill", ["Mara Quill"]),
        ("desk[at]velmora.example", []),
        ("Eingestellt von der Michel", ["der Michel"]),
        ("~ Mara Quill", ["Mara Quill"]),
        ("", []),
        ("a@" * 100_000, []),
    ],
)
def test_names_come_without_by_and_addresses(line, names):
    assert author_names(line) == names


def test_several_authors_are_joined_by_commas():
    assert join_authors(["Mara Quill", "Ben Ode", "Mara Quill"]) == "Mara Quill, Ben Ode"
    assert join_authors([]) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Quill | 3 May 2022", ["Mara Quill"]),
        ("Von Jana Ström am Samstag, 3. Mai 2022 um 11:14 Uhr", ["Jana Ström"]),
        ("03.05.2022 - Redaktion: Jana Ström (Sprecherin)", ["Jana Ström"]),
        ("Posted by Mara Quill at 10:15", ["Mara Quill"]),
        ("Publié par Luc Amont à 10:15", ["Luc Amont"]),
        ("Autor: Jan Ode", ["Jan Ode"]),
        ("By the sea, all is quiet.", []),
        ("Mara Quill", []),
    ],
)
def test_a_byline_says_whose_it_is(line, names):
    assert byline_names(line, labelled=False) == names


def test_a_name_with_more_words_around_it_is_the_same():
    assert distinct(["Mara Quill", "Ode", "Mara Quill of Arden"]) == ["Mara Quill", "Ode"]
