"""`status`, `sources` and `check`: what is in the archive, and whether it is whole."""

from __future__ import annotations

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.console import Console
from searchkit.cli.settings import Settings
from searchkit.cli.waiting import wait_option
from searchkit.damage import CheckReport, Damage
from searchkit.errors import CorruptIndex
from searchkit.present.reports import check_lines, repair_lines, source_lines, status_lines

DAMAGED = 1


@click.command(cls=Command, short_help="Say what the archive holds.")
@json_option()
@click.pass_obj
def status(settings: Settings, as_json: bool) -> int:
    """Say what the archive holds: articles, dates, size, format.

    \b
    Examples:
      searchkit status
      searchkit --index /mnt/backup/news status --json
    """
    console = Console(settings)
    with settings.open_archive(stored_only=True) as archive:
        found = archive.status()
    if as_json:
        console.json(found.to_json())
    else:
        console.lines(status_lines(found, console.style))
    return 0


@click.command(cls=Command, short_help="List sources and their dates.")
@json_option("a JSON list")
@click.pass_obj
def sources(settings: Settings, as_json: bool) -> int:
    """List the sources: how many articles each has, and from when to when.

    \b
    Examples:
      searchkit sources
      searchkit sources --json
    """
    console = Console(settings)
    with settings.open_archive(stored_only=True) as archive:
        found = archive.sources()
    if as_json:
        console.json([source.to_json() for source in found])
    else:
        console.lines(source_lines(found, console.style, width=console.table_width))
    return 0


@click.command(cls=Command, short_help="Verify every stored file.")
@click.option("--repair", is_flag=True, help="Make a damaged archive whole, of what is left.")
@wait_option
@json_option()
@click.pass_obj
def check(settings: Settings, repair: bool, wait: float, as_json: bool) -> int:
    """Verify every stored file; exit with 1 and name the files when some are damaged.

    With --repair, every article that can still be read is indexed anew. What is lost is named,
    and brought back by the next ingest where its file is still there; the exit code is 1 if
    anything was lost.

    \b
    Examples:
      searchkit check
      searchkit check --repair && searchkit ingest
    """
    console = Console(settings)
    report = _check(settings)
    if repair and not report.ok:
        return _repair(settings, console, wait, as_json)
    if as_json:
        console.json(report.to_json())
    else:
        console.lines(check_lines(report, console.style))
    return 0 if report.ok else DAMAGED


def _repair(settings: Settings, console: Console, wait: float, as_json: bool) -> int:
    from searchkit.archive import Archive

    repaired = Archive.repair(settings.index_path, wait=wait)
    if as_json:
        console.json(repaired.to_json())
    else:
        console.lines(repair_lines(repaired, console.style))
    return 0 if repaired.lossless else DAMAGED


def _check(settings: Settings) -> CheckReport:
    """What checking found; an archive too damaged to open is a finding too."""
    try:
        with settings.open_archive(stored_only=True) as archive:
            return archive.check()
    except CorruptIndex as error:
        damage = Damage(error.path or settings.index_path, error.problem)
        return CheckReport(files=0, documents=0, damage=(damage,))
