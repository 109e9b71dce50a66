"""Random articles and queries that meet often: few words, few days, few sources."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.nodes import Node

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
        self.random = random.Random(seed)
        self.pick = self.random.choice
        self.zone = self.pick(ZONES)

    def text(self, longest: int) -> str:
        return " ".join(self.random.choices(VOCABULARY, k=self.random.randint(0, longest)))

    def published(self) -> date | None:
        kind = self.random.random()
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

    def bound(self) -> date:
        day = self.pick(DAYS)
        if self.random.random() < 0.5:
            return day
        return datetime(day.year, day.month, day.day, 5, tzinfo=timezone.utc)

    def phrase(self) -> str:
        return " ".join(self.random.choices(VOCABULARY, k=self.random.randint(1, 3)))

    def leaf(self) -> Node:
        word = self.pick(VOCABULARY)
        makers: list[Callable[[], Node]] = [
            lambda: nodes.Word(word),
            lambda: nodes.Word(word),
            lambda: nodes.Word("—!"),
            lambda: nodes.Phrase(self.phrase()),
            lambda: nodes.Phrase(self.phrase(), self.random.randint(0, 4)),
            lambda: nodes.Exact(word),
            lambda: nodes.Exact(self.phrase()),
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
        kind = self.random.random()
        if depth == 0 or kind < 0.3:
            return self.leaf()
        children = tuple(self.node(depth - 1) for _ in range(self.random.randint(2, 3)))
        if kind < 0.55:
            return nodes.And(children)
        if kind < 0.75:
            return nodes.Or(children)
        if kind < 0.85:
            return nodes.Not(children[0])
        if kind < 0.92:
            return nodes.Boost(children[0], self.pick([0.5, 2.0, 10.0]))
        return nodes.Field(self.pick(["title", "body", "author", "url"]), children[0])
