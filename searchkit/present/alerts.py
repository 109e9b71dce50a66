"""Saved searches, and what is new in them, as lines for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from searchkit.present.dates import show_day
from searchkit.present.escape import escape_line
from searchkit.present.results import HitStyle, hit_lines
from searchkit.present.style import Style
from searchkit.present.tables import table_lines
from searchkit.saved_searches import Alert, SavedSearch


def saved_lines(
    searches: Sequence[SavedSearch], style: Style, *, width: int | None = None
) -> Iterator[str]:
    """A table: each saved search, when it last had news, and what it asks."""
    rows = [
        (
            escape_line(search.name),
            f"news {show_day(search.told)}" if search.told > search.saved else "no news yet",
            escape_line(question(search)) or "(everything)",
        )
        for search in searches
    ]
    yield from table_lines(rows, style.name, style.faint, width=width)


def question(search: SavedSearch) -> str:
    """What a saved search asks, as it would be typed after `searchkit search`."""
    options = [f"--source {shlex.quote(name)}" for name in search.source]
    for name in ("after", "before"):
        bound = getattr(search, name)
        if bound is not None:
            options.append(f"--{name} {shlex.quote(bound)}")
    if search.match != "all":
        options.append(f"--match {search.match}")
    options += ["--undated"] * search.undated + ["--all-copies"] * search.all_copies
    return " ".join([search.query, *options]).strip()


def alert_lines(alert: Alert, how: HitStyle) -> Iterator[str]:
    """What a saved search tells: a headline, and each story that is new or has changed."""
    style = how.style
    parts = [
        f"{len(hits):,} {word}"
        for hits, word in ((alert.hits, "new"), (alert.changed, "changed"))
        if hits
    ]
    since = show_day(alert.search.told)
    yield style.strong(f"{escape_line(alert.search.name)}: {', '.join(parts)} since {since}")
    for number, hit in enumerate((*alert.hits, *alert.changed), start=1):
        yield ""
        if number > len(alert.hits):
            yield style.faint("its text has changed:")
        yield from hit_lines(hit, how, number=number)
