"""`search -`: queries on stdin, answers on stdout."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from fake_archive import HIT, make_results
from shell import ARTICLES, ROOT, Shell, write_articles

from searchkit.errors import QueryError


@pytest.fixture
def ask(run, monkeypatch):
    """Run `search -` with some lines on stdin: the exit code and the answers."""

    def call(lines, *args):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        outcome = run("search", "-", *args)
        return outcome.code, [json.loads(line) for line in outcome.out.splitlines()]

    return call


def test_each_line_is_answered_in_its_place(ask, archive):
    code, answers = ask(b'embassy\n\n"a b" -c\r\nlast')
    assert code == 0
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4]
    asked = [args[0] for name, args, _ in archive.calls if name == "search"]
    assert asked == ["embassy", "", '"a b" -c', "last"]
    assert answers[0]["hits"][0]["id"] == "a1"
    assert [name for name, _, _ in archive.calls].count("open") == 1


def test_a_closed_stdin_is_an_error_and_no_bug(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    for args in (["search", "-"], ["ingest", "-"]):
        outcome = run(*args)
        assert outcome.code == 2
        assert "standard input is closed" in outcome.err


def test_options_hold_for_every_query(ask, archive):
    _, answers = ask(b"a\nb\n", "--json", "--facets", "-n", "3", "--source", "AP")
    assert all("facets" in answer for answer in answers)
    for _, _, named in [call for call in archive.calls if call[0] == "search"]:
        assert (named["limit"], named["source"]) == (3, ["AP"])


def test_a_query_that_fails_is_answered_with_its_error(ask, archive):
    archive.failure = QueryError("unbalanced parenthesis", column=4)
    code, answers = ask(b"foo (\n\xff\n")
    assert code == 2
    assert answers == [
        {"line": 1, "query": "foo (", "error": "unbalanced parenthesis", "column": 4},
        {"line": 2, "query": "\ufffd", "error": "not UTF-8", "column": None},
    ]


def test_without_any_hit_the_exit_code_is_1(ask, archive):
    archive.results = make_results()
    assert ask(b"a\nb\n")[0] == 1
    archive.results = make_results(HIT)
    assert ask(b"a\n", "-n", "0")[0] == 0
    assert ask(b"")[0] == 1


@pytest.mark.parametrize("form", ["--csv", "--ids", "--count", "--jsonl"])
def test_other_formats_are_refused(run, archive, form):
    outcome = run("search", "-", form)
    assert outcome.code == 2
    assert form in outcome.err
    assert not archive.calls


def test_an_answer_comes_before_the_next_question_is_asked(tmp_path):
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    assert Shell(tmp_path)("ingest", "--jobs", "1").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "searchkit", "search", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        for query, id in (("evacuation", "kyiv-1"), ("north", "budget-3")):
            process.stdin.write(f"{query}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["hits"][0]["id"] == id
        process.stdin.close()
        assert process.wait(30) == 0
