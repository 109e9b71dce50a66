"""How does the cost of a query, and of building, grow with the archive?

    python -m benchmarks.scale --corpus FILE

The same queries, drawn from the smallest archive, are put to each size in turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from benchmarks.options import corpus_options, print_and_save
from benchmarks.report import Row, Section, Target, markdown
from benchmarks.searching import milliseconds
from benchmarks.timing import Times, interleave
from benchmarks.workbench import Workbench, workbench

PARTS = (10, 1)
"""Sizes measured: the whole corpus divided by each."""


def measure_scale(bench: Workbench, parts: Sequence[int] = PARTS) -> Section:
    """Median query times at the largest size against the smallest, by class."""
    corpora = [bench.slice(bench.corpus.articles // part) for part in sorted(parts, reverse=True)]
    engines = {str(corpus.articles): bench.engine("searchkit", corpus) for corpus in corpora}
    rates = {
        str(corpus.articles): corpus.articles
        / bench.build_seconds[bench.folder("searchkit", corpus)]
        for corpus in corpora
    }
    times = {
        kind: interleave(
            [{size: one.top(query) for size, one in engines.items()} for query in queries],
            bench.rounds,
        )
        for kind, queries in bench.queries(corpora[0]).items()
    }
    return Section(
        "scale",
        rows=[_row(kind, taken) for kind, taken in times.items()],
        tables=[_table(rates, times)],
        raw={
            "articles_per_second": rates,
            "classes": {
                kind: {size: one.to_json() for size, one in taken.items()}
                for kind, taken in times.items()
            },
        },
    )


def _row(kind: str, times: Mapping[str, Times]) -> Row:
    sizes = list(times)
    small, large = times[sizes[0]].median, times[sizes[-1]].median
    what = f"{kind}: median at {int(sizes[-1]):,} articles; against {int(sizes[0]):,}"
    return Row(what, large / small, Target("<=", 4), milliseconds(large), milliseconds(small))


def _table(rates: Mapping[str, float], times: Mapping[str, Mapping[str, Times]]) -> str:
    headings = ["articles", "built a second", *(f"{kind}: median, p95" for kind in times)]
    rows = [
        [f"{int(size):,}", f"{rate:,.0f}"]
        + [f"{t[size].median * 1e3:.3f}, {t[size].p95 * 1e3:.3f} ms" for t in times.values()]
        for size, rate in rates.items()
    ]
    return markdown(headings, rows)


@click.command(help=__doc__)
@corpus_options
@click.option("--rounds", default=7, show_default=True, help="Times that each query is asked.")
@click.option("--per-class", default=60, show_default=True, help="Queries of each class.")
@click.option(
    "--part",
    "parts",
    type=click.IntRange(min=1),
    multiple=True,
    default=(30, 10, 3, 1),
    show_default=True,
    help="Sizes to measure: the corpus divided by each.",
)
def main(
    corpus: Path | None,
    articles: int | None,
    runs: Path,
    rounds: int,
    per_class: int,
    parts: Sequence[int],
) -> None:
    with workbench(corpus, articles, rounds=rounds, per_class=per_class) as bench:
        print_and_save(runs, "scale", bench, [measure_scale(bench, parts)])


if __name__ == "__main__":
    main()
