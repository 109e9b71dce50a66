"""What does it cost to take in one changed file among very many that are recorded?

    python -m benchmarks.record --files 1000000

Files of one sentence each are written and ingested, which for a million takes minutes and about
5 GB of disk; then one is changed and all are ingested again, several times over.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from benchmarks import memory
from benchmarks.building import ROOT
from benchmarks.options import FOLDER
from benchmarks.report import RUNS, Row, Section, Target, page, save

FILES, PER_FOLDER, TIMES = 1_000_000, 1_000, 5
WALK = """
import json, os, sys, time
start = time.perf_counter()
waiting, files = [sys.argv[1]], 0
while waiting:
    with os.scandir(waiting.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                entry.stat()
                files += 1
print(json.dumps({"files": files, "seconds": time.perf_counter() - start}))
"""
INGEST = """
import json, sys, time
from searchkit import Archive
start = time.perf_counter()
with Archive.open(sys.argv[1], create=True) as archive:
    report = archive.ingest(sys.argv[2])
print(json.dumps({**report.to_json(), "seconds": time.perf_counter() - start}))
"""


def measure_record(work: Path, files: int = FILES, times: int = TIMES) -> Section:
    """Seconds beyond a bare walk that looks at each file, and peak memory of all processes.

    The walk is nothing but `os.scandir` and `stat`; what searchkit's own walk does more is counted
    as beyond it. Raises RuntimeError when an ingestion sees anything but the one change.
    """
    folder, archive = work / "files", work / "archive"
    write_files(folder, files)
    first = _run(INGEST, archive, folder)
    walks, ingestions, peaks = [], [], []
    for number in range(times):
        change_file(folder, number)
        walks.append(_run(WALK, folder)["seconds"])
        report, peak = _run_watched(INGEST, archive, folder)
        if (report["updated"], report["unchanged"]) != (1, files - 1):
            raise RuntimeError(f"one file changed, and the report says {report}")
        ingestions.append(report["seconds"])
        peaks.append(peak)
    beyond = statistics.median(ingestions) - statistics.median(walks)
    what = f"one of {files:,} recorded files changed"
    note = f"{statistics.median(ingestions):.3f} s"
    walk = f"walk {statistics.median(walks):.3f} s"
    rows = [Row(f"{what}: ingest beyond the walk", beyond, Target("<=", 0.6, "s"), note, walk)]
    if memory.is_measurable():
        rows.append(Row(f"{what}: peak memory", max(peaks) / 1e6, Target("<=", 300, "MB")))
    return Section(
        "record",
        rows=rows,
        raw={
            "files": files,
            "first_ingestion_seconds": first["seconds"],
            "walk_seconds": walks,
            "ingestion_seconds": ingestions,
            "peak_bytes": peaks,
        },
    )


def write_files(folder: Path, files: int) -> None:
    for first in range(0, files, PER_FOLDER):
        place = folder / f"{first // PER_FOLDER:04}"
        place.mkdir(parents=True)
        for number in range(first, min(files, first + PER_FOLDER)):
            (place / f"{number:07}.txt").write_text(sentence(number), encoding="utf-8")


def sentence(number: int) -> str:
    return f"Council meeting {number}\n\nThe council met for the {number}th time and agreed.\n"


def change_file(folder: Path, number: int) -> None:
    """Make the file of this number say more than it did."""
    path = folder / "0000" / f"{number:07}.txt"
    path.write_text(f"{sentence(number)}It will meet again.\n", encoding="utf-8")


def _command(script: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-c", script, *map(str, arguments)]


def _run(script: str, *arguments: Path) -> dict[str, float]:
    command = _command(script, *arguments)
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _run_watched(script: str, *arguments: Path) -> tuple[dict[str, float], int]:
    if not memory.is_measurable():
        return _run(script, *arguments), 0
    output, peak = memory.run_watched(_command(script, *arguments), cwd=ROOT)
    return json.loads(output), peak.proportional


@click.command(help=__doc__)
@click.option("--files", default=FILES, show_default=True, help="Files that are recorded.")
@click.option("--times", default=TIMES, show_default=True, help="Files changed, one after another.")
@click.option("--runs", type=FOLDER, default=RUNS, help="Where raw figures are kept.")
def main(files: int, times: int, runs: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="searchkit-bench-") as work:
        sections = [measure_record(Path(work), files, times)]
        title = f"{files:,} recorded files"
        click.echo(page(title, sections))
        save(runs, "record", title, sections)


if __name__ == "__main__":
    main()
