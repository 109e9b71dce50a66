"""Arguments: words with dashes, options in any place, suggestions."""

from __future__ import annotations

import re

import pytest

from searchkit.cli.commands import is_query_text
from searchkit.cli.main import TASKS
from searchkit.version import __version__

COMMANDS = [name for group in TASKS.values() for name in group]


@pytest.mark.parametrize(
    ("args", "query"),
    [
        (["budget", "-mayor"], "budget -mayor"),
        (["-mayor", "budget"], "-mayor budget"),
        (["-north"], "-north"),
        (["-quebec", "-verbose"], "-quebec -verbose"),
        (["-n5"], "-n5"),
        (["-", "a"], "- a"),
        (["-中"], "-中"),
        (["a", "--", "--json", "-n", "b"], "a --json -n b"),
        (["--", "-n"], "-n"),
        (['"military action"', "after:2022-01-22"], '"military action" after:2022-01-22'),
        ([], ""),
    ],
)
def test_words_become_the_query(run, archive, args, query):
    assert run("search", *args).code == 0
    assert archive.last("search")[0] == (query,)


@pytest.mark.parametrize(
    "args",
    [
        ["-n", "5", "-north", "x"],
        ["-north", "-n", "5", "x"],
        ["-north", "x", "-n", "5"],
        ["--limit=5", "-north", "x"],
        ["-north", "--limit", "5", "--", "x"],
    ],
)
def test_an_option_keeps_its_value_wherever_it_stands(run, archive, args):
    assert run("search", *args).code == 0
    (query,), named = archive.last("search")
    assert (query, named["limit"]) == ("-north x", 5)


def test_the_value_of_an_option_may_begin_with_a_dash(run, archive):
    run("search", "x", "--source", "-north", "--source", "--json")
    assert archive.last("search")[1]["source"] == ["-north", "--json"]


@pytest.mark.parametrize("args", [["x", "-n"], ["-n"], ["-north", "x", "--source"]])
def test_an_option_without_its_value_is_a_usage_error(run, args):
    outcome = run("search", *args)
    assert outcome.code == 2
    assert f"option '{args[-1]}' requires an argument" in outcome.err


def test_an_unknown_option_names_the_nearest_and_the_way_to_search_for_it(run, archive):
    outcome = run("search", "x", "--jsno")
    assert outcome.code == 2
    assert "no such option: --jsno (did you mean --json?)" in outcome.err
    assert "put -- before it" in outcome.err
    assert not archive.calls


def test_an_unknown_short_option_is_a_usage_error(run):
    assert run("search", "-5").code == 2
    assert run("ingest", "-x").code == 2


@pytest.mark.parametrize(
    "args",
    [
        ["--index", "there", "search", "x"],
        ["search", "--index", "there", "x"],
        ["search", "x", "--index", "there"],
        ["search", "x", "--index=there"],
        ["--index", "here", "search", "x", "--index", "there"],
    ],
)
def test_global_options_stand_before_or_after_the_command(run, archive, args):
    assert run(*args).code == 0
    assert archive.last("open")[0] == ("there",)


def test_the_index_comes_from_the_environment_when_no_option_names_it(run, archive, monkeypatch):
    run("search", "x")
    assert archive.last("open")[0] == ("index",)
    monkeypatch.setenv("SEARCHKIT_INDEX", "elsewhere")
    run("search", "x")
    assert archive.last("open")[0] == ("elsewhere",)
    run("search", "x", "--index", "here")
    assert archive.last("open")[0] == ("here",)


def test_an_empty_index_is_refused_rather_than_taken_for_the_current_folder(run, archive):
    outcome = run("ingest", "--index", "")
    assert outcome.code == 2
    assert "--index" in outcome.err
    assert not archive.calls


def test_the_zone_reaches_the_archive(run, archive):
    run("search", "x", "--tz", "Europe/Paris")
    assert archive.last("open")[1]["zone"] == "Europe/Paris"


@pytest.mark.parametrize(
    "args", [["--version"], ["search", "--version"], ["search", "x", "--version"]]
)
def test_version(run, args):
    assert run(*args) == (0, f"searchkit {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help_with_its_own_and_the_global_options(run, command, option):
    outcome = run(command, option)
    assert outcome.code == 0
    assert f"Usage: searchkit {command}" in outcome.out
    assert "Global options:" in outcome.out
    assert "Examples:" in outcome.out
    assert all(len(line) <= 80 for line in outcome.out.splitlines())


def test_help_lists_every_command_by_task_with_a_whole_sentence(run):
    listed = run("--help").out
    for heading, names in TASKS.items():
        section = re.search(rf"^{heading}:\n((?:  .*\n)+)", listed, re.MULTILINE)[1]
        lines = [line.split(None, 1) for line in section.splitlines()]
        assert [name for name, _ in lines] == list(names)
        assert all(summary.endswith(".") and "..." not in summary for _, summary in lines)


def test_no_command_at_all_is_wrong_usage_and_shows_help_on_stderr(run):
    outcome = run()
    assert (outcome.code, outcome.out) == (2, "")
    assert "Ask it:" in outcome.err


def test_a_misspelt_command_is_suggested(run):
    outcome = run("serch", "x")
    assert outcome.code == 2
    assert "did you mean search?" in outcome.err


def test_a_query_without_the_command_is_told_how_to_search(run):
    outcome = run("embassy", "evacuation")
    assert outcome.code == 2
    assert "searchkit search embassy evacuation" in outcome.err


@pytest.mark.parametrize("arg", ["word", "-word", "-ab", "-", "-é", ""])
def test_words_are_query_text_with_or_without_a_dash(arg):
    assert is_query_text(arg)


@pytest.mark.parametrize("arg", ["-n", "-5", "--word", "--w=1", "--"])
def test_options_are_no_query_text(arg):
    assert not is_query_text(arg)
