"""Names of publishers and authors."""

from __future__ import annotations

import pytest

from searchkit.ingest.sources import author_names, join_authors, source_name


@pytest.mark.parametrize("text", ["The Velmora Times", "Radio 24", "Quill & Sons"])
def test_a_publishers_name_is_kept(text):
    assert source_name(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "www.velmora.example",
        "velmora.com",
        "https://velmora.example/",
        "@velmora",
        "",
        "2022",
        None,
    ],
)
def test_a_host_or_a_handle_is_no_name(text):
    assert source_name(text) is None


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
        ("", []),
        ("a@" * 100_000, []),
    ],
)
def test_names_come_without_by_and_addresses(line, names):
    assert author_names(line) == names


def test_several_authors_are_joined_by_commas():
    assert join_authors(["Mara Quill", "Ben Ode", "Mara Quill"]) == "Mara Quill, Ben Ode"
    assert join_authors([]) is None
