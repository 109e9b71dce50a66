"""`show` and `delete`: ids and their prefixes."""

from __future__ import annotations

import json

import pytest

from searchkit.model import Article


def test_show_prints_the_article_with_how_facts_were_found(run):
    out = run("show", "a1").out
    assert out.startswith("Embassy staff leave\nsource: AP (user)\npublished: unknown\n")
    assert "\n\nThe embassy said so.\n" in out


def test_show_ends_with_the_earlier_versions_and_the_copies(run):
    assert run("show", "a1").out.splitlines()[-4:] == [
        "",
        "1 earlier version; see what changed with --diff",
        "first seen: Post · 24 Jan 2022 · id b1",
        "copy: Post · 24 Jan 2022 · 75% the same · id b1",
    ]


def test_show_diff_prints_what_changed(run):
    assert run("show", "a1", "--diff").out.splitlines() == [
        "replaced 1 Feb 2022, 12:00 UTC",
        "@@ -1,2 +1,2 @@",
        " Embassy staff leave",
        "-The embassy said no.",
        "+The embassy said so.",
    ]
    assert run("show", "a1", "--diff", "--json").code == 2


def test_show_quotes_prints_who_says_what(run, archive, monkeypatch):
    body = "“It is late,” said Jane Doe. Mr Roe told her that the \x1bbridge was shut."
    monkeypatch.setattr(archive, "get", lambda id: Article(id=id, title="t", body=body))
    assert run("show", "a1", "--quotes").out.splitlines() == [
        "Jane Doe",
        "  “It is late,”",
        "",
        "Roe (reported)",
        "  the \\x1bbridge was shut",
    ]
    first, second = json.loads(run("show", "a1", "--quotes", "--json").out)["quotations"]
    assert (first["speaker"], body[first["start"] : first["end"]]) == ("Jane Doe", "It is late,")
    assert second["kind"] == "indirect"
    assert run("show", "a1", "--quotes", "--diff").code == 2


def test_show_quotes_says_so_where_nobody_is_quoted(run):
    outcome = run("show", "a1", "--quotes")
    assert (outcome.code, outcome.out) == (0, "")
    assert "nobody" in outcome.err


def test_show_prints_json(run):
    data = json.loads(run("show", "a1", "--json").out)
    assert (data["id"], data["body"]) == ("a1", "The embassy said so.")
    (copy,), (version,) = data["copies"], data["versions"]
    assert copy == {"id": "b1", "source": "Post", "published": "2022-01-24", "shared": 0.75}
    assert data["first"]["id"] == "b1"
    assert version["replaced"] == "2022-02-01T12:00:00+00:00"
    assert version["article"]["body"] == "The embassy said no."


def test_show_wraps_the_body_on_a_terminal_only(run, archive, monkeypatch):
    body = ("word " * 30).strip()
    monkeypatch.setattr(archive, "get", lambda id: Article(id=id, title="t", body=body))
    monkeypatch.setenv("COLUMNS", "40")
    assert run("show", "a1").out.splitlines()[-5] == body
    monkeypatch.setattr("searchkit.cli.articles.is_terminal", lambda stream: True)
    lines = run("show", "a1").out.splitlines()
    assert lines[-8:-5] == [" ".join(["word"] * 8)] * 3


@pytest.mark.parametrize("id", ["a", "zzz"])
def test_show_needs_one_id(run, id):
    outcome = run("show", id)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"searchkit: error: {id} names")


def test_an_article_deleted_in_between_is_an_error(run):
    outcome = run("show", "b1")
    assert outcome.code == 2
    assert "no article has the id b1" in outcome.err


@pytest.mark.parametrize("command", ["show", "delete"])
def test_an_empty_id_is_refused_though_it_begins_every_id(run, archive, command):
    assert run(command, "").code == 2
    assert not archive.calls


@pytest.mark.parametrize("command", ["show", "delete"])
def test_an_id_is_required(run, command):
    outcome = run(command)
    assert outcome.code == 2
    assert "missing argument" in outcome.err


def test_delete_commits_once_for_all_of_its_ids(run, archive):
    outcome = run("delete", "a1", "b", "b1")
    assert outcome.out == "deleted 2 articles\n"
    assert [(name, args) for name, args, _ in archive.calls if name != "open"] == [
        ("delete", ("a1", "b1")),
        ("commit", ()),
        ("close", ()),
    ]


def test_delete_deletes_nothing_when_one_id_is_unknown(run, archive):
    assert run("delete", "a1", "zzz").code == 2
    assert "delete" not in [name for name, _, _ in archive.calls]
