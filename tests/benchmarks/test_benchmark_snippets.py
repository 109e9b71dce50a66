"""A hit is well shown when its first passage has as many of the words as any window of the body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.corpus import Corpus
from benchmarks.snippets import (
    WINDOW,
    fts5_engine,
    is_well_shown,
    measure,
    most_within,
    sample,
    searchkit_engine,
    words,
)

WANTED = frozenset(words("harbour ferries"))


def test_words_count_together_within_a_window() -> None:
    near = ["harbour"] + ["x"] * (WINDOW - 2) + ["ferri"]
    assert most_within(words("The harbour's ferry, a ferry."), WANTED) == 2
    assert most_within(near, WANTED) == 2
    assert most_within([*near[:1], "x", *near[1:]], WANTED) == 1
    assert most_within(["x"], WANTED) == 0


def test_a_passage_is_held_against_the_best_window() -> None:
    body = "The harbour closed. " + "Nothing happened. " * 40 + "A ferry left the harbour."
    assert is_well_shown(body, "A ferry left the harbour.", WANTED)
    assert not is_well_shown(body, "The harbour closed.", WANTED)
    assert is_well_shown("Nothing happened.", "", WANTED) is None


def test_queries_are_plain_words_from_all_of_a_file() -> None:
    lines = ["one", "Ferry-Harbour", "ferry harbour", "a b c d e f g", "größe meer", "old dam"]
    assert sample(lines, 5) == ["ferry harbour", "old dam"]
    assert sample([f"dam {n}" for n in range(100)], 10)[-1] == "dam 90"


@pytest.mark.parametrize("make", [searchkit_engine, fts5_engine])
def test_engines_are_asked_alike(make, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    records = [{"id": "1", "title": "News", "text": "A ferry left the harbour."}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    assert measure(make(Corpus.of(path), tmp_path), ["ferry harbour", "storm dam"]) == (1, 1)
