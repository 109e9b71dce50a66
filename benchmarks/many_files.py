"""What do very many tiny files take? Ingested for the first time, again, changed here and there.

A step is a program of its own, as a command would be. `scripts/memory --files N` runs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import memory
from benchmarks.building import ROOT
from benchmarks.invented import record, texts
from benchmarks.memory import Peak
from benchmarks.report import Row, Section, Target

_PER_FOLDER = 1000
_IN_ONE = 5
"""One in so many files lies in one and the same folder."""
_CHANGED = 10
_GRAMMAR = ("The", "of", "and", "to", "in", "that", "was", "for", "with", "it")
_STEP = """
import json, resource, sys
from searchkit import Archive
with Archive.open(sys.argv[2], create=True) as archive:
    if sys.argv[1] == "ingest":
        found = archive.ingest(sys.argv[3], jobs=int(sys.argv[4])).to_json()
    elif sys.argv[1] == "rebuild":
        found = archive.rebuild(jobs=int(sys.argv[4])).to_json()
    else:
        found = {"documents": archive.status().documents}
uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({**found, "cpu": sum(use.ru_utime + use.ru_stime for use in uses)}))
"""


class Step(NamedTuple):
    """What a step did, and what it took: seconds of processor time and bytes of memory."""

    found: dict[str, Any]
    peak: Peak

    @property
    def cpu(self) -> float:
        return float(self.found["cpu"])


def measure_files(work: Path, files: int, jobs: int) -> Section:
    """Memory and processor time over so many files. RuntimeError where a step does something else
    than it should."""
    folder, index = work / "files", work / "files-index"
    write_stories(folder, range(files))
    section = Section("files")

    def step(name: str, **expected: int) -> Step:
        done = _run(name, index, folder, jobs)
        if any(done.found[key] != count for key, count in expected.items()):
            raise RuntimeError(f"{expected} was expected, and the report says {done.found}")
        section.raw[f"{len(section.raw)} {name}"] = {**done.found, "peak": done.peak._asdict()}
        return done

    what = f"{files:,} tiny files, {jobs} processes: "
    first = step("ingest", added=files)
    section.rows.append(_row(f"{what}first ingestion, peak", first, files, "ms"))
    again = step("ingest", added=0, updated=0, unchanged=files)
    section.rows.append(_row(f"{what}nothing changed, peak", again, files, "µs"))
    write_stories(folder, range(files, files + _CHANGED))
    added = step("ingest", added=_CHANGED, unchanged=files)
    section.rows.append(_row(f"{what}{_CHANGED} added, peak", added, files, "µs"))
    for path in _paths(folder, range(_CHANGED)):
        path.unlink()
    removed = step("ingest", removed=_CHANGED, unchanged=files)
    section.rows.append(_row(f"{what}{_CHANGED} deleted, peak", removed, files, "µs"))
    rebuilt = step("rebuild", documents=files)
    section.rows.append(_row(f"{what}rebuild, peak", rebuilt, files, "ms"))
    section.rows.append(_row(f"{what}status, peak", step("status", documents=files), files, "µs"))
    sizes = sum(path.stat().st_size for path in index.glob("rec-*"))
    section.rows.append(
        Row(f"{what}record on the disk", sizes / files, Target("<=", 200, "B/file"))
    )
    return section


def write_stories(folder: Path, numbers: range) -> None:
    """Articles of a few hundred bytes: a text, a page, a JSON file, and so on."""
    for path, number, title, body in zip(
        _paths(folder, numbers), numbers, texts(8), texts(20), strict=False
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_story(number, title, _prose(body)), encoding="ascii")


def _paths(folder: Path, numbers: range) -> Iterator[Path]:
    for number in numbers:
        place = "wire" if number % _IN_ONE == 0 else f"{number // _PER_FOLDER:05}"
        yield folder / place / f"story-{number:08}.{('txt', 'html', 'json')[number % 3]}"


def _prose(body: str) -> str:
    """A text whose language can be told."""
    words = zip(cycle(_GRAMMAR), body.split(" "), strict=False)
    return " ".join(f"{grammar} {word}" for grammar, word in words) + "."


def _story(number: int, title: str, body: str) -> str:
    if number % 3 == 0:
        return f"{title}\n\n{body}\n"
    facts = record(number, title)
    if number % 3 == 2:
        return json.dumps({**facts, "text": body})
    return (
        f"<html lang=en><title>{title}</title><link rel=canonical href={facts['url']}>"
        f"<meta property=article:published_time content={facts['date']}><p>{body}</p></html>"
    )


def _run(name: str, index: Path, folder: Path, jobs: int) -> Step:
    command = [sys.executable, "-c", _STEP, name, str(index), str(folder), str(jobs)]
    output, peak = memory.run_watched(command, cwd=ROOT)
    return Step(json.loads(output), peak)


def _row(what: str, step: Step, files: int, unit: str) -> Row:
    each = step.cpu / files * {"ms": 1e3, "µs": 1e6}[unit]
    note = f"{each:.3g} {unit} of CPU a file, {step.peak.descriptors} files open"
    target = Target("<=", 500, "MB")
    return Row(what, step.peak.proportional / 1e6, target, note)
