"""Is an article's date within bounds? Days compare as civil days, instants as instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from searchkit.engines.local.clauses import Passes
from searchkit.engines.local.evaluation import Segment
from searchkit.query.nodes import Bound, DateRange
from searchkit.whoosh_index.schema import BY_INSTANT, UNDATED


def date_filter(bounds: DateRange, zone: tzinfo, *, undated: bool) -> Passes:
    """A test for articles published in `[start, end)`; undated ones pass only with `undated`.

    An article known by its day alone counts as that whole day, in `zone`, against an instant.
    """

    def passes(segment: Segment, docnum: int) -> bool:
        columns = segment.columns
        if columns.precisions[docnum] == UNDATED:
            return undated
        day = columns.days[docnum]
        by_day = columns.precisions[docnum] != BY_INSTANT
        first = _midnight(day, zone) if by_day else columns.seconds[docnum]
        last = _midnight(day + 1, zone) if by_day else columns.seconds[docnum]
        return _not_before(bounds.start, day, last, by_day) and _before(bounds.end, day, first)

    return passes


def _not_before(start: Bound | None, day: int, last: float, by_day: bool) -> bool:
    if start is None:
        return True
    if isinstance(start, datetime):
        # A whole day ends just before its last instant.
        return last > start.timestamp() if by_day else last >= start.timestamp()
    return day >= start.toordinal()


def _before(end: Bound | None, day: int, first: float) -> bool:
    if end is None:
        return True
    if isinstance(end, datetime):
        return first < end.timestamp()
    return day < end.toordinal()


def _midnight(day: int, zone: tzinfo) -> float:
    """Seconds since 1970 at the beginning of a civil day in a zone."""
    if day > date.max.toordinal():
        return _midnight(day - 1, zone) + timedelta(days=1).total_seconds()
    return datetime.combine(date.fromordinal(day), time(), zone).timestamp()
