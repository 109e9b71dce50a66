"""The engine against a brute-force scorer, over random archives with segments and deletions."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from asking import ask, reading
from brute_force import BruteForce, edits

from searchkit.engines.local.engine import LocalEngine
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.nodes import Node
from searchkit.query.tiers import tiers

PLAIN = (
    "run running runs runner ran market markets marketing mayor mayors embassy embassies".split()
)
HARD = "e-mail email COVID-19 covid19 U.S. US us don't AT&T 10,000 #metoo café cafe Biden's".split()
OTHER = "Häuser Haus läuft laufen bâtiment 北京大学 北京 Москва".split()
VOCABULARY = PLAIN * 3 + HARD + OTHER
ZONES = [timezone.utc, timezone(timedelta(hours=-5)), ZoneInfo("Europe/Berlin")]
SOURCES = ["AP", "ap", "Reuters", "Straße", "STRASSE", None]
DAYS = [date(2022, 1, 30), date(2022, 1, 31), date(2022, 2, 1), date(2021, 12, 31)]


class Dice:
    """Random archives and queries from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.pick = self._random.choice
        self.zone = self.pick(ZONES)

    def text(self, longest: int) -> str:
        return " ".join(self._random.choices(VOCABULARY, k=self._random.randint(0, longest)))

    def published(self) -> date | None:
        kind = self._random.random()
        if kind < 0.25:
            return None
        day = self.pick(DAYS)
        if kind < 0.6:
            return day
        zone = timezone(timedelta(minutes=self.pick([-300, 0, 60, 330])))
        hour, minute = self.pick([(0, 0), (4, 59), (12, 0), (23, 30)])
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)

    def article(self, id: str) -> Article:
        return Article(
            id=id,
            title=self.text(5),
            body=self.text(25),
            source=self.pick(SOURCES),
            author=self.pick([None, "Mayor Runner", "A. Haus"]),
            url=self.pick([None, "https://example.org/mayor-runs/2022"]),
            language=self.pick(["en", "en", "en", "de", "fr"]),
            published=self.published(),
        )

    def archive(self, engine: LocalEngine) -> list[Article]:
        """Several commits of new, replaced and deleted articles; what is left at the end."""
        articles: dict[str, Article] = {}
        for _ in range(self._random.randint(1, 4)):
            writer = engine.writer()
            for _ in range(self._random.randint(0, 12)):
                item = self.article(f"a{self._random.randint(0, 25)}")
                articles[item.id] = item
                writer.put(item)
            for id in [id for id in articles if self._random.random() < 0.15]:
                del articles[id]
                writer.delete(id)
            copies = [item for item in articles.values() if self._random.random() < 0.1]
            for item in copies:
                articles[f"{item.id}-copy"] = item.with_id(f"{item.id}-copy")
                writer.put(articles[f"{item.id}-copy"])
            writer.commit()
        return list(articles.values())

    def bound(self) -> date:
        day = self.pick(DAYS)
        if self._random.random() < 0.5:
            return day
        return datetime(day.year, day.month, day.day, 5, tzinfo=timezone.utc)

    def phrase(self) -> str:
        return " ".join(self._random.choices(VOCABULARY, k=self._random.randint(1, 3)))

    def leaf(self) -> Node:
        word = self.pick(VOCABULARY)
        makers: list[Callable[[], Node]] = [
            lambda: nodes.Word(word),
            lambda: nodes.Word(word),
            lambda: nodes.Word("—!"),
            lambda: nodes.Phrase(self.phrase()),
            lambda: nodes.Phrase(self.phrase(), self._random.randint(0, 4)),
            lambda: nodes.Exact(word),
            lambda: nodes.Prefix(self.pick(["ma", "run", "e", "cov", "москва", "北"])),
            lambda: nodes.Wildcard(self.pick(["m*s", "r?n", "*ing", "*a*e*", "????", "no*pe"])),
            lambda: nodes.Fuzzy(self.pick(["mayro", "runs", "haus", "emial"]), self.pick([1, 2])),
            lambda: nodes.Sources((self.pick(["ap", "REUTERS", "strasse", "nobody"]),)),
            lambda: nodes.Languages((self.pick(["en", "de"]),)),
            lambda: nodes.DateRange(self.bound(), None),
            lambda: nodes.DateRange(None, self.bound()),
            lambda: nodes.DateRange(*sorted([self.bound(), self.bound()], key=str)),
            lambda: nodes.Everything(),
        ]
        return self.pick(makers)()

    def node(self, depth: int) -> Node:
        kind = self._random.random()
        if depth == 0 or kind < 0.3:
            return self.leaf()
        children = tuple(self.node(depth - 1) for _ in range(self._random.randint(2, 3)))
        if kind < 0.55:
            return nodes.And(children)
        if kind < 0.75:
            return nodes.Or(children)
        if kind < 0.85:
            return nodes.Not(children[0])
        if kind < 0.92:
            return nodes.Boost(children[0], self.pick([0.5, 2.0, 10.0]))
        return nodes.Field(self.pick(["title", "body", "author", "url"]), children[0])


@pytest.mark.parametrize("seed", range(40))
def test_the_engine_finds_scores_and_orders_as_brute_force_does(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    engine = LocalEngine(tmp_path, create=True)
    articles = dice.archive(engine)
    truth = BruteForce(articles, dice.zone)
    with reading(engine) as reader:
        for _ in range(25):
            node, undated = dice.node(3), dice.pick([True, False])
            sort = dice.pick(["relevance", "newest", "oldest"])
            expected = truth.search(node, undated=undated)
            order = truth.order(expected, sort)
            answer = ask(reader, node, zone=dice.zone, undated=undated, sort=sort)
            assert [hit.id for hit in answer.hits] == order, node
            assert [hit.score for hit in answer.hits] == pytest.approx(
                [expected[id] for id in order], abs=1e-6
            ), node
            assert answer.total() == len(order)
            assert answer.facets() == truth.facets(order)
            assert not answer.relaxed
            for hit in answer.hits:
                body = truth.documents[[a.id for a in articles].index(hit.id)].article.body
                assert all(body[s.start :].startswith(s.text) for s in hit.snippets)


@pytest.mark.parametrize("seed", range(100, 115))
def test_relaxed_queries_put_the_articles_with_all_words_first(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    engine = LocalEngine(tmp_path, create=True)
    truth = BruteForce(dice.archive(engine), dice.zone)
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
            answer = ask(reader, *readings, zone=dice.zone)
            assert [hit.id for hit in answer.hits] == expected, query
            assert answer.relaxed is (len(first) < 10 and bool(rest))
            assert answer.total() == len(expected)
            pages = [
                hit.id
                for offset in range(0, len(expected) + 3, 3)
                for hit in ask(reader, *readings, zone=dice.zone, limit=3, offset=offset).hits
            ]
            assert pages == expected


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "", 0), ("abc", "abc", 0), ("ab", "ba", 1), ("ca", "abc", 2), ("mayor", "mayro", 1)],
)
def test_the_brute_force_distance_is_the_unrestricted_one(a: str, b: str, distance: int) -> None:
    assert edits(a, b) == edits(b, a) == distance
