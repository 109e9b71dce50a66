"""What `scripts/torture` does: rows of faults, done to one engine after another.

A row's action takes an engine's name (of the second table: only searchkit's), a folder, how many
times, and a seed, and gives a verdict each time.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import bit_flips
import concurrency
import disk_faults
import forged_files
import queries_of_death
import scenes
import stories
from engine_flips import flip_bits
from engine_queries import ask_deadly
from full_disks import fill_disk
from interruptions import ENDINGS, interrupt
from kill_points import at_calls, at_system_calls, has_strace
from kills import kill_commits, kill_scene
from real_cuts import cut_power
from verdicts import KEPT, REFUSED, WRONG, Verdict

Action = Callable[[str, Path, int, int], Iterator[Verdict]]
STORIES: dict[str, Callable[[Path], stories.Story]] = {
    "edits, merged at each commit": lambda folder: stories.editing(folder, steps=24),
    "edits, in many segments": lambda folder: stories.piling(folder, steps=24),
    "ingestion and rebuilding": lambda folder: stories.ingesting(folder, rounds=5),
    "version 1, rebuilt and written on": lambda folder: stories.upgrading(folder, rounds=12),
    "saved searches, deletion, repair": lambda folder: stories.keeping(folder, rounds=6),
}
LEFT_OUT = (("sync",), ("sync folder",), ("sync", "sync folder"))
_TRIES = 6
"""Of each random way in which a cut may leave the disk of the model."""


class Row(NamedTuple):
    label: str
    times: int
    action: Action
    good: tuple[str, ...] = (KEPT,)
    needs_disk: bool = False
    must_fail: bool = False
    """Done to searchkit with a protection taken out: what does not notice that is no test."""


def compared() -> list[Row]:
    """What is done to every engine."""
    at_commit = partial(cut_power, at_commit=True)
    answers = (KEPT, REFUSED)
    return [
        Row("power cut, right after a commit", 300, at_commit, needs_disk=True),
        Row("power cut, at any moment", 300, cut_power, needs_disk=True),
        Row("killed while it commits", 300, kill_commits),
        Row("full disk", 30, fill_disk, needs_disk=True),
        Row("one bit flipped", 600, flip_bits, answers),
        Row("queries made to crash or hang", 150, ask_deadly, answers),
    ]


def alone(model_cuts: int) -> list[Row]:
    """What is done to searchkit."""
    rows = [
        Row(f"power cuts by the model: {name}", model_cuts // len(STORIES), partial(_model, name))
        for name in STORIES
    ]
    rows += [
        Row(
            f"  the same without {' and '.join(without)}",
            100,
            partial(_model, next(iter(STORIES)), without=without),
            must_fail=True,
        )
        for without in LEFT_OUT
    ]
    rows.append(Row("real power cuts without syncs", 20, _unsynced, (KEPT,), True, True))
    rows += [Row(f"killed: {name}", 100, partial(_killed, name)) for name in scenes.SCENES]
    rows.append(Row("killed at each call that writes", 1, _at_calls))
    if has_strace():
        rows.append(Row("killed at each system call", 1, _at_system_calls))
    rows += [Row(f"interrupted: {name}", 50, partial(_interrupted, name)) for name in ENDINGS]
    rows.append(Row("8 readers beside a writer, seconds", 600, _readers))
    rows.append(Row("queries of death, known and random", 100_000, _deaths))
    rows.append(Row("disk full or broken at each call", 1, _disk_faults))
    answers = (KEPT, REFUSED)
    for kind in bit_flips.KINDS:
        rows.append(Row(f"bits of {kind}", 600, partial(_bits, kind), answers))
        rows.append(
            Row(f"{kind}: cut, zeroed, mixed up, gone", 1, partial(_lengths, kind), answers)
        )
        rows.append(
            Row(f"{kind} forged, with right checksums", 1_000, partial(_forged, kind), answers)
        )
    return rows


def _model(
    story_name: str,
    name: str,
    folder: Path,
    times: int,
    seed: int,
    without: tuple[str, ...] = (),
) -> Iterator[Verdict]:
    story = STORIES[story_name](folder)
    cuts = story.states(seed=seed, without=without, tries=_TRIES)
    for number, cut in enumerate(random.Random(seed).sample(cuts, min(times, len(cuts)))):
        state = folder / f"state-{number}"
        problem = story.problem(cut, state)
        yield Verdict(WRONG, f"{cut}: {problem}") if problem else Verdict(KEPT)
        shutil.rmtree(state)


def _unsynced(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return cut_power("unsynced", folder, times, seed, at_commit=True)


def _killed(scene: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return kill_scene(scene, folder, times, seed)


def _at_calls(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return at_calls(folder)


def _at_system_calls(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return at_system_calls(folder)


def _interrupted(ending: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return interrupt(ending, folder, times, seed)


def _readers(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    tally, done = concurrency.read_while_writing(folder, float(times))
    yield from (Verdict(WRONG, reason) for reason in tally.reasons)
    yield from (Verdict(KEPT) for _ in range(done.get("asked", 0)))


def _bits(kind: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    index = folder / "index"
    bit_flips.make_archive(index)
    outcomes = bit_flips.flips(index, bit_flips.answers(index), kind, times, seed)
    return map(_verdict, outcomes)


def _lengths(kind: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    index = folder / "index"
    bit_flips.make_archive(index)
    return map(_verdict, bit_flips.cuts(index, bit_flips.answers(index), kind))


def _forged(kind: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    index = folder / "index"
    bit_flips.make_archive(index)
    for trial in forged_files.trials(index, kind, times, seed):
        if trial.problem:
            yield Verdict(WRONG, f"{trial.change}: {trial.problem}")
        else:
            yield Verdict(REFUSED if trial.refused else KEPT)


def _deaths(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return map(_judged, queries_of_death.trials(folder, times, seed))


def _disk_faults(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return map(_judged, disk_faults.trials(folder))


def _judged(problem: str | None) -> Verdict:
    return Verdict(KEPT) if problem is None else Verdict(WRONG, problem)


def _verdict(found: bit_flips.Outcome) -> Verdict:
    if found.wrong:
        return Verdict(WRONG, found.wrong)
    return Verdict(REFUSED, found.change) if found.refused else Verdict(KEPT)
