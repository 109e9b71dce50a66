"""How many of the quotations that were marked by hand are found, and whose they are said to be."""

from __future__ import annotations

from marked_articles import documents, marked_articles, score

FOUND, RIGHT = 0.95, 0.95
"""The least share of marked quotations that is found, and of given ones that is right."""


def test_two_hundred_quotations_are_marked() -> None:
    assert score(documents()).marked + score(marked_articles()).marked >= 200


def test_nearly_all_quotations_are_found_and_their_speakers_right() -> None:
    for articles in (documents(), marked_articles()):
        total = score(articles)
        assert total.found >= FOUND * total.marked, total.mistakes
        assert total.right >= RIGHT * total.given, total.mistakes
