"""What holds of any query, whatever it finds: the laws of sets, of pages, of readings."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from random_news import Dice

from searchkit import Archive
from searchkit.engines.local import writer
from searchkit.errors import QueryError
from searchkit.query.nodes import And
from searchkit.query.printer import to_query

SEEDS = range(16)
DATED = ("date:", "after:", "before:")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Four segments, some of their articles deleted."""
    dice, index = Dice(1), tmp_path_factory.mktemp("laws") / "index"
    with (
        patch.object(writer, "plan_merges", lambda parts: []),
        Archive.open(index, create=True, zone="UTC") as archive,
    ):
        for start in range(0, 80, 20):
            archive.add_all(dice.article(f"a{n}") for n in range(start, start + 20))
            archive.commit()
        archive.delete("a3", "a24", "a79")
        archive.commit()
        assert archive.status().segments == 4
        yield archive


def texts(archive: Archive, seed: int, count: int) -> Iterator[str]:
    """Queries that are read without a warning."""
    dice = Dice(seed)
    while count:
        text = to_query(dice.node(2))
        if not archive.search(text, limit=0).warnings:
            count -= 1
            yield text


def found(archive: Archive, query: str, **options: object) -> list[tuple[str, float]]:
    """Ids and scores."""
    named = {"match": "all", "all_copies": True, "snippets": False, "limit": 100, **options}
    return [(hit.id, hit.score) for hit in archive.search(query, **named)]


def ids(archive: Archive, query: str, **options: object) -> set[str]:
    return {id for id, _ in found(archive, query, **options)}


@pytest.mark.parametrize("seed", SEEDS)
def test_operators_are_those_of_sets(archive, seed):
    one, other = texts(archive, seed, 2)
    a, b, every = ids(archive, one), ids(archive, other), ids(archive, "")
    assert ids(archive, f"({one}) AND ({other})") == ids(archive, f"({other}) ({one})") == a & b
    assert ids(archive, f"({one}) OR ({other})") == a | b
    without = ids(archive, f"-({one})")
    assert not without & a
    if not any(name in one for name in DATED):  # whether an undated article is in it is not known
        assert without == every - a
        assert ids(archive, f"({other}) -({one})") == b - a
    assert a <= ids(archive, one, match="auto") <= ids(archive, one, match="any")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_query_was_read_as_finds_and_scores_the_same(archive, seed):
    (query,) = texts(archive, seed, 1)
    results = archive.search(query, match="all")
    reading = results.interpreted.partition(" (dates in ")[0]
    assert found(archive, reading) == found(archive, query)
    assert archive.search(reading, match="all").interpreted == results.interpreted


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_are_the_whole_in_pieces(archive, seed):
    (query,) = texts(archive, seed, 1)
    asked = {
        "match": ("auto", "any", "all")[seed % 3],
        "sort": ("relevance", "newest", "oldest")[seed // 3 % 3],
        "all_copies": seed % 2 == 0,
    }
    whole, size = found(archive, query, **asked), 1 + seed % 7
    pages = [found(archive, query, limit=size, offset=at, **asked) for at in range(0, 100, size)]
    assert [hit for page in pages for hit in page] == whole
    results = archive.search(query, limit=0, **asked)
    assert results.groups == len(whole)
    assert results.total == archive.timeline(query, match=asked["match"]).total


@pytest.mark.parametrize("seed", SEEDS)
def test_an_explanation_agrees_with_the_search(archive, seed):
    (query,) = texts(archive, seed, 1)
    scores = dict(found(archive, query))
    for id in ("a1", "a20", "a41", "a62"):
        explanation = archive.explain(id, query, match="all")
        assert explanation.matches == (id in scores)
        if id in scores:
            assert explanation.score == scores[id]
            total = sum(word.score for word in explanation.words)
            assert total == pytest.approx(scores[id], abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_strict_changes_nothing_but_what_it_refuses(archive, seed):
    text = to_query(Dice(seed).node(3)) + ("", " —", " AND", ' "')[seed % 4]
    lenient = archive.search(text, match="all", limit=100)
    said = [warning for warning in lenient.warnings if "archive holds" not in warning]
    asked = {"match": "all", "limit": 100, "strict": True}
    if not said:
        assert [hit.id for hit in archive.search(text, **asked)] == [hit.id for hit in lenient]
        return
    with pytest.raises(QueryError) as caught:
        archive.search(text, **asked)
    assert 1 <= caught.value.column <= len(text)
    assert str(caught.value) in said[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_what_must_all_hold_makes_no_difference(archive, seed):
    dice = Dice(seed)
    parts = [dice.node(1) for _ in range(4)]
    kept = ids(archive, to_query(And(tuple(parts))))
    dice.random.shuffle(parts)
    assert ids(archive, to_query(And(tuple(parts)))) == kept
