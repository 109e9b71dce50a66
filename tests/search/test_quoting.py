"""`said:` against a second opinion over random articles, and what it does where there are many."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from brute_force import BruteForce
from random_news import VOCABULARY, Dice
from segments import segment

from searchkit.engines.base import Request
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.nodes import And, Boost, Node, Not, Or, Phrase, Said, Word
from searchkit.quotes.extraction import voices
from searchkit.search import quoting
from searchkit.search.searcher import Found, Searcher

UTC = ZoneInfo("UTC")
NAMES = ["Jane Doe", "John Doe", "Mary Roe-Smith", "the mayor", "Doe", "she"]
SOUGHT = ["doe", "jane doe", "roe-smith", "mayor", "Jöhn Doe", "smith", "?!", "nobody"]


class Newsroom(Dice):
    """Random articles in which people say things, and queries that ask who said what."""

    def text(self, longest: int) -> str:
        if longest < 10:
            return super().text(longest)
        sentences = [self._sentence() for _ in range(self.random.randint(0, 5))]
        return self.pick([" ", "\n\n"]).join(sentences)

    def _sentence(self) -> str:
        words = " ".join(self.random.choices(VOCABULARY, k=self.random.randint(1, 6)))
        name = self.pick(NAMES)
        return self.pick(
            [
                f"“{words},” said {name}.",
                f"“{words},” {name} said. “{super().text(4)}”",
                f"{name} told Reuters that {words}.",
                f"{name} saw {words}.",
            ]
        )

    def node(self, depth: int) -> Node:
        if self.random.random() > 0.35:
            return super().node(depth)
        said: Node = Said(self.pick(SOUGHT))
        kind = self.random.random()
        if kind < 0.3:
            return said
        if kind < 0.4:
            return Boost(said, 2.0)
        if kind < 0.5:
            said = Or((said, Said(self.pick(SOUGHT))))
        return And(
            (said, *(super(Newsroom, self).node(1) for _ in range(self.random.randint(1, 2))))
        )


@pytest.mark.parametrize("seed", range(25))
def test_said_finds_scores_and_orders_as_brute_force_does(tmp_path: Path, seed: int) -> None:
    dice = Newsroom(seed)
    articles = [dice.article(f"a{number:02}") for number in range(24)]
    segments = [segment(tmp_path, articles[:15]), segment(tmp_path, articles[15:])]
    truth, searcher = BruteForce(articles, dice.zone), Searcher(segments)
    for _ in range(20):
        node, sort = dice.node(2), dice.pick(["relevance", "newest"])
        limit = dice.pick([2, 100])
        scores = truth.search(node, undated=False)
        order = truth.order(scores, sort)
        request = Request(tiers=(node,), zone=dice.zone, sort=sort, limit=limit)
        found = searcher.search(request)
        assert [ranked.id for ranked in found.page] == order[:limit], node
        assert found.total() == len(order)
        for ranked in found.page:
            assert ranked.score == pytest.approx(scores[ranked.id])


BUDGET = (
    "“The budget is a boat,” said Jane Doe. “It leaks.” Later the dam broke.\n\n“No,” said Roe."
)


def ask(folder: Path, node: Node, *bodies: str) -> Found:
    articles = [
        Article(id=f"a{i}", title="News", body=body, language="en", published=f"{1000 + i}-01-01")
        for i, body in enumerate(bodies)
    ]
    searcher = Searcher([segment(folder, articles)])
    return searcher.search(Request(tiers=(node,), zone=UTC))


@pytest.mark.parametrize(
    ("node", "holds"),
    [
        (Said("doe"), True),
        (Said("jane doe"), True),
        (Said("janet"), False),
        (Said("dam"), False),
        (And((Said("doe"), Word("budgets"))), True),
        (And((Said("doe"), Word("budget"), Word("leaks"))), True),
        (And((Said("doe"), Word("dam"))), False),
        (And((Said("doe"), nodes.Field("body", Word("dam")))), True),
        (And((Said("doe"), Phrase("a boat"))), True),
        (And((Said("doe"), Phrase("boat it"))), False),
        (And((Said("doe"), Or((Word("dam"), Word("boat"))))), True),
        (And((Said("roe"), Word("boat"))), False),
        (And((Or((Said("roe"), Said("doe"))), Word("boat"))), True),
        (And((Said("roe"), Said("doe"))), True),
        (And((Word("dam"), Not(Said("doe")))), False),
        (And((Said("doe"), Not(Word("dam")))), False),
        (Not(Said("broke")), True),
    ],
)
def test_what_stands_beside_said_must_be_what_that_person_says(
    tmp_path: Path, node: Node, holds: bool
) -> None:
    assert ask(tmp_path, node, BUDGET).total() == holds


def test_quotations_are_those_that_hold_what_was_asked(tmp_path: Path) -> None:
    found = ask(tmp_path, And((Said("doe"), Word("leak"))), BUDGET)
    [ranked] = found.page
    quotations = found.query.quotations(ranked.segment, ranked.docnum)
    assert [one.text for one in quotations] == ["It leaks."]
    found = ask(tmp_path, Or((Said("doe"), Said("roe"))), BUDGET)
    [ranked] = found.page
    quotations = found.query.quotations(ranked.segment, ranked.docnum)
    assert [one.speaker for one in quotations] == ["Jane Doe", "Jane Doe", "Roe"]


def test_beyond_the_limit_only_the_newest_articles_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quoting, "MAX_QUOTING", 3)
    found = ask(tmp_path, Said("doe"), *[BUDGET] * 5)
    assert {ranked.id for ranked in found.page} == {"a4", "a3", "a2"}
    assert found.total() == 3
    [warning] = found.warnings
    assert "newest" in warning
    assert "2 older" in warning


def test_a_name_without_words_is_said_to_hold_none(tmp_path: Path) -> None:
    found = ask(tmp_path, And((Said("…"), Word("dam"))), BUDGET)
    assert found.total() == 1
    assert found.warnings == ("'…' holds no word that could be searched for",)


def test_the_best_articles_are_read_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(quoting, "voices", lambda body: read.append(body) or voices(body))
    found = ask(tmp_path, Said("doe"), *[BUDGET] * 300)
    assert len(found.page) == 10
    assert len(read) < 100
    assert found.total() == 300
    assert len(read) == 300
