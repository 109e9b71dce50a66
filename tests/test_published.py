"""When an article was published: what is read, what is kept, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.published import (
    Published,
    civil_date,
    format_published,
    normalise_published,
    parse_iso,
    sort_seconds,
)

EAST = timezone(timedelta(hours=5, minutes=30))


def moment(*parts: int, hours: float = 0) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-01-23", date(2022, 1, 23)),
        (" 20220123 ", date(2022, 1, 23)),
        ("2022-01-23T10:15", date(2022, 1, 23)),  # no offset: no instant
        ("2022-01-23 10:15:30", date(2022, 1, 23)),
        ("2022-01-23T10:15:30Z", moment(2022, 1, 23, 10, 15, 30)),
        ("2022-01-23t10:15z", moment(2022, 1, 23, 10, 15)),
        ("20220123T101530+0130", moment(2022, 1, 23, 10, 15, 30, hours=1.5)),
        ("2022-01-23 10:15 -05", moment(2022, 1, 23, 10, 15, hours=-5)),
        ("2022-01-23T10:15:30,1234567+00:00", moment(2022, 1, 23, 10, 15, 30, 123456)),
        ("2022-01-23T24:00:00Z", moment(2022, 1, 24)),
        ("2016-12-31T23:59:60Z", moment(2016, 12, 31, 23, 59, 59)),
    ],
)
def test_iso_8601_is_read(text: str, value: Published) -> None:
    assert parse_iso(text) == value
    assert type(parse_iso(text)) is type(value)
    assert normalise_published(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2022", "2022-01", "2022-02-30", "2022-13-01", "23/01/2022", "2022-W03-7",
     "2022-01-23T25:00Z", "2022-01-23T24:01Z", "2022-01-23T10:60Z", "2022-01-23T10:15+24:00",
     "2022-01-23T10:15+01:60", "2022-01-23T10:15:61Z", "2022-01-23T99:99",
     "٢٠٢٢-٠١-٢٣", "2022-01-23Z", "0000-01-01", "2022-01-23\n2022-01-24"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message may be datetime's own
        parse_iso(text)


def test_unknown_stays_unknown() -> None:
    assert normalise_published(None) is None
    assert format_published(None) is None


def test_a_datetime_without_an_offset_counts_as_its_date() -> None:
    value = normalise_published(datetime(2022, 1, 23, 10, 15))
    assert value == date(2022, 1, 23)
    assert not isinstance(value, datetime)


def test_a_named_zone_becomes_the_offset_it_had() -> None:
    value = normalise_published(datetime(2022, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    assert isinstance(value, datetime)
    assert value == moment(2022, 7, 1, 12, hours=2)
    assert format_published(value) == "2022-07-01T12:00:00+02:00"


def test_an_offset_with_seconds_keeps_its_instant() -> None:
    odd = datetime(1890, 1, 1, tzinfo=timezone(timedelta(minutes=53, seconds=28)))
    value = normalise_published(odd)
    assert value == odd
    assert format_published(value) == "1889-12-31T23:59:32+00:53"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_an_instant_that_utc_cannot_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        parse_iso(text)
    with pytest.raises(ValueError, match="outside the calendar"):
        parse_iso("9999-12-31T24:00:00Z")
    with pytest.raises(OverflowError):
        normalise_published(datetime(1, 1, 1, tzinfo=EAST))


def test_a_day_is_the_articles_own_day() -> None:
    assert civil_date(datetime(2022, 1, 24, 0, 30, tzinfo=EAST)) == date(2022, 1, 24)
    assert civil_date(date(2022, 1, 24)) == date(2022, 1, 24)


def test_days_sort_as_their_midnight_in_utc() -> None:
    assert sort_seconds(date(1970, 1, 2)) == 86400.0
    assert sort_seconds(date(1969, 12, 31)) == -86400.0
    assert sort_seconds(datetime(1970, 1, 1, 5, 30, tzinfo=EAST)) == 0.0
    assert sort_seconds(date(1, 1, 1)) < sort_seconds(date(9999, 12, 31))


offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets)


@given(st.one_of(st.dates(), instants))
def test_what_is_written_reads_as_the_same(value: Published) -> None:
    text = format_published(normalise_published(value))
    assert text is not None
    read = parse_iso(text)
    assert read == value
    assert type(read) is type(value)
    assert civil_date(read) == civil_date(value)
    assert format_published(read) == text


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_a_value_error(text: str) -> None:
    with suppress(ValueError):
        parse_iso(text)


@given(
    st.from_regex(
        r"\d{4}[-:]\d\d[-:]\d\d([Tt ]\d\d:[0-7]\d:[0-7]\d[-+Z:][0-2]\d:\d\d)?", fullmatch=True
    )
    | st.datetimes(timezones=st.timezones()).map(datetime.isoformat)
)
def test_usual_texts_are_read_as_all_others_are(text: str) -> None:
    # A space more, and it is no usual text.
    assert _read(text) == _read(f"{text} ")


def _read(text: str) -> tuple[Published, timedelta | None] | None:
    try:
        found = parse_iso(text)
    except ValueError:
        return None
    return found, found.utcoffset() if isinstance(found, datetime) else None
