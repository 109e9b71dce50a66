"""What is marked in the articles of a page, against each of their texts looked at by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from naive_text import Text
from random_news import Dice
from segments import segment

from searchkit.analysis.patterns import marks
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.search.clauses import Words
from searchkit.search.collection import Collection
from searchkit.search.marking import Marks
from searchkit.search.plan import Planner
from searchkit.search.ranking import Ranked

Needles = list[tuple[list[tuple[int, int]], float]]


class Archive:
    """Up to three random segments; any page of their articles can be marked."""

    def __init__(self, folder: Path, dice: Dice) -> None:
        self.dice = dice
        self.articles = [
            [dice.article(f"a{number}-{i}") for i in range(dice.random.randint(1, 12))]
            for number in range(dice.random.randint(1, 3))
        ]
        segments = [segment(folder, articles) for articles in self.articles]
        self.collection = Collection(segments)

    def clauses(self, node: nodes.Node) -> tuple[Words, ...]:
        planner = Planner(self.collection, self.dice.zone, True)
        planner.compile(node)
        return tuple(planner.clauses)

    def page(self) -> list[tuple[Ranked, Article]]:
        every = [
            (Ranked(part.segment, docnum, 1.0), article)
            for part, articles in zip(self.collection.parts, self.articles, strict=True)
            for docnum, article in enumerate(articles)
        ]
        return self.dice.random.sample(every, min(len(every), 7))


def expected(article: Article, field: str, clauses: tuple[Words, ...]) -> Needles:
    text = Text(getattr(article, field), article.language)
    found = {}
    for clause in clauses:
        if field in clause.fields and clause.pattern not in found:
            places = marks(clause.pattern, lambda leaf: sorted(text.places(leaf)))
            if places:
                found[clause.pattern] = places, clause.rarity()
    return list(found.values())


@pytest.mark.parametrize("seed", range(25))
def test_each_part_is_found_where_its_text_holds_it(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    archive = Archive(tmp_path, dice)
    for _ in range(20):
        clauses, page = archive.clauses(dice.node(2)), archive.page()
        found = Marks(archive.collection, clauses, [ranked for ranked, _ in page])
        for ranked, article in page:
            in_title, in_body = found.needles(ranked.segment, ranked.docnum)
            assert in_title == expected(article, "title", clauses)
            assert in_body == expected(article, "body", clauses)


def test_a_part_that_is_asked_for_in_several_fields_is_found_once_in_each(tmp_path: Path) -> None:
    archive = Archive(tmp_path, Dice(1))
    article = Article(id="a", title="Mayor runs", body="The mayor ran. Mayors run.", language="en")
    part = Collection([segment(tmp_path, [article])]).parts[0]
    archive.collection = part.collection
    word = nodes.Word("mayor")
    clauses = archive.clauses(nodes.Or((nodes.Field("title", word), word, nodes.Boost(word, 2.0))))
    assert [clause.fields for clause in clauses] == [("title",), *[("title", "body")] * 2]
    in_title, in_body = Marks(part.collection, clauses, [Ranked(part.segment, 0, 1.0)]).needles(
        part.segment, 0
    )
    assert [places for places, _ in in_title] == [[(0, 1)]]
    assert [places for places, _ in in_body] == [[(1, 2), (3, 4)]]
