"""What does it cost to add a few articles to a large archive, again and again?

python -m benchmarks.commits --corpus FILE
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import click
import numpy as np

from benchmarks.corpus import Corpus
from benchmarks.options import corpus_options, print_and_save
from benchmarks.report import Row, Section, Target
from benchmarks.searching import milliseconds
from benchmarks.workbench import Workbench, workbench
from searchkit import Archive, Article

COMMITS, BATCH = 200, 100


def measure_commits(bench: Workbench, commits: int = COMMITS, batch: int = BATCH) -> Section:
    """Seconds to add a batch and commit, `commits` times in a row; each is searched for at once.

    Raises RuntimeError when a search right after a commit does not find the whole batch.
    """
    folder = bench.work / "commits"
    shutil.copytree(bench.index("searchkit"), folder)
    articles = _copies(bench.corpus)
    added, searched = [], []
    with Archive.open(folder) as archive:
        for number in range(commits):
            word = marker(number)
            records = enumerate(islice(articles, batch))
            fresh = [_marked(record, f"{word}/{n}", word) for n, record in records]
            start = time.perf_counter()
            archive.add_all(fresh)
            archive.commit()
            committed = time.perf_counter()
            found = archive.search(word, match="all", snippets=False).total
            searched.append(time.perf_counter() - committed)
            added.append(committed - start)
            if found != batch:
                raise RuntimeError(f"{found} of {batch} articles are found after commit {number}")
        segments = archive.status().segments
    shutil.rmtree(folder)
    return _section(np.array(added), np.array(searched), batch, segments)


def _section(added: np.ndarray, searched: np.ndarray, batch: int, segments: int) -> Section:
    p95 = float(np.percentile(added, 95))
    what = f"add {batch} articles and commit, 95th percentile of {len(added)} in a row"
    note = f"median {milliseconds(float(np.median(added)))}, longest {added.max():.3f} s"
    return Section(
        "commits",
        rows=[Row(what, p95, Target("<=", 0.6, "s"), note)],
        raw={
            "commit_seconds": added.round(5).tolist(),
            "first_search_seconds": searched.round(5).tolist(),
            "segments_at_the_end": segments,
        },
    )


def marker(number: int) -> str:
    """A word of its own for each commit, of letters only."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")
    return f"zq{letters}qz"


def _copies(corpus: Corpus) -> Iterator[dict[str, str]]:
    """The corpus's articles, over and over, other than in the order of the file."""
    records = list(islice(corpus.records(), 0, None, max(1, corpus.articles // 5_000)))
    return cycle(records)


def _marked(record: dict[str, str], id: str, word: str) -> Article:
    return Article(
        id=id,
        title=f"{record.get('title') or ''} {word}",
        body=record.get("text") or "",
        source=record.get("source"),
        published=record.get("date") or None,
    )


@click.command(help=__doc__)
@corpus_options
@click.option("--commits", default=COMMITS, show_default=True, help="Commits in a row.")
@click.option("--batch", default=BATCH, show_default=True, help="Articles for each.")
def main(corpus: Path | None, articles: int | None, runs: Path, commits: int, batch: int) -> None:
    with workbench(corpus, articles) as bench:
        print_and_save(runs, "commits", bench, [measure_commits(bench, commits, batch)])


if __name__ == "__main__":
    main()
