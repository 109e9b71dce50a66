"""Dates as people write them, the same in every country: `23 Jan 2022`. Records have ISO 8601."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from searchkit.published import Published, civil_date

UNDATED = "undated"
# Not `%b`, which a locale translates.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_day(value: Published | None) -> str:
    """`23 Jan 2022`: the day that an article is of, in its own zone."""
    if value is None:
        return UNDATED
    day = civil_date(value)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def show_published(value: Published | None) -> str:
    """The day, and the time and offset where they are known: `23 Jan 2022, 10:15 +01:00`."""
    if not isinstance(value, datetime):
        return show_day(value)
    offset = "UTC" if value.utcoffset() == timedelta(0) else value.isoformat()[-6:]
    return f"{show_day(value)}, {value:%H:%M} {offset}"


def show_period(first: date | None, last: date | None) -> str:
    """`1 Jan 2022 to 1 Feb 2022`, or one day."""
    if first is None or last is None:
        return "no dates"
    return show_day(first) if first == last else f"{show_day(first)} to {show_day(last)}"
