"""searchkit beside tantivy-py, SQLite FTS5, bm25s and stock Whoosh: every figure, in one run.

    python -m benchmarks.engines --corpus FILE [--corpus FILE ...]

Without a corpus those in SEARCHKIT_EVAL_DATA are measured, and without that one made up from
documents/. The same articles, fields, stems and queries go to each engine, in turns; the table
says which figures hold. What an engine is missing for is left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from benchmarks import peers
from benchmarks.commits import measure_commits
from benchmarks.indexing import measure_builds, measure_disk, measure_memory
from benchmarks.options import JSON_LINES, print_and_save, run_options
from benchmarks.record import measure_record
from benchmarks.report import Section
from benchmarks.scale import measure_scale
from benchmarks.searching import (
    context_table,
    measure_aggregations,
    measure_context,
    measure_queries,
    measure_shown,
    measure_totals,
)
from benchmarks.startup import measure_startup
from benchmarks.workbench import Workbench, corpora, workbench

QUESTIONS = (
    *("builds", "memory", "disk", "queries", "shown", "totals", "aggregations"),
    *("startup", "commits", "scale", "context"),
)
CONTEXT = ("FTS5", "bm25s", "Whoosh")
SAMPLE = 2_000


@click.command(help=__doc__)
@click.option(
    "--corpus", "paths", type=JSON_LINES, multiple=True, help="JSON lines, one article each."
)
@run_options
@click.option("--only", type=click.Choice(QUESTIONS), multiple=True, help="Only these questions.")
@click.option("--rounds", default=7, show_default=True, help="Times that each query is asked.")
@click.option("--build-rounds", default=3, show_default=True, help="Builds by each engine.")
@click.option("--per-class", default=60, show_default=True, help="Queries of each class.")
@click.option("--commits", default=200, show_default=True, help="Commits of 100 articles in a row.")
@click.option("--sample", default=SAMPLE, show_default=True, help="Articles for stock Whoosh.")
@click.option("--peers", "named", type=click.Choice(CONTEXT), multiple=True, default=CONTEXT,
              help="Engines besides tantivy-py.")  # fmt: skip
@click.option("--record", "files", default=0, help="Measure so many recorded files, say 1000000.")
def main(
    paths: Sequence[Path],
    articles: int | None,
    runs: Path,
    only: Sequence[str],
    rounds: int,
    build_rounds: int,
    per_class: int,
    commits: int,
    sample: int,
    named: Sequence[str],
    files: int,
) -> None:
    for name in ("tantivy", *named):
        if not peers.is_installed(name):
            click.echo(f"{name} is not installed: pip install -e .[peers]", err=True)
    context = [name for name in named if peers.is_installed(name)]
    for number, path in enumerate(corpora(paths)):
        with workbench(path, articles, rounds=rounds, per_class=per_class) as bench:
            plan = _plan(bench, build_rounds, commits, context, min(sample, bench.corpus.articles))
            sections = list(_measured(plan, only or QUESTIONS))
            if files and number == 0:
                sections.append(_record(files))
            _compare(sections)
            print_and_save(runs, "engines", bench, sections)


def _plan(
    bench: Workbench, build_rounds: int, commits: int, context: Sequence[str], sample: int
) -> dict[str, Callable[[], Section]]:
    """Each question's measurement, in the order that they are taken in."""
    classes = bench.queries()
    words = [query.must[0] for query in classes["one word"]]
    return {
        "builds": lambda: measure_builds(bench, build_rounds, context, sample),
        "memory": lambda: measure_memory(bench),
        "disk": lambda: measure_disk(bench, context),
        "queries": lambda: measure_queries(bench, classes),
        "shown": lambda: measure_shown(bench, classes),
        "totals": lambda: measure_totals(bench, classes),
        "aggregations": lambda: measure_aggregations(bench),
        "startup": lambda: measure_startup(bench, words),
        "commits": lambda: measure_commits(bench, commits),
        "scale": lambda: measure_scale(bench),
        "context": lambda: measure_context(bench, classes, context, sample),
    }


def _measured(plan: dict[str, Callable[[], Section]], chosen: Sequence[str]) -> Iterator[Section]:
    for name, measure in plan.items():
        if name in chosen:
            click.echo(f"{name} ...", err=True)
            yield measure()


def _record(files: int) -> Section:
    click.echo("record ...", err=True)
    with tempfile.TemporaryDirectory(prefix="searchkit-bench-") as work:
        return measure_record(Path(work), files)


def _compare(sections: Sequence[Section]) -> None:
    """One table of all engines, from the two questions that hold their query times."""
    raw = {section.name: section.raw for section in sections}
    for section in sections:
        if section.name == "context" and raw.get("queries"):
            section.tables = [context_table(raw["queries"], section.raw)]


if __name__ == "__main__":
    main()
