"""How soon does a fresh process answer: opening an archive, and the command as a whole?

python -m benchmarks.startup --corpus FILE
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.building import ROOT
from benchmarks.options import corpus_options, print_and_save
from benchmarks.report import Row, Section, Target
from benchmarks.searching import milliseconds
from benchmarks.timing import seconds_of
from benchmarks.workbench import Workbench, workbench

TIMES = 21
OPEN_AND_ASK = """
import json, sys, time
import numpy
start = time.perf_counter()
from searchkit import Archive
imported = time.perf_counter()
archive = Archive.open(sys.argv[1])
opened = time.perf_counter()
found = [(hit.id, hit.score, hit.snippets) for hit in archive.search(sys.argv[2], match="all")]
answered = time.perf_counter()
print(json.dumps({
    "import": imported - start, "open": opened - imported, "search": answered - opened
}))
"""


def measure_startup(bench: Workbench, words: Sequence[str], times: int = TIMES) -> Section:
    """Medians over fresh processes that ask for one word each; the archive is in the file cache."""
    archive = bench.index("searchkit")
    words = [words[number % len(words)] for number in range(times)]
    firsts = [_first_query(archive, word) for word in [words[0], *words]][1:]
    asked = [_command_seconds(archive, word) for word in [words[0], *words]][1:]
    cold = {name: statistics.median(pair[name] for pair in asked) for name in asked[0]}
    parts = {name: statistics.median(first[name] for first in firsts) for name in firsts[0]}
    ready = statistics.median(first["open"] + first["search"] for first in firsts)
    whole = statistics.median(sum(first.values()) for first in firsts)
    target = Target("<=", 20, "ms")
    note = ", ".join(f"{name} {milliseconds(value)}" for name, value in parts.items())
    return Section(
        "startup",
        rows=[
            Row("open and answer the first query, numpy loaded", ready * 1000, target, note),
            Row("the same with `import searchkit`", whole * 1000, target, note),
            Row(
                "`searchkit search`, cold; against `python -c 'import numpy, click'`",
                cold["searchkit"] / cold["imports"],
                Target("<=", 1.6),
                milliseconds(cold["searchkit"]),
                milliseconds(cold["imports"]),
            ),
        ],
        raw={"first_query_seconds": firsts, "command_seconds": asked},
    )


def _first_query(archive: Path, word: str) -> dict[str, float]:
    command = [sys.executable, "-c", OPEN_AND_ASK, str(archive), word]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def _command_seconds(archive: Path, word: str) -> dict[str, float]:
    """The two commands right after one another."""
    search = [*_searchkit(), "--index", str(archive), "search", word]
    imports = [sys.executable, "-c", "import numpy, click"]
    return {"searchkit": _run_seconds(search), "imports": _run_seconds(imports)}


def _searchkit() -> list[str]:
    script = Path(sys.executable).parent / "searchkit"
    return [str(script)] if script.exists() else [sys.executable, "-m", "searchkit"]


def _run_seconds(command: list[str]) -> float:
    return seconds_of(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))


@click.command(help=__doc__)
@corpus_options
@click.option("--times", default=TIMES, show_default=True, help="Fresh processes of each kind.")
def main(corpus: Path | None, articles: int | None, runs: Path, times: int) -> None:
    with workbench(corpus, articles) as bench:
        words = [query.must[0] for query in bench.queries()["one word"]]
        print_and_save(runs, "startup", bench, [measure_startup(bench, words, times)])


if __name__ == "__main__":
    main()
