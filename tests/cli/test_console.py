"""Where output goes, and when it is coloured."""

from __future__ import annotations

import io
import json
import sys

import pytest

from searchkit.cli.console import Console, say, wants_colour
from searchkit.cli.settings import Settings


@pytest.mark.parametrize(
    ("choice", "environ", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_follows_the_option_then_the_environment(choice, environ, terminal, coloured):
    assert wants_colour(choice, environ, terminal) is coloured


def test_colour_replaces_the_marks(run):
    out = run("search", "embassy", "--color", "always").out
    assert "\x1b[1;31mEmbassy\x1b[0m" in out
    assert "**" not in out


def test_an_environment_variable_forces_colour_into_a_pipe(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31m" in run("search", "embassy").out


@pytest.mark.parametrize(("columns", "width"), [("5", 20), ("60", 60), ("300", 100)])
def test_the_width_stays_within_reason(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert Console(Settings()).width == width


def test_json_is_ascii_where_stdout_cannot_encode_it(monkeypatch):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    Console(Settings()).json({"title": "Zürich"})
    stdout.flush()
    assert json.loads(stdout.buffer.getvalue()) == {"title": "Zürich"}  # type: ignore[attr-defined]


def test_messages_are_escaped(capsys):
    say("cannot read \x1b[31mred\u202e.txt")
    assert capsys.readouterr().err == "cannot read \\x1b[31mred\\u202e.txt\n"


def test_closed_streams_are_no_reason_to_fail(run, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert run("search", "embassy").code == 0
    assert run("search", "--unknown").code == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["stderr", "stdout"])
def test_long_sentences_break_between_words_on_a_terminal_only(monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "20")
    text = "rejected documents/a.txt: no text"
    for stream, shown in (
        (Terminal(), "rejected\ndocuments/a.txt: no\ntext\n"),
        (io.StringIO(), f"{text}\n"),
    ):
        monkeypatch.setattr(sys, name, stream)
        say(text) if name == "stderr" else Console(Settings()).sentence(text)
        assert stream.getvalue() == shown
