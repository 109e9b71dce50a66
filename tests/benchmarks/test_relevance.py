"""The measures are TREC's, and a ranker is judged by them over a collection's queries."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.relevance import rankers
from benchmarks.relevance.__main__ import judge
from benchmarks.relevance.collection import Collection
from benchmarks.relevance.metrics import (
    average_precision,
    ndcg_at_10,
    recall_at_100,
    reciprocal_rank,
)
from benchmarks.relevance.settings import SETTINGS, applied, chosen_without
from benchmarks.relevance.significance import randomization_p
from searchkit.search import scoring

OURS = ["searchkit, any", "searchkit, auto", "searchkit, auto, all copies"]
GAINS = {"a": 3, "b": 1}


def test_gain_is_discounted_by_rank_and_divided_by_the_best_ranking() -> None:
    ideal = 3 + 1 / math.log2(3)
    assert ndcg_at_10(["a", "b"], GAINS) == 1.0
    assert ndcg_at_10(["b", "x", "a"], GAINS) == pytest.approx((1 + 3 / 2) / ideal)


def test_only_ten_documents_count_for_the_gain() -> None:
    assert ndcg_at_10([*"0123456789", "a", "b"], GAINS) == 0.0


def test_average_precision_counts_what_was_not_found_as_nothing() -> None:
    assert average_precision(["x", "a"], GAINS) == pytest.approx(0.5 / 2)
    assert average_precision(["a", "x", "b"], GAINS) == pytest.approx((1 + 2 / 3) / 2)


def test_recall_and_reciprocal_rank() -> None:
    assert recall_at_100(["x", "b"], GAINS) == 0.5
    assert reciprocal_rank(["x", "b", "a"], GAINS) == 0.5
    assert reciprocal_rank(["x"], GAINS) == 0.0


def test_a_constant_gain_is_significant_and_noise_is_not() -> None:
    noise = np.random.default_rng(0).normal(size=200)
    assert randomization_p(noise + 1.0, noise) < 0.001
    assert randomization_p(noise, np.roll(noise, 1)) > 0.05


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    folder = tmp_path / "ports"
    folder.mkdir()
    stories = {
        "1": "The harbour at Korv closed after the storm.",
        "2": "A storm of protest met the minister.",
        "3": "The harbour master spoke about the closed harbour.",
    }
    lines = [json.dumps({"id": id, "title": "", "text": text}) for id, text in stories.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "queries.tsv").write_text("7\tharbour closed\n8\tnobody judged\n", encoding="utf-8")
    (folder / "qrels.txt").write_text("7 0 3 2\n7 0 1 1\n7 0 2 0\n", encoding="utf-8")
    return Collection.read(folder)


def test_queries_without_a_relevant_document_are_left_out(collection: Collection) -> None:
    assert dict(collection.queries) == {"7": "harbour closed"}
    assert collection.gains["7"] == {"3": 2, "1": 1}


@pytest.mark.parametrize("name", [*OURS, "plain BM25", "FTS5"])
def test_every_ranker_finds_the_harbour(name: str, collection: Collection, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    figures = judge(collection, rankers.RANKERS[name](collection, work))
    assert figures["nDCG@10"].tolist() == [1.0]


def test_a_setting_is_chosen_by_the_collections_that_are_not_left_out() -> None:
    figures = {"old": {"a": 1.0, "b": 1.0, "c": 1.0}, "new": {"a": 1.4, "b": 0.9, "c": 1.0}}
    assert chosen_without(figures, "a") == "old"
    assert chosen_without(figures, "b") == "new"


def test_a_setting_holds_while_it_is_applied() -> None:
    with applied({"search.scoring.K1": 2.0}):
        assert scoring.K1 == 2.0
    assert scoring.K1 == 1.2


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_names_constants_that_there_are(name: str) -> None:
    with applied(SETTINGS[name]):
        pass
