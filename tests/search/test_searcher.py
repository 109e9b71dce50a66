"""What a searcher promises beside the right articles: statistics, ties, tiers, threads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timezone
from pathlib import Path
from typing import Any

import pytest
from asking import article
from segments import segment

from searchkit.engines.base import Request
from searchkit.model import FACETS, Article
from searchkit.query import nodes
from searchkit.query.limits import MAX_EXPANSIONS
from searchkit.query.nodes import And, Field, Fuzzy, Node, Or, Phrase, Prefix, Wildcard, Word
from searchkit.search.searcher import Found, Searcher


def ask(searcher: Searcher, *tiers: Node, **options: Any) -> Found:
    return searcher.search(Request(tiers=tiers, zone=timezone.utc, **options))


def ids(found: Found) -> list[str]:
    return [ranked.id for ranked in found.page]


def searcher(folder: Path, *parts: Sequence[Article], deleted: Sequence[str] = ()) -> Searcher:
    return Searcher([segment(folder, articles, deleted) for articles in parts])


def test_deleted_articles_are_not_found_but_count_in_the_statistics(tmp_path: Path) -> None:
    parts = [
        [article("a", "river sea"), article("gone", "river river river " + "x " * 40)],
        [article("b", "sea")],
    ]
    found = ask(searcher(tmp_path, *parts, deleted=["gone"]), Word("river"))
    assert ids(found) == ["a"]
    assert found.total() == 1
    assert found.facet("source") == []
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 2 / ((2 + 43 + 1) / 3))
    assert found.page[0].score == pytest.approx(idf * 2.2 / (1 + norm), rel=1e-12)


def test_ties_of_many_stand_newest_first_then_by_id_over_all_segments(tmp_path: Path) -> None:
    days = ["2022-01-01", "2022-01-03", None, "2022-01-02"]
    parts = [
        [article(f"{i:03}-{part}", "river sea", published=days[i % 4]) for i in range(300)]
        for part in range(2)
    ]
    held = searcher(tmp_path, *parts)
    newest_first = sorted((a for part in parts for a in part), key=lambda a: (a.when is None, a.id))
    newest_first.sort(key=lambda a: a.when.isoformat() if a.when else "", reverse=True)
    for query in (Word("river"), Or((Word("river"), Word("sea"))), Phrase("river sea")):
        assert ids(ask(held, query, limit=7, offset=3)) == [a.id for a in newest_first[3:10]]


def test_a_limit_of_nothing_still_counts(tmp_path: Path) -> None:
    found = ask(searcher(tmp_path, [article("a", "river", source="Post")]), Word("river"), limit=0)
    assert found.page == ()
    assert found.total() == 1
    assert found.facet("source") == [("Post", 1)]


def test_an_archive_of_nothing_answers(tmp_path: Path) -> None:
    for held in (Searcher([]), searcher(tmp_path, [])):
        found = ask(held, And((Word("river"), Phrase("a b"), Prefix("x"))), Word("river"))
        assert (found.page, found.total(), found.relaxed) == ((), 0, False)
        assert [found.facet(name) for name in FACETS] == [[]] * len(FACETS)
        assert ask(held, nodes.Everything(), sort="newest").page == ()


def test_a_later_tier_is_not_read_when_the_first_has_enough(tmp_path: Path) -> None:
    held = searcher(tmp_path, [article(f"{i}", "river sea") for i in range(12)])
    found = ask(held, And((Word("river"), Word("sea"))), Or((Word("—"), Word("river"))), limit=3)
    assert (found.total(), found.relaxed, found.warnings) == (12, False, ())


def test_facets_join_the_spellings_of_a_source_over_segments(tmp_path: Path) -> None:
    parts = [
        [article("1", "river", source="Post", published="0999-01-31")],
        [
            article("2", "river", source="POST", published="2022-03-01"),
            article("3", "river", source="POST", published="2022-03-31T23:00:00-05:00"),
        ],
    ]
    found = ask(searcher(tmp_path, *parts), Word("river"))
    assert found.facet("source") == [("POST", 3)]
    assert found.facet("day") == [("0999-01-31", 1), ("2022-03-01", 1), ("2022-03-31", 1)]
    assert found.facet("month") == [("0999-01", 1), ("2022-03", 2)]
    assert found.facet("year") == [("0999", 1), ("2022", 2)]


def test_an_author_is_told_by_the_words_of_the_byline_in_their_order(tmp_path: Path) -> None:
    bylines = ["Mara Quill", "MARA  QUILL", "Mara Quill-Haus", "Quill Mara", "…", None]
    parts = [
        [article(f"{part}{n}", "river", author=name) for n, name in enumerate(bylines)]
        for part in range(2)
    ]
    found = ask(searcher(tmp_path, *parts, deleted=["00"]), Word("river"))
    assert found.facet("author") == [("MARA QUILL", 3), ("Mara Quill-Haus", 2), ("Quill Mara", 2)]


def test_a_facet_is_cut_to_its_most_frequent_values(tmp_path: Path) -> None:
    days = ["2022-01-03", "2022-01-03", "2022-01-01", "2022-01-01", "2022-01-02"]
    parts = [
        [
            article(str(n), "river", published=day, author=f"A{n // 2}", source=f"S{n // 2}")
            for n, day in enumerate(days)
        ]
    ]
    found = ask(searcher(tmp_path, *parts), Word("river"))
    assert found.facet("day", 2) == [("2022-01-01", 2), ("2022-01-03", 2)]
    assert found.facet("author", 1) == [("A0", 2)]
    assert found.facet("source", 2) == [("S0", 2), ("S1", 2)]
    assert [found.facet(name, 0) for name in FACETS] == [[]] * len(FACETS)


def test_an_expansion_takes_the_commonest_words_over_all_segments(tmp_path: Path) -> None:
    words = [f"word{i:04}" for i in range(MAX_EXPANSIONS + 20)]
    parts = [
        [article("many", " ".join(words))],
        [article(f"last{i}", " ".join(words[-20:])) for i in range(2)],
    ]
    held = searcher(tmp_path, *parts)
    for query in (Prefix("word"), Wildcard("w*d*")):
        found = ask(held, query)
        assert set(ids(found)) == {"many", "last0", "last1"}
        assert len(found.warnings) == 1
        assert f"{MAX_EXPANSIONS + 20:,}" in found.warnings[0]
    assert ask(held, Fuzzy("word1043")).warnings == ()


def test_a_hashtag_and_its_word_are_one_occurrence_of_a_wildcard(tmp_path: Path) -> None:
    held = searcher(tmp_path, [article("tag", "#metoo x"), article("word", "metoo x")])
    scores = {r.id: r.score for r in ask(held, Wildcard("*metoo")).page}
    assert scores["tag"] == scores["word"] > 0
    assert ids(ask(held, Wildcard("*etoo"), limit=1)) == ["tag"]


def test_a_field_of_its_own_scores_nothing(tmp_path: Path) -> None:
    held = searcher(tmp_path, [article("a", author="Jane Runner", url="https://x.org/jane")])
    for query in (
        Field("author", Word("runner")),
        Field("author", Phrase("jane runner")),
        Field("url", Prefix("ja")),
        Field("author", Phrase("runner jane", 1)),
    ):
        (hit,) = ask(held, query).page
        assert (hit.id, hit.score) == ("a", 0.0)
    assert ask(held, Field("author", Phrase("runner jane"))).page == ()


def test_threads_may_share_a_searcher(tmp_path: Path) -> None:
    articles = [article(f"{i}", f"river {'sea ' * (i % 7)} word{i % 13}") for i in range(600)]
    queries: list[Node] = [Word("river"), Phrase("river sea"), Prefix("word"), Word("word7")]
    queries += [Or((Word("river"), Word("sea"))), And((Word("sea"), Word("word3")))]
    alone = [ids(ask(searcher(tmp_path, articles), query)) for query in queries]
    shared = searcher(tmp_path, articles)
    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(lambda _: [ids(ask(shared, q)) for q in queries], range(24)):
            assert found == alone
