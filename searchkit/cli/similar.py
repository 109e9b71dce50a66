"""`similar`: what else tells the story of one article?"""

from __future__ import annotations

from typing import Any

import click

from searchkit.cli.articles import check_id
from searchkit.cli.commands import Command, json_option, limit_option
from searchkit.cli.completion import complete_ids
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import filter_options, timeout_option
from searchkit.cli.search import hit_style
from searchkit.cli.settings import Settings


@click.command(cls=Command, short_help="Find what else tells an article's story.")
@click.argument("id", callback=check_id, shell_complete=complete_ids)
@limit_option("Articles to show")
@filter_options
@timeout_option
@json_option()
@click.pass_obj
def similar(settings: Settings, /, id: str, as_json: bool, **options: Any) -> int:
    """Find what else tells the story of an article, and who had it first.

    First its copies, then the same story elsewhere, both in the order in which they were first
    seen; then the background, most alike first. The same story is published within three days and
    has two fifths of the article's weightiest words, or within two weeks and stands in it with 15
    per cent of its passages; what has a fifth of the weightiest words is background.

    ID is an article's id as search prints it, or any beginning of it that no other has.

    \b
    Examples:
      searchkit similar 3fa9c2
      searchkit similar 3fa9c2 --after 2022-01-20 --limit 30
      searchkit similar 3fa9c2 --source Reuters --json
    """
    console = Console(settings)
    with settings.open_archive() as archive:
        found = archive.similar(archive.resolve(id), **options)
        if as_json:
            console.json(found.to_json())
        elif len(found):
            from searchkit.present.relations import similar_lines

            console.lines(similar_lines(found, hit_style(console, archive)))
        else:
            console.note(
                "searchkit: nothing else tells this story; try: "
                "`searchkit search` with its rarest words, or wider dates"
            )
    return 0 if len(found) else NO_HITS
