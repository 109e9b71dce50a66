"""What holds where no option says otherwise: the environment, then a file."""

from __future__ import annotations

import json

import click
import pytest

from searchkit.cli.main import searchkit
from searchkit.cli.preferences import SETTINGS, SWITCH
from searchkit.configuration import SECTIONS


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working folder of a test's own, in which `searchkit.toml` counts."""
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    return tmp_path


def configure(folder, text, name="searchkit.toml"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return str(path)


def test_flags_beat_variables_and_variables_beat_the_file(run, archive, folder, monkeypatch):
    configure(folder, '[search]\nlimit = 3\nmatch = "all"\n')
    run("search", "x")
    named = archive.last("search")[1]
    assert (named["limit"], named["match"]) == (3, "all")
    monkeypatch.setenv("SEARCHKIT_LIMIT", "4")
    run("search", "x")
    named = archive.last("search")[1]
    assert (named["limit"], named["match"]) == (4, "all")
    run("search", "x", "-n", "5")
    assert archive.last("search")[1]["limit"] == 5


def test_a_setting_holds_for_every_command_that_has_the_option(run, archive, folder):
    configure(folder, '[search]\nmatch = "any"\nundated = true\n[timeline]\nby = "year"\n')
    run("timeline", "x")
    run("export", "x")
    for name in ("timeline", "select"):
        assert archive.last(name)[1]["match"] == "any"
        assert archive.last(name)[1]["undated"] is True
    assert archive.last("timeline")[1]["by"] == "year"


@pytest.mark.parametrize("text", ["1", "true", "Yes", "on"])
def test_a_switch_that_is_set_is_taken_back_by_its_no_form(run, archive, monkeypatch, text):
    monkeypatch.setenv("SEARCHKIT_ALL_COPIES", text)
    run("search", "x")
    assert archive.last("search")[1]["all_copies"] is True
    run("search", "x", "--no-all-copies")
    assert archive.last("search")[1]["all_copies"] is False


def test_seconds_may_be_parts_of_one(run, archive, monkeypatch, folder):
    configure(folder, "[search]\ntimeout = 1\n[ingest]\nwait = 2.5\n")
    run("search", "x")
    assert archive.last("search")[1]["timeout"] == 1
    run("delete", "a1")
    assert archive.last("open")[1]["wait"] == 2.5
    monkeypatch.setenv("SEARCHKIT_TIMEOUT", "0.5")
    run("search", "x")
    assert archive.last("search")[1]["timeout"] == 0.5


def test_an_empty_variable_sets_nothing(run, archive, monkeypatch):
    monkeypatch.setenv("SEARCHKIT_LIMIT", "")
    run("search", "x")
    assert archive.last("search")[1]["limit"] == 10


def test_the_file_names_the_archive_relative_to_itself(run, archive, folder, monkeypatch):
    path = configure(folder, 'index = "kept"\n', "elsewhere/searchkit.toml")
    run("search", "x", "--config", path)
    assert archive.last("open")[0] == (str(folder / "elsewhere" / "kept"),)
    monkeypatch.setenv("SEARCHKIT_CONFIG", path)
    run("search", "x")
    assert archive.last("open")[0] == (str(folder / "elsewhere" / "kept"),)
    assert archive.last("open")[1]["config"] == path
    run("search", "x", "--index", "mine")
    assert archive.last("open")[0] == ("mine",)


def test_the_file_beside_the_archive_holds(run, archive, folder):
    configure(folder, "[search]\nlimit = 7\n", "news/searchkit.toml")
    run("search", "x")
    assert archive.last("search")[1]["limit"] == 10
    for args in (["--index", "news/index", "search", "x"], ["search", "--index=news/index", "x"]):
        run(*args)
        assert archive.last("search")[1]["limit"] == 7


def test_global_settings_come_from_the_file_too(run, archive, folder, monkeypatch):
    configure(folder, 'tz = "Asia/Tokyo"\n[output]\ncolor = "always"\nquiet = true\n')
    assert "\x1b[" in run("search", "x").out
    assert archive.last("open")[1]["zone"] == "Asia/Tokyo"
    assert run("export", "--no-quiet").err == run("export").err == ""
    archive.selected = ()
    assert run("export").err == ""
    assert "no articles" in run("export", "--no-quiet").err
    assert "no articles" in run("--no-quiet", "export").err
    monkeypatch.setenv("SEARCHKIT_COLOR", "never")
    assert "\x1b[" not in run("search", "x").out


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[search]\nlimt = 3\n", 2, "limt is not known here (did you mean limit?)"),
        ("[serch]\nlimit = 3\n", 1, "serch is not known here (did you mean search?)"),
        ("[search]\nlimit = 0\n", 2, "limit must be a whole number from 1 to 10,000"),
        ("[search]\nlimit = '3'\n", 2, "limit must be a whole number"),
        ("[search]\n\nsort = 'best'\n", 3, "relevance or newest or oldest"),
        ("[search]\nundated = 1\n", 2, "undated must be true or false"),
        ("search = 3\n", 1, "write [search]"),
        ("tz = 3\n", 1, "tz must be text in quotes"),
        ("[search\n", 1, "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(run, archive, folder, text, line, words):
    configure(folder, text)
    outcome = run("search", "x")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"searchkit: error: searchkit.toml:{line}: ")
    assert words in outcome.err
    assert not archive.calls


@pytest.mark.parametrize(
    ("name", "text"),
    [("LIMIT", "many"), ("SORT", "best"), ("UNDATED", "perhaps"), ("JOBS", "0"), ("WAIT", "-1")],
)
def test_a_mistake_in_a_variable_names_it(run, monkeypatch, name, text):
    monkeypatch.setenv(f"SEARCHKIT_{name}", text)
    outcome = run("search", "x")
    assert outcome.code == 2
    assert f"SEARCHKIT_{name}: {text!r} is not " in outcome.err


def test_help_is_shown_whatever_the_file_says(run, folder):
    configure(folder, "[search]\nlimt = 3\n")
    assert run("search", "--help").code == 0


def test_config_shows_each_setting_and_where_it_comes_from(run, folder, monkeypatch):
    configure(folder, 'index = "kept"\n[search]\nlimit = 3\nall-copies = true\n')
    monkeypatch.setenv("SEARCHKIT_MATCH", "any")
    out = run("config", "--tz", "UTC").out
    lines = {line.split()[0]: line.split() for line in out.splitlines()}
    assert lines["file:"] == ["file:", "searchkit.toml"]
    assert lines["search.limit"] == ["search.limit", "3", "searchkit.toml:3"]
    assert lines["search.match"] == ["search.match", "any", "SEARCHKIT_MATCH"]
    assert lines["search.all-copies"][1] == "true"
    assert lines["tz"] == ["tz", "UTC", "--tz"]
    assert lines["search.sort"] == ["search.sort", "relevance", "default"]
    data = json.loads(run("config", "--json").out)
    assert data["file"] == "searchkit.toml"
    (limit,) = [item for item in data["settings"] if item["name"] == "search.limit"]
    assert (limit["value"], limit["origin"]) == (3, "searchkit.toml:3")
    assert (limit["variable"], limit["default"]) == ("SEARCHKIT_LIMIT", "10")


def test_config_finds_what_only_ingestion_would_stumble_over(run, folder):
    configure(folder, "[fields]\ntitel = 'head'\n")
    assert run("search", "x").code == 0
    outcome = run("config")
    assert outcome.code == 2
    assert "searchkit.toml:2: titel is not known here" in outcome.err


def options():
    """Every option there is, by its name in a file."""
    found = {}
    for names in searchkit.tasks.values():
        for name in names:
            command = searchkit.get_command(click.Context(searchkit), name)
            for option in command.params:
                if isinstance(option, click.Option):
                    found.setdefault(max(option.opts, key=len).removeprefix("--"), []).append(
                        option
                    )
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_an_option_of_the_same_values(setting):
    assert setting.section in ("", *SECTIONS)
    for option in options()[setting.name]:
        assert option.name == setting.option
        if isinstance(setting.kind, tuple):
            assert tuple(option.type.choices) == setting.kind
        if setting.kind == SWITCH:
            assert f"--no-{setting.name}" in option.secondary_opts


def test_every_switch_with_a_no_form_can_be_set():
    named = {setting.name for setting in SETTINGS}
    for name, found in options().items():
        if any(option.secondary_opts for option in found):
            assert name in named
