"""`save`, `saved`, `unsave` and `alerts`: questions that are kept, and what is new in them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.commands import Command, QueryCommand, Switch, json_option
from searchkit.cli.completion import complete_query, complete_saved
from searchkit.cli.console import Console, is_terminal
from searchkit.cli.narrowing import filter_options, timeout_option
from searchkit.cli.search import hit_style
from searchkit.cli.settings import Settings
from searchkit.cli.waiting import wait_option
from searchkit.present.alerts import alert_lines, saved_lines
from searchkit.present.escape import escape_line

if TYPE_CHECKING:
    from searchkit.archive import Archive
    from searchkit.saved_searches import Alert

NO_NEWS = 1


@click.command(cls=QueryCommand, short_help="Save a search, to be told what is new.")
@click.argument("name", shell_complete=complete_saved)
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@filter_options
@click.option(
    "--match",
    type=click.Choice(["auto", "all", "any"]),
    default="all",
    show_default=True,
    help="Which of the bare words an article must have.",
)
@click.option(
    "--all-copies", cls=Switch, help="Tell of each copy of a story, not only of the first."
)
@click.option("--replace", is_flag=True, help="Replace the saved search of that name.")
@timeout_option
@wait_option
@click.pass_obj
def save(
    settings: Settings, /, name: str, words: tuple[str, ...], wait: float, **options: Any
) -> int:
    """Save a search under NAME; `searchkit alerts` tells what it finds from now on.

    What it finds already counts as known. Dates in words are read anew each time. The archive
    keeps it: rebuilding and copies of the archive have it too.

    \b
    Examples:
      searchkit save ferries ferry strike
      searchkit save dams 'dam OR reservoir -beaver' --source "Daily Planet"
    """
    with settings.open_archive(wait=wait) as archive:
        search = archive.save_search(name, " ".join(words), **options)
    Console(settings).line(f"saved {escape_line(search.name)}")
    return 0


@click.command(cls=Command, short_help="List saved searches.")
@json_option("a JSON list")
@click.pass_obj
def saved(settings: Settings, as_json: bool) -> int:
    """List the saved searches: when they last had news, and what they ask.

    \b
    Examples:
      searchkit saved
      searchkit saved --json
    """
    console = Console(settings)
    with settings.open_archive(stored_only=True) as archive:
        found = archive.saved_searches()
    if as_json:
        console.json([search.to_json() for search in found])
    else:
        console.lines(saved_lines(found, console.style, width=console.table_width))
        if not found:
            console.note("searchkit: no search is saved; try: searchkit save NAME QUERY")
    return 0


@click.command(cls=Command, short_help="Forget saved searches.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_saved)
@wait_option
@click.pass_obj
def unsave(settings: Settings, names: tuple[str, ...], wait: float) -> int:
    """Forget saved searches, and what is known of them.

    \b
    Examples:
      searchkit unsave ferries
    """
    with settings.open_archive(stored_only=True, wait=wait) as archive:
        archive.unsave_search(*names)
    Console(settings).line(f"forgot {escape_line(', '.join(names))}")
    return 0


@click.command(cls=Command, short_help="Tell what is new in saved searches.")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_saved)
@click.option("--dry-run", is_flag=True, help="Take no note: tell the same again next time.")
@timeout_option
@json_option("a JSON list, with every search")
@wait_option
@click.pass_obj
def alerts(
    settings: Settings,
    names: tuple[str, ...],
    dry_run: bool,
    timeout: float | None,
    as_json: bool,
    wait: float,
) -> int:
    """Tell what saved searches find that is new, or has changed, since they were last run.

    Without NAME, all of them. Another copy of a known story is no news. The exit code is 0 with
    news, 1 without. Note of it is taken once all is printed: a run that is cut short tells it
    again, so nothing is lost.

    \b
    Examples:
      searchkit alerts
      searchkit alerts ferries --json
      searchkit ingest -q && searchkit alerts | mail -E -s news me@example.org
    """
    console = Console(settings)
    with settings.open_archive(wait=wait) as archive:
        found = archive.alerts(*names, timeout=timeout)
        for alert in found:
            console.warn(alert.warnings)
        news = [alert for alert in found if alert.news]
        if as_json:
            console.json([alert.to_json() for alert in found])
        else:
            _print_news(console, archive, news)
        if sys.stdout is not None:
            sys.stdout.flush()
        if not dry_run:
            archive.acknowledge(found)
    if not found:
        console.note("searchkit: no search is saved; try: searchkit save NAME QUERY")
    elif not news and is_terminal(sys.stdout):
        console.note("searchkit: no news")
    return 0 if news else NO_NEWS


def _print_news(console: Console, archive: Archive, news: Sequence[Alert]) -> None:
    for number, alert in enumerate(news):
        console.lines([""] * (number > 0))
        console.lines(alert_lines(alert, hit_style(console, archive)))
