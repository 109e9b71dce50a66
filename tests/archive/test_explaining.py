"""Why an article is found, or not: each part of a query, and the score to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit import Archive, Article, ArticleNotFound
from searchkit.present.explanations import explanation_lines
from searchkit.present.style import Style

STORIES = [
    Article(
        id="kyiv",
        title="Embassy staff leave",
        body="The embassy ordered an evacuation. Military planes were ready for action.",
        source="Example Wire",
        published="2022-01-23",
        language="en",
    ),
    Article(id="plain", title="\x1b[2J", body="A mayor spoke of the embassy.", language="en"),
]
QUERIES = [
    "embassy evacuation",
    "embassy embassy",
    "embassy^2 OR action",
    '"embassy staff" planes',
    "evacuat* embasy~ title:staff body:ready",
    "exact:planes embassy zeppelin",
    "embassy staff leave ordered evacuation",
    '"embassy" OR staff^0.5 embassy',
    "embassy OR (staff zeppelin)^2 OR (planes -leave)",
    "embassy after:2022-01-01 source:\"Example Wire\" -mayor",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path: Path = tmp_path_factory.mktemp("archive") / "index"
    with Archive.open(path, create=True, zone="UTC") as archive:
        archive.add_all(STORIES)
        archive.commit()
        yield archive


@pytest.mark.parametrize("query", QUERIES)
def test_the_score_is_that_of_the_search_and_the_sum_of_its_words(archive, query):
    explanation = archive.explain("kyiv", query)
    hit = next(hit for hit in archive.search(query, explain=True) if hit.id == "kyiv")
    assert explanation.matches
    assert explanation.score == hit.score
    for words in (explanation.words, hit.explanation):
        assert sum(word.score for word in words) == pytest.approx(hit.score, abs=1e-12)
    for word in explanation.words:
        assert word.score <= word.weight * word.idf * 2.2


@pytest.mark.parametrize(
    ("query", "text", "reason"),
    [
        ("zeppelin -mayor", "zeppelin", "it does not have this, in any form"),
        ('"military action"', '"military action"', 'apart: "military action"~4 matches'),
        ('"military zeppelin"', '"military zeppelin"', "it does not have zeppelin"),
        ("after:2022-02-01", "after:2022-02-01", "published 2022-01-23, before these dates"),
        ("before:2022-01-01", "before:2022-01-01", "published 2022-01-23, after these dates"),
        ("source:AP", "source:AP", "its source is Example Wire"),
        ("lang:de", "lang:de", "its language is en"),
        ("-embassy", "-embassy", "it has what is left out: embassy"),
        ("title:evacuation", "title:evacuation", "not in its title, but elsewhere in it"),
        ("exact:orders", "exact:orders", "it has other forms of it only"),
        ("zepp*", "zepp*", "it has no such word"),
        ("zeppelin OR mayor", "zeppelin OR mayor", "it matches none of these"),
    ],
)
def test_the_part_that_does_not_match_says_why(archive, query, text, reason):
    explanation = archive.explain("kyiv", query)
    assert not explanation.matches
    assert (explanation.score, explanation.words) == (None, ())
    (failed,) = (part for part in explanation.parts if not part.matches)
    assert failed.text == text
    assert reason in str(failed.reason)


def test_words_that_come_near_are_named_as_the_article_writes_them(archive):
    (part,) = archive.explain("kyiv", "embasy").parts
    assert part.nearest[0] == "Embassy" or part.nearest[0] == "embassy"
    (part,) = archive.explain("kyiv", '"millitary action"').parts
    assert part.nearest == ("Military",)


def test_an_article_of_no_date_or_source_says_so(archive):
    parts = archive.explain("plain", "embassy", after="2022-01-01", source="AP").parts
    reasons = {part.text: part.reason for part in parts}
    assert reasons["embassy"] is None
    assert reasons["source:AP"] == "its source is unknown"
    assert "it has no date" in str(reasons["after:2022-01-01"])
    assert archive.explain("plain", "embassy", after="2022-01-01", undated=True).matches


def test_some_of_the_words_are_enough_only_while_few_articles_have_all(archive, tmp_path):
    explanation = archive.explain("kyiv", "embassy zeppelin")
    assert explanation.matches
    assert explanation.relaxed
    assert not archive.explain("kyiv", "embassy zeppelin", match="all").matches
    assert not archive.explain("kyiv", "embassy zeppelin", match="any").relaxed
    with Archive.open(tmp_path / "index", create=True) as many:
        both = "The embassy saw a zeppelin."
        many.add_all(Article(id=f"{n}", title="", body=both, language="en") for n in range(10))
        many.add(STORIES[0])
        many.commit()
        assert not many.explain("kyiv", "embassy zeppelin").matches


def test_groups_are_explained_within(archive):
    (part,) = archive.explain("kyiv", "(zeppelin OR embassy)").parts
    assert [(inner.text, inner.matches) for inner in part.parts] == [
        ("zeppelin", False),
        ("embassy", True),
    ]


def test_the_reading_shows_bounds_and_zone(archive):
    explanation = archive.explain("kyiv", "embassy", after="2022-01-01", before="2022-02-01")
    assert explanation.interpreted == "embassy after:2022-01-01 before:2022-02-01 (dates in UTC)"


def test_everything_matches_an_empty_query(archive):
    assert archive.explain("kyiv", "").matches


def test_an_unknown_article_is_an_error(archive):
    with pytest.raises(ArticleNotFound):
        archive.explain("nothing", "embassy")


def test_it_is_told_in_lines_that_hide_nothing_and_act_on_no_terminal(archive):
    explanation = archive.explain("plain", "mayor zeppelin \x1b[2J")
    lines = list(explanation_lines(explanation, Style()))
    assert not any("\x1b" in line for line in lines)
    assert "matches some of the words only: follows articles that have all" in lines
    assert any(line.strip() == "yes  mayor" for line in lines)
    assert any("zeppelin: it does not have this" in line for line in lines)
    assert any(line.startswith("score ") for line in lines)
    data = explanation.to_json()
    assert data["parts"][0]["text"] == "mayor"
    assert data["words"][0]["word"] == "mayor"
