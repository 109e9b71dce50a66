"""`ingest` and `rebuild`: files become the archive."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.console import Console, is_terminal
from searchkit.cli.progress import progress_bar
from searchkit.cli.settings import DEFAULT_DOCUMENTS, Settings
from searchkit.cli.waiting import wait_option
from searchkit.errors import SearchkitError, SourceMissing
from searchkit.model import Rejected
from searchkit.present.reports import count, rejected_line, rejected_lines, report_line
from searchkit.present.results import preview_line
from searchkit.reports import IngestReport

jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Read with N processes."
)
_json = json_option("the report as one JSON object")
_allow_empty = click.option(
    "--allow-empty",
    is_flag=True,
    help="Accept that a path which held articles is missing or empty: they are removed.",
)


@click.command(cls=Command, short_help="Read a folder of articles into the archive.")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@jobs_option
@click.option("--dry-run", is_flag=True, help="Show what would be read; write nothing.")
@click.option("--keep-missing", is_flag=True, help="Keep articles whose files have gone.")
@_allow_empty
@wait_option
@_json
@click.pass_obj
def ingest(
    settings: Settings,
    paths: tuple[str, ...],
    jobs: int | None,
    dry_run: bool,
    keep_missing: bool,
    allow_empty: bool,
    wait: float,
    as_json: bool,
) -> int:
    """Make the archive equal to the files under PATH (default: documents).

    New files are added, changed ones updated, unchanged ones skipped without reading them, and
    articles whose files have gone from PATH removed. Reads HTML, MHTML, text, Markdown, JSON, JSON
    lines, CSV, feeds, WARC and PDF, also compressed and in zip or tar archives; what cannot be read
    is rejected and listed, and the run goes on. A searchkit.toml beside the archive says what the
    fields of an export mean. With - as PATH, JSON lines are read from stdin.

    \b
    Examples:
      searchkit ingest
      searchkit ingest news/2022 news/2023 --jobs 4
      searchkit ingest --dry-run page.html
      zcat articles.jsonl.gz | searchkit ingest -
    """
    console = Console(settings)
    if "-" in paths:
        _check_stdin(paths, dry_run)
        return show_report(console, _ingest_stdin(settings, console, wait), as_json)
    paths = paths or (DEFAULT_DOCUMENTS,)
    if dry_run:
        return _preview(settings, console, paths, as_json)
    with (
        _partial_report(console, as_json),
        settings.open_archive(create=True, wait=wait) as archive,
        progress_bar(settings) as progress,
    ):
        report = archive.ingest(
            *paths,
            jobs=jobs,
            keep_missing=keep_missing,
            allow_empty=allow_empty,
            progress=progress,
        )
    return show_report(console, report, as_json)


@click.command(cls=Command, short_help="Build the index anew and swap it in.")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--stored", is_flag=True, help="Read no files: index the stored articles again.")
@jobs_option
@_allow_empty
@wait_option
@_json
@click.pass_obj
def rebuild(
    settings: Settings,
    paths: tuple[str, ...],
    stored: bool,
    jobs: int | None,
    allow_empty: bool,
    wait: float,
    as_json: bool,
) -> int:
    """Build a new index beside the old one, then put it in the old one's place.

    Without PATH, reads the paths that were ingested before (default: documents) and carries over
    articles that came from elsewhere. With PATH, nothing outside PATH is dropped. Searches go on
    meanwhile, and see the old index until the new one is whole. An archive of an earlier format
    version is taken over.

    \b
    Examples:
      searchkit rebuild
      searchkit rebuild --stored
    """
    if stored and paths:
        raise click.UsageError("--stored reads no files, so it goes without PATH.")
    console = Console(settings)
    # Nothing can be rebuilt, or made, where there is neither an archive nor anything to read.
    create = bool(paths) or (not stored and os.path.isdir(DEFAULT_DOCUMENTS))
    with (
        _partial_report(console, as_json),
        settings.open_archive(create=create, stored_only=True, wait=wait) as archive,
        progress_bar(settings) as progress,
    ):
        report = archive.rebuild(
            *paths, stored=stored, jobs=jobs, progress=progress, allow_empty=allow_empty
        )
    return show_report(console, report, as_json)


def _check_stdin(paths: tuple[str, ...], dry_run: bool) -> None:
    if paths != ("-",):
        raise click.UsageError("- (stdin) stands alone: ingest the other paths separately.")
    if dry_run:
        raise click.UsageError("--dry-run reads files, not stdin.")


def _ingest_stdin(settings: Settings, console: Console, wait: float) -> IngestReport:
    if sys.stdin is None:
        raise SearchkitError("standard input is closed: there are no JSON lines to read")
    if is_terminal(sys.stdin):
        console.note("searchkit: reading JSON lines from the terminal; end with Ctrl-D")
    with settings.open_archive(create=True, wait=wait) as archive:
        return archive.ingest_lines(sys.stdin.buffer)


def _preview(settings: Settings, console: Console, paths: tuple[str, ...], as_json: bool) -> int:
    articles = rejected = 0
    # Closing is not leaving a `with` block: that would commit, and so make an archive.
    with closing(settings.open_archive(create=True)) as archive:
        for item in archive.preview(*paths):
            if isinstance(item, Rejected):
                rejected += 1
                if as_json:
                    console.json({"path": item.path, "reason": item.reason}, indent=None)
                else:
                    console.line(rejected_line(item))
            else:
                articles += 1
                if as_json:
                    console.json(item.to_json(), indent=None)
                else:
                    console.line(preview_line(item, console.style))
    console.note(
        f"searchkit: new or changed: {count(articles, 'article')}, rejected {rejected:,}; "
        "none written"
    )
    return 0


@contextmanager
def _partial_report(console: Console, as_json: bool) -> Iterator[None]:
    """Show what was done before the error about the folders where nothing could be done."""
    try:
        yield
    except SourceMissing as error:
        if isinstance(error.report, IngestReport):
            show_report(console, error.report, as_json)
        raise


def show_report(
    console: Console, report: IngestReport, as_json: bool, *, indent: int | None = 2
) -> int:
    """What an ingestion did, on stdout; what it rejected, on stderr."""
    console.warn(report.warnings)
    if as_json:
        console.json(report.to_json(), indent=indent)
    else:
        for line in rejected_lines(report.rejected):
            console.note(line)
        console.sentence(report_line(report))
    return 0
