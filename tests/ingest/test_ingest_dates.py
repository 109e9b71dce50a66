"""Dates as pages and papers write them."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.dates import (
    date_prefix,
    find_dates,
    from_epoch,
    parse_date,
    read_date,
    read_dates,
)

JANUARY_24 = date(2022, 1, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-24",
        "2022/01/24",
        "20220124",
        "January 24, 2022",
        "Jan. 24, 2022",
        "Jan 24 2022",
        "24 January 2022",
        "24th of January 2022",
        "24-Jan-2022",
        "Monday, January 24, 2022",
        "Montag, 24. Januar 2022",
        "lundi 24 janvier 2022",
        "24 de enero de 2022",
        "24 gennaio 2022",
        "24 de janeiro de 2022",
        "24 januari 2022",
        "2022年1月24日",
        "Published: Jan 24, 2022",
        "Veröffentlicht am 24. Januar 2022",
        "Publié le 24 janvier 2022 à 10h15",
        "Published January 24, 2022 10:30 AM",
        "24/01/2022",
        "Mon Jan 24 10:15:00 2022",
        "24. ledna 2022 v 10:15",
        "24 Ocak 2022 Pazartesi 10:15",
        "24 января 2022 г. в 10:15",
        "24 stycznia 2022, godz. 10:15",
        "Publicerad 24 januari 2022 kl. 10.15",
        "24. tammikuuta 2022 klo 10.15",
        "24 Ιανουαρίου 2022, 10:15",
        "2022. január 24. 10:15",
        "2022. 01. 24.",
        "Jan 242022",
        "2022년 1월 24일",
    ],
)
def test_a_written_date_is_read(text: str) -> None:
    assert parse_date(text) == JANUARY_24


@pytest.mark.parametrize(
    ("text", "hours", "offset"),
    [
        ("Mon, 24 Jan 2022 10:00:00 +0100", 10, 60),
        ("Mon, 24 Jan 22 10:00:00 GMT", 10, 0),
        ("2022-01-24T10:00:00Z", 10, 0),
        ("January 24, 2022 10:00 PM EST", 22, -300),
        ("10:00 UTC, 24 January 2022", 10, 0),
        ("Mon Jan 24 2022 10:00:00 GMT+0100 (CET)", 10, 60),
        ("Mon Jan 24 10:00:00 +0000 2022", 10, 0),
    ],
)
def test_a_time_with_its_zone_is_an_instant(text: str, hours: int, offset: int) -> None:
    zone = timezone(timedelta(minutes=offset))
    assert parse_date(text) == datetime(2022, 1, 24, hours, tzinfo=zone)
    assert parse_date(text).utcoffset() == timedelta(minutes=offset)


@pytest.mark.parametrize(
    "text", ["January 24, 2022 10:00 AM ET", "24.01.2022, 10:15 Uhr", "2022-01-24 10:00:00"]
)
def test_a_time_without_a_known_zone_leaves_the_day(text: str) -> None:
    found = parse_date(text)
    assert found == JANUARY_24
    assert not isinstance(found, datetime)


def test_day_and_month_in_digits_need_a_language_unless_one_is_over_twelve() -> None:
    assert parse_date("01/02/2022") is None
    assert parse_date("01/02/2022", "en") is None
    assert parse_date("01.02.2022") == date(2022, 2, 1)
    assert parse_date("01/02/2022", "en-US") is None
    assert parse_date("01/02/2022", "en-GB") == date(2022, 2, 1)
    assert parse_date("01/02/2022", "fr") == date(2022, 2, 1)
    assert parse_date("01/24/2022", "en") == JANUARY_24
    assert parse_date("02/02/2022") == date(2022, 2, 2)
    assert parse_date("24.01.22", "de") == JANUARY_24
    assert parse_date("24.01.22") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022",
        "January 2022",
        "Sunday night",
        "31 February 2022",
        "January 6, 2021 was a day",
        "Jan. 10",
        "0000-00-00",
        "9999-99-99",
        "12:30",
        "Level 4",
        "25:99, January 3, 2022",
    ],
)
def test_what_is_no_date_as_a_whole_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_label_tells_publication_from_change() -> None:
    changed = read_date("Last updated: 24 January 2022")
    assert changed is not None
    assert (changed.value, changed.kind, changed.labelled) == (JANUARY_24, "modified", True)
    assert parse_date("Last updated: 24 January 2022") is None
    for line in ("Stand: 24.01.2022 11:05 Uhr", "Обновлено: 24 января 2022"):
        assert (found := read_date(line)) is not None
        assert found.kind == "modified"
    plain = read_date("24 January 2022")
    assert plain is not None
    assert not plain.labelled


def test_a_line_may_hold_several_dates() -> None:
    found = read_dates("By Jane Doe | Jan 3, 2022 | Updated Jan 24, 2022")
    assert [(item.value, item.kind) for item in found] == [
        (date(2022, 1, 3), "published"),
        (JANUARY_24, "modified"),
    ]


def test_dates_inside_prose_are_found_for_candidates() -> None:
    assert find_dates("A woman in Kyiv, Monday, Jan. 24, 2022Jane Doe/AP Photo") == [JANUARY_24]
    assert find_dates("They meet on Jan. 10 and 12/01/2022.") == []


def test_a_date_in_front_of_a_text_tells_where_it_ends() -> None:
    found = date_prefix("date 2022-01-24 WASHINGTON - The")
    assert found is not None
    assert (found[0].value, found[0].labelled, found[1]) == (JANUARY_24, True, 15)
    assert date_prefix("The 2022-01-24 vote") is None


def test_the_size_of_a_number_tells_its_unit() -> None:
    moment = datetime(2022, 1, 24, 10, tzinfo=timezone.utc)
    seconds = moment.timestamp()
    assert from_epoch(seconds) == from_epoch(seconds * 1e3) == from_epoch(seconds * 1e6) == moment
    assert from_epoch(20220124) == JANUARY_24
    for other in (0, -5, 2022, 1e300, float("nan"), float("inf")):
        assert from_epoch(other) is None


@given(st.text(max_size=140), st.sampled_from([None, "en", "de"]))
def test_no_text_raises(text: str, language: str | None) -> None:
    parse_date(text, language)
    read_dates(text, language)
    find_dates(text)
    date_prefix(text, language)


@given(st.dates(date(1600, 1, 1), date(2199, 12, 31)))
def test_every_written_day_comes_back(day: date) -> None:
    months = "January February March April May June July August September October November December"
    name = months.split()[day.month - 1]
    assert parse_date(f"{name} {day.day}, {day.year}") == day
    assert parse_date(f"{day.day:02}.{day.month:02}.{day.year}", "de") == day
    assert parse_date(day.isoformat()) == day
