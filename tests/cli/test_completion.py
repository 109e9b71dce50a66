"""Shell completion: scripts, ids and source names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timezone

import click
import pytest
from click.shell_completion import ShellComplete
from shell import ARTICLES, ROOT, Shell, write_articles

from searchkit.cli.completion import DATES
from searchkit.cli.main import searchkit
from searchkit.query.dates import parse_bounds


class Typed(ShellComplete):
    """A shell in which the last of some arguments is being typed."""

    def __init__(self, *args: str) -> None:
        super().__init__(searchkit, {}, "searchkit", "_SEARCHKIT_COMPLETE")
        self.args = args

    def offers(self) -> list[str]:
        *before, last = self.args
        return [item.value for item in self.get_completions(before, last)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(run, shell):
    outcome = run("completion", shell)
    assert outcome.code == 0
    assert "_SEARCHKIT_COMPLETE" in outcome.out


def test_another_shell_is_wrong_usage(run):
    assert run("completion", "tcsh").code == 2


def test_commands_and_options_are_completed(archive):
    assert Typed("sea").offers() == ["search"]
    assert "--json" in Typed("search", "--js").offers()
    assert Typed("search", "--facet", "a").offers() == ["author"]
    assert "--index" in Typed("search", "x", "-north", "--in").offers()


@pytest.mark.parametrize(
    ("args", "kind"), [(["ingest", "do"], "file"), (["status", "--index", "in"], "dir")]
)
def test_paths_are_left_to_the_shell(archive, args, kind):
    (item,) = Typed(*args).get_completions(args[:-1], args[-1])
    assert item.type == kind


def test_ids_are_completed_from_the_archive_that_was_named(archive):
    assert Typed("show", "a").offers() == ["a1", "a2"]
    assert Typed("similar", "b").offers() == ["b1"]
    assert Typed("delete", "--index", "there", "b").offers() == ["b1"]
    assert archive.last("open")[0] == ("there",)


def test_words_of_a_query_are_completed_from_the_archive(archive):
    assert Typed("search", "budget", "emb").offers() == ["embassy"]
    assert Typed("search", "").offers() == []


def test_source_names_are_completed_without_case(archive):
    assert Typed("search", "--source", "reu").offers() == ["Reuters"]


def test_without_an_archive_nothing_is_offered(archive):
    archive.exists = False
    assert Typed("show", "a").offers() == []
    assert Typed("search", "--source", "").offers() == []


def test_completing_never_runs_the_command(archive):
    Typed("search", "x", "").offers()
    assert "search" not in [name for name, _, _ in archive.calls]
    assert click.get_current_context(silent=True) is None


@pytest.mark.parametrize(
    ("args", "offers"),
    [
        (["search", "ti"], ["embassy", "title:"]),
        (["search", "x", "S"], ["embassy", "said:", "source:"]),
        (["search", ""], []),
        (["search", "emb"], ["embassy"]),
        (["search", "source:reu"], ["source:Reuters"]),
        (["search", "x", "source", ":"], ["Reuters"]),
        (["search", "x", "source", ":", "reu"], ["Reuters"]),
        (["timeline", "after:yes"], ["after:yesterday"]),
        (["export", "date:last w"], ['date:"last week"']),
        (["export", 'date:"last w'], ['date:"last week"']),
        (["search", "title:x"], []),
        (["save", "name", "before:tod"], ["before:today"]),
        (["search", "--after", "yes"], ["yesterday"]),
        (["search", "--before", "last y"], ["last year"]),
    ],
)
def test_queries_are_completed_by_field_source_and_date(archive, args, offers):
    assert sorted(Typed(*args).offers()) == offers


@pytest.mark.parametrize("words", DATES)
def test_every_date_that_is_offered_is_understood(words):
    assert parse_bounds(words, now=datetime(2022, 1, 23, tzinfo=timezone.utc)) is not None


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        (["search", "--source", "da"], [r"Daily\ Example"]),
        (["search", "--source", '"da'], ["Daily Example"]),
        (["search", "source", ":", "da"], [r"\"Daily\ Example\""]),
        (["show", "kyiv"], ["kyiv-1", "kyiv-2"]),
        (["tim"], ["timeline"]),
    ],
)
def test_bash_inserts_what_it_would_read(tmp_path, typed, offers):
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    shell = Shell(tmp_path)
    assert shell("ingest", "--jobs", "1").returncode == 0
    (tmp_path / "script").write_text(shell("completion", "bash").stdout)
    program = tmp_path / "searchkit"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m searchkit "$@"\n')
    program.chmod(0o755)
    line = f"COMP_WORDS=(searchkit {' '.join(map(shlex.quote, typed))}); COMP_CWORD={len(typed)}"
    show = 'printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "-c", f"source ./script; {line}; _searchkit_completion ./searchkit; {show}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == offers
