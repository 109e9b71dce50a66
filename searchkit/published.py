"""When an article was published: a civil date, or an instant with its offset, or unknown.

A date-time without an offset names no instant, so it counts as its date: inventing a zone would
be inventing a date for one article in three that was printed near midnight.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from searchkit.lazy_regex import lazy_pattern

Published = date | datetime
"""A `date`, or an aware `datetime` (which is also a `date` to isinstance: test for it first)."""

_ISO = lazy_pattern(
    r"""(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})
    (?:[Tt\s]\s*(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?
    \s*(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?""",
    re.VERBOSE | re.ASCII,
)

# Signs four, seven ... characters into a date, and into a date-time with seconds and an offset.
_DAY_SIGNS, _INSTANT_SIGNS = "--", ("--T::+:", "--T::-:")


def normalise_published(value: date | datetime | str | None) -> Published | None:
    """A date, an aware datetime, or None.

    Raises ValueError for text that is not ISO 8601, TypeError for other types, and OverflowError
    for an instant whose year in UTC is before 1 or after 9999.
    """
    if isinstance(value, str):
        value = parse_iso(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            return value.date()
        return _in_calendar(value)
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is no date, datetime or text")


def parse_iso(text: str) -> Published:
    """Parse an ISO 8601 date or date-time; ValueError when it is none or names no real day."""
    usual = _parse_usual(text)
    if usual is not None:
        return usual
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 date such as 2022-01-23")
    *numbers, fraction, offset = match.groups("0")
    year, month, day, hour, minute, second = map(int, numbers)
    civil = date(year, month, day)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(f"{text!r} names no time of a day")
    if match["offset"] is None:
        return civil
    moment = datetime(
        year,
        month,
        day,
        # ISO 8601 allows 24:00 for the end of a day, and leap seconds as :60.
        hour % 24,
        minute,
        min(second, 59),
        int(fraction[:6].ljust(6, "0")),
        _zone(_offset(offset)),
    )
    try:
        return _in_calendar(moment + timedelta(days=hour // 24))
    except OverflowError:
        raise ValueError(f"{text!r} is outside the calendar") from None


def _parse_usual(text: str) -> Published | None:
    """What most texts are, at a fifth of the cost: a day or an instant to the second, or None."""
    try:
        if len(text) == 10 and text[4::3] == _DAY_SIGNS:
            return date.fromisoformat(text)
        if len(text) == 25 and text[4::3] in _INSTANT_SIGNS and text[23] < "6":
            return _in_calendar(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    return None


def format_published(value: Published | None) -> str | None:
    """ISO 8601 text, as stored and as shown: `2022-01-23` or `2022-01-23T10:15:00+01:00`."""
    return None if value is None else value.isoformat()


def civil_date(value: Published) -> date:
    """The day in the article's own offset."""
    return value.date() if isinstance(value, datetime) else value


def sort_seconds(value: Published) -> float:
    """Seconds since 1970 in UTC, for ordering; a day counts as its midnight in UTC."""
    if isinstance(value, datetime):
        return value.timestamp()
    return (value - date(1970, 1, 1)).days * 86400.0


def _in_calendar(moment: datetime) -> datetime:
    """The instant with a fixed offset; OverflowError when its year in UTC is not in 1 to 9999."""
    if not date.min.year < moment.year < date.max.year:
        moment.astimezone(timezone.utc)
    # A fixed offset survives storing; a named zone's rules may differ on the next machine.
    return moment.astimezone(_zone(moment.utcoffset()))


@lru_cache(maxsize=1024)
def _zone(offset: timedelta | None) -> timezone:
    """The zone of an offset, in whole minutes; the same object each time: nothing to convert."""
    return timezone(
        timedelta(minutes=round(offset.total_seconds() / 60)) if offset else timedelta(0)
    )


@lru_cache(maxsize=1024)
def _offset(text: str) -> timedelta:
    if text in "Zz":
        return timedelta(0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60 or int(digits[2:]) > 59:
        raise ValueError(f"{text!r} is not an offset from UTC")
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)
