"""`timeline`: bars for people, JSON for programs."""

from __future__ import annotations

import json

from fake_archive import make_timeline

from searchkit.timeline import Timeline


def test_each_day_is_a_line_with_its_count_and_a_bar(run):
    outcome = run("timeline", "embassy")
    assert outcome.code == 0
    headline, empty, *lines = outcome.out.splitlines()
    assert headline == "6 articles for embassy by day, 2 of them undated"
    assert empty == ""
    assert lines[0].startswith("2022-01-22  3  ████████")
    assert lines[0].endswith("Embassy staff leave Kyiv")
    assert lines[1] == "2022-01-23  0"
    assert lines[2].startswith("2022-01-24  1  ██")


def test_lines_fit_the_terminal(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert max(len(line) for line in run("timeline", "embassy").out.splitlines()[1:]) <= 40


def test_shares_stand_beside_the_counts(run, archive):
    archive.counted = make_timeline(3, 1, share=0.25)
    assert "2022-01-23  1   25.0%  ██" in run("timeline", "embassy", "--share").out
    assert archive.last("timeline")[1]["share"] is True


def test_options_narrow_the_query(run, archive):
    run("timeline", "budget", "-mayor", "--by", "week", "--source", "AP", "--after", "2022-01-01")
    args, named = archive.last("timeline")
    assert args == ("budget -mayor",)
    assert (named["by"], named["source"], named["after"]) == ("week", ["AP"], "2022-01-01")


def test_json_is_one_object(run):
    data = json.loads(run("timeline", "embassy", "--json").out)
    assert [period["count"] for period in data["periods"]] == [3, 0, 1]


def test_nothing_found_exits_with_1(run, archive):
    archive.counted = Timeline(query="x", interpreted="x", by="day", periods=(), total=0, undated=0)
    outcome = run("timeline", "x")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no articles match" in outcome.err
