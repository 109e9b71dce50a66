"""Dates in digits and in words, as intervals; "now" is Sunday 23 January 2022 unless stated."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.dates import UNDERSTOOD, explain, parse_bounds, parse_period
from searchkit.query.nodes import DateRange

CET = timezone(timedelta(hours=1))
NOW = datetime(2022, 1, 23, 10, 15, 30, 500, tzinfo=CET)


def bounds(text, now=NOW):
    """Both ends of a period, as text."""
    found = parse_bounds(text, now=now)
    return found and tuple(None if end is None else end.isoformat() for end in _ends(found))


def _ends(found):
    return found.start, found.end


def days(first, end):
    return f"{first}", f"{end}"


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2022", "2022-01-01", "2023-01-01"),
        ("2022-01", "2022-01-01", "2022-02-01"),
        ("2021-12", "2021-12-01", "2022-01-01"),
        ("2022-01-23", "2022-01-23", "2022-01-24"),
        ("20220123", "2022-01-23", "2022-01-24"),
        ("2022/1/3", "2022-01-03", "2022-01-04"),
        ("2020-02-29", "2020-02-29", "2020-03-01"),
        ("2020-02", "2020-02-01", "2020-03-01"),
        ("2021-12-31", "2021-12-31", "2022-01-01"),
        ("2022-W03", "2022-01-17", "2022-01-24"),
        ("2022-w03-7", "2022-01-23", "2022-01-24"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2022-Q1", "2022-01-01", "2022-04-01"),
        ("Q4 2021", "2021-10-01", "2022-01-01"),
        ("2021Q2", "2021-04-01", "2021-07-01"),
        ("2022-01-01..2022-02-01", "2022-01-01", "2022-02-02"),
        ("2021..2022-03", "2021-01-01", "2022-04-01"),
        ("2022 .. 2022", "2022-01-01", "2023-01-01"),
        ("last week..today", "2022-01-10", "2022-01-24"),
    ],
)
def test_dates_in_digits(text, first, end):
    assert bounds(text) == days(first, end)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("today", "2022-01-23", "2022-01-24"),
        ("Yesterday", "2022-01-22", "2022-01-23"),
        ("tomorrow", "2022-01-24", "2022-01-25"),
        ("this week", "2022-01-17", "2022-01-24"),
        ("last week", "2022-01-10", "2022-01-17"),
        ("last-week", "2022-01-10", "2022-01-17"),
        ("next week", "2022-01-24", "2022-01-31"),
        ("this month", "2022-01-01", "2022-02-01"),
        ("last month", "2021-12-01", "2022-01-01"),
        ("next month", "2022-02-01", "2022-03-01"),
        ("this quarter", "2022-01-01", "2022-04-01"),
        ("last quarter", "2021-10-01", "2022-01-01"),
        ("next quarter", "2022-04-01", "2022-07-01"),
        ("this year", "2022-01-01", "2023-01-01"),
        ("last year", "2021-01-01", "2022-01-01"),
        ("next year", "2023-01-01", "2024-01-01"),
        ("last 7 days", "2022-01-16", "2022-01-24"),
        ("past 3 months", "2021-10-23", "2022-01-24"),
        ("past week", "2022-01-16", "2022-01-24"),
        ("last 2 years", "2020-01-23", "2022-01-24"),
        ("3 days ago", "2022-01-20", "2022-01-21"),
        ("a week ago", "2022-01-16", "2022-01-17"),
        ("1 month ago", "2021-12-23", "2021-12-24"),
        ("sunday", "2022-01-23", "2022-01-24"),
        ("monday", "2022-01-17", "2022-01-18"),
        ("Sat", "2022-01-22", "2022-01-23"),
        ("last sunday", "2022-01-16", "2022-01-17"),
        ("last monday", "2022-01-17", "2022-01-18"),
        ("next monday", "2022-01-24", "2022-01-25"),
        ("next sunday", "2022-01-30", "2022-01-31"),
        ("March 2022", "2022-03-01", "2022-04-01"),
        ("jan. 2022", "2022-01-01", "2022-02-01"),
        ("Sept 2021", "2021-09-01", "2021-10-01"),
        ("january", "2022-01-01", "2022-02-01"),
        ("february", "2021-02-01", "2021-03-01"),
        ("23 January 2022", "2022-01-23", "2022-01-24"),
        ("23rd of January 2022", "2022-01-23", "2022-01-24"),
        ("January 23, 2022", "2022-01-23", "2022-01-24"),
        ("Jan 23", "2022-01-23", "2022-01-24"),
        ("24 january", "2021-01-24", "2021-01-25"),
        ("29 february", "2020-02-29", "2020-03-01"),
    ],
)
def test_dates_in_words(text, first, end):
    assert bounds(text) == days(first, end)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("P0D", "2022-01-23"),
        ("P7D", "2022-01-16"),
        ("p2w", "2022-01-09"),
        ("P1M", "2021-12-23"),
        ("P1Y", "2021-01-23"),
        ("P1Y2M3W4D", "2020-10-29"),
        ("P999999999D", "0001-01-01"),
        ("P9999Y", "0001-01-01"),
    ],
)
def test_a_period_of_days_begins_that_long_before_today_and_includes_today(text, first):
    assert bounds(text) == days(first, "2022-01-24")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("PT12H", "2022-01-22T22:15:30+01:00", "2022-01-23T10:15:30+01:00"),
        ("P1DT30M", "2022-01-22T09:45:30+01:00", "2022-01-23T10:15:30+01:00"),
        ("last 24 hours", "2022-01-22T10:15:30+01:00", "2022-01-23T10:15:30+01:00"),
        ("past hour", "2022-01-23T09:15:30+01:00", "2022-01-23T10:15:30+01:00"),
        ("3 hours ago", "2022-01-23T07:15:30+01:00", "2022-01-23T08:15:30+01:00"),
        ("now", "2022-01-23T10:15:30+01:00", "2022-01-23T10:15:31+01:00"),
        ("2022-01-22T10", "2022-01-22T10:00:00+01:00", "2022-01-22T11:00:00+01:00"),
        ("2022-01-22T10:15", "2022-01-22T10:15:00+01:00", "2022-01-22T10:16:00+01:00"),
        ("2022-01-22 10:15", "2022-01-22T10:15:00+01:00", "2022-01-22T10:16:00+01:00"),
        ("20220122T101530Z", "2022-01-22T10:15:30+00:00", "2022-01-22T10:15:31+00:00"),
        ("2022-01-22T10:15-05:30", "2022-01-22T10:15:00-05:30", "2022-01-22T10:16:00-05:30"),
        (
            "2022-01-22T10:15:30.5+02",
            "2022-01-22T10:15:30.500000+02:00",
            "2022-01-22T10:15:30.500001+02:00",
        ),
        ("2022-01-22T24:00", "2022-01-23T00:00:00+01:00", "2022-01-23T00:01:00+01:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "2017-01-01T00:00:00+00:00"),
        ("2022-01-22..2022-01-23T10:15", "2022-01-22", "2022-01-23T10:16:00+01:00"),
        ("2022-01-22T10:15..2022-01-23", "2022-01-22T10:15:00+01:00", "2022-01-24"),
    ],
)
def test_clock_precision_gives_instants(text, start, end):
    assert bounds(text) == (start, end)


@pytest.mark.parametrize(
    ("now", "text", "first", "end"),
    [
        ("2022-01-01", "yesterday", "2021-12-31", "2022-01-01"),
        ("2022-01-01", "last month", "2021-12-01", "2022-01-01"),
        ("2022-01-01", "this week", "2021-12-27", "2022-01-03"),
        ("2022-01-01", "last quarter", "2021-10-01", "2022-01-01"),
        ("2021-12-31", "next month", "2022-01-01", "2022-02-01"),
        ("2021-12-31", "next quarter", "2022-01-01", "2022-04-01"),
        ("2020-02-29", "P1Y", "2019-02-28", "2020-03-01"),
        ("2020-03-31", "1 month ago", "2020-02-29", "2020-03-01"),
        ("2021-03-31", "past month", "2021-02-28", "2021-04-01"),
        ("2020-02-29", "february", "2020-02-01", "2020-03-01"),
        ("2020-02-28", "29 february", "2016-02-29", "2016-03-01"),
        ("0001-01-01", "P1D", "0001-01-01", "0001-01-02"),
        ("9999-12-31", "today", "9999-12-31", None),
        ("9999-12-31", "this year", "9999-01-01", None),
        ("9999-12-31", "this quarter", "9999-10-01", None),
    ],
)
def test_the_edges_of_years_and_months(now, text, first, end):
    now = datetime.combine(date.fromisoformat(now), datetime.min.time(), timezone.utc)
    assert bounds(text, now) == (first, end)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-Q4", "9999-W52", "2022.."])
def test_what_ends_after_the_last_day_is_open(text):
    assert bounds(text)[1] is None


def test_the_last_instant_of_the_calendar_has_no_end():
    assert bounds("9999-12-31T23:59Z") == ("9999-12-31T23:59:00+00:00", None)


def test_everything_up_to_the_last_day_still_has_a_bound():
    assert bounds("..9999-12-31") == ("0001-01-01", None)


def test_an_open_range_has_one_bound():
    assert bounds("..2021") == (None, "2022-01-01")
    assert bounds("2021..") == ("2021-01-01", None)


def test_today_is_the_date_in_the_zone_of_now():
    moment = datetime(2022, 1, 23, 23, 30, tzinfo=timezone.utc)
    assert bounds("today", moment)[0] == "2022-01-23"
    assert bounds("today", moment.astimezone(CET))[0] == "2022-01-24"


def test_hours_are_elapsed_time_across_a_change_of_the_clocks():
    now = datetime(2022, 3, 27, 4, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert parse_bounds("PT3H", now=now).start == datetime(2022, 3, 26, 23, 0, tzinfo=timezone.utc)


def test_a_local_time_takes_the_offset_of_its_own_day():
    now = datetime(2022, 1, 23, tzinfo=ZoneInfo("Europe/Berlin"))
    assert bounds("2022-07-01T10:00", now)[0] == "2022-07-01T10:00:00+02:00"
    assert bounds("2022-01-01T10:00", now)[0] == "2022-01-01T10:00:00+01:00"


def test_an_offset_with_seconds_becomes_utc():
    now = datetime(2022, 1, 23, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert bounds("1890-01-01T10:00", now)[0].endswith("+00:00")
    assert parse_bounds("0001-01-01T00:00", now=now) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "banana",
        "0000",
        "2022-00",
        "2022-13",
        "2022-02-30",
        "2021-02-29",
        "2022-01-23..banana",
        "2021..2022..2023",
        "2022...2023",
        "2022-W54",
        "2021-W53",
        "2022-Q5",
        "31 june 2022",
        "32 january",
        "2022-01-23T25:00",
        "2022-01-23T24:01",
        "2022-01-23T10:61",
        "2022-01-23T10:15+25:00",
        "2022-01-23T10:15+01:75",
        "P",
        "PT",
        "PT0S",
        "P7",
        "7 days",
        "01/02/2022",
        "22",
        "last banana",
        "٢٠٢٢",
        "2022-01-23" * 100,
        "\ud800",
        "\0",
    ],
)
def test_what_names_no_date_gives_none(text):
    assert parse_bounds(text, now=NOW) is None


@pytest.mark.parametrize(
    "text", ["2022-02..2022-01", "today..yesterday", "2022-01-23T10:00..2022-01-22"]
)
def test_a_range_that_ends_before_it_begins_gives_none_and_is_explained(text):
    assert parse_bounds(text, now=NOW) is None
    assert explain(text, now=NOW) == "the range ends before it begins"


def test_the_explanation_names_what_is_understood_and_every_example_is():
    assert UNDERSTOOD in explain("banana", now=NOW)
    examples = UNDERSTOOD.replace("a range such as ", "").replace('"', "").split(", ")
    assert [text for text in examples if parse_bounds(text, now=NOW) is None] == []


def test_a_range_is_no_single_period():
    assert parse_period("2021..2022", now=NOW) is None


@given(st.text() | st.from_regex(r"[0-9pqwtdmy.:/ +-]{0,20}", fullmatch=True))
def test_any_text_is_a_period_or_none(text):
    found = parse_bounds(text, now=NOW)
    assert found is None or (isinstance(found, DateRange) and _ends(found) != (None, None))


@given(st.dates(), st.dates())
def test_a_range_of_days_includes_both(first, last):
    found = parse_bounds(f"{first.isoformat()}..{last.isoformat()}", now=NOW)
    if last < first:
        assert found is None
    else:
        end = None if last == date.max else last + timedelta(days=1)
        assert found == DateRange(first, end)


@given(st.datetimes(timezones=st.just(timezone.utc)))
def test_relative_dates_never_overflow(now):
    for text in ("today", "tomorrow", "next week", "last year", "next quarter", "P1Y", "PT1H"):
        found = parse_bounds(text, now=now)
        assert found is None or found.end is None or found.start <= found.end
