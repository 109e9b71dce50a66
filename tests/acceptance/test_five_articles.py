"""Five real articles, from their files to answers, as a stranger would see them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from stranger import Shell

pytestmark = pytest.mark.skipif(
    "SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA"
)
EMBASSY = {"000", "003", "004"}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("five")
    articles = Path(os.environ["SEARCHKIT_EVAL_DATA"], "articles")
    shutil.copytree(articles, folder / "news", ignore=shutil.ignore_patterns("*.jsonl"))
    shell = Shell(folder)
    report = shell("ingest", "news", "--json").json
    assert (report["added"], report["rejected"], report["documents"]) == (5, [], 5)
    return shell


def numbers(shell: Shell, *arguments: str) -> list[str]:
    """The numbers in the names of the files that were found, best first."""
    hits = shell("search", "--json", *arguments).json["hits"]
    return [Path(hit["path"]).name[:3] for hit in hits]


def test_a_phrase_after_a_day_finds_dated_articles_only(shell):
    assert numbers(shell, '"military action" after:2022-01-22') == ["000"]
    assert set(numbers(shell, '"military action" after:2022-01-22', "--undated")) == {"000", "001"}


def test_articles_with_both_words_come_before_any_other(shell):
    assert set(numbers(shell, "embassy evacuation")[:3]) == EMBASSY
    assert set(numbers(shell, "embassy evacuation", "--match", "all")) == EMBASSY
    found = numbers(shell, "embassy evacuation", "--match", "any")
    assert (len(found), set(found[:3])) == (5, EMBASSY)


def test_a_source_is_found_by_its_name(shell):
    assert numbers(shell, 'source:"Business Insider"') == ["002"]


def test_every_highlight_is_where_the_words_are(shell):
    for hit in shell("search", "--json", "embassy evacuation", "--match", "any").json["hits"]:
        body = json.loads(shell("show", hit["id"], "--json").out)["body"]
        assert hit["snippets"]
        for snippet in hit["snippets"]:
            text, start = snippet["text"], snippet["start"]
            assert body[start : start + len(text)] == text
            marked = [text[slice(*span)].lower() for span in snippet["spans"]]
            assert marked
            assert all(word.startswith(("embass", "evacuat")) for word in marked)
