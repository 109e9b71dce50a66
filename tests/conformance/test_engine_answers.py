"""What any engine owes to whoever asks for more than a page: samples, best articles, relatives."""

from __future__ import annotations

from datetime import date, timezone

import pytest
from asking import article, ask, fill, reading

from searchkit.engines.base import Engine, Request
from searchkit.query.nodes import DateRange, Everything, Word

RIVER = [
    article(f"{n:02}", "the river rose " + "and rose " * n, published=f"2022-01-{n + 1:02}")
    for n in range(20)
]


@pytest.mark.parametrize(("most", "expected"), [(0, 0), (7, 7), (20, 20), (100, 20)])
def test_a_sample_is_evenly_spread_and_holds_none_twice(
    engine: Engine, most: int, expected: int
) -> None:
    fill(engine, RIVER[:11], RIVER[11:])
    with reading(engine) as reader:
        ids = [item.id for item in ask(reader, Word("river"), limit=0).sample(most)]
    assert len(ids) == len(set(ids)) == expected
    if most == 7:
        assert {id[0] for id in ids} == {"0", "1"}


def test_the_best_of_some_days_is_theirs_alone(engine: Engine) -> None:
    fill(engine, RIVER[:11], [*RIVER[11:], article("undated", "river river river")])
    with reading(engine) as reader:
        answer = ask(reader, Word("river"), limit=0)
        best = answer.best(date(2022, 1, 5), date(2022, 1, 15))
        assert best is not None
        assert (best.id, best.snippets) == ("04", ())
        assert answer.best(date(2022, 1, 21), date(2023, 1, 1)) is None
        every = ask(reader, Everything(), limit=0)
        newest = every.best(date.min, date.max)
        assert newest is not None
        assert newest.id == "19"


def test_a_days_best_is_of_its_civil_day(engine: Engine) -> None:
    fill(engine, [article("late", "river", published="2022-01-23T23:30:00-05:00")])
    with reading(engine) as reader:
        answer = ask(reader, Word("river"), limit=0)
        best = answer.best(date(2022, 1, 23), date(2022, 1, 24))
        assert best is not None
        assert answer.best(date(2022, 1, 24), date(2022, 1, 25)) is None


def test_relatives_are_of_what_is_asked_for(engine: Engine) -> None:
    fill(engine, RIVER[:11], RIVER[11:])
    late = DateRange(date(2022, 1, 15), None)
    with reading(engine) as reader:
        request = Request(tiers=(late,), zone=timezone.utc, limit=3)
        similar = reader.similar("10", request)
        assert similar is not None
        assert similar.article.id == "10"
        assert len(similar) <= 3
        assert all(related.hit.id >= "14" for related in similar)
        assert reader.similar("nobody", request) is None
