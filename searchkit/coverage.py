"""Does the archive hold what a question is bounded to? A search cannot find what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from searchkit.deadline import check_deadline
from searchkit.engines.base import Reader
from searchkit.query.nodes import And, DateRange, Node, Sources

_DAWN = datetime.min.replace(tzinfo=timezone.utc)
_DUSK = datetime.max.replace(tzinfo=timezone.utc)
_LITTLE = 20
"""Few: less than one in so many articles that it would have at the archive's own rate ..."""
_ENOUGH = 100
"""... of an archive of at least so many: others have no rate."""
_NEAR = 3
"""So many sources with like names are named ..."""
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
"""How far the earth's zones lie behind and before UTC."""
_SPELT = 10
"""... for so many that are not there."""


def remarks(reader: Reader, node: Node, *, found: bool) -> tuple[str, ...]:
    """What the archive holds nothing, or strikingly little, of: for the user to know.

    Only of filters that hold for the whole query. With `found`, a source is not looked for in the
    period: there is something.
    """
    children = node.children if isinstance(node, And) else (node,)
    periods = [child for child in children if isinstance(child, DateRange)]
    names = [name for child in children if isinstance(child, Sources) for name in child.names]
    if not (periods or names):
        return ()
    known = [name for name in names if reader.held(source=name)]
    said: list[str] = []
    if len(known) < len(names):
        said += _of_unknown(reader, [name for name in names if name not in known])
    if periods:
        said += _of_period(reader, *_bounds(periods), () if found else known)
    return tuple(said)


def _of_period(
    reader: Reader, start: date | None, end: date | None, names: list[str] | tuple[str, ...]
) -> Iterator[str]:
    span = reader.span()
    if span is None:
        yield "the archive holds no article with a date"
        return
    if start is not None and end is not None and end <= start:
        yield "the query asks for dates that have no day in common"
        return
    held = reader.held(start, end)
    if not held:
        its_own = f"its own are of {span[0]} to {span[1]}"
        yield f"the archive holds no articles {_period(start, end)}: {its_own}"
        return
    missing = []
    for name in names:
        check_deadline()
        if not reader.held(start, end, name):
            missing.append(name)
    every = reader.held()
    few = every >= _ENOUGH and held * _LITTLE < every * _share(span, start, end)
    if few or missing:
        count = f"{held:,} article{'' if held == 1 else 's'}"
        none = f", none of {' or '.join(missing)}" if missing else ""
        yield f"the archive holds {'only ' if few else ''}{count} {_period(start, end)}{none}"


def _share(span: tuple[date, date], start: date | None, end: date | None) -> float:
    """The part of the archive's days that are in a period; open sides end with it."""
    first, last = span[0].toordinal(), span[1].toordinal()
    begins = first if start is None else start.toordinal()
    ends = last + 1 if end is None else end.toordinal()
    return max(0, ends - begins) / (last + 1 - first)


def _of_unknown(reader: Reader, unknown: list[str]) -> Iterator[str]:
    """That no article is of these sources; of the first, which have names like theirs."""
    if unknown:
        names = [source.name for source in reader.sources() if source.name]
        for name in unknown[:_SPELT]:
            check_deadline()
            yield _unknown(names, name)
    if len(unknown) > _SPELT:
        yield f"the archive holds nothing of {len(unknown) - _SPELT} more of the sources either"


def _unknown(names: list[str], name: str) -> str:
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    near = extract(name, names, scorer=WRatio, processor=str.casefold, score_cutoff=75, limit=_NEAR)
    like = f"; sources with like names: {', '.join(found for found, _, _ in near)}" if near else ""
    return f"the archive holds nothing of the source {name}{like}"


def _bounds(periods: list[DateRange]) -> tuple[date | None, date | None]:
    """The civil days, `[start, end)`, that all of the periods share: of moments, in any zone."""
    starts = [day for one in periods if one.start is not None for day in _begin(one.start)]
    ends = [day for one in periods if one.end is not None for day in _end(one.end)]
    return max(starts, default=None), min(ends, default=None)


def _begin(start: date) -> Iterator[date]:
    """The first civil day that has a moment from `start` on; none where there is no earlier."""
    if not isinstance(start, datetime):
        yield start
    elif start - _DAWN >= _WEST:
        yield (start.astimezone(timezone.utc) - _WEST).date()


def _end(end: date) -> Iterator[date]:
    """The first civil day that has no moment before `end`; none at the end of time."""
    if not isinstance(end, datetime):
        yield end
    elif _DUSK - end >= _EAST + timedelta(days=1):
        last = end.astimezone(timezone.utc) + _EAST - timedelta(microseconds=1)
        yield last.date() + timedelta(days=1)


def _period(start: date | None, end: date | None) -> str:
    """`of 2022-01`, `from 2022-01-05 on`: bounds in words."""
    if start is None:
        return f"before {end}"
    if end is None:
        return f"from {start} on"
    last = end - timedelta(days=1)
    if start == last:
        return f"of {start}"
    if (start.day, end.day) == (1, 1):
        if (start.month, end.month) == (1, 1) and end.year == start.year + 1:
            return f"of {start:%Y}"
        if (end - timedelta(days=1)).replace(day=1) == start:
            return f"of {start:%Y-%m}"
    return f"of {start} to {last}"
