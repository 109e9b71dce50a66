"""Counts by civil day become periods: none is missing, none holds another's articles."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import InvalidArgument
from searchkit.timeline import DayCounts, Period, peaks, periods, readable

KINDS = ("day", "week", "month", "year")
DAYS = st.dates(min_value=date(2019, 12, 1), max_value=date(2024, 3, 1))


def by_day(counts: dict[date, int]) -> DayCounts:
    days = {day.toordinal(): count for day, count in counts.items()}
    first, last = min(days, default=0), max(days, default=-1)
    return DayCounts(first, [days.get(day, 0) for day in range(first, last + 1)])


def shown(found: list[Period]) -> list[tuple[str, int]]:
    return [(period.label, period.count) for period in found]


def test_gaps_are_zeros() -> None:
    counts = {date(2022, 1, 30): 2, date(2022, 2, 2): 1}
    assert shown(periods(by_day(counts), "day", date(2022, 1, 30), date(2022, 2, 2))) == [
        ("2022-01-30", 2),
        ("2022-01-31", 0),
        ("2022-02-01", 0),
        ("2022-02-02", 1),
    ]


def test_what_lies_before_or_behind_the_days_asked_for_is_not_counted() -> None:
    counts = by_day({date(2022, 1, 1): 1, date(2022, 1, 20): 2, date(2022, 2, 9): 4})
    span = date(2022, 1, 10), date(2022, 2, 5)
    assert shown(periods(counts, "month", *span)) == [("2022-01", 2), ("2022-02", 0)]
    assert sum(period.count for period in periods(counts, "day", *span)) == 2
    far = date(2030, 1, 1), date(2030, 1, 2)
    assert [period.count for period in periods(counts, "day", *far)] == [0, 0]
    early = date(2000, 1, 1), date(2000, 1, 2)
    assert [period.count for period in periods(counts, "day", *early)] == [0, 0]


def test_weeks_are_those_of_iso_8601() -> None:
    counts = {date(2021, 1, 3): 1, date(2021, 1, 4): 2}
    found = periods(by_day(counts), "week", date(2021, 1, 3), date(2021, 1, 4))
    assert shown(found) == [("2020-W53", 1), ("2021-W01", 2)]
    assert found[1].start == date(2021, 1, 4)


def test_months_and_years() -> None:
    counts = {date(2021, 12, 31): 1, date(2022, 2, 28): 2}
    span = date(2021, 12, 31), date(2022, 2, 28)
    assert shown(periods(by_day(counts), "month", *span)) == [
        ("2021-12", 1),
        ("2022-01", 0),
        ("2022-02", 2),
    ]
    assert shown(periods(by_day(counts), "year", *span)) == [("2021", 1), ("2022", 2)]


@pytest.mark.parametrize("by", KINDS)
def test_the_calendar_may_end(by: str) -> None:
    last = date.max
    assert [p.count for p in periods(by_day({last: 3}), by, last, last)] == [3]
    first = date.min
    assert [p.count for p in periods(by_day({first: 3}), by, first, first)] == [3]


@given(st.dictionaries(DAYS, st.integers(1, 9), min_size=1), st.sampled_from(KINDS))
def test_every_article_is_in_the_one_period_of_its_day(counts: dict[date, int], by: str) -> None:
    found = periods(by_day(counts), by, min(counts), max(counts))
    assert sum(period.count for period in found) == sum(counts.values())
    for period, following in itertools.pairwise(found):
        assert period.end == following.start
    for period in found:
        held = sum(n for day, n in counts.items() if period.start <= day < period.end)
        assert period.count == held
    assert found[0].start <= min(counts)
    assert found[-1].end > max(counts)


def test_too_many_periods_say_what_to_do() -> None:
    with pytest.raises(InvalidArgument, match="coarser"):
        periods(by_day({}), "day", date(1900, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("days", "by"), [(0, "day"), (62, "day"), (63, "week"), (400, "month"), (9_999, "year")]
)
def test_a_readable_timeline_is_not_too_long(days: int, by: str) -> None:
    first = date(1990, 1, 1)
    assert readable(first, first + timedelta(days=days)) == by
    assert len(periods(by_day({}), by, first, first + timedelta(days=days))) <= 123


def test_peaks_are_what_no_neighbour_exceeds() -> None:
    counts = [0, 3, 1, 0, 5, 5, 2, 1, 1, 4]
    found = [Period(date(2022, 1, i + 1), "day", count) for i, count in enumerate(counts)]
    assert peaks(found) == [4, 5, 9]
    assert peaks([]) == []
    assert peaks(found[:1]) == []
