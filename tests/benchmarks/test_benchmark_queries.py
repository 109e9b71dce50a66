"""benchmarks/queries.py: which queries are drawn, and how the game's are read."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from benchmarks.corpus import Corpus, make_up
from benchmarks.queries import GAME, Query, draw, plain_runs, read_game

CLASSES = ["one word", "OR of 2-4", "AND of 2-4", "phrase of 2-4", "word and dates", "prefix"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return make_up(120, tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def classes(corpus):
    return draw(corpus, 15)


def texts(corpus):
    return [f"{record['title']} \n {record['text']}".lower() for record in corpus.records()]


def test_every_class_is_drawn_and_no_query_twice(classes):
    assert list(classes) == CLASSES
    for kind, queries in classes.items():
        assert len(queries) == len(set(queries)) == 15, kind
        assert {query.kind for query in queries} == {kind}


def test_the_same_corpus_gives_the_same_queries(corpus, classes):
    assert draw(corpus, 15) == classes


def test_phrases_and_conjunctions_stand_in_some_article(corpus, classes):
    articles = texts(corpus)
    for query in classes["phrase of 2-4"]:
        assert any(query.must[0] in " ".join(text.split()) for text in articles)
    for query in classes["AND of 2-4"]:
        assert 2 <= len(query.must) <= 4
        assert any(set(query.must) <= set(text.split()) for text in articles)


def test_words_are_common_and_rare(corpus, classes):
    articles = [set(text.split()) for text in texts(corpus)]
    counts = [sum(query.must[0] in text for text in articles) for query in classes["one word"]]
    assert min(counts) < len(articles) / 10
    assert max(counts) > len(articles) / 3


def test_a_date_range_begins_on_a_day_of_some_article(corpus, classes):
    days = {record["date"] for record in corpus.records()}
    for query in classes["word and dates"]:
        assert query.after.isoformat() in days
        assert (query.before - query.after).days in (7, 30, 90, 365)


def test_only_words_that_every_engine_splits_alike_are_plain():
    assert list(plain_runs("The U.S. e-mail of COVID-19 wasn't from New  York.")) == [
        ["the"],
        ["of"],
        ["from", "new"],
    ]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the", Query(GAME, must=("the",))),
        ("griffith observatory", Query(GAME, should=("griffith", "observatory"))),
        ("+griffith +observatory", Query(GAME, must=("griffith", "observatory"))),
        ('"griffith observatory"', Query(GAME, must=("griffith observatory",))),
        ('+"the who" +uk', Query(GAME, must=("the who", "uk"))),
        ("+python -snake -monty", Query(GAME, must=("python",), excluded=("snake", "monty"))),
    ],
)
def test_the_games_forms_are_read(tmp_path, text, query):
    (tmp_path / "game.jsonl").write_text(json.dumps({"query": text}) + "\n")
    assert read_game(tmp_path / "game.jsonl") == [query]


def test_words_that_only_add_to_a_score_are_left_out(tmp_path):
    (tmp_path / "game.jsonl").write_text('{"query": "+climate policy"}\n')
    assert read_game(tmp_path / "game.jsonl") == []


def test_a_slice_is_spread_over_the_whole_file(tmp_path):
    path = tmp_path / "numbers.jsonl"
    path.write_text("".join(f'{{"id": "{number}"}}\n' for number in range(100)))
    part = Corpus.of(path).every(10, tmp_path)
    ids = [int(record["id"]) for record in part.records()]
    assert len(ids) == part.articles == 10
    assert {later - earlier for earlier, later in pairwise(ids)} == {10}
    assert Corpus.of(path).every(100, tmp_path).path == path
