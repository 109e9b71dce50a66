"""`search`: ranked hits with their snippets, for people and for programs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.commands import QueryCommand
from searchkit.cli.completion import complete_sources
from searchkit.cli.console import Console
from searchkit.cli.settings import Settings
from searchkit.model import Results
from searchkit.present.escape import escape_line
from searchkit.present.results import facet_lines, more_line, result_lines

if TYPE_CHECKING:
    from searchkit.archive import Archive

NO_HITS = 1
_SHORT, _WHOLE = 8, 24
_FORMATS = ("json", "jsonl", "csv", "ids", "count")


def _format_options(command: Any) -> Any:
    """The output formats, each a flag of its own."""
    helps = {
        "json": "Print one JSON object: hits, total, warnings, reading.",
        "jsonl": "Print each hit as JSON on a line of its own.",
        "csv": "Print hits as CSV with a header.",
        "ids": "Print only the hits' ids.",
        "count": "Print only how many articles match.",
    }
    for name in reversed(_FORMATS):
        command = click.option(f"--{name}", f"as_{name}", is_flag=True, help=helps[name])(command)
    return command


@click.command(cls=QueryCommand, short_help="Find articles, best first.")
@click.argument("words", nargs=-1, metavar="[QUERY]...")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Hits on a page.",
)
@click.option("--page", type=click.IntRange(min=1), default=1, metavar="N", help="Which page.")
@click.option(
    "--after", metavar="DATE", help="Published on or after DATE: 2022-01-31, 'last week'."
)
@click.option("--before", metavar="DATE", help="Published before DATE.")
@click.option("--undated", is_flag=True, help="Let undated articles pass date filters.")
@click.option(
    "--source",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_sources,
    help="Only from this source, its whole name; repeatable.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="Order of the hits.",
)
@click.option(
    "--match",
    type=click.Choice(["auto", "all", "any"]),
    default="auto",
    show_default=True,
    help="Which of the bare words an article must have.",
)
@click.option("--strict", is_flag=True, help="Fail where the query would be read with a warning.")
@click.option("--facets", is_flag=True, help="Count the matching articles by source and month.")
@click.option("--explain", is_flag=True, help="Show what each word gave to the scores.")
@click.option("--no-snippets", is_flag=True, help="Leave out passages of the body.")
@click.option(
    "--all-copies",
    is_flag=True,
    help="Show each copy of a story. (Copies are not grouped yet: all are shown anyway.)",
)
@_format_options
@click.pass_obj
def search(settings: Settings, /, words: tuple[str, ...], **options: Any) -> int:
    """Find articles. Without QUERY, all of them.

    \b
    Words        embassy evacuation       stems, without case or accents
    Phrases      '"military action"'      near each other: '"a b"~3'
    Operators    a OR b, -a, NOT a, ( )   evacuat*  w?rd  embasy~  exact:running  word^2
    Fields       title: body: author: url: lang: source:"Daily Planet"
    Dates        after:2022-01-22 before:2022-02-01 date:2022-01 date:"last week"

    A word that begins with a dash leaves articles out; text that begins with two dashes goes
    after --. In a shell, quote phrases twice: '"like this"'.

    \b
    Examples:
      searchkit search embassy evacuation
      searchkit search budget -mayor --source Reuters --sort newest
      searchkit search '"military action"' --after 2022-01-22 --json
      searchkit search --facets --limit 0 election
    """
    console = Console(settings)
    chosen = _format(options)
    _check_combination(chosen, options)
    limit, offset = options["limit"], (options["page"] - 1) * options["limit"]
    if chosen == "count":
        limit, offset = 1, 0
    with settings.open_archive() as archive:
        results = archive.search(
            " ".join(words),
            after=options["after"],
            before=options["before"],
            source=list(options["source"]) or None,
            limit=limit,
            offset=offset,
            sort=options["sort"],
            match=options["match"],
            snippets=not options["no_snippets"] and chosen not in ("ids", "count"),
            undated=options["undated"],
            strict=options["strict"],
            explain=options["explain"],
        )
        console.warn(results.warnings)
        if chosen is None:
            _print_for_people(console, archive, results, options, limit, offset)
        else:
            _print_records(console, chosen, results, facets=options["facets"])
        found = bool(len(results)) or (limit == 0 and results.total > 0)
    return 0 if found else NO_HITS


def _format(options: dict[str, Any]) -> str | None:
    chosen = [name for name in _FORMATS if options[f"as_{name}"]]
    if len(chosen) > 1:
        names = " and ".join(f"--{name}" for name in chosen)
        raise click.UsageError(f"{names} exclude each other: choose one format.")
    return chosen[0] if chosen else None


def _check_combination(chosen: str | None, options: dict[str, Any]) -> None:
    """Refuse what a format could only ignore."""
    if options["facets"] and chosen not in (None, "json"):
        raise click.UsageError(f"--facets goes with --json or no format, not with --{chosen}.")
    if options["explain"] and chosen in ("csv", "ids", "count"):
        raise click.UsageError(f"--explain goes with --json, --jsonl or no format, not --{chosen}.")


def _print_records(console: Console, chosen: str, results: Results, *, facets: bool) -> None:
    if chosen == "json":
        console.json(results.to_json(facets=facets))
    elif chosen == "jsonl":
        for hit in results:
            console.json(hit.to_json(), indent=None)
    elif chosen == "csv":
        from searchkit.present.records import csv_lines

        console.lines(csv_lines(results))
    elif chosen == "ids":
        console.lines(escape_line(hit.id) for hit in results)
    else:
        console.line(str(results.total))


def _print_for_people(
    console: Console,
    archive: Archive,
    results: Results,
    options: dict[str, Any],
    limit: int,
    offset: int,
) -> None:
    if not results.total:
        console.note(f"searchkit: no articles match; {_advice(results, options)}")
        return
    if not len(results) and limit:
        console.note(f"searchkit: page {options['page']} is past the last of {results.total:,}")
        return
    console.lines(
        result_lines(
            results,
            console.style,
            width=console.width,
            offset=offset,
            short_id=lambda id: _short_id(archive, id),
            verbose=console.settings.verbose,
        )
    )
    if options["facets"]:
        console.lines(facet_lines(results.facets, console.style))
    more = more_line(results, console.style, offset=offset, limit=limit)
    if more:
        console.line()
        console.line(more)


def _advice(results: Results, options: dict[str, Any]) -> str:
    """What to try next, the likeliest cause first."""
    reading = results.interpreted
    dated = (
        options["after"]
        or options["before"]
        or any(f"{name}:" in reading for name in ("after", "before", "date"))
    )
    tips = []
    if options["source"] or "source:" in reading:
        tips.append("see the names with `searchkit sources`")
    if dated:
        tips.append("widen the dates" if options["undated"] else "widen the dates or add --undated")
    if options["match"] == "all":
        tips.append("--match any")
    if '"' in reading:
        tips.append("leave out the quotes")
    return f"try: {', '.join([*tips, 'fewer or other words, or a prefix such as evacuat*'])}"


def _short_id(archive: Archive, id: str) -> str:
    """The shortest beginning of a long id that names it alone."""
    if len(id) <= _WHOLE:
        return id
    for length in range(_SHORT, len(id), 4):
        if len(list(islice(archive.ids(id[:length]), 2))) < 2:
            return id[:length]
    return id
