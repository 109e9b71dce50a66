"""Shell completion: scripts, ids and source names."""

from __future__ import annotations

import click
import pytest
from click.shell_completion import ShellComplete

from searchkit.cli.main import searchkit


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
    assert "--index" in Typed("search", "x", "-north", "--in").offers()


@pytest.mark.parametrize(
    ("args", "kind"), [(["ingest", "do"], "file"), (["status", "--index", "in"], "dir")]
)
def test_paths_are_left_to_the_shell(archive, args, kind):
    (item,) = Typed(*args).get_completions(args[:-1], args[-1])
    assert item.type == kind


def test_ids_are_completed_from_the_archive_that_was_named(archive):
    assert Typed("show", "a").offers() == ["a1", "a2"]
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
