"""`timeline`: when was something written about, and how much?"""

from __future__ import annotations

import sys
from typing import Any

import click

from searchkit.cli.commands import QueryCommand, json_option
from searchkit.cli.completion import complete_query
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import narrowing_options
from searchkit.cli.settings import Settings
from searchkit.present.timelines import timeline_lines

_ASKED = ("after", "before", "source", "match", "undated", "timeout")
"""What a search that found nothing takes too."""


@click.command(cls=QueryCommand, short_help="Count articles over time.")
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    help="The periods that are counted.  [default: the finest that still reads well]",
)
@click.option("--share", is_flag=True, help="Also the part of all that the archive holds then.")
@narrowing_options
@json_option()
@click.pass_obj
def timeline(settings: Settings, /, words: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Count the articles that a query finds over time, gaps as zeros.

    The highest periods name their best article. Days are in each article's own zone.

    \b
    Examples:
      searchkit timeline embassy evacuation
      searchkit timeline strike --by month --share
      searchkit timeline '"dam failure"' --after 2022-01-01 --json
    """
    console = Console(settings)
    with settings.open_archive() as archive:
        found = archive.timeline(" ".join(words), **options)
        console.warn(found.warnings)
        if as_json:
            console.json(found.to_json())
        elif found.total:
            console.lines(
                timeline_lines(
                    found, console.style, width=console.width, ascii_only=not _has_blocks()
                )
            )
        else:
            asked = {name: options[name] for name in _ASKED}
            console.advise(archive.search(" ".join(words), limit=0, **asked).advice)
    return 0 if found.total else NO_HITS


def _has_blocks() -> bool:
    """Whether stdout's encoding has the characters that bars are drawn with."""
    try:
        "▏█".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
