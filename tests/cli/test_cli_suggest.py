"""suggest: what it prints, for people and for programs."""

from __future__ import annotations

import json

from searchkit.model import Completion
from searchkit.present.completions import completion_lines
from searchkit.present.style import Style


def test_completions_stand_in_columns_with_their_articles(run, archive):
    outcome = run("suggest", "emb")
    assert outcome.code == 0
    assert outcome.out == "embassy    1,200\nsource:AP      3\n"
    assert archive.last("suggest")[0] == ("emb", 10)


def test_the_words_typed_are_one_prefix_and_a_space_at_its_end_counts(run, archive):
    run("suggest", "embassy", "ev", "-n", "3")
    assert archive.last("suggest")[0] == ("embassy ev", 3)
    run("suggest", "embassy ")
    assert archive.last("suggest") == (("embassy ", 10), {"timeout": 2})
    run("suggest", "embassy ", "--timeout", "0")
    assert archive.last("suggest")[1] == {"timeout": None}


def test_json_says_what_was_typed_and_of_what_kind_each_is(run, archive):
    data = json.loads(run("suggest", "emb", "--json").out)
    assert data["prefix"] == "emb"
    assert data["suggestions"][0] == {"text": "embassy", "kind": "word", "articles": 1200}


def test_nothing_to_suggest_is_a_search_without_hits(run, archive, monkeypatch):
    monkeypatch.setattr(archive, "suggest", lambda prefix, limit, timeout: [])
    outcome = run("suggest", "zzz")
    assert (outcome.code, outcome.out) == (1, "")
    assert "try: fewer letters" in outcome.err


def test_hostile_names_are_escaped():
    lines = completion_lines([Completion('source:"\x1b[2J"', "source", 1)], Style())
    assert "\x1b" not in "".join(lines)
