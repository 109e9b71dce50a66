"""`watch`: the archive follows a folder."""

from __future__ import annotations

import sys

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.console import Console
from searchkit.cli.ingest import jobs_option, show_report
from searchkit.cli.settings import DEFAULT_DOCUMENTS, Settings
from searchkit.reports import IngestReport


@click.command(cls=Command, short_help="Ingest as files change.")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@jobs_option
@click.option("--keep-missing", is_flag=True, help="Keep articles whose files have gone.")
@click.option(
    "--settle",
    type=click.FloatRange(min=0.1),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Let changes gather for so long at the most.",
)
@json_option("each report as a JSON object on one line")
@click.pass_obj
def watch(
    settings: Settings,
    paths: tuple[str, ...],
    jobs: int | None,
    keep_missing: bool,
    settle: float,
    as_json: bool,
) -> None:
    """Make the archive equal to the files under PATH (default: documents), and keep it so.

    Each time files change, what `ingest` would do is done, and what it did is printed. Other
    programs can search and write in between. A folder that goes missing is reported, and nothing
    of it is removed. End with Ctrl-C.

    \b
    Examples:
      searchkit watch
      searchkit watch ~/news/inbox --settle 10
    """
    from searchkit.watching import watch as watch_files

    console = Console(settings)
    for outcome in watch_files(
        lambda seconds: settings.open_archive(create=True, wait=seconds),
        paths or (DEFAULT_DOCUMENTS,),
        index=settings.index_path,
        settle_seconds=settle,
        jobs=jobs,
        keep_missing=keep_missing,
    ):
        if isinstance(outcome, IngestReport):
            show_report(console, outcome, as_json, indent=None)
        else:
            console.warn([str(outcome)])
        # Whoever reads a pipe waits for this line, not for a full buffer.
        sys.stdout.flush()
