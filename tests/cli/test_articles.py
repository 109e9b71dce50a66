"""`show` and `delete`: ids and their prefixes."""

from __future__ import annotations

import json

import pytest

from searchkit.model import Article


def test_show_prints_the_article_with_how_facts_were_found(run):
    out = run("show", "a1").out
    assert out.startswith("Embassy staff leave\nsource: AP (user)\npublished: unknown\n")
    assert out.endswith("\n\nThe embassy said so.\n")


def test_show_prints_json(run):
    data = json.loads(run("show", "a1", "--json").out)
    assert (data["id"], data["body"]) == ("a1", "The embassy said so.")


def test_show_wraps_the_body_on_a_terminal_only(run, archive, monkeypatch):
    body = ("word " * 30).strip()
    monkeypatch.setattr(archive, "get", lambda id: Article(id=id, title="t", body=body))
    monkeypatch.setenv("COLUMNS", "40")
    assert run("show", "a1").out.splitlines()[-1] == body
    monkeypatch.setattr("searchkit.cli.articles.is_terminal", lambda stream: True)
    lines = run("show", "a1").out.splitlines()
    assert lines[-4:-1] == [" ".join(["word"] * 8)] * 3


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
