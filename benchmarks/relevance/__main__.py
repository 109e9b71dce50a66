"""`python -m benchmarks.relevance`: who ranks better, collection by collection."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from benchmarks.relevance.collection import Collection
from benchmarks.relevance.metrics import METRICS
from benchmarks.relevance.rankers import BASELINE, RANKERS, Ranker, installed
from benchmarks.relevance.settings import SETTINGS, applied, chosen_without
from benchmarks.relevance.significance import randomization_p
from benchmarks.report import markdown

Figures = dict[str, npt.NDArray[np.float64]]
"""Metric to its figure for each query."""


@click.command(help=__doc__)
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="Folder of collections.")
@click.option("--only", multiple=True, metavar="RANKER", help="Leave the others out.")
@click.option("--leave-one-out", is_flag=True, help="Compare settings of searchkit instead.")
def main(data: Path | None, only: Sequence[str], leave_one_out: bool) -> None:
    root = data or Path(os.environ.get("SEARCHKIT_EVAL_DATA", ".")) / "retrieval"
    folders = sorted(path.parent for path in root.glob("*/qrels.txt"))
    if not folders:
        raise click.UsageError(f"no collections (NAME/qrels.txt) below {root}: name them by --data")
    if leave_one_out:
        click.echo(_settings_table([Collection.read(folder) for folder in folders]))
        return
    names = [name for name in installed() if not only or name in only or name == BASELINE]
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for folder in folders:
        collection = Collection.read(folder)
        figures = {name: _measure(collection, name) for name in names}
        click.echo(_table(collection, figures))
        for name in names:
            ratios[name].append(_ratio(figures[name], figures[BASELINE]))
    rows = [[name, f"{np.mean(found):.3f} ×"] for name, found in ratios.items()]
    click.echo(markdown([f"nDCG@10 over {BASELINE}, mean of {len(folders)}", ""], rows))


def _settings_table(collections: Sequence[Collection]) -> str:
    """A row a setting, then the one that each collection would get from the others."""
    figures: dict[str, dict[str, float]] = {name: {} for name in SETTINGS}
    for collection in collections:
        for name, figure in _by_setting(collection).items():
            figures[name][collection.name] = figure
    columns = [collection.name for collection in collections]
    rows = [[name, *_cells([own[column] for column in columns])] for name, own in figures.items()]
    chosen = {column: chosen_without(figures, column) for column in columns}
    held_out = [figures[chosen[column]][column] for column in columns]
    rows.append(["chosen without it", *chosen.values(), ""])
    rows.append(["what that gives it", *_cells(held_out)])
    return markdown([f"nDCG@10 over {BASELINE}", *columns, "mean"], rows)


def _by_setting(collection: Collection) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="searchkit-relevance-") as folder:
        base = judge(collection, RANKERS[BASELINE](collection, Path(folder)))
        figures = {}
        for name, setting in SETTINGS.items():
            with applied(setting):
                ranker = RANKERS["searchkit, auto"](collection, Path(folder) / "index")
                figures[name] = _ratio(judge(collection, ranker), base)
    return figures


def _cells(ratios: Sequence[float]) -> list[str]:
    return [f"{ratio:.3f} ×" for ratio in (*ratios, float(np.mean(ratios)))]


def _measure(collection: Collection, name: str) -> Figures:
    with tempfile.TemporaryDirectory(prefix="searchkit-relevance-") as folder:
        return judge(collection, RANKERS[name](collection, Path(folder)))


def judge(collection: Collection, rank: Ranker) -> Figures:
    """Each metric for each query, queries in the collection's order."""
    rankings = {query: rank(text) for query, text in collection.queries.items()}
    gains = collection.gains
    return {
        name: np.array([metric(found, gains[query]) for query, found in rankings.items()])
        for name, metric in METRICS.items()
    }


def _ratio(ours: Figures, theirs: Figures) -> float:
    return float(ours["nDCG@10"].mean() / theirs["nDCG@10"].mean())


def _table(collection: Collection, figures: Mapping[str, Figures]) -> str:
    documents, queries = collection.corpus.articles, len(collection.queries)
    headings = [f"{collection.name}: {documents} documents, {queries} queries", *METRICS]
    headings += [f"nDCG@10 over {BASELINE}", "p"]
    base = figures[BASELINE]
    rows = []
    for name, found in figures.items():
        p = randomization_p(found["nDCG@10"], base["nDCG@10"])
        cells = [f"{found[metric].mean():.4f}" for metric in METRICS]
        rows.append([name, *cells, f"{_ratio(found, base):.3f} ×", f"{p:.3f}"])
    return markdown(headings, rows) + "\n"


if __name__ == "__main__":
    main()
