"""`phrases`: a table for people, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import replace

from searchkit.key_phrases import KeyPhrase


def test_each_phrase_is_a_line_with_its_counts(run):
    outcome = run("phrases", "embassy")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "120 articles for embassy beside 1,880 others (120 and 300 of them read)",
        "",
        "found  others",
        "   34   1,003  state of emergency",
        "    2       0  last plane",
    ]


def test_options_narrow_the_query(run, archive):
    run("phrases", "budget", "-mayor", "--after", "2022-01-01", "--source", "AP", "-n", "5")
    args, named = archive.last("phrases")
    assert args == ("budget -mayor",)
    assert (named["after"], named["source"], named["limit"]) == ("2022-01-01", ["AP"], 5)


def test_json_is_one_object(run):
    data = json.loads(run("phrases", "embassy", "--json").out)
    assert data["phrases"][1] == {"text": "last plane", "inside": 2, "outside": 0, "score": 7.5}


def test_without_phrases_the_exit_code_is_1_and_the_reason_is_named(run, archive):
    none = replace(archive.key_phrases, phrases=())
    for changes, why in (
        ({}, "no phrase sets these articles apart"),
        ({"total": 0}, "no articles match"),
        ({"others": 0}, "these are all articles there are"),
    ):
        archive.key_phrases = replace(none, **changes)
        outcome = run("phrases", "x")
        assert (outcome.code, outcome.out) == (1, "")
        assert why in outcome.err


def test_hostile_phrases_are_made_safe(run, archive):
    phrases = (KeyPhrase("\x1b[31mred", 1, 2, 3.0),)
    archive.key_phrases = replace(archive.key_phrases, phrases=phrases)
    assert "\x1b" not in run("phrases", "x").out
