"""How many articles of each day, week, month or year? Counts by civil day become periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date, timedelta
from functools import partial
from itertools import accumulate, pairwise, repeat
from typing import Any, Literal, NamedTuple

from searchkit.errors import InvalidArgument
from searchkit.model import Hit
from searchkit.values import Value

By = Literal["day", "week", "month", "year"]
MAX_PERIODS = 20_000
"""More lines than this are a slip: sixty years of days are asked for on purpose."""
_READABLE: Sequence[tuple[By, int]] = (("day", 62), ("week", 366), ("month", 3_700))
"""Until how many days a timeline is read best in each period; beyond, in years."""
_PEAKS = 3


class DayCounts(NamedTuple):
    """Articles by civil date: `counts` for each day from the proleptic ordinal `first` on, neither
    beginning nor ending with a 0; and how many have no date."""

    first: int
    counts: list[int]
    undated: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts) + self.undated

    def day(self, number: int) -> date | None:
        """The day of one of the counts, -1 for the last; None where there is none."""
        if not self.counts:
            return None
        return date.fromordinal(self.first + number % len(self.counts))

    def days(self) -> list[date]:
        """The days that have any articles, rising."""
        return [date.fromordinal(self.first + n) for n, count in enumerate(self.counts) if count]

    def between(self, start: int, stop: int) -> list[int]:
        """The counts of the days `[start, stop)`, ordinals too."""
        before = min(max(self.first - start, 0), stop - start)
        held = self.counts[max(start - self.first, 0) : max(stop - self.first, 0)]
        return [0] * before + held + [0] * (stop - start - before - len(held))


class Period(NamedTuple):
    """Articles published from `start` until before `end`.

    `share` is their part of all that the archive holds of that period: None where it holds
    nothing, or where shares were not asked for. `top` is the best hit, for peaks only.
    """

    start: date
    by: By
    count: int  # type: ignore[assignment]  # nobody asks a period what a tuple can tell
    share: float | None = None
    top: Hit | None = None

    @property
    def end(self) -> date:
        """Where the next period begins; the calendar's last day in its last period."""
        return _next(self.start, self.by) or date.max

    @property
    def label(self) -> str:
        """`2022-01-23`, `2022-W03`, `2022-01` or `2022`."""
        return _label(self.start, self.by)

    def to_json(self) -> dict[str, Any]:
        return {
            "period": self.label,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "count": self.count,
            "share": None if self.share is None else round(self.share, 6),
            "top": None if self.top is None else self.top.brief_json(),
        }


class Timeline(Value, kw_only=True):
    """The periods of a query in order, gaps among them; `total` counts the undated too."""

    query: str
    interpreted: str
    by: By
    periods: tuple[Period, ...]
    total: int
    undated: int
    warnings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    def __len__(self) -> int:
        return len(self.periods)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from searchkit.present.html import timeline_html

        return timeline_html(self)

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "by": self.by,
            "total": self.total,
            "undated": self.undated,
            "warnings": list(self.warnings),
            "periods": [period.to_json() for period in self.periods],
        }


def readable(first: date, last: date) -> By:
    """The finest kind of period that is still read at a glance, for the days from first to last."""
    days = (last - first).days
    return next((by for by, most in _READABLE if days <= most), "year")


def periods(counts: DayCounts, by: By, first: date, last: date) -> list[Period]:
    """Every period that has a day from `first` to `last`, whether it has articles or not.

    Nothing is counted before `first` or behind `last`. Raises InvalidArgument where there would be
    more than MAX_PERIODS.
    """
    starts = _starts(by, first, last)
    if len(starts) > MAX_PERIODS:
        raise InvalidArgument(
            f"{first} to {last} are more than {MAX_PERIODS:,} periods by {by}: ask for a "
            "coarser one, or bound the dates"
        )
    if not starts:
        return []
    edges = [first.toordinal(), *map(date.toordinal, starts[1:]), last.toordinal() + 1]
    totals = counts.between(edges[0], edges[-1])
    if by != "day":
        sums = [0, *accumulate(totals)]
        totals = [sums[end - edges[0]] - sums[start - edges[0]] for start, end in pairwise(edges)]
    # There may be thousands of days: they are made without a step of Python's own for each.
    rows = zip(starts, repeat(by), totals, repeat(None), repeat(None), strict=False)
    return list(map(partial(tuple.__new__, Period), rows))


def peaks(found: Sequence[Period]) -> list[int]:
    """Which periods stand out: the highest that no neighbour exceeds, at most three, rising."""
    counts = [period.count for period in found]
    highest: list[int] = []
    for i in sorted(range(len(counts)), key=counts.__getitem__, reverse=True):
        if len(highest) == _PEAKS or not counts[i]:
            break
        if max(counts[max(i - 1, 0) : i + 2]) == counts[i]:
            highest.append(i)
    return sorted(highest)


def _starts(by: By, first: date, last: date) -> list[date]:
    """The first days of all periods that lie between two days; of too many, one too many."""
    start = _start(first, by)
    if by == "day" or by == "week":
        days = range(start.toordinal(), last.toordinal() + 1, 1 if by == "day" else 7)
        return list(map(date.fromordinal, days[: MAX_PERIODS + 1]))
    found: list[date] = []
    following: date | None = start
    while following is not None and following <= last and len(found) <= MAX_PERIODS:
        found.append(following)
        following = _next(following, by)
    return found


def _start(day: date, by: By) -> date:
    """The first day of the period that a day lies in; weeks are ISO 8601's, from Monday."""
    if by == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if by == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def _next(start: date, by: By) -> date | None:
    """The first day of the next period; None where the calendar ends."""
    try:
        if by == "day":
            return start + timedelta(days=1)
        if by == "week":
            return start + timedelta(days=7 - start.weekday())
        if by == "month" and start.month < 12:
            return start.replace(month=start.month + 1)
        return None if start.year == MAXYEAR else date(start.year + 1, 1, 1)
    except OverflowError:
        return None


def _label(start: date, by: By) -> str:
    """`2022-01-23`, `2022-W03`, `2022-01` or `2022`."""
    if by == "week":
        year, week, _ = start.isocalendar()
        return f"{year:04}-W{week:02}"
    return start.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]
