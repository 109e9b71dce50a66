"""`export`: articles, whole, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from searchkit.cli.commands import QueryCommand
from searchkit.cli.completion import complete_query
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import narrowing_options
from searchkit.cli.settings import Settings
from searchkit.model import Article
from searchkit.present.records import article_csv_lines

_FORMATS = ("jsonl", "csv", "bibtex", "markdown")


@click.command(cls=QueryCommand, short_help="Write articles out, whole.")
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@narrowing_options
@click.option("--jsonl", "as_jsonl", is_flag=True, help="JSON lines.  [the default]")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a header, safe for spreadsheets.")
@click.option("--bibtex", "as_bibtex", is_flag=True, help="A BibTeX entry for each article.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Markdown, with citations.")
@click.pass_obj
def export(settings: Settings, /, words: tuple[str, ...], **options: Any) -> int:
    """Write out every article that a query finds, oldest first; without QUERY, all of them.

    JSON lines hold all that is stored, and `searchkit ingest` reads them back.

    \b
    Examples:
      searchkit export > archive.jsonl
      searchkit export embassy --source "Daily Planet" --csv > embassy.csv
      searchkit export embassy --after 2022-01-20 --bibtex > embassy.bib
      searchkit export | searchkit --index other ingest -
    """
    chosen = [name for name in _FORMATS if options.pop(f"as_{name}")]
    if len(chosen) > 1:
        names = " and ".join(f"--{name}" for name in chosen)
        raise click.UsageError(f"{names} exclude each other: choose one format.")
    console = Console(settings)
    written = _Counted()
    with settings.open_archive() as archive:
        articles = archive.select(" ".join(words), **options)
        _write(console, written.counting(articles), *chosen)
    if not written.count:
        console.note("searchkit: no articles match")
    return 0 if written.count else NO_HITS


class _Counted:
    """How many articles went by."""

    def __init__(self) -> None:
        self.count = 0

    def counting(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            self.count += 1
            yield article


def _write(console: Console, articles: Iterable[Article], format: str = "jsonl") -> None:
    if format == "jsonl":
        for article in articles:
            console.json(article.to_json(), indent=None)
    elif format == "csv":
        console.lines(article_csv_lines(articles))
    else:
        from searchkit.present.citations import bibtex_lines, markdown_lines

        lines = bibtex_lines if format == "bibtex" else markdown_lines
        for article in articles:
            console.lines(lines(article))
