"""Periods of the civil calendar as half-open intervals, from 0001-01-01 to 9999-12-31.

What ends after the last day has no end; what begins before the first day begins there. Weeks
begin on Monday (ISO 8601). Functions raise ValueError for what names no real period.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from searchkit.query.nodes import DateRange
from searchkit.values import Value

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
"""Lengths of the clock's units."""

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Duration(Value):
    """A length of time in calendar and clock units, none of them negative."""

    months: int = 0
    days: int = 0
    seconds: int | None = None
    """None for a duration of whole days."""

    @classmethod
    def of(cls, count: int, unit: str) -> Duration:
        """`count` of "second", "minute", "hour", "day", "week", "month", "quarter" or "year"."""
        if unit in SECONDS:
            return cls(seconds=count * SECONDS[unit])
        if unit in _DAYS:
            return cls(days=count * _DAYS[unit])
        return cls(months=count * _MONTHS[unit])


def day(first: date) -> DateRange:
    return _days(first, 1)


def week(monday: date) -> DateRange:
    return _days(monday, 7)


def month(year: int, number: int) -> DateRange:
    return _days(date(year, number, 1), monthrange(year, number)[1])


def quarter(year: int, number: int) -> DateRange:
    first = date(year, 3 * number - 2, 1)
    return DateRange(first, None if (year, number) == (9999, 4) else _later(first, 3))


def year(number: int) -> DateRange:
    return DateRange(date(number, 1, 1), None if number == 9999 else date(number + 1, 1, 1))


def around(today: date, unit: str, offset: int) -> DateRange:
    """The calendar unit that holds `today`, or the one `offset` units later."""
    if unit == "week":
        monday = today.toordinal() - today.weekday() + 7 * offset
        return week(date.fromordinal(monday))
    if unit == "year":
        return year(today.year + offset)
    length = _MONTHS[unit]
    per_year = 12 // length
    number = today.year * per_year + (today.month - 1) // length + offset
    period = month if unit == "month" else quarter
    return period(number // per_year, number % per_year + 1)


def until(now: datetime, duration: Duration) -> DateRange:
    """The period of this length that ends now, or with today when it is one of whole days."""
    start = before(now, duration)
    if isinstance(start, datetime):
        return DateRange(start, fixed(now))
    return DateRange(start, day(now.date()).end)


def before(now: datetime, duration: Duration) -> date | datetime:
    """The day, or for a duration with clock units the instant, this long before now."""
    today = _earlier(now.date(), duration)
    if duration.seconds is None:
        return today
    moment = fixed(now)
    try:
        moment = moment.replace(year=today.year, month=today.month, day=today.day)
        return moment - timedelta(seconds=duration.seconds)
    except OverflowError:
        return datetime.min.replace(tzinfo=timezone.utc)


def instant(moment: datetime, length: timedelta) -> DateRange:
    """From an aware date-time on, for `length`."""
    start = fixed(moment)
    try:
        return DateRange(start, start + length)
    except OverflowError:
        return DateRange(start, None)


def fixed(moment: datetime) -> datetime:
    """The same instant with a constant offset of whole minutes.

    A zone's rules depend on the machine, and before 1900 its offset may have seconds, which
    ISO 8601 cannot write.
    """
    offset = moment.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1):
        return moment.astimezone(timezone.utc)
    return moment.replace(tzinfo=timezone(offset), fold=0)


def _days(first: date, count: int) -> DateRange:
    try:
        return DateRange(first, first + timedelta(days=count))
    except OverflowError:
        return DateRange(first, None)


def _later(first: date, months: int) -> date:
    years, number = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, number + 1, 1)


def _earlier(today: date, duration: Duration) -> date:
    years, number = divmod(today.year * 12 + today.month - 1 - duration.months, 12)
    if years < 1:
        return date.min
    clamped = min(today.day, monthrange(years, number + 1)[1])
    ordinal = date(years, number + 1, clamped).toordinal() - duration.days
    return date.fromordinal(max(ordinal, 1))
