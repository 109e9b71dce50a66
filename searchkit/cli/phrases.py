"""`phrases`: what is written in these articles that is not in others?"""

from __future__ import annotations

from typing import Any

import click

from searchkit.cli.commands import QueryCommand, json_option, limit_option
from searchkit.cli.completion import complete_query
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import narrowing_options
from searchkit.cli.settings import Settings


@click.command(cls=QueryCommand, short_help="Find what sets articles apart.")
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@limit_option("Phrases to show", default=20, most=1000)
@narrowing_options
@json_option()
@click.pass_obj
def phrases(settings: Settings, /, words: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Find the phrases that set the articles of a query, or of a period, apart from all others.

    Phrases of two and three words are looked for in 300 of the articles found and 300 of the
    others, and counted in all of them; those come first that are least likely to stand there by
    chance.

    \b
    Examples:
      searchkit phrases embassy evacuation
      searchkit phrases --after 2022-01-01 --before 2022-02-01
      searchkit phrases strike --source Reuters --limit 50 --json
    """
    console = Console(settings)
    with settings.open_archive() as archive:
        found = archive.phrases(" ".join(words), **options)
        console.warn(found.warnings)
        if as_json:
            console.json(found.to_json())
        elif len(found):
            from searchkit.present.phrases import phrase_lines

            console.lines(phrase_lines(found, console.style))
        else:
            console.note(_why_none(found.total, found.others))
    return 0 if len(found) else NO_HITS


def _why_none(total: int, others: int) -> str:
    if not total:
        return "searchkit: no articles match; try: fewer or other words, wider dates"
    if not others:
        return "searchkit: these are all articles there are; try: a query, or a period"
    return "searchkit: no phrase sets these articles apart; try: a query that finds more"
