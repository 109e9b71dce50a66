"""`show` and `delete`: single articles, by id or a prefix of one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.completion import complete_ids
from searchkit.cli.console import Console, is_terminal
from searchkit.cli.settings import Settings
from searchkit.cli.waiting import wait_option
from searchkit.errors import SearchkitError
from searchkit.model import Article, Copy
from searchkit.present.reports import count
from searchkit.present.results import article_lines
from searchkit.present.versions import diff_lines, sibling_lines
from searchkit.similar import first_seen

if TYPE_CHECKING:
    from searchkit.sync.versions import Version


def check_id(
    ctx: click.Context, param: click.Parameter, value: str | tuple[str, ...]
) -> str | tuple[str, ...]:
    """An id or ids that are not empty: a callback of click's."""
    # An empty prefix would name the only article of a small archive.
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("an id must not be empty", ctx, param)
    return value


@click.command(cls=Command, short_help="Show one article, whole.")
@click.argument("id", callback=check_id, shell_complete=complete_ids)
@json_option("the article as one JSON object")
@click.option("--diff", is_flag=True, help="Print what changed whenever its text was replaced.")
@click.option("--quotes", is_flag=True, help="Print what people are quoted as saying in it.")
@click.option("--open", "opened", is_flag=True, help="Open its page, else its file, in a browser.")
@click.pass_obj
def show(settings: Settings, id: str, as_json: bool, diff: bool, quotes: bool, opened: bool) -> int:
    """Show one article, whole, with how each fact about it was found, its versions, its copies
    and which of them was seen first; with --verbose, also what was found and not taken.

    ID is an article's id as search prints it, or any beginning of it that no other has.

    \b
    Examples:
      searchkit show 3fa9c2
      searchkit show 3fa9c2 --json
      searchkit show 3fa9c2 --diff
      searchkit show 3fa9c2 --quotes
      searchkit show 3fa9c2 --open
    """
    if quotes and diff:
        raise click.UsageError("--quotes and --diff exclude each other.")
    if diff and as_json:
        raise click.UsageError("--diff goes without --json, which has the versions.")
    console = Console(settings)
    with settings.open_archive(stored_only=True) as archive:
        known = archive.resolve(id)
        article = archive.get(known)
        if article is None:
            raise SearchkitError(f"no article has the id {id}: it has just been deleted")
        copies, versions = archive.copies(known), archive.versions(known)
        if opened:
            from searchkit.cli.browser import open_article

            open_article(console, archive, article)
            return 0
    if as_json:
        said = {"quotations": _quotations(article)} if quotes else {}
        console.json({**article.to_json(), **_siblings(article, copies, versions), **said})
    elif quotes:
        _print_quotations(console, article)
    elif diff:
        _print_changes(console, article, versions)
    else:
        width = console.width if is_terminal(sys.stdout) else None
        told = article_lines(article, console.style, width=width, verbose=settings.verbose)
        console.lines(told)
        console.lines(sibling_lines(article, copies, versions, console.style))
    return 0


def _siblings(
    article: Article, copies: Sequence[Copy], versions: Sequence[Version]
) -> dict[str, Any]:
    first = first_seen(article, copies)
    return {
        "first": None if first is None else first.to_json(),
        "copies": [copy.to_json() for copy in copies],
        "versions": [version.to_json() for version in versions],
    }


def _quotations(article: Article) -> list[dict[str, Any]]:
    from searchkit.quotes.extraction import quotations

    return [quotation.to_json() for quotation in quotations(article.body)]


def _print_changes(console: Console, article: Article, versions: Sequence[Version]) -> None:
    if not versions:
        console.note("searchkit: its text was never replaced")
    console.lines(diff_lines(article, versions, console.style))


def _print_quotations(console: Console, article: Article) -> None:
    from searchkit.present.quotations import quotation_lines
    from searchkit.quotes.extraction import quotations

    found = quotations(article.body)
    if not found:
        console.note("searchkit: nobody is quoted by name in it")
    console.lines(quotation_lines(found, console.style, width=console.width))


@click.command(cls=Command, short_help="Delete articles.")
@click.argument(
    "ids", nargs=-1, required=True, metavar="ID...", callback=check_id, shell_complete=complete_ids
)
@wait_option
@click.pass_obj
def delete(settings: Settings, ids: tuple[str, ...], wait: float) -> int:
    """Delete articles; each stays deleted until its content changes.

    Each ID is an article's id, or any beginning of it that no other has. When one of them is
    unknown or ambiguous, none is deleted.

    \b
    Examples:
      searchkit delete 3fa9c2
      searchkit search --ids -n 100 'source:"Daily Spam"' | xargs searchkit delete
    """
    console = Console(settings)
    with settings.open_archive(wait=wait) as archive:
        deleted = archive.delete(*dict.fromkeys([archive.resolve(id) for id in ids]))
    console.line(f"deleted {count(deleted, 'article')}")
    return 0
