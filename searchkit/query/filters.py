"""Reading what follows `source:`, `lang:`, `after:`, `before:` and `date:`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from searchkit.lazy_regex import lazy_pattern
from searchkit.query.dates import explain, parse_bounds
from searchkit.query.nodes import DateRange, Languages, Node, Sources
from searchkit.query.quotes import Quotes
from searchkit.query.terms import QUOTES, unescape
from searchkit.values import Value

_ITEM = lazy_pattern(rf"(?:\\\S|\\(?=\s|\Z)|[^\s(),\\{QUOTES}])+")
_DATE = lazy_pattern(rf"[^\s(){QUOTES}]+")


class Unreadable(Exception):
    """The value is none of this filter's; the message says what it takes."""


class Reading(Value):
    """A filter's node, the offset where its value ends, and what to say about it."""

    node: Node
    end: int
    remark: str = ""


def _sources(text: str, at: int, quotes: Quotes, now: datetime) -> Reading:
    names, end, remark = _items(text, at, quotes)
    if not names:
        raise Unreadable('source: takes names, such as source:reuters,"Business Insider"')
    return Reading(Sources(names), end, remark)


def _languages(text: str, at: int, quotes: Quotes, now: datetime) -> Reading:
    codes, end, remark = _items(text, at, quotes)
    if not codes:
        raise Unreadable("lang: takes codes of languages, such as lang:en,de")
    return Reading(Languages(tuple(code.lower() for code in codes)), end, remark)


def _items(text: str, at: int, quotes: Quotes) -> tuple[tuple[str, ...], int, str]:
    """Items with commas between them, each bare or in quotes; empty ones are left out."""
    items: list[str] = []
    remark = ""
    while True:
        item, at = _item(text, at, quotes)
        if item:
            items.append(item)
        else:
            remark = "nothing stands between this comma and the next space, comma or end"
        if text[at : at + 1] != ",":
            return tuple(items), at, remark
        at += 1


def _item(text: str, at: int, quotes: Quotes) -> tuple[str, int]:
    if at < len(text) and text[at] in QUOTES:
        return quotes.read(at) or ("", at)
    match = _ITEM.match(text, at)
    return (unescape(match[0]), match.end()) if match else ("", at)


def _date(text: str, at: int, quotes: Quotes, now: datetime) -> Reading:
    value, end = _date_text(text, at, quotes)
    bounds = parse_bounds(value, now=now)
    if bounds is None:
        raise Unreadable(explain(value, now=now))
    return Reading(bounds, end)


def _after(text: str, at: int, quotes: Quotes, now: datetime) -> Reading:
    period, end = _period(text, at, quotes, now)
    return Reading(DateRange(period.start, None), end)


def _before(text: str, at: int, quotes: Quotes, now: datetime) -> Reading:
    period, end = _period(text, at, quotes, now)
    return Reading(DateRange(None, period.start), end)


def _period(text: str, at: int, quotes: Quotes, now: datetime) -> tuple[DateRange, int]:
    value, end = _date_text(text, at, quotes)
    if ".." in value:
        raise Unreadable("after: and before: take one date; date: takes a range")
    period = parse_bounds(value, now=now)
    if period is None:
        raise Unreadable(explain(value, now=now))
    return period, end


def _date_text(text: str, at: int, quotes: Quotes) -> tuple[str, int]:
    """Bare and quoted pieces up to a space or parenthesis: `"last week"..today`."""
    pieces: list[str] = []
    while at < len(text):
        quoted = quotes.read(at) if text[at] in QUOTES else None
        bare = _DATE.match(text, at)
        if quoted:
            piece, at = quoted
        elif bare:
            piece, at = bare[0], bare.end()
        else:
            break
        pieces.append(piece)
    return "".join(pieces), at


READERS: dict[str, Callable[[str, int, Quotes, datetime], Reading]] = {
    "source": _sources,
    "lang": _languages,
    "date": _date,
    "after": _after,
    "before": _before,
}
"""By field name: reads the value at an offset of the text, or raises Unreadable."""
