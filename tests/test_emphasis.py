"""Words of grammar in a long query must match, weigh nothing, and change no total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from searchkit import Archive, Article
from searchkit.emphasis import emphasised, neighbours
from searchkit.query.nodes import And, Boost, Node, Or, Word
from searchkit.query.parser import parse

QUESTION = "what was said about the dam in the valley"


def read(text: str) -> Node:
    return parse(text, now=datetime.now(timezone.utc)).node


def weightless(node: Node) -> set[str]:
    children = node.children if isinstance(node, And | Or) else (node,)
    return {
        child.child.text
        for child in children
        if isinstance(child, Boost) and child.weight == 0.0 and isinstance(child.child, Word)
    }


def test_words_of_grammar_weigh_nothing() -> None:
    assert weightless(emphasised(read(QUESTION))) == {"what", "was", "said", "about", "the", "in"}
    assert weightless(emphasised(read("(What, exactly, was said about the dam?)"))) >= {"What,"}


@pytest.mark.parametrize(
    "query",
    [
        "the who",
        "will smith and the",
        '"what was said about the dam in the valley"',
        "title:the -was about^2 of",
    ],
)
def test_other_queries_stay_as_they_are(query: str) -> None:
    node = read(query)
    assert emphasised(node) is node


ARTICLES = [
    Article(id="both", body="The dam in the valley was discussed, they said.", language="en"),
    Article(id="dam", body="A dam, dams, damming.", language="en"),
    Article(id="grammar", body="What was it about? The what, the was, the in.", language="en"),
    Article(id="other", body="Nothing of it.", language="en"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("emphasis") / "index"
    for article in ARTICLES:
        with Archive.open(path, create=True) as writing:
            writing.add(article)
    with Archive.open(path) as reading:
        yield reading


def test_articles_about_it_come_before_those_that_share_its_grammar(archive: Archive) -> None:
    found = archive.search(QUESTION, match="any")
    assert [hit.id for hit in found] == ["both", "dam", "grammar"]
    assert [hit.score > 0 for hit in found] == [True, True, False]
    assert found.total == 3


def test_a_short_page_is_the_beginning_of_a_long_one(archive: Archive) -> None:
    every = [hit.id for hit in archive.search(QUESTION, match="any", limit=10)]
    for limit in range(4):
        assert [h.id for h in archive.search(QUESTION, match="any", limit=limit)] == every[:limit]


def test_all_words_must_be_there_all_the_same(archive: Archive) -> None:
    query = "what was the dam in it about"
    assert archive.search(query, match="all").total == 0
    assert archive.search("the dam in the valley was they said", match="all").total == 1


def test_words_of_grammar_are_not_marked(archive: Archive) -> None:
    (hit, *_) = archive.search(QUESTION, match="any")
    marked = {s.text[start:end] for s in hit.snippets for start, end in s.spans}
    assert marked == {"dam", "valley"}


def test_the_reading_shows_the_query_as_it_was_asked(archive: Archive) -> None:
    assert archive.search(QUESTION, match="any").interpreted == QUESTION.replace(" ", " OR ")


def pairs(text: str) -> list[str]:
    return [phrase.text for phrase in neighbours(read(text))]


def test_neighbours_are_words_side_by_side_that_weigh_something() -> None:
    assert pairs("what was said about the old dam wall in the upper valley") == [
        "old dam",
        "dam wall",
        "upper valley",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "old dam wall valley",
        "old OR dam OR wall OR upper OR valley",
        '"old dam wall" -upper title:valley was the',
    ],
)
def test_short_queries_alternatives_and_phrases_have_no_neighbours(query: str) -> None:
    assert pairs(query) == []


def test_a_word_said_twice_is_no_neighbour_of_itself() -> None:
    assert pairs("dam Dam, wall upper valley wall upper") == [
        "Dam, wall",
        "wall upper",
        "upper valley",
        "valley wall",
    ]
