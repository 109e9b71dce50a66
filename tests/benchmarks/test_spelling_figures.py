"""Misspellings: how they are made, and the share that is suggested right, which does not drop."""

from __future__ import annotations

import json
import os
import random
from itertools import islice, product
from pathlib import Path

import pytest

from benchmarks.spelling import EDITS, complete, measure, misspell, prefixes, slips, word_counts
from searchkit import Archive, Article


@pytest.mark.parametrize(
    ("edit", "longer"), [("insert", 1), ("delete", -1), ("substitute", 0), ("transpose", 0)]
)
def test_a_misspelling_is_one_edit_away(edit, longer):
    dice = random.Random(1)
    for _ in range(100):
        typed = misspell("harbour", edit, dice)
        assert len(typed) == len("harbour") + longer
        if edit == "transpose":
            assert sorted(typed) == sorted("harbour")


def test_slips_are_of_frequent_words_and_no_such_words_themselves():
    counts = {"harbour": 20, "harbours": 20, "tunnel": 9, "gate": 50}
    drawn = slips(counts, 40)
    assert {slip.word for slip in drawn} == {"harbour", "harbours"}
    assert [slip.edit for slip in drawn] == list(EDITS) * 10
    assert not {slip.typed for slip in drawn} & set(counts)


def test_what_is_typed_on_the_way_to_words():
    assert list(prefixes(["ab", "c"])) == ["", "a", "ab", "ab ", "ab c", "ab c", "c", *PREFIXES]


PREFIXES = ["c ", "c a", "c ab"]


def figures(path: Path, articles, number: int):
    with Archive.open(path, create=True) as archive:
        archive.add_all(articles)
    with Archive.open(path) as archive:
        counts = word_counts(archive)
        drawn = slips(counts, number)
        assert len(complete(archive, ["", "a", "ma "])) == 3
        return measure(archive, drawn)


def test_invented_words_are_suggested_right(tmp_path):
    dice = random.Random(3)
    syllables = ["".join(pair) for pair in product("bdfklmnrst", "aeiou")]
    words = ["".join(dice.choices(syllables, k=dice.randint(3, 5))) for _ in range(400)]
    articles = (
        Article(id=f"{i}", title="", body=" ".join(dice.choices(words, k=40)), language="en")
        for i in range(200)
    )
    assert figures(tmp_path / "index", articles, 200).right >= 0.95


def test_words_of_press_releases_are_suggested_right(tmp_path):
    folder = os.environ.get("SEARCHKIT_EVAL_DATA")
    path = Path(folder or "", "senate_press.jsonl")
    if not folder or not path.is_file():
        pytest.skip("SEARCHKIT_EVAL_DATA names no folder with senate_press.jsonl")
    with path.open(encoding="utf-8") as lines:
        articles = [_article(line) for line in islice(lines, 0, 24_000, 6)]
    assert figures(tmp_path / "index", articles, 400).right >= 0.88


def _article(line: str) -> Article:
    fields = json.loads(line)
    return Article(
        id=fields["id"], title=fields.get("title") or "", body=fields["text"], language="en"
    )
