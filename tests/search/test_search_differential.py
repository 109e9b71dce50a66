"""Searches against a brute-force scorer, over random segments with deletions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from brute_force import BruteForce
from random_news import PLAIN, Dice
from segments import segment

from searchkit.engines.base import Request
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.nodes import Node
from searchkit.query.tiers import tiers
from searchkit.search.searcher import Found, Searcher


class Archive:
    """Up to four random segments, some of their articles deleted, and what brute force says."""

    def __init__(self, folder: Path, dice: Dice, largest: int = 12) -> None:
        live: list[Article] = []
        deleted: list[Article] = []
        segments = []
        for number in range(dice.random.randint(1, 4)):
            articles = [
                dice.article(f"a{dice.random.randint(100, 999)}-{number}-{i}")
                for i in range(dice.random.randint(0, largest))
            ]
            gone = [article for article in articles if dice.random.random() < 0.15]
            live += [article for article in articles if article not in gone]
            deleted += gone
            segments.append(segment(folder, articles, [article.id for article in gone]))
        self.truth = BruteForce(live, dice.zone, deleted)
        self.searcher = Searcher(segments)
        self.zone = dice.zone

    def ask(self, *tiers: Node, **options: object) -> Found:
        return self.searcher.search(Request(tiers=tiers, zone=self.zone, **options))  # type: ignore[arg-type]


def ids(found: Found) -> list[str]:
    return [ranked.id for ranked in found.page]


def check(archive: Archive, found: Found, order: Sequence[str], scores: dict[str, float]) -> None:
    assert [ranked.score for ranked in found.page] == pytest.approx(
        [scores[ranked.id] for ranked in found.page], rel=1e-9, abs=1e-9
    )
    assert found.total() == len(order)
    for name, counts in archive.truth.facets(list(order)).items():
        assert found.facet(name) == counts


@pytest.mark.parametrize("seed", range(30))
def test_any_query_finds_scores_and_orders_as_brute_force_does(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    archive = Archive(tmp_path, dice)
    for _ in range(25):
        node, undated = dice.node(3), dice.pick([True, False])
        sort = dice.pick(["relevance", "newest", "oldest"])
        limit, offset = dice.pick([1, 3, 10, 1000]), dice.pick([0, 0, 2])
        scores = archive.truth.search(node, undated=undated)
        order = archive.truth.order(scores, sort)
        found = archive.ask(node, undated=undated, sort=sort, limit=limit, offset=offset)
        assert ids(found) == order[offset : offset + limit], node
        assert not found.relaxed
        check(archive, found, order, scores)


@pytest.mark.parametrize("seed", range(100, 112))
def test_relaxed_queries_put_the_articles_with_all_words_first(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    archive = Archive(tmp_path, dice)
    for _ in range(15):
        query = nodes.And(tuple(nodes.Word(dice.pick(PLAIN)) for _ in range(3)))
        strict, lenient = readings = tiers(query, "auto")
        first = archive.truth.search(strict, undated=False)
        every = archive.truth.search(lenient, undated=False)
        rest = {id: score for id, score in every.items() if id not in first}
        order = archive.truth.order(first, "relevance")
        if len(first) < 10:
            order += archive.truth.order(rest, "relevance")
        found = archive.ask(*readings, limit=1000)
        assert ids(found) == order, query
        assert found.relaxed is (len(first) < 10 and bool(rest))
        check(archive, found, order, every)
        for limit in (1, 3):
            page = archive.ask(*readings, limit=limit, offset=limit)
            assert ids(page) == order[limit : 2 * limit]
            assert page.relaxed is found.relaxed
            assert page.total() == len(order)


WORDS = ("run", "market", "mayor", "embassy", "e-mail", "us")


def flat(dice: Dice) -> Node:
    """A query whose best articles are found without scoring all."""
    words = tuple(nodes.Word(dice.pick(WORDS)) for _ in range(dice.random.randint(1, 4)))
    query: Node = words[0]
    if len(words) > 1:
        query = dice.pick([nodes.And, nodes.Or])(words)
    elif dice.random.random() < 0.4:
        query = nodes.Phrase(f"{dice.pick(WORDS)} {dice.pick(WORDS)}")
    if dice.random.random() < 0.2:
        query = nodes.Boost(query, 2.0)
    condition = dice.random.random()
    if condition < 0.4:
        held = dice.pick([nodes.Sources(("ap",)), nodes.DateRange(dice.bound(), None)])
        query = nodes.And((query, held))
    elif condition < 0.6:
        query = nodes.And((query, nodes.Not(nodes.Word(dice.pick(PLAIN)))))
    elif condition < 0.7:
        query = nodes.And((query, nodes.Field("title", nodes.Word(dice.pick(WORDS)))))
    return query


@pytest.mark.parametrize("seed", range(200, 203))
def test_pruned_searches_of_long_lists_find_what_brute_force_does(
    tmp_path: Path, seed: int
) -> None:
    dice = Dice(seed)
    archive = Archive(tmp_path, dice, largest=1500)
    for _ in range(30):
        node, limit = flat(dice), dice.pick([1, 10, 100])
        scores = archive.truth.search(node, undated=False)
        order = archive.truth.order(scores, "relevance")
        found = archive.ask(node, limit=limit)
        assert ids(found) == order[:limit], node
        check(archive, found, order, scores)
