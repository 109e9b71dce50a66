"""Which articles pass a filter on their columns? Filters score nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.query.nodes import Bound, DateRange
from searchkit.store.layout import BY_INSTANT, UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Filter = Callable[[Segment, Ints], Bools]
"""Which of these articles of a segment pass."""


def everything(segment: Segment, docs: Ints) -> Bools:
    """All articles."""
    return np.ones(len(docs), np.bool_)


def from_sources(names: tuple[str, ...]) -> Filter:
    """Articles of these sources: whole names, without case."""
    wanted = {name.casefold() for name in names}

    def passes(segment: Segment, docs: Ints) -> Bools:
        columns = segment.columns
        named = [name.casefold() in wanted for name in columns.source_names]
        return np.array(named, np.bool_).take(columns.sources.take(docs))

    return passes


def in_languages(codes: tuple[str, ...]) -> Filter:
    """Articles that say they are in one of these languages; `en` finds `en-GB` too."""

    def passes(segment: Segment, docs: Ints) -> Bools:
        columns = segment.columns
        named = [_is_in(name, codes) for name in columns.language_names]
        return np.array(named, np.bool_).take(columns.languages.take(docs))

    return passes


def _is_in(language: str, codes: tuple[str, ...]) -> bool:
    from searchkit.analysis.language import normalise_language

    return language.lower() in codes or normalise_language(language) in codes


def published(bounds: DateRange, zone: tzinfo, *, undated: bool) -> Filter:
    """Articles published in `[start, end)`; undated ones pass only with `undated`.

    Days compare as civil days, instants as instants. An article known by its day alone counts as
    that whole day, in `zone`, against an instant.
    """
    first = None if bounds.start is None else _first_day(bounds.start, zone)
    end = None if bounds.end is None else _end_day(bounds.end, zone)
    by_day = not (isinstance(bounds.start, datetime) or isinstance(bounds.end, datetime))
    if by_day and not undated:
        return _on_days(first or 1, end)

    def passes(segment: Segment, docs: Ints) -> Bools:
        columns = segment.columns
        precisions, days = columns.precisions.take(docs), columns.days.take(docs)
        inside = np.ones(len(docs), np.bool_)
        if first is not None:
            inside &= days >= first
        if end is not None:
            inside &= days < end
        if not by_day:
            exact = precisions == BY_INSTANT
            within = _within(columns.seconds.take(docs), days, bounds)
            inside = np.where(exact, within, inside)
        is_undated = precisions == UNDATED
        passing: Bools = inside | is_undated if undated else inside & ~is_undated
        return passing

    return passes


def _on_days(first: int, end: int | None) -> Filter:
    """Articles of these civil days; those that are undated have a day before all others."""

    def passes(segment: Segment, docs: Ints) -> Bools:
        days = segment.columns.days.take(docs)
        inside: Bools = days >= first
        if end is not None:
            inside &= days < end
        return inside

    return passes


def _within(seconds: Any, days: Any, bounds: DateRange) -> Bools:
    """Whether instants lie within bounds: against days by their civil days."""
    inside = np.ones(len(seconds), np.bool_)
    if isinstance(bounds.start, datetime):
        inside &= seconds >= bounds.start.timestamp()
    elif bounds.start is not None:
        inside &= days >= bounds.start.toordinal()
    if isinstance(bounds.end, datetime):
        inside &= seconds < bounds.end.timestamp()
    elif bounds.end is not None:
        inside &= days < bounds.end.toordinal()
    return inside


def _first_day(start: Bound, zone: tzinfo) -> int:
    """The first day that does not end before the bound."""
    if not isinstance(start, datetime):
        return start.toordinal()
    day = start.toordinal() - 3
    # A whole day ends just before its last instant.
    while _midnight(day + 1, zone) <= start.timestamp():
        day += 1
    return day


def _end_day(end: Bound, zone: tzinfo) -> int:
    """The first day that does not begin before the bound."""
    if not isinstance(end, datetime):
        return end.toordinal()
    day = end.toordinal() - 3
    while _midnight(day, zone) < end.timestamp():
        day += 1
    return day


def _midnight(day: int, zone: tzinfo) -> float:
    """Seconds since 1970 at the beginning of a civil day in a zone."""
    latest, earliest = date.max.toordinal(), date.min.toordinal()
    if day > latest or day < earliest:
        nearest = latest if day > latest else earliest
        return _midnight(nearest, zone) + timedelta(days=day - nearest).total_seconds()
    return datetime.combine(date.fromordinal(day), time(), zone).timestamp()
