"""Filters on columns, against each article's own values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from asking import article
from segments import segment

from searchkit.model import Article
from searchkit.query.nodes import And, Bound, DateRange
from searchkit.search import filters
from searchkit.search.clauses import Passing
from searchkit.search.collection import Collection
from searchkit.search.plan import Planner
from searchkit.store.segment import Segment

UTC = timezone.utc
NEW_YORK = ZoneInfo("America/New_York")


def passing(held: Segment, passes: filters.Filter) -> set[str]:
    docs = np.arange(held.documents)
    return {held.id(docnum) for docnum in docs[passes(held, docs)].tolist()}


def dated() -> list[Article]:
    """Articles by day and by instant around a change of clocks, and one without a date."""
    days = [date(2022, 3, 12) + timedelta(n) for n in range(4)]
    by_day = [article(f"day {day}", published=day) for day in days]
    instants = [
        datetime.combine(day, time(hour), timezone(timedelta(hours=offset)))
        for day in days
        for hour, offset in [(0, 0), (4, 0), (5, 0), (23, -5), (1, 9)]
    ]
    return [
        *by_day,
        *(article(str(instant), published=instant) for instant in instants),
        article("undated"),
    ]


def is_inside(item: Article, bounds: DateRange, zone: tzinfo, undated: bool) -> bool:
    when = item.when
    if when is None:
        return undated
    if isinstance(when, datetime):
        day, first, last = when.date(), when, when
    else:
        day = when
        first = datetime.combine(day, time(), zone).astimezone(UTC)
        # The next midnight, less a moment; days are not all 24 hours long.
        last = datetime.combine(day + timedelta(1), time(), zone).astimezone(UTC)
        last -= timedelta(microseconds=1)
    start, end = bounds.start, bounds.end
    after = start is None or (last >= start if isinstance(start, datetime) else day >= start)
    before = end is None or (first < end if isinstance(end, datetime) else day < end)
    return after and before


BOUNDS = [
    None,
    date(2022, 3, 13),
    date(2022, 3, 14),
    datetime(2022, 3, 13, 5, tzinfo=UTC),
    datetime(2022, 3, 14, 4, tzinfo=UTC),
    datetime(2022, 3, 14, 0, 30, tzinfo=timezone(timedelta(hours=14))),
]


@pytest.mark.parametrize("zone", [UTC, NEW_YORK], ids=str)
@pytest.mark.parametrize("undated", [True, False])
def test_dates_pass_as_each_article_would(tmp_path: Path, zone: tzinfo, undated: bool) -> None:
    articles = dated()
    held = segment(tmp_path, articles)
    for start in BOUNDS:
        for end in BOUNDS:
            bounds = DateRange(start, end)
            expected = {a.id for a in articles if is_inside(a, bounds, zone, undated)}
            assert passing(held, filters.published(bounds, zone, undated=undated)) == expected


@pytest.mark.parametrize("bound", [date.min, date.max])
def test_bounds_at_the_ends_of_the_calendar_are_no_error(tmp_path: Path, bound: date) -> None:
    held = segment(
        tmp_path, [article("old", published="0001-01-01"), article("new", published="9999-12-31")]
    )
    moment = datetime.combine(bound, time(12), UTC)
    found = passing(held, filters.published(DateRange(moment, None), NEW_YORK, undated=False))
    assert found == ({"old", "new"} if bound == date.min else {"new"})


def test_sources_are_whole_names_without_case(tmp_path: Path) -> None:
    names = {"1": "Straße", "2": "STRASSE", "3": "Strasse 2", "4": None}
    held = segment(tmp_path, [article(id, source=name) for id, name in names.items()])
    assert passing(held, filters.from_sources(("strasse",))) == {"1", "2"}
    assert passing(held, filters.from_sources(("nobody",))) == set()


def test_languages_are_found_by_their_code_and_by_their_tag(tmp_path: Path) -> None:
    tags = {"1": "pt", "2": "pt-BR", "3": "pt_BR", "4": "es"}
    held = segment(tmp_path, [article(id, language=tag) for id, tag in tags.items()])
    assert passing(held, filters.in_languages(("pt",))) == {"1", "2", "3"}
    assert passing(held, filters.in_languages(("pt-br",))) == {"2"}


def test_everything_passes_where_there_is_nothing_to_ask(tmp_path: Path) -> None:
    held = segment(tmp_path, [article("1"), article("2")])
    assert passing(held, filters.everything) == {"1", "2"}


@pytest.mark.parametrize("undated", [False, True])
@pytest.mark.parametrize("end", [date(2022, 3, 14), datetime(2022, 3, 14, 4, tzinfo=UTC)])
@pytest.mark.parametrize("start", [date(2022, 3, 13), datetime(2022, 3, 13, 5, tzinfo=UTC)])
def test_both_ends_of_a_period_are_one_filter(
    tmp_path: Path, start: Bound, end: Bound, undated: bool
) -> None:
    part = Collection([segment(tmp_path, dated())]).parts[0]
    ranges = DateRange(start, None), DateRange(None, end)
    clause = Planner(part.collection, NEW_YORK, undated).compile(And(ranges))
    assert isinstance(clause, Passing)
    singly = [
        passing(part.segment, filters.published(one, NEW_YORK, undated=undated)) for one in ranges
    ]
    assert {part.segment.id(doc) for doc in clause.docs(part).tolist()} == singly[0] & singly[1]
