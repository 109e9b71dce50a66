"""Exit codes and messages of everything that can go wrong."""

from __future__ import annotations

import signal

import pytest

from searchkit.errors import ArchiveLocked


def test_an_expected_error_is_one_escaped_line(run, archive):
    archive.failure = ArchiveLocked("held by \x1b[31mprocess 12\u202e;\ntry later", 12)
    outcome = run("search", "x")
    assert outcome.code == 2
    assert outcome.err == "searchkit: error: held by \\x1b[31mprocess 12\\u202e; try later\n"


def test_an_error_of_the_system_names_the_file(run, archive):
    archive.failure = PermissionError(13, "Permission denied", "index/a\x1b")
    assert run("search", "x").err == "searchkit: error: index/a\\x1b: Permission denied\n"
    archive.failure = OSError("odd")
    assert run("search", "x").err == "searchkit: error: odd\n"


def test_an_unexpected_error_says_it_is_a_bug_and_how_to_see_more(run, archive):
    archive.failure = KeyError("x")
    outcome = run("search", "x")
    assert outcome.code == 2
    assert outcome.err == (
        "searchkit: error: KeyError: 'x'; this is a bug in searchkit; "
        "run again with --verbose for the traceback\n"
    )


def test_verbose_shows_the_traceback(run, archive):
    archive.failure = KeyError("x")
    err = run("search", "x", "--verbose").err
    assert "Traceback (most recent call last):" in err
    assert "run again" not in err


def test_an_interruption_exits_with_130(run, archive):
    archive.failure = KeyboardInterrupt()
    assert run("ingest") == (130, "", "searchkit: interrupted\n")
    assert archive.calls[-1][0] == "close"


def test_a_closed_pipe_ends_quietly(run, archive):
    archive.failure = BrokenPipeError()
    assert run("search", "x") == (0, "", "")


def test_sigterm_unwinds_and_is_restored(run, archive, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(archive, "status", lambda: signal.raise_signal(signal.SIGTERM))
    with pytest.raises(SystemExit) as ended:
        run("status")
    assert ended.value.code == 143
    assert archive.calls[-1][0] == "close"
    assert signal.getsignal(signal.SIGTERM) is before


def test_usage_errors_say_where_help_is(run):
    err = run("search", "--sort", "best").err
    assert err.startswith("searchkit: error: invalid value for '--sort'")
    assert err.endswith("Try 'searchkit search --help'.\n")
    assert "'--limit': 'ten' is not a number\n" in run("search", "--limit", "ten").err
