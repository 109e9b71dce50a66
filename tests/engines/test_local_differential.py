"""The engine against a brute-force scorer, over random archives with segments and deletions."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask, reading
from brute_force import BruteForce
from naive_text import edits
from random_news import PLAIN, Dice

from searchkit.engines.local.engine import LocalEngine
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.tiers import tiers


def fill_at_random(dice: Dice, engine: LocalEngine) -> list[Article]:
    """Several commits of new, replaced and deleted articles; what is left at the end."""
    articles: dict[str, Article] = {}
    for _ in range(dice.random.randint(1, 4)):
        writer = engine.writer()
        for _ in range(dice.random.randint(0, 12)):
            item = dice.article(f"a{dice.random.randint(0, 25)}")
            articles[item.id] = item
            writer.put(item)
        for id in [id for id in articles if dice.random.random() < 0.15]:
            del articles[id]
            writer.delete(id)
        copies = [item for item in articles.values() if dice.random.random() < 0.1]
        for item in copies:
            articles[f"{item.id}-copy"] = item.with_id(f"{item.id}-copy")
            writer.put(articles[f"{item.id}-copy"])
        writer.commit()
    return list(articles.values())


@pytest.mark.parametrize("seed", range(40))
def test_the_engine_finds_scores_and_orders_as_brute_force_does(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    engine = LocalEngine(tmp_path, create=True)
    articles = fill_at_random(dice, engine)
    truth = BruteForce(articles, dice.zone)
    with reading(engine) as reader:
        for _ in range(25):
            node, undated = dice.node(3), dice.pick([True, False])
            sort = dice.pick(["relevance", "newest", "oldest"])
            expected = truth.search(node, undated=undated)
            order = truth.order(expected, sort)
            asked = {"zone": dice.zone, "undated": undated, "sort": sort}
            answer = ask(reader, node, **asked, all_copies=True)
            assert [hit.id for hit in answer.hits] == order, node
            assert [hit.score for hit in answer.hits] == pytest.approx(
                [expected[id] for id in order], abs=1e-6
            ), node
            assert answer.total() == len(order)
            for name, counts in truth.facets(order).items():
                assert answer.facet(name, None) == counts
            assert not answer.relaxed
            for hit in answer.hits:
                body = truth.documents[[a.id for a in articles].index(hit.id)].article.body
                assert all(body[s.start :].startswith(s.text) for s in hit.snippets)


@pytest.mark.parametrize("seed", range(100, 115))
def test_relaxed_queries_put_the_articles_with_all_words_first(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    engine = LocalEngine(tmp_path, create=True)
    truth = BruteForce(fill_at_random(dice, engine), dice.zone)
    with reading(engine) as reader:
        for _ in range(15):
            query = nodes.And(tuple(nodes.Word(dice.pick(PLAIN)) for _ in range(3)))
            strict, lenient = readings = tiers(query, "auto")
            first = truth.search(strict, undated=False)
            every = truth.search(lenient, undated=False)
            rest = {id: score for id, score in every.items() if id not in first}
            expected = truth.order(first, "relevance")
            if len(first) < 10:
                expected += truth.order(rest, "relevance")
            asked = {"zone": dice.zone, "all_copies": True}
            answer = ask(reader, *readings, **asked)
            assert [hit.id for hit in answer.hits] == expected, query
            assert answer.relaxed is (len(first) < 10 and bool(rest))
            assert answer.total() == len(expected)
            pages = [
                hit.id
                for offset in range(0, len(expected) + 3, 3)
                for hit in ask(reader, *readings, **asked, limit=3, offset=offset).hits
            ]
            assert pages == expected


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "", 0), ("abc", "abc", 0), ("ab", "ba", 1), ("ca", "abc", 2), ("mayor", "mayro", 1)],
)
def test_the_brute_force_distance_is_the_unrestricted_one(a: str, b: str, distance: int) -> None:
    assert edits(a, b) == edits(b, a) == distance
