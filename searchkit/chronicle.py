"""A query over time: its articles by period, their share of the archive, its peaks' headlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import get_args

from searchkit.engines.base import Reader, Request
from searchkit.errors import InvalidArgument
from searchkit.query.nodes import And, DateRange, Everything, Node
from searchkit.searching import Question, ask, check_timeout, limited
from searchkit.timeline import By, DayCounts, Period, Timeline, peaks, periods, readable


def timeline(
    reader: Reader, question: Question, by: By | None, *, share: bool, named: bool = True
) -> Timeline:
    """Ask a reader. Without `by`, the finest kind of period that can still be read at a glance.

    It begins and ends where the question's dates say so, else with its first and last article.
    Peaks name their best article if they are to be `named`. All of it may take the question's
    `timeout`. Raises as `searching.answer` does, and InvalidArgument for too many periods.
    """
    if by not in (None, *get_args(By)):
        raise InvalidArgument(f"by is one of {', '.join(get_args(By))}, not {by!r}")
    check_timeout(question.timeout)
    with limited(question):
        return _timeline(reader, question, by, share, named)


def _timeline(
    reader: Reader, question: Question, by: By | None, share: bool, named: bool
) -> Timeline:
    asked = ask(reader, replace(question, limit=0, offset=0, snippets=False))
    counts = asked.answer.days()
    first, last = _span(asked.node, counts)
    found: list[Period] = []
    if first is not None and last is not None:
        by = by or readable(first, last)
        found = periods(counts, by, first, last)
        if share:
            found = _shares(found, periods(_all_days(reader, question), by, first, last))
        for i in peaks(found) if named else ():
            found[i] = found[i]._replace(top=asked.answer.best(found[i].start, found[i].end))
    return Timeline(
        query=question.text,
        interpreted=asked.interpret(),
        by=by or "day",
        periods=tuple(found),
        total=counts.total,
        undated=counts.undated,
        warnings=asked.warnings,
    )


def _span(node: Node, counts: DayCounts) -> tuple[date | None, date | None]:
    """The first and last day to be shown: as the query bounds them, else as its articles lie."""
    starts = [start for start, _ in _bounds(node) if start is not None]
    ends = [end for _, end in _bounds(node) if end is not None]
    first = max(starts) if starts else counts.day(0)
    last = min(ends) if ends else counts.day(-1)
    return first, last


def _bounds(node: Node) -> Iterator[tuple[date | None, date | None]]:
    """The first and last days of the date filters that hold for the whole query."""
    for child in node.children if isinstance(node, And) else (node,):
        if isinstance(child, DateRange):
            yield _day(child.start), _last_day(child.end)


def _day(bound: date | datetime | None) -> date | None:
    return bound.date() if isinstance(bound, datetime) else bound


def _last_day(end: date | datetime | None) -> date | None:
    """The last day before an exclusive end."""
    if end is None:
        return None
    if isinstance(end, datetime):
        return (end - timedelta(microseconds=1)).date()
    return end - timedelta(days=1) if end > date.min else end


def _all_days(reader: Reader, question: Question) -> DayCounts:
    return reader.search(Request(tiers=(Everything(),), zone=question.zone, limit=0)).days()


def _shares(found: list[Period], every: list[Period]) -> list[Period]:
    return [
        period._replace(share=period.count / whole.count) if whole.count else period
        for period, whole in zip(found, every, strict=True)
    ]
