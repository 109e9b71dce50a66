"""When was this published? Dates as pages and papers write them, in twenty languages.

A wrong date is worse than none: 01/02/2022 stays unread unless the language tells which is the
month, a year alone is no date, and a time in a zone that cannot be told leaves the day.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from searchkit.ingest.datewords import (
    MODIFIED,
    MONTHS,
    PUBLISHED,
    WEEKDAYS,
    ZONES,
    fold,
    is_day_first,
)
from searchkit.published import Published, parse_iso

_LONGEST = 120
_FIRST_YEAR, _LAST_YEAR = 1600, 2199

_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})(?![^\W\d_])\.?,?"
_MONTH_NAME = r"[^\W\d_]{2,13}\.?"
_YEAR = r"(?:1[6-9]|2[01])\d\d"

_DATE = rf"""(?:
    (?P<y1>{_YEAR})(?P<s1>[-/.])\s?(?P<m1>\d\d?)(?P=s1)\s?(?P<d1>\d\d?)
  | (?P<y2>{_YEAR})(?P<m2>\d\d)(?P<d2>\d\d)
  | (?P<m3>{_MONTH_NAME})\s*(?P<d3>\d\d?)(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<y3>{_YEAR})
  | (?P<d4>\d\d?)(?:\.|st|nd|rd|th|er|o|a|°)?[\s/-]*(?:of\s+|de\s+|d[’'])?
    (?P<m4>{_MONTH_NAME})[\s/-]*,?\s*(?:de\s+|del\s+)?(?P<y4>{_YEAR})
  | (?P<y5>{_YEAR})\s*[年년]\s*(?P<m5>\d\d?)\s*[月월]\s*(?P<d5>\d\d?)\s*[日일]
  | (?P<y7>{_YEAR})\.?\s+(?P<m7>{_MONTH_NAME})\s+(?P<d7>\d\d?)
  | (?P<m8>{_MONTH_NAME})\s*(?P<d8>\d\d)\s?(?P<y8>{_YEAR})
  | (?P<n1>\d\d?)(?P<s6>[-/.])\s?(?P<n2>\d\d?)(?P=s6)\s?(?P<y6>{_YEAR}|\d\d)
)(?![\d]|[-/]\d)"""

_TIME = r"""(?:
    (?P<hour>\d\d?)\s*(?:[:.h]\s*(?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,:](?P<fraction>\d+))?)?
    |(?=\s*(?:[ap]\.?\s?m\b|uhr\b|h\b)))
    \s*(?P<half>[ap]\.?\s?m\b\.?)?\s*(?:(?:uhr|hrs?|h|u|ч)(?![^\W\d_])\.?)?
    \s*(?P<zone>\(?(?:(?:gmt|utc)\s*)?[+-]\d\d?(?::?\d\d)?\)?|\(?[^\W\d_]{1,5}(?![^\W\d_])\)?)?
    (?:\s*\([a-z\s]{2,40}\)?)?
)"""

_GAP = (
    r"(?:\s*[,|/·•–—-]?\s*(?:at\s+about|at|um|a\s+las|a\s+la|alle|ore|as|om|a|t|kl|klo|saat|godz|v|ve|o|в|о"
    r"|στις)?\.?\s*)"
)
_PUBLISHED_LABEL, _MODIFIED_LABEL = (
    "|".join(re.escape(label).replace(r"\ ", r"\s") for label in labels)
    for labels in (PUBLISHED, MODIFIED)
)
_LABEL = rf"(?:(?P<modified>{_MODIFIED_LABEL})|(?P<published>{_PUBLISHED_LABEL}))(?![^\W\d_])"

_WHOLE = re.compile(
    rf"""(?:{_LABEL}\s*[:;–—-]?\s*)?(?:on\s+|am\s+|den\s+|le\s+|el\s+|em\s+|il\s+|op\s+|dne\s+)?
    (?:{_TIME}\s*[,|·•–—-]?\s*(?:on\s+)?)??(?:{_WEEKDAY}\s*(?:den\s+|the\s+)?)?{_DATE}""",
    re.VERBOSE,
)
_AFTER = re.compile(rf"{_GAP}{_TIME}", re.VERBOSE)
_IN_TEXT = re.compile(rf"(?<![\w/.-]){_DATE}", re.VERBOSE)
_RFC822 = re.compile(
    r"(?:[a-z]{3},?\s+)?(\d\d?)[\s-]+([a-z]{3})[\s-]+(\d\d)\s+(\d\d:\d\d(?::\d\d)?.*)"
)
_CTIME = re.compile(
    r"[a-z]{3}\s+([a-z]{3})\s+(\d\d?)\s+(\d\d:\d\d:\d\d)\s+(?:([a-z+\d-]{1,6})\s+)?(\d{4})"
)
_SEPARATOR = re.compile(
    r"\s*[|•·;]\s*|\s+[–—-]\s+(?=[^\d\s])"
    rf"|,?\s+(?=(?:{_MODIFIED_LABEL})(?![^\W\d_]))"
)
# "2023 г." says that it is a year; some name the weekday behind the date.
_BEHIND = re.compile(rf"\s*(?:[гр]\.?(?![^\W\d_])|,?\s\(?{_WEEKDAY}\)?)")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date and what its label says it is: the publication (no label) or a later change."""

    value: Published
    kind: Literal["published", "modified"]
    labelled: bool = False


def parse_date(text: str, language: str | None = None) -> Published | None:
    """The publication date that `text` as a whole is, or None; a label in front is allowed.

    `language` ("fr", or "en-GB" with its region) tells day from month in 01/02/2022.
    "Updated: …" gives None: such dates are `read_date`'s.
    """
    found = read_date(text, language)
    return found.value if found and found.kind == "published" else None


def read_date(text: str, language: str | None = None) -> ReadDate | None:
    """The date that `text` as a whole is, published or modified by its label; else None."""
    folded = _fold(text)
    if not folded:
        return None
    try:
        return ReadDate(_plausible(parse_iso(folded)), "published")
    except ValueError:
        folded = _rearranged(folded)
    match = _WHOLE.match(folded)
    if match is None:
        return None
    day = _day(match, language)
    if day is None:
        return None
    clock: re.Match[str] | None = match if match["hour"] else None
    rest = folded[match.end() :]
    if behind := _BEHIND.match(rest):
        rest = rest[behind.end() :]
    if rest.strip(" .,)|"):
        clock = None if clock else _AFTER.fullmatch(rest.rstrip(" .,|"))
        if clock is None:
            return None
    value = _at(day, clock) if clock else day
    if value is None:
        return None
    return _labelled(value, match)


def read_dates(line: str, language: str | None = None) -> list[ReadDate]:
    """The dates of a line of several parts, as in "Jan 3, 2022 | Updated Jan 4, 2022".

    Parts that are no date are passed over; text that is one date gives that date.
    """
    whole = read_date(line, language)
    if whole:
        return [whole]
    folded = _fold(line)
    parts = [part for part in _SEPARATOR.split(folded) if part]
    return [found for part in parts if (found := read_date(part, language))]


def find_dates(text: str) -> list[date]:
    """Every full date that stands somewhere in `text` and needs no language to be read."""
    days = (_day(match, None) for match in _IN_TEXT.finditer(fold(text)))
    return [day for day in days if day]


def date_prefix(text: str, language: str | None = None) -> tuple[ReadDate, int] | None:
    """The date that `text` begins with and where it ends (an offset into `text`), or None."""
    head = text[:_LONGEST]
    folded = fold(head)
    if len(folded) != len(head):
        return None
    match = _WHOLE.match(folded)
    day = _day(match, language) if match else None
    if match is None or day is None:
        return None
    value, end = day, match.end()
    clock = match if match["hour"] else _AFTER.match(folded, end)
    if clock is not None:
        moment = _at(day, clock)
        if moment is not None and (isinstance(moment, datetime) or clock is match):
            value, end = moment, max(end, clock.end())
    return _labelled(value, match), end


def is_month(word: str) -> bool:
    """Whether the word is a month's name, or short for one, in any of the languages read here."""
    return fold(word).rstrip(".") in MONTHS


def from_epoch(number: float) -> Published | None:
    """An instant in UTC from seconds, milli- or microseconds since 1970; a day from 20220123.

    The size tells the unit: seconds from 1973 to 2100 and the same span in the finer units do
    not overlap. Other numbers give None.
    """
    if not math.isfinite(number):
        return None
    if number == int(number) and 16_000_101 <= number <= 21_991_231:
        return parse_date(str(int(number)))
    for unit in (1, 1_000, 1_000_000):
        seconds = number / unit
        if 1e8 <= seconds < 4.2e9:
            return datetime.fromtimestamp(0, timezone.utc) + timedelta(seconds=round(seconds, 3))
    return None


def _fold(text: str) -> str:
    """Folded text without its frame, or "" for what is too long or holds no digit."""
    if len(text) > _LONGEST * 4 or not any(char.isdigit() for char in text):
        return ""
    folded = " ".join(fold(text).split()).strip(" |•·–—,;()[]\"'")
    return folded if len(folded) <= _LONGEST else ""


def _rearranged(folded: str) -> str:
    """RFC 822's two-digit years (50 to 99 are 19xx: RFC 2822, 4.3) and ctime's order, undone."""
    match = _RFC822.fullmatch(folded)
    if match:
        day, month, year, rest = match.groups()
        return f"{day} {month} {_century(int(year))} {rest}"
    match = _CTIME.fullmatch(folded)
    if match:
        month, day, clock, zone, year = match.groups("")
        return f"{day} {month} {year} {clock} {zone}".strip()
    return folded


def _century(year: int) -> int:
    return year + (2000 if year < 50 else 1900) if year < 100 else year


def _labelled(value: Published, match: re.Match[str]) -> ReadDate:
    changed = match["modified"] is not None
    labelled = changed or match["published"] is not None
    return ReadDate(value, "modified" if changed else "published", labelled)


def _day(match: re.Match[str], language: str | None) -> date | None:
    groups = match.groupdict()
    for number in "1234578":
        if groups.get(f"y{number}"):
            month = groups[f"m{number}"].rstrip(".")
            return _valid(
                int(groups[f"y{number}"]),
                int(month) if month.isdigit() else MONTHS.get(month, 0),
                int(groups[f"d{number}"]),
            )
    first, second, year = int(groups["n1"]), int(groups["n2"]), groups["y6"]
    # Nobody writes 1.23.2022; but with two digits the year may come first.
    dotted = groups["s6"] == "." and (len(year) == 4 or (language or "").startswith("en"))
    day_first = dotted or is_day_first(language)
    if len(year) == 2 and not day_first:
        return None
    if first != second and first <= 12 and second <= 12 and not day_first:
        return None
    if second > 12 and not day_first:
        first, second = second, first
    return _valid(_century(int(year)), second, first)


def _plausible(value: Published) -> Published:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"{value} is out of range")
    return value


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def _at(day: date, clock: re.Match[str]) -> Published | None:
    """The moment, the day where the zone is missing or unknown, None for a time that is none."""
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"][0] == "p" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    offset = _offset(clock["zone"])
    if offset is None:
        return day
    micros = int((clock["fraction"] or "0")[:6].ljust(6, "0"))
    moment = datetime(day.year, day.month, day.day, tzinfo=offset)
    return moment + timedelta(
        hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micros
    )


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    zone = zone.strip("()")
    if zone in ZONES:
        return timezone(timedelta(minutes=ZONES[zone]))
    match = re.search(r"([+-])(\d\d?):?(\d\d)?$", zone)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 15 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
