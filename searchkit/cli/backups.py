"""`backup` and `restore`: a copy of the archive, and the archive again."""

from __future__ import annotations

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.console import Console
from searchkit.cli.settings import Settings
from searchkit.cli.waiting import wait_option
from searchkit.present.reports import backup_line, restore_lines

_folder = click.Path(file_okay=False)


@click.command(cls=Command, short_help="Copy the archive to another folder.")
@click.argument("dest", type=_folder)
@json_option()
@click.pass_obj
def backup(settings: Settings, dest: str, as_json: bool) -> int:
    """Copy the archive, as it was last committed, to the folder DEST: a new one, or one that holds
    an earlier backup, to which only what is new is copied.

    Others may search and write meanwhile. Every file's checksum is verified, those of the earlier
    backup too, and DEST is on the disk when the command ends; cut off before, DEST holds the
    earlier backup. DEST can be searched: `searchkit --index DEST search WORD`.

    \b
    Examples:
      searchkit backup /mnt/backup/news
      searchkit --index /mnt/backup/news check
    """
    console = Console(settings)
    with settings.open_archive(stored_only=True) as archive:
        report = archive.backup(dest)
    if as_json:
        console.json(report.to_json())
    else:
        console.line(backup_line(report))
    return 0


@click.command(cls=Command, short_help="Make a backup the archive again.")
@click.argument("source", metavar="SRC", type=_folder)
@click.option("--force", is_flag=True, help="Replace an archive that holds articles; it is kept.")
@wait_option
@json_option()
@click.pass_obj
def restore(settings: Settings, source: str, force: bool, wait: float, as_json: bool) -> int:
    """Make the backup in the folder SRC the archive (--index), in one step.

    Every checksum is verified first; of a damaged backup nothing is restored, and each damaged file
    is named. An archive that holds articles is only replaced with --force, and kept in a folder
    beside it. Searches go on meanwhile.

    \b
    Examples:
      searchkit restore /mnt/backup/news
      searchkit --index news-2021 restore /mnt/backup/news
    """
    from searchkit.archive import Archive

    console = Console(settings)
    report = Archive.restore(source, settings.index_path, force=force, wait=wait)
    if as_json:
        console.json(report.to_json())
    else:
        console.lines(restore_lines(report))
    return 0
