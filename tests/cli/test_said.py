"""`said:` and `show --quotes` over a real archive, each command a process of its own."""

from __future__ import annotations

from pathlib import Path

from shell import Shell, write_articles

ARTICLES = [
    {
        "id": "north",
        "title": "The north stays quiet",
        "body": "Ada Runner came at nine. “The town is quiet,” she said. The budget passed.",
    },
    {"id": "budget", "title": "Budget passed", "body": "Ada Runner read the town its budget."},
]


def test_said_finds_who_is_quoted_as_saying_something(tmp_path: Path) -> None:
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    shell = Shell(tmp_path)
    assert shell("ingest", "--jobs", "1").returncode == 0

    found = shell.json("search", "said:runner town")
    assert [hit["id"] for hit in found["hits"]] == ["north"]
    (quote,) = found["hits"][0]["quotes"]
    assert (quote["speaker"], quote["basis"]) == ("Ada Runner", "pronoun")
    body = str(ARTICLES[0]["body"])
    assert body[quote["start"] : quote["end"]] == quote["text"] == "The town is quiet,"

    shown = shell("search", "said:runner town").stdout
    assert "quotes Ada Runner" in shown
    assert "“The **town** is quiet,” she said." in shown
    nothing = shell("search", "said:runner budget")
    assert nothing.returncode == 1
    assert "the name as words, without said:" in nothing.stderr
    assert shell.ids("said:runner body:budget") == ["north"]

    listed = shell.json("show", "north", "--quotes")["quotations"]
    assert listed == [quote]
    assert shell("show", "north", "--quotes").stdout == (
        "Ada Runner (pronoun)\n  “The town is quiet,”\n"
    )
