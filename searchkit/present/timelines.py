"""Timelines as bars for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.present.escape import escape_line
from searchkit.present.reports import count
from searchkit.present.style import Style
from searchkit.present.wrap import cut, wrap
from searchkit.timeline import Period, Timeline

_EIGHTHS = "▏▎▍▌▋▊▉█"
_WIDEST_BAR = 40
_LEAST_TITLE = 20
"""Columns that a peak's headline needs to be worth showing."""


def timeline_lines(
    timeline: Timeline, style: Style, *, width: int = 80, ascii_only: bool = False
) -> Iterator[str]:
    """A headline, then each period with its count and a bar; peaks say what they were about."""
    yield style.faint(headline(timeline))
    if not timeline.periods:
        return
    yield ""
    most = max(period.count for period in timeline)
    digits = len(f"{most:,}")
    labels = max(len(period.label) for period in timeline)
    shares = any(period.share is not None for period in timeline)
    bar_room = max(8, min(_WIDEST_BAR, (width - labels - digits - 4) // 2))
    for period in timeline:
        bar = _bar(period.count, most, bar_room, ascii_only=ascii_only)
        line = f"{period.label:<{labels}}  {period.count:>{digits},}"
        if shares:
            line += f"  {show_share(period)}"
        text = f"{line}  {bar}".rstrip()
        yield text + _top(period, style, width - len(text) - 2)


def headline(timeline: Timeline) -> str:
    """How many articles it is of, by which period."""
    query = escape_line(timeline.query).strip()
    subject = f" for {query}" if query else ""
    undated = f", {timeline.undated:,} of them undated" if timeline.undated else ""
    return f"{count(timeline.total, 'article')}{subject} by {timeline.by}{undated}"


def _bar(number: int, most: int, room: int, *, ascii_only: bool) -> str:
    """A bar of up to `room` columns, in eighths of one; what is not nothing is never nothing."""
    if not number:
        return ""
    eighths = max(1, round(number * room * 8 / most))
    if ascii_only:
        return "#" * max(1, round(eighths / 8))
    full, rest = divmod(eighths, 8)
    return _EIGHTHS[-1] * full + (_EIGHTHS[rest - 1] if rest else "")


def show_share(period: Period) -> str:
    """The share in per cent, six columns and more wide."""
    return "     –" if period.share is None else f"{period.share:6.1%}"


def _top(period: Period, style: Style, room: int) -> str:
    """The headline of a peak, cut to what is left of the line."""
    if period.top is None or room < _LEAST_TITLE:
        return ""
    lines = list(wrap(cut(period.top.title, ()), room - 1))
    if not lines:
        return ""
    more = "…" if len(lines) > 1 else ""
    return "  " + style.faint(style.render(lines[0]).rstrip() + more)
