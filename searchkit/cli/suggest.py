"""`suggest`: how may what was typed go on?"""

from __future__ import annotations

import click

from searchkit.cli.commands import QueryCommand, json_option, limit_option
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import timeout_option
from searchkit.cli.settings import Settings
from searchkit.present.completions import completion_lines


@click.command(cls=QueryCommand, short_help="Complete a query as it is typed.")
@click.argument("words", nargs=-1, metavar="[PREFIX]...")
@limit_option("Completions to show")
@timeout_option
@json_option()
@click.pass_obj
def suggest(
    settings: Settings,
    /,
    words: tuple[str, ...],
    limit: int,
    timeout: float | None,
    as_json: bool,
) -> int:
    """Complete a query as it is typed: the archive's own words, most frequent first, and sources.

    Case and accents make no difference. Behind other words come those that follow them in
    articles, then others that stand with them. A space at the end, in quotes, asks for what
    follows a whole word.

    \b
    Examples:
      searchkit suggest emb
      searchkit suggest 'embassy ev'
      searchkit suggest source:reu --json
    """
    console = Console(settings)
    prefix = " ".join(words)
    with settings.open_archive() as archive:
        found = archive.suggest(prefix, limit, timeout=timeout)
    if as_json:
        console.json({"prefix": prefix, "suggestions": [one.to_json() for one in found]})
    elif found:
        console.lines(completion_lines(found, console.style))
    else:
        console.note("searchkit: nothing in the archive begins like this; try: fewer letters")
    return 0 if found else NO_HITS
