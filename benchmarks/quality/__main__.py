"""searchkit's reading of pages beside trafilatura, readability-lxml and htmldate, in one table.

    python -m benchmarks.quality [--data FOLDER] [--kept FOLDER] [--only WORD] [--worst N]

The data is what SEARCHKIT_EVAL_DATA names. With --kept, what peers read is kept in a folder and
not read again; --own leaves them out. --worst prints the pages that searchkit's figures lose most
by.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.options import FOLDER
from benchmarks.quality.floors import FLOORS, holds, read_floors, write_floors
from benchmarks.quality.measures import MEASURES, Measure
from benchmarks.quality.readers import OWN, READERS
from benchmarks.quality.run import Run
from benchmarks.quality.scores import Score
from benchmarks.report import markdown


@click.command(help=__doc__)
@click.option("--data", type=FOLDER, help="The evaluation data; else SEARCHKIT_EVAL_DATA.")
@click.option("--kept", type=FOLDER, help="Where what peers read is kept between runs.")
@click.option("--only", multiple=True, help="Measures whose names hold this.")
@click.option("--own", is_flag=True, help="Measure searchkit alone.")
@click.option("--worst", default=0, help="Print so many pages of each measure.")
@click.option("--set-floors", is_flag=True, help="Make these figures the floors.")
def main(
    data: Path | None,
    kept: Path | None,
    only: Sequence[str],
    own: bool,
    worst: int,
    set_floors: bool,
) -> None:
    data = data or Path(os.environ.get("SEARCHKIT_EVAL_DATA", ""))
    if not (data / "html").is_dir():
        raise click.UsageError("no data: name its folder with --data or SEARCHKIT_EVAL_DATA")
    # Peers log each page that they find nothing on.
    logging.disable(logging.CRITICAL)
    run = Run(data, kept)
    chosen = [m for m in MEASURES if not only or any(word in m.name for word in only)]
    readers = [OWN] if own else [name for name, reader in READERS.items() if reader.version]
    missing = {reader.package for reader in READERS.values()} - {
        READERS[name].package for name in readers
    }
    if missing and not own:
        click.echo(f"not installed: {', '.join(missing)}; pip install -e .[quality]", err=True)
    scores = _measure(run, chosen, readers)
    click.echo(_table(run, chosen, readers, scores))
    for measure in chosen if worst else []:
        click.echo(_worst(measure, scores[measure.name, OWN], worst))
    run.keep()
    if set_floors:
        write_floors(run)


Scores = dict[tuple[str, str], Score]


def _measure(run: Run, measures: Sequence[Measure], readers: Sequence[str]) -> Scores:
    pairs = [(m, reader) for m in measures for reader in m.readers if reader in readers]
    return {(measure.name, reader): measure.score(run, reader) for measure, reader in pairs}


def _table(run: Run, measures: Sequence[Measure], readers: Sequence[str], scores: Scores) -> str:
    floors = read_floors() if FLOORS.exists() else {"data": {}, "floors": {}}
    rows = []
    for measure in measures:
        figures = [scores.get((measure.name, reader)) for reader in readers]
        row = [measure.name, *("" if s is None else _shown(s.value) for s in figures)]
        floor = floors["floors"].get(measure.name)
        same = all(run.digest(name) == floors["data"].get(name) for name in measure.sets)
        if floor is None or not same:
            row += ["", ""]
        else:
            value = scores[measure.name, OWN].value
            row += [_shown(floor), "yes" if holds(measure, value, floor) else "**no**"]
        rows.append(row)
    named = [f"{name} {READERS[name].version}" for name in readers]
    return markdown(["what", *named, "floor", "holds"], rows)


def _shown(value: float) -> str:
    return f"{value:.4f}" if value <= 1 else f"{value:.4g}"


def _worst(measure: Measure, score: Score, count: int) -> str:
    cases = sorted((case for case in score.cases if case.loss), key=lambda case: -case.loss)
    lines = [f"  {case.loss:.3f} {case.id}: {case.note}" for case in cases[:count]]
    return "\n".join([f"\n{measure.name}: {len(cases)} of {len(score.cases)} lose", *lines])


if __name__ == "__main__":
    main()
