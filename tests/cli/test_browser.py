"""`--open` and linked titles."""

from __future__ import annotations

import webbrowser
from dataclasses import replace

import pytest
from fake_archive import HIT, make_results

from searchkit.cli.console import wants_links

URL = "https://news.example/a"
LINKED = "\x1b]8;;https://news.example/a\x1b\\"


@pytest.fixture
def opened(monkeypatch):
    """The addresses that a browser was given."""
    addresses: list[str] = []

    def note(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    return addresses


def test_a_hit_is_opened_by_its_number(run, archive, opened):
    archive.results = make_results(replace(HIT, id="a2"), replace(HIT, url=URL), total=9)
    outcome = run("search", "x", "--page", "2", "-n", "2", "--open", "4")
    assert outcome.code == 0
    assert opened == [URL]
    assert f"opening {URL}" in outcome.err


@pytest.mark.parametrize("number", ["1", "2", "5"])
def test_a_number_that_is_not_on_the_page_is_an_error(run, archive, opened, number):
    archive.results = make_results(replace(HIT, url=URL), total=9)
    outcome = run("search", "x", "--page", "3", "-n", "1", "--open", number)
    assert (outcome.code, opened) == (2, [])
    assert f"no hit {number}" in outcome.err


def test_without_hits_there_is_nothing_to_open(run, archive, opened):
    archive.results = make_results()
    assert run("search", "x", "--open", "1").code == 1
    assert opened == []


def test_what_cannot_be_opened_is_an_error(run, archive, opened, monkeypatch):
    assert "no address, nor a file" in run("search", "x", "--open", "1").err
    archive.results = make_results(replace(HIT, url=URL))
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    outcome = run("search", "x", "--open", "1")
    assert outcome.code == 2
    assert "BROWSER" in outcome.err


def test_an_article_is_opened_instead_of_shown(run, opened):
    outcome = run("show", "a1", "--open")
    assert (outcome.code, outcome.out) == (2, "")
    assert "no address, nor a file" in outcome.err


def test_batches_open_nothing(run, archive, opened):
    assert run("search", "-", "--open", "1").code == 2
    assert not archive.calls


def test_titles_are_linked_where_that_is_wanted(run, archive):
    archive.results = make_results(replace(HIT, url=URL))
    assert LINKED not in run("search", "x").out
    out = run("search", "x", "--links", "always").out
    assert f"{LINKED}**Embassy** staff leave Kyiv\x1b]8;;\x1b\\" in out


@pytest.mark.parametrize(
    ("choice", "term", "terminal", "linked"),
    [
        ("auto", "xterm-256color", True, True),
        ("auto", "xterm-256color", False, False),
        ("auto", "dumb", True, False),
        ("auto", "linux", True, False),
        ("auto", "", True, False),
        ("always", "dumb", False, True),
        ("never", "xterm", True, False),
    ],
)
def test_links_need_a_terminal_that_can(choice, term, terminal, linked):
    assert wants_links(choice, {"TERM": term}, terminal) is linked
