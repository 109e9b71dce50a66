"""`export`: whole articles, in formats that other programs read."""

from __future__ import annotations

import csv
import io
import json

import pytest
from fake_archive import ARTICLE

from searchkit import Article


def test_json_lines_hold_all_that_is_stored(run):
    outcome = run("export")
    assert outcome.code == 0
    (line,) = outcome.out.splitlines()
    assert Article.from_json(json.loads(line)) == ARTICLE


def test_csv_has_a_header_and_no_formulas(run, archive):
    archive.selected = (ARTICLE, Article(id="=1+1", title="@cmd", body="-2\nmore"))
    rows = list(csv.DictReader(io.StringIO(run("export", "--csv").out)))
    assert rows[0]["body"] == ARTICLE.body
    assert (rows[1]["id"], rows[1]["title"], rows[1]["body"]) == ("'=1+1", "'@cmd", "'-2 more")


def test_bibtex_and_markdown_cite_each_article(run):
    assert run("export", "--bibtex").out.startswith("@article{apundated-a1,\n")
    assert run("export", "--markdown").out.startswith("## Embassy staff leave\n")


def test_the_query_and_its_bounds_are_passed_on(run, archive):
    run("export", "embassy", "-mayor", "--source", "AP", "--undated", "--match", "any")
    args, named = archive.last("select")
    assert args == ("embassy -mayor",)
    assert (named["source"], named["undated"], named["match"]) == (["AP"], True, "any")


def test_nothing_found_exits_with_1(run, archive):
    archive.selected = ()
    outcome = run("export", "zeppelin")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no articles match" in outcome.err


def test_formats_exclude_each_other(run):
    outcome = run("export", "--csv", "--bibtex")
    assert outcome.code == 2
    assert "choose one" in outcome.err


@pytest.mark.parametrize("text", ["\x1b[31m", "\u202e"])
@pytest.mark.parametrize("format", ["--jsonl", "--csv", "--bibtex", "--markdown"])
def test_hostile_text_is_escaped_in_every_format(run, archive, text, format):
    hostile = dict.fromkeys(("id", "title", "body", "source", "author", "url"), f"x{text}y")
    archive.selected = (Article(**hostile),)
    assert text not in run("export", format).out
