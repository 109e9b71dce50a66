"""`search`: ranked hits with their snippets, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.commands import QueryCommand, Switch, limit_option
from searchkit.cli.completion import complete_query
from searchkit.cli.console import Console
from searchkit.cli.failures import NO_HITS
from searchkit.cli.narrowing import narrowing_options
from searchkit.cli.settings import Settings
from searchkit.errors import SearchkitError
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import FACET_NAMES, FACETS, USUAL_FACETS, Results
from searchkit.present.escape import escape_line
from searchkit.present.results import HitStyle, facet_lines, more_line, result_lines
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.archive import Archive
    from searchkit.engines.base import Favoured, Sort
    from searchkit.query.tiers import Match

STDIN = ("-",)
_SHORT, _WHOLE = 8, 24
_VALUES = 20
"""Sources, authors and languages shown to people."""
_RANDOM = lazy_pattern(r"[0-9a-f]{12,}")
_FORMATS = ("json", "jsonl", "csv", "ids", "count")


class Options(Value):
    """The options of one search, as click gives them."""

    limit: int
    page: int
    after: str | None
    before: str | None
    undated: bool
    source: list[str] | None
    sort: Sort
    boost: Favoured | None
    match: Match
    strict: bool
    timeout: float | None
    facets: bool
    facet: tuple[str, ...]
    explain: bool
    snippets: bool
    all_copies: bool
    open: int | None
    as_json: bool
    as_jsonl: bool
    as_csv: bool
    as_ids: bool
    as_count: bool

    @property
    def formats(self) -> list[str]:
        return [name for name in _FORMATS if getattr(self, f"as_{name}")]

    @property
    def format(self) -> str | None:
        """The record format asked for; None is text for people."""
        return self.formats[0] if self.formats else None

    @property
    def counted(self) -> list[str]:
        """The facets asked for."""
        return list(dict.fromkeys([*(USUAL_FACETS if self.facets else ()), *self.facet]))

    @property
    def hits(self) -> int:
        """How many hits to ask for: counting needs only one."""
        return 1 if self.format == "count" else self.limit

    @property
    def offset(self) -> int:
        return 0 if self.format == "count" else (self.page - 1) * self.limit

    def question(self) -> dict[str, Any]:
        """The keywords of `Archive.search`."""
        return {
            "after": self.after,
            "before": self.before,
            "source": self.source,
            "limit": self.hits,
            "offset": self.offset,
            "sort": self.sort,
            "boost": self.boost,
            "match": self.match,
            "snippets": self.snippets and self.format not in ("ids", "count"),
            "undated": self.undated,
            "strict": self.strict,
            "explain": self.explain,
            "all_copies": self.all_copies,
            "timeout": self.timeout,
        }

    def check(self, *, batch: bool) -> None:
        """Raise UsageError for formats that exclude each other or could only ignore an option."""
        if batch and self.open:
            raise click.UsageError("--open goes with one query, not with `search -`.")
        if batch and self.format not in (None, "json"):
            raise click.UsageError(f"`search -` prints JSON lines: leave out --{self.format}.")
        if len(self.formats) > 1:
            names = " and ".join(f"--{name}" for name in self.formats)
            raise click.UsageError(f"{names} exclude each other: choose one format.")
        if self.counted and self.format not in (None, "json"):
            option = "--facets" if self.facets else "--facet"
            raise click.UsageError(f"{option} goes with --json or no format, not --{self.format}.")
        if self.explain and self.format in ("csv", "ids", "count"):
            raise click.UsageError(
                f"--explain goes with --json, --jsonl or no format, not --{self.format}."
            )


class _Facet(click.Choice):  # type: ignore[type-arg, unused-ignore]
    """One of FACETS, by any of its names."""

    def __init__(self) -> None:
        super().__init__(FACETS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(FACET_NAMES.get(value, value), param, ctx)


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
@click.argument("words", nargs=-1, metavar="[QUERY]...", shell_complete=complete_query)
@limit_option("Hits on a page", least=0)
@click.option("--page", type=click.IntRange(min=1), default=1, metavar="N", help="Which page.")
@narrowing_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="Order of the hits.",
)
@click.option(
    "--boost",
    type=click.Choice(["recent"]),
    help="Put newer articles before others that answer nearly as well.",
)
@click.option("--facets", is_flag=True, help="Count the matching articles by source and month.")
@click.option(
    "--facet",
    multiple=True,
    type=_Facet(),
    help="Count the matching articles by this; repeatable.",
)
@click.option("--explain", is_flag=True, help="Show what each word gave to the scores.")
@click.option(
    "--snippets/--no-snippets",
    default=True,
    help="With or without passages of the body.  [default: with]",
)
@click.option(
    "--all-copies",
    cls=Switch,
    help="Show each copy of a story, not only the earliest.",
)
@click.option(
    "--open",
    type=click.IntRange(min=1),
    metavar="N",
    help="Open hit number N in the browser: its page, else its file.",
)
@_format_options
@click.pass_obj
def search(settings: Settings, /, words: tuple[str, ...], **options: Any) -> int:
    """Find articles. Without QUERY, all of them.

    With - alone as QUERY, each line of stdin is a query, answered at once by a line of JSON; one
    that fails is answered with its "error", and makes the exit code 2.

    \b
    Words        embassy evacuation       stems, without case or accents
    Phrases      '"military action"'      near each other: '"a b"~3'
    Operators    a OR b, -a, NOT a, ( )   weights: word^2
    Forms        evacuat*  w?rd           embasy~  exact:running
    Fields       title: body: author: url: lang: source:"Daily Planet"
    Quotations   said:"jane doe" budget   what somebody is quoted as saying
    Dates        after:2022-01-22 before:2022-02-01 date:2022-01 date:"last week"

    A word that begins with a dash leaves articles out; text that begins with two dashes goes
    after --. In a shell, quote phrases twice: '"like this"'.

    \b
    Examples:
      searchkit search embassy evacuation
      searchkit search budget -mayor --source Reuters --sort newest
      searchkit search '"military action"' --after 2022-01-22 --json
      searchkit search --facets --limit 0 election
      searchkit search election --facet author --facet year --json
      searchkit search - --no-snippets < queries.txt > answers.jsonl
    """
    asked = Options(**options)
    asked.check(batch=words == STDIN)
    console = Console(settings)
    with settings.open_archive() as archive:
        if words == STDIN:
            from searchkit.cli.batch import answer_lines

            return answer_lines(console, archive, asked.question(), facets=asked.counted)
        results = archive.search(" ".join(words), **asked.question())
        console.warn(_mistakable(words))
        console.warn(results.warnings)
        _help_on(console, results, asked)
        if asked.format is None:
            _print_for_people(console, archive, results, asked)
        else:
            _print_records(console, results, asked)
        if asked.open:
            _open(console, archive, results, asked)
        found = bool(len(results)) or (asked.hits == 0 and results.total > 0)
    return 0 if found else NO_HITS


def _mistakable(words: tuple[str, ...]) -> Iterator[str]:
    """Words that other programs would take for an option with its value."""
    for word in words:
        if word[:2] == "-n" and word[2:].isdecimal():
            yield f"{word} is text to be left out; the option is: -n {word[2:]}"


def _print_records(console: Console, results: Results, asked: Options) -> None:
    if asked.format == "json":
        console.json(results.to_json(facets=asked.counted))
    elif asked.format == "jsonl":
        for hit in results:
            console.json(hit.to_json(), indent=None)
    elif asked.format == "csv":
        from searchkit.present.records import csv_lines

        console.lines(csv_lines(results))
    elif asked.format == "ids":
        console.lines(escape_line(hit.id) for hit in results)
    else:
        console.line(str(results.total))


def _print_for_people(console: Console, archive: Archive, results: Results, asked: Options) -> None:
    if not results.total:
        return
    if not len(results) and asked.limit:
        last = -(-results.groups // asked.hits)
        console.note(f"searchkit: page {asked.page} is past the last, which is page {last:,}")
        return
    console.lines(result_lines(results, hit_style(console, archive), offset=asked.offset))
    if asked.counted:
        # One more than is shown tells that there are more.
        counts = {name: results.facet(name, _limit(name)) for name in asked.counted}
        console.lines(facet_lines(counts, console.style, most=_VALUES))
    more = more_line(results, console.style, offset=asked.offset, limit=asked.limit)
    if more:
        console.line()
        console.line(more)


def _open(console: Console, archive: Archive, results: Results, asked: Options) -> None:
    from searchkit.cli.browser import open_article

    place = asked.open - asked.offset - 1 if asked.open else 0
    if not 0 <= place < len(results):
        if results:
            raise SearchkitError(f"there is no hit {asked.open} on this page to open")
        return
    open_article(console, archive, results[place])


def _help_on(console: Console, results: Results, asked: Options) -> None:
    """Say what to try next where nothing was found, or what may have been meant."""
    if not len(results) and not results.total:
        console.advise(results.advice)
    elif asked.format is None and results.suggestion:
        console.note(f"searchkit: did you mean: {results.suggestion}")


def _limit(facet: str) -> int | None:
    return None if facet in ("day", "month", "year") else _VALUES + 1


def hit_style(console: Console, archive: Archive) -> HitStyle:
    """How an archive's hits are listed for people."""
    verbose = console.settings.verbose
    return HitStyle(
        style=console.style,
        width=console.width,
        short_id=str if verbose else lambda id: _short_id(archive, id),
        address_of=archive.address_of,
        verbose=verbose,
    )


def _short_id(archive: Archive, id: str) -> str:
    """The shortest beginning that names it alone, of an id too long or too random to type."""
    if len(id) <= _WHOLE and not _RANDOM.fullmatch(id):
        return id
    for length in range(_SHORT, len(id), 4):
        if len(list(islice(archive.ids(id[:length]), 2))) < 2:
            return id[:length]
    return id
