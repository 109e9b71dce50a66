"""A progress bar on stderr: files done, files in all, rate, rejected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from searchkit.cli.console import is_terminal
from searchkit.cli.settings import Settings

if TYPE_CHECKING:
    from searchkit.sync import Progress

Report = Callable[["Progress"], None]


@contextmanager
def progress_bar(settings: Settings) -> Iterator[Report | None]:
    """What to call with each Progress; None where nobody would see a bar."""
    if settings.quiet or not is_terminal(sys.stderr):
        yield None
        return
    # rich takes a quarter of a second to import: only who waits for an ingestion pays it.
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("reading"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.fields[known]}"),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[rejected]:,} rejected"),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=settings.color == "never" or None),
        transient=True,
        redirect_stdout=False,
    )
    with bar:
        task = bar.add_task("reading", total=None, known="?", rate="", rejected=0)

        def show(progress: Progress) -> None:
            bar.update(
                task,
                completed=progress.done,
                total=progress.total or None,
                known=f"{progress.total:,}" if progress.total else "?",
                rate=f"{progress.done / progress.seconds:,.0f}/s" if progress.seconds else "",
                rejected=progress.rejected,
            )

        yield show
