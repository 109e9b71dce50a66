"""What any engine owes to dates: civil days, instants, whole days, the undated."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import pytest
from asking import article, ask, fill, found, reading

from searchkit.engines.base import Engine
from searchkit.model import Article
from searchkit.query.nodes import (
    And,
    DateRange,
    Everything,
    Node,
    Not,
    Or,
    Word,
)


def both(*children: Node) -> And:
    return And(children)


DATED = [
    article("day", published="2022-01-23"),
    article("night", published="2022-01-23T23:30:00-05:00"),  # 04:30 of the 24th in UTC
    article("morning", published="2022-01-24T00:30:00+05:30"),  # 19:00 of the 23rd in UTC
    article("next", published="2022-01-24"),
    article("undated"),
]


def at(text: str) -> object:
    return Article(published=text).when


@pytest.mark.parametrize(
    ("start", "end", "ids"),
    [
        ("2022-01-23", "2022-01-24", {"day", "night"}),
        ("2022-01-24", None, {"morning", "next"}),
        (None, "2022-01-24", {"day", "night"}),
        ("2022-01-25", None, set()),
        ("2022-01-24T00:00:00Z", None, {"night", "next"}),
        (None, "2022-01-24T00:00:00Z", {"day", "morning"}),
        ("2022-01-23T19:00:00Z", "2022-01-23T19:00:01Z", {"day", "morning"}),
        ("2022-01-23T23:59:59.999Z", "2022-01-24T00:00:00Z", {"day"}),
    ],
)
def test_days_compare_as_civil_days_and_times_as_instants(
    engine: Engine, start: str | None, end: str | None, ids: set[str]
) -> None:
    fill(engine, DATED)
    node = DateRange(start and at(start), end and at(end))  # type: ignore[arg-type]
    assert set(found(engine, node)) == ids
    assert set(found(engine, node, undated=True)) == ids | {"undated"}


def test_an_article_known_by_day_is_its_whole_day_in_the_zone_of_the_search(engine: Engine) -> None:
    fill(engine, DATED[:1])
    node = DateRange(at("2022-01-24T03:00:00Z"), at("2022-01-24T04:00:00Z"))  # type: ignore[arg-type]
    assert found(engine, node) == []
    assert found(engine, node, zone=timezone(timedelta(hours=-5))) == ["day"]


def test_a_negated_period_leaves_undated_articles_out_too_however_deep(engine: Engine) -> None:
    fill(engine, DATED)
    period = DateRange(at("2022-01-24"), None)  # type: ignore[arg-type]
    for node in (
        Not(period),
        both(Everything(), Not(period)),
        Not(Or((period, Word("zebra")))),
        Not(both(period, Everything())),
    ):
        assert set(found(engine, node)) == {"day", "night"}, node
        assert set(found(engine, node, undated=True)) == {"day", "night", "undated"}, node
    assert set(found(engine, Not(Not(period)))) == {"morning", "next"}
    assert "undated" in found(engine, Or((period, Everything())))


def test_the_first_and_last_days_of_the_calendar_are_searchable(engine: Engine) -> None:
    fill(engine, [article("a", published="0001-01-01"), article("z", published="9999-12-31")])
    first, last = at("0001-01-01"), at("9999-12-31")
    assert found(engine, DateRange(first, None)) == ["z", "a"]  # type: ignore[arg-type]
    assert found(engine, DateRange(None, last)) == ["a"]  # type: ignore[arg-type]
    for zone in (timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))):
        instant = at("2022-01-01T00:00:00Z")
        assert found(engine, DateRange(instant, None), zone=zone) == ["z"]  # type: ignore[arg-type]


def test_articles_are_counted_by_their_own_civil_day(engine: Engine) -> None:
    fill(engine, DATED[:2], DATED[2:])
    with reading(engine) as reader:
        days = ask(reader, Everything()).days()
        none = ask(reader, Word("zeppelin")).days()
    assert days == (date(2022, 1, 23).toordinal(), [2, 2], 1)
    assert (none.counts, none.undated, none.day(0)) == ([], 0, None)


def test_all_articles_come_oldest_first_and_undated_ones_last(engine: Engine) -> None:
    fill(engine, DATED[:2], DATED[2:])
    with reading(engine) as reader:
        found = [item.id for item in ask(reader, Everything(), limit=1).articles()]
    assert found == ["day", "morning", "next", "night", "undated"]
