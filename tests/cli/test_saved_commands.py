"""`save`, `saved`, `unsave` and `alerts`, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from shell import ARTICLES, ROOT, Shell, write_articles
from test_completion import Typed

NEW = {"id": "new-5", "title": "The embassy is open again", "body": "Staff are back in Kyiv."}


@pytest.fixture
def shell(tmp_path):
    """An archive with a saved search, `embassies`."""
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    shell = Shell(tmp_path)
    assert shell("ingest", "--jobs", "1").returncode == 0
    done = shell("save", "embassies", "embassy", "-budget")
    assert (done.returncode, done.stdout) == (0, "saved embassies\n")
    return shell


def add(shell, article):
    assert shell("ingest", "-", stdin=json.dumps(article)).returncode == 0


def test_news_is_told_once_and_exits_with_0_and_no_news_with_1(shell):
    quiet = shell("alerts")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (1, "", "")
    add(shell, NEW)
    trial = shell("alerts", "--dry-run")
    first = shell("alerts", "embassies")
    assert trial.returncode == first.returncode == 0
    assert trial.stdout == first.stdout
    assert first.stdout.startswith("embassies: 1 new since ")
    assert "1. The **embassy** is open again" in first.stdout
    assert (shell("alerts").returncode, shell("alerts").stdout) == (1, "")


def test_news_as_json_names_every_search(shell):
    shell("save", "budgets", "budget", "--source", "Daily Example", "--after", "2022-01-01")
    add(shell, NEW)
    budgets, embassies = shell.json("alerts")
    assert (budgets["name"], budgets["hits"], budgets["changed"]) == ("budgets", [], [])
    assert [hit["id"] for hit in embassies["hits"]] == ["new-5"]
    assert embassies["interpreted"] == "embassy -budget"
    assert embassies["since"]
    assert shell("alerts", "--json").returncode == 1


def test_a_reader_that_goes_away_is_told_again(shell):
    add(shell, NEW)
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "searchkit", "alerts"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, stdout=write, cwd=shell.folder, env=env).returncode == 0
    os.close(write)
    assert shell("alerts").returncode == 0
    assert shell("alerts").returncode == 1


def test_saved_searches_are_listed_as_they_would_be_typed(shell):
    shell("save", "dated", "--source", "Daily Example", "--after", "last week", "--match", "any")
    lines = [line.split(None, 1) for line in shell("saved").stdout.splitlines()]
    assert [name for name, _ in lines] == ["dated", "embassies"]
    assert lines[0][1] == ("no news yet  --source 'Daily Example' --after 'last week' --match any")
    assert [search["query"] for search in shell.json("saved")] == ["", "embassy -budget"]


def test_a_forgotten_search_is_gone(shell):
    assert shell("unsave", "embassies").stdout == "forgot embassies\n"
    done = shell("saved")
    assert (done.returncode, done.stdout) == (0, "")
    assert "searchkit save NAME QUERY" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["save", "embassies", "x"], "--replace"),
        (["save", "a b", "x"], "cannot be called"),
        (["save", "x", "y", "--after", "nonsense"], "no such date"),
        (["unsave", "nothing"], "no saved search is called 'nothing'"),
        (["alerts", "nothing"], "no saved search is called 'nothing'"),
        (["save"], "NAME"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_why(shell, args, words):
    done = shell(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_names_are_completed(shell, monkeypatch):
    monkeypatch.chdir(shell.folder)
    assert Typed("alerts", "emb").offers() == Typed("unsave", "").offers() == ["embassies"]
