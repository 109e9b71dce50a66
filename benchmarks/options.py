"""What the benchmarks' command lines share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from benchmarks.report import RUNS, Section, page, save
from benchmarks.workbench import Workbench

Command = TypeVar("Command", bound=Callable[..., Any])

JSON_LINES = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def run_options(command: Command) -> Command:
    """--articles and --runs."""
    articles = click.option(
        "--articles", type=click.IntRange(min=20), help="Measure on so many, evenly spread."
    )
    runs = click.option(
        "--runs",
        type=FOLDER,
        default=RUNS,
        help="Where raw figures are kept, in a folder of today's date.",
    )
    return articles(runs(command))


def corpus_options(command: Command) -> Command:
    """--corpus besides."""
    corpus = click.option(
        "--corpus", type=JSON_LINES, help="JSON lines, one article each; made up without it."
    )
    return corpus(run_options(command))


def print_and_save(runs: Path, name: str, bench: Workbench, sections: Sequence[Section]) -> None:
    """The table goes to standard output; it and the raw figures are kept in `runs`."""
    corpus = bench.corpus
    title = f"{corpus.name}, {corpus.articles:,} articles, {corpus.bytes / 1e6:,.0f} MB"
    click.echo(page(title, sections))
    save(runs, f"{name}-{corpus.name}", title, sections)
