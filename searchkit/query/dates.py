"""Dates in digits and in words, as half-open intervals in a stated zone.

Every form names an interval: `2022-01` a month, "3 days ago" a day, `10:15` a minute. Day
precision gives civil days, clock precision gives aware instants. "Today" is the date of `now`.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from searchkit.lazy_regex import lazy_pattern
from searchkit.query import periods
from searchkit.query.nodes import Bound, DateRange
from searchkit.query.periods import SECONDS, Duration

UNDERSTOOD = (
    "2022, 2022-01, 2022-01-23, 2022-01-23T10:15+01:00, 2022-W03, 2022-Q1, a range such as "
    '2022-01..2022-03, P7D, today, yesterday, monday, "last week", "last 7 days", "3 days ago", '
    '"March 2022", "23 January 2022"'
)
"""The forms, as messages name them."""

_LONGEST = 80
_SEPARATOR = lazy_pattern(r"(?<=[a-z0-9])(?:[,.]?[ _-](?:of )?|\.\Z)")
_Reading = Callable[[re.Match[str], datetime], DateRange]
_DIGITAL: list[tuple[re.Pattern[str], _Reading]] = []
_SPOKEN: list[tuple[re.Pattern[str], _Reading]] = []

_UNIT = r"(?P<unit>second|minute|hour|day|week|month|quarter|year)"
_COUNT = r"(?P<count>[0-9]{1,9}|an?)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"


def parse_bounds(text: str, *, now: datetime) -> DateRange | None:
    """The interval that one date expression names, or None when it names none.

    A range `a..b` runs from the start of `a` to the end of `b`; either may be missing. `now` is
    aware: date-times without an offset are in its zone. A bound beyond the year 9999 is open. A
    range that ends before it begins names none.
    """
    if ".." not in text:
        return parse_period(text, now=now)
    first, _, last = text.partition("..")
    start = parse_period(first, now=now) if first.strip() else None
    end = parse_period(last, now=now) if last.strip() else None
    if (first.strip() and start is None) or (last.strip() and end is None):
        return None
    return _span(start, end, now)


def parse_period(text: str, *, now: datetime) -> DateRange | None:
    """As `parse_bounds`, without ranges: `start` of the result is never None."""
    text = " ".join(text.split()).lower()
    if len(text) > _LONGEST:
        return None
    now = now.replace(microsecond=0)
    spoken = _SEPARATOR.sub(" ", text)
    for forms, form in ((_DIGITAL, text), (_SPOKEN, spoken)):
        for pattern, read in forms:
            match = pattern.fullmatch(form)
            if match:
                try:
                    return read(match, now)
                except (ValueError, OverflowError):
                    return None  # a form we know, and no day of the calendar
    return None


def explain(text: str, *, now: datetime) -> str:
    """What is wrong with an expression for which `parse_bounds` gave None."""
    first, dots, last = text.partition("..")
    if dots and parse_period(first, now=now) and parse_period(last, now=now):
        return "the range ends before it begins"
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"no such date: {shown!r}; understood are {UNDERSTOOD}"


def _span(start: DateRange | None, end: DateRange | None, now: datetime) -> DateRange | None:
    if start is None:
        if end is None:
            return None
        return DateRange(None if end.end else date.min, end.end)
    result = DateRange(start.start, end.end if end else None)
    return None if _inverted(result, now) else result


def _inverted(span: DateRange, now: datetime) -> bool:
    start, end = span.start, span.end
    if start is None or end is None:
        return False
    if isinstance(start, datetime) or isinstance(end, datetime):
        start, end = (_as_instant(bound, now) for bound in (start, end))
    return end <= start


def _as_instant(bound: Bound, now: datetime) -> datetime:
    if isinstance(bound, datetime):
        return bound
    return datetime(bound.year, bound.month, bound.day, tzinfo=now.tzinfo)


def _form(
    pattern: str, forms: list[tuple[re.Pattern[str], _Reading]]
) -> Callable[[_Reading], _Reading]:
    def register(read: _Reading) -> _Reading:
        forms.append((lazy_pattern(pattern, re.ASCII), read))
        return read

    return register


@_form(r"(?P<year>[0-9]{4})", _DIGITAL)
def _year(match: re.Match[str], now: datetime) -> DateRange:
    return periods.year(int(match["year"]))


@_form(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})", _DIGITAL)
def _year_month(match: re.Match[str], now: datetime) -> DateRange:
    return periods.month(int(match["year"]), int(match["month"]))


@_form(r"(?P<year>[0-9]{4})([-/])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})", _DIGITAL)
@_form(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _DIGITAL)
def _date(match: re.Match[str], now: datetime) -> DateRange:
    return periods.day(date(int(match["year"]), int(match["month"]), int(match["day"])))


@_form(
    r"(?P<year>[0-9]{4})(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})[t ]"
    r"(?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]+))?)?)? ?"
    r"(?P<offset>z|(?P<sign>[+-])(?P<hours>[0-9]{2})(?::?(?P<minutes>[0-9]{2}))?)?",
    _DIGITAL,
)
def _date_time(match: re.Match[str], now: datetime) -> DateRange:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if (hour, minute, second) > (24, 0, 0):
        raise ValueError("past the end of its day")
    moment = (
        datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            hour % 24,  # ISO 8601 allows 24:00 for the end of a day, and leap seconds as :60.
            minute,
            second - (second == 60),
            int((match["fraction"] or "0")[:6].ljust(6, "0")),
        )
        + timedelta(days=hour // 24)
    )
    zone = _offset(match) if match["offset"] else now.tzinfo
    return periods.instant(moment.replace(tzinfo=zone), _precision(match))


def _precision(match: re.Match[str]) -> timedelta:
    if match["fraction"]:
        return timedelta(microseconds=1)
    if match["second"]:
        return timedelta(seconds=1)
    return timedelta(minutes=1) if match["minute"] else timedelta(hours=1)


def _offset(match: re.Match[str]) -> timezone:
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
    if minutes > 59:
        raise ValueError("an hour has 60 minutes")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if match["sign"] == "-" else size)


@_form(r"(?P<year>[0-9]{4})-?w(?P<week>[0-9]{2})(?:-?(?P<weekday>[1-7]))?", _DIGITAL)
def _iso_week(match: re.Match[str], now: datetime) -> DateRange:
    year, number = int(match["year"]), int(match["week"])
    if match["weekday"]:
        return periods.day(date.fromisocalendar(year, number, int(match["weekday"])))
    return periods.week(date.fromisocalendar(year, number, 1))


@_form(r"(?P<year>[0-9]{4})-?q(?P<quarter>[1-4])", _DIGITAL)
@_form(r"q(?P<quarter>[1-4])[ -]?(?P<year>[0-9]{4})", _DIGITAL)
def _quarter(match: re.Match[str], now: datetime) -> DateRange:
    return periods.quarter(int(match["year"]), int(match["quarter"]))


@_form(
    r"p(?=[0-9t])(?:(?P<years>[0-9]{1,9})y)?(?:(?P<months>[0-9]{1,9})m)?"
    r"(?:(?P<weeks>[0-9]{1,9})w)?(?:(?P<days>[0-9]{1,9})d)?"
    r"(?P<clock>t(?=[0-9])(?:(?P<hours>[0-9]{1,9})h)?(?:(?P<minutes>[0-9]{1,9})m)?"
    r"(?:(?P<seconds>[0-9]{1,9})s)?)?",
    _DIGITAL,
)
def _iso_period(match: re.Match[str], now: datetime) -> DateRange:
    size = {name: int(value or 0) for name, value in match.groupdict().items() if name != "clock"}
    seconds = 3600 * size["hours"] + 60 * size["minutes"] + size["seconds"]
    if match["clock"] and not any(size.values()):
        raise ValueError("a period of no length")
    duration = Duration(
        12 * size["years"] + size["months"],
        7 * size["weeks"] + size["days"],
        seconds if match["clock"] else None,
    )
    return periods.until(now, duration)


@_form(r"(?P<word>yesterday|today|tomorrow)", _SPOKEN)
def _near_day(match: re.Match[str], now: datetime) -> DateRange:
    offset = ("yesterday", "today", "tomorrow").index(match["word"]) - 1
    return periods.day(now.date() + timedelta(days=offset))


@_form(r"now", _SPOKEN)
def _now(match: re.Match[str], now: datetime) -> DateRange:
    return periods.instant(now, timedelta(seconds=1))


@_form(r"(?P<which>this|current|last|previous|next) (?P<unit>week|month|quarter|year)", _SPOKEN)
def _calendar_unit(match: re.Match[str], now: datetime) -> DateRange:
    offset = {"last": -1, "previous": -1, "next": 1}.get(match["which"], 0)
    return periods.around(now.date(), match["unit"], offset)


@_form(rf"(?:last|past|previous) (?:{_COUNT} )?{_UNIT}s?", _SPOKEN)
def _recently(match: re.Match[str], now: datetime) -> DateRange:
    return periods.until(now, Duration.of(_count(match), match["unit"]))


@_form(rf"{_COUNT} {_UNIT}s? ago", _SPOKEN)
def _ago(match: re.Match[str], now: datetime) -> DateRange:
    start = periods.before(now, Duration.of(_count(match), match["unit"]))
    if isinstance(start, datetime):
        return periods.instant(start, timedelta(seconds=SECONDS[match["unit"]]))
    return periods.day(start)


@_form(rf"(?:(?P<which>last|next) )?{_WEEKDAY}", _SPOKEN)
def _weekday(match: re.Match[str], now: datetime) -> DateRange:
    today = now.date()
    back = (today.weekday() - _WEEKDAYS.index(match["weekday"][:3])) % 7
    if match["which"] == "next":
        return periods.day(today + timedelta(days=7 - back))
    if match["which"] == "last":
        back = back or 7
    return periods.day(today - timedelta(days=back))


@_form(rf"{_MONTH}(?: (?P<year>[0-9]{{4}}))?", _SPOKEN)
def _named_month(match: re.Match[str], now: datetime) -> DateRange:
    number = _month_number(match)
    if match["year"]:
        return periods.month(int(match["year"]), number)
    return periods.month(now.year - (number > now.month), number)


@_form(rf"{_ORDINAL} {_MONTH}(?: (?P<year>[0-9]{{4}}))?", _SPOKEN)
@_form(rf"{_MONTH} {_ORDINAL}(?: (?P<year>[0-9]{{4}}))?", _SPOKEN)
def _named_day(match: re.Match[str], now: datetime) -> DateRange:
    number, day = _month_number(match), int(match["day"])
    if match["year"]:
        return periods.day(date(int(match["year"]), number, day))
    year = now.year - ((number, day) > (now.month, now.day))
    if (number, day) == (2, 29):
        while not isleap(year):
            year -= 1
    return periods.day(date(year, number, day))


def _month_number(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3]) + 1


def _count(match: re.Match[str]) -> int:
    return int(match["count"]) if (match["count"] or "a")[0].isdigit() else 1
