"""`explain`: why was an article found, or not?"""

from __future__ import annotations

from typing import Any

import click

from searchkit.cli.articles import check_id
from searchkit.cli.commands import QueryCommand
from searchkit.cli.completion import complete_ids, complete_query
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import narrowing_options
from searchkit.cli.settings import Settings
from searchkit.present.explanations import explanation_lines


@click.command(cls=QueryCommand, short_help="Say why a query finds an article, or not.")
@click.argument("id", callback=check_id, shell_complete=complete_ids)
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@narrowing_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def explain(
    settings: Settings, /, id: str, words: tuple[str, ...], as_json: bool, **options: Any
) -> int:
    """Say why a query finds an article, or why not: each part of the query by itself.

    Where a part does not match: whether the word is absent and what comes near it, whether the
    words of a phrase stand apart, which date or source the article has. The score is what a search
    gives it: of each word its idf, its frequency (in the title it counts three times) and its
    weight, that make up its part of the sum.

    ID is an article's id as search prints it, or any beginning of it that no other has. Exit codes:
    0 where the query finds it, 1 where not.

    \b
    Examples:
      searchkit explain 3fa9c2 embassy evacuation
      searchkit explain 3fa9c2 '"military action"' --after 2022-01-22
    """
    console = Console(settings)
    with settings.open_archive() as archive:
        found = archive.explain(archive.resolve(id), " ".join(words), **options)
    console.warn(found.warnings)
    if as_json:
        console.json(found.to_json())
    else:
        console.lines(explanation_lines(found, console.style))
    return 0 if found.matches else NO_HITS
