"""Citations name what is known, and nothing in an article is taken for markup."""

from __future__ import annotations

import re

import pytest

from searchkit import Article
from searchkit.present.citations import bibtex_lines, citation, markdown_lines

KNOWN = Article(
    id="a1",
    title="Dam & gate: 50% open_ed",
    body="One.\n\n# Two\n1. Three\n- four *five*",
    source="Daily Planet",
    author="Jo {Doe}",
    published="2022-01-24T00:30:00+05:30",
    url="https://planet.example/dam_1",
    language="en",
)


def test_an_entry_names_what_is_known() -> None:
    assert list(bibtex_lines(KNOWN)) == [
        "@article{dailyplanet2022-a1,",
        r"  title = {{Dam \& gate: 50\% open\_ed}},",
        r"  author = {{Jo \{Doe\}}},",
        "  journal = {{Daily Planet}},",
        "  date = {2022-01-24},",
        "  year = {2022},",
        "  month = {1},",
        "  url = {https://planet.example/dam_1},",
        "  langid = {en},",
        "}",
        "",
    ]


def test_what_is_unknown_is_left_out() -> None:
    assert list(bibtex_lines(Article(id="x", title="T", body="B"))) == [
        "@article{articleundated-x,",
        "  title = {{T}},",
        "}",
        "",
    ]


def test_different_ids_have_different_keys() -> None:
    ids = ["a-1", "a1", "A1", "a/1", "a\u00e41", "a_1", "a -2f1"]
    keys = {next(bibtex_lines(Article(id=id, title="T", body="B"))) for id in ids}
    assert len(keys) == len(ids)
    assert all(re.fullmatch(r"@article\{[A-Za-z0-9-]+,", key) for key in keys)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/}\\input{y", "x y"])
def test_only_addresses_are_given_as_addresses(url: str) -> None:
    article = Article(id="x", title="T", body="B", url=url)
    assert not any("url =" in line for line in bibtex_lines(article))
    assert "<" not in citation(article)


def test_a_citation_is_read_as_a_sentence() -> None:
    assert citation(KNOWN) == (
        r"Jo {Doe}. “Dam \& gate: 50% open\_ed”. *Daily Planet*, 24 January 2022. "
        "<https://planet.example/dam_1>"
    )
    assert citation(Article(id="x", title="", body="B")) == "“(untitled)”. Source unknown, undated."


def test_markdown_in_a_body_is_text() -> None:
    body = [line for line in list(markdown_lines(KNOWN))[4:] if line]
    assert body == ["One.", r"\# Two", r"1\. Three", r"\- four \*five\*"]
