"""How fast is an archive built, in how much memory, and how large is it on disk?"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks import building, memory, peers
from benchmarks.report import Row, Section, Target, markdown
from benchmarks.workbench import Workbench

OWN, YARDSTICK = "searchkit", "tantivy"
Key = tuple[str, int]
"""A peer, and its processes or threads."""


def measure_builds(bench: Workbench, rounds: int, context: Sequence[str], sample: int) -> Section:
    """Articles per second, ours beside tantivy's in turns; `context` names others, built once.

    Whoosh gets only `sample` articles. The last round goes from few processes to several, so that
    the indexes which stay for the questions that come after are those of several.
    """
    duel = [name for name in (OWN, YARDSTICK) if peers.is_installed(name)]
    seconds: dict[Key, list[float]] = {
        (name, jobs): [] for jobs in sorted({1, bench.jobs}) for name in duel
    }
    for turn in range(rounds):
        for name, jobs in list(seconds)[:: -1 if (rounds - turn) % 2 == 0 else 1]:
            seconds[name, jobs].append(bench.build(name, bench.corpus, jobs))
    rates = {key: bench.corpus.articles / statistics.median(runs) for key, runs in seconds.items()}
    for name in context:
        corpus = bench.slice(sample) if name == "Whoosh" else bench.corpus
        seconds[name, 1] = [bench.build(name, corpus, 1)]
        rates[name, 1] = corpus.articles / seconds[name, 1][0]
    return Section(
        "builds",
        rows=_rate_rows(rates, bench.jobs),
        tables=[_rate_table(rates)],
        raw={
            "articles": bench.corpus.articles,
            "bytes": bench.corpus.bytes,
            "seconds": {f"{name}, {jobs}": runs for (name, jobs), runs in seconds.items()},
            "articles_per_second": {
                f"{name}, {jobs}": rate for (name, jobs), rate in rates.items()
            },
        },
    )


def _rate_rows(rates: dict[Key, float], jobs: int) -> list[Row]:
    rows = []
    for count in sorted({1, jobs}, reverse=True):
        own, other = rates[OWN, count], rates.get((YARDSTICK, count))
        if other is not None:
            what = (
                f"articles/s, {count} process{'es' if count > 1 else ''}; tantivy as many threads"
            )
            rows.append(Row(what, own / other, Target(">=", 1.2), _rate(own), _rate(other)))
    if ("Whoosh", 1) in rates:
        own, other = rates[OWN, jobs], rates["Whoosh", 1]
        what = f"articles/s, {jobs} processes; stock Whoosh, a sample"
        rows.append(Row(what, own / other, Target(">=", 30), _rate(own), _rate(other)))
    return rows


def _rate(rate: float) -> str:
    return f"{rate:,.0f}/s"


def _rate_table(rates: dict[Key, float]) -> str:
    base = (YARDSTICK, 1) if (YARDSTICK, 1) in rates else (OWN, 1)
    rows = [
        [name, str(jobs), _rate(rate), f"{rate / rates[base]:.3g} ×"]
        for (name, jobs), rate in rates.items()
    ]
    return markdown(["build", "processes or threads", "articles", f"to {base[0]}, 1"], rows)


def measure_memory(bench: Workbench) -> Section:
    """The peak of all processes of a build together, in a run of its own."""
    section = Section("memory")
    if not memory.is_measurable():
        return section
    peaks = {}
    for name in (OWN, YARDSTICK):
        if peers.is_installed(name):
            folder = bench.work / "watched"
            command = building.build_command(name, bench.corpus, folder, bench.jobs)
            _, peak = memory.run_watched(command, cwd=building.ROOT)
            peaks[name] = peak.proportional
            shutil.rmtree(folder)
    section.raw = {"peak_bytes": peaks}
    section.rows = [
        Row(
            f"peak memory of the build, {bench.jobs} processes together",
            peaks[OWN] / 1e6,
            Target("<=", 700, "MB"),
            *(_megabytes(peak) for peak in peaks.values()),
        )
    ]
    return section


def measure_disk(bench: Workbench, context: Sequence[str]) -> Section:
    """Bytes of all files in an index's folder, the articles stored whole in each."""
    names = [name for name in (OWN, YARDSTICK, *context) if name != "Whoosh"]
    sizes = {name: _folder_bytes(bench.index(name)) for name in names if peers.is_installed(name)}
    section = Section("disk", raw={"bytes": sizes})
    if YARDSTICK in sizes:
        own, other = sizes[OWN], sizes[YARDSTICK]
        target = Target("<=", 0.8)
        section.rows = [
            Row("bytes on disk", own / other, target, _megabytes(own), _megabytes(other))
        ]
    rows = [[name, _megabytes(size)] for name, size in sizes.items()]
    section.tables = [markdown(["index", "size"], rows)]
    return section


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
