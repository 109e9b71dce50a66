"""What `scripts/torture` does: rows of faults, done to one engine after another.

A row's action takes an engine's name (of the second table: only searchkit's), a folder, how many
times, and a seed, and gives a verdict each time.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import bit_flips
import concurrency
import disk_faults
import forged_files
import queries_of_death
import scenes
import stories
from backups import back_up_beside_writer
from engine_flips import flip_bits
from engine_queries import ask_deadly
from full_disks import fill_disk
from interruptions import AT_ONCE, ENDINGS, interrupt
from kill_points import at_calls, at_system_calls, has_strace
from kills import kill_commits, kill_scene
from protections import left_out
from real_cuts import cut_power
from repairs import repair_flipped
from sharing import share
from verdicts import CRASH, HANG, KEPT, LOST, REFUSED, WRONG, Verdict

Action = Callable[[str, Path, int, int], Iterator[Verdict]]
STORIES: dict[str, Callable[[Path], stories.Story]] = {
    "edits, merged at each commit": lambda folder: stories.editing(folder, steps=24),
    "edits, in many segments": lambda folder: stories.piling(folder, steps=24),
    "ingestion and rebuilding": lambda folder: stories.ingesting(folder, rounds=5),
    "version 1, rebuilt and written on": lambda folder: stories.upgrading(folder, rounds=12),
    "saved searches, deletion, repair": lambda folder: stories.keeping(folder, rounds=6),
}
LEFT_OUT = (("sync",), ("sync folder",), ("sync", "sync folder"))
UNPREPARED = """
import os, sys, searchkit
os.write(1, b".")
from searchkit.cli.main import main
sys.exit(main())
"""
"""The command without what it does about interrupts before it has imported anything."""
_NOTICED = (LOST, WRONG, CRASH, HANG)
_ENOUGH = 2
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

    def without(self, *protections: str, times: int) -> Row:
        """The same, so many times, with protections taken out."""
        return self._replace(
            label=f"  the same without {' and '.join(protections)}",
            times=times,
            action=partial(_lacking, protections, self.action),
            must_fail=True,
        )


def compared() -> list[Row]:
    """What is done to every engine."""
    at_commit = partial(cut_power, at_commit=True)
    answers = (KEPT, REFUSED)
    after_commit = Row("power cut, right after a commit", 300, at_commit, needs_disk=True)
    at_any_moment = Row("power cut, at any moment", 300, cut_power, needs_disk=True)
    killed = Row("killed while it commits", 300, kill_commits)
    full = Row("full disk", 30, fill_disk, needs_disk=True)
    flipped = Row("one bit flipped", 600, flip_bits, answers)
    asked = Row("queries made to crash or hang", 150, ask_deadly, answers)
    in_haste = asked._replace(action=partial(ask_deadly, seconds=2.0))
    return [
        *(after_commit, after_commit.without("syncs", times=20)),
        *(at_any_moment, at_any_moment.without("syncs", times=20)),
        *(killed, killed.without("renames", times=100)),
        *(full, full.without("errors of commits", times=1)),
        *(flipped, flipped.without("checksums", times=600)),
        *(asked, in_haste.without("the limit of length", times=150)),
    ]


def alone(model_cuts: int) -> list[Row]:
    """What is done to searchkit."""
    return [
        *_model_cuts(model_cuts),
        *_kills(),
        *_interruptions(),
        *_readings(),
        *_queries(),
        *_disks(),
        *chain.from_iterable(map(_damage, bit_flips.KINDS)),
        *_repairs(),
    ]


def _model_cuts(times: int) -> Iterator[Row]:
    for name in STORIES:
        label = f"power cuts by the model: {name}"
        yield Row(label, times // len(STORIES), partial(_model, name))
        for without in LEFT_OUT:
            action = partial(_model, name, without=without)
            label = f"  the same without {' and '.join(without)}"
            yield Row(label, 30, action, must_fail=True)


def _kills() -> Iterator[Row]:
    for name in scenes.SCENES:
        row = Row(f"killed: {name}", 100, partial(_killed, name))
        yield from (row, row.without("clean-up", times=10)) if name == "ingest" else (row,)
    at_each = Row("killed at each call that writes", 1, _at_calls)
    yield from (at_each, at_each.without("clean-up", times=1))
    if has_strace():
        at_each = Row("killed at each system call", 1, _at_system_calls)
        yield from (at_each, at_each.without("clean-up", times=1))


def _interruptions() -> Iterator[Row]:
    for name in ENDINGS:
        yield Row(f"interrupted: {name}", 50, partial(_interrupted, name))
    at_once = partial(_interrupted, "SIGINT", program=AT_ONCE, seconds=0.4)
    yield Row("interrupted: SIGINT as it starts", 50, at_once)
    unprepared = partial(_interrupted, "SIGINT", program=UNPREPARED, seconds=0.5)
    yield Row("  SIGINT as Python takes it", 20, unprepared, must_fail=True)


def _readings() -> Iterator[Row]:
    readers = Row("8 readers, 2 threads each, beside a writer, seconds", 600, _readers)
    yield from (readers, readers.without("whole commits", times=2))
    threads = Row("16 threads share an archive, seconds", 60, _sharing)
    yield from (threads, threads.without("turns", times=20))
    backups = Row("backups beside a writer", 100, _backups)
    yield from (backups, backups.without("a hold", times=10))


def _queries() -> Iterator[Row]:
    deaths = Row("queries of death, known and random", 100_000, _deaths)
    yield deaths
    in_haste = deaths._replace(action=partial(_deaths, timeout=0.05, grace=0.35))
    yield in_haste.without("the deadline", times=120)
    yield deaths.without("the limit of nesting", times=30)


def _disks() -> Iterator[Row]:
    broken = Row("disk full or broken at each call", 1, _disk_faults)
    yield broken
    yield broken.without("errors of syncs", times=1)
    yield broken.without("errors of writes", times=1)


def _damage(kind: str) -> Iterator[Row]:
    answers = (KEPT, REFUSED)
    # A single bit changes how many articles are deleted, and manifests count those as well.
    at_once = 2 if kind == "deletions" else 1
    bits = Row(f"bits of {kind}", 600, partial(_bits, kind, at_once), answers)
    yield from (bits, bits.without("checksums", times=3_000))
    lengths = Row(f"{kind}: cut, zeroed, mixed up, gone", 1, partial(_lengths, kind), answers)
    yield lengths
    if kind in ("segment", "record"):  # The others say in their contents where they belong.
        yield lengths.without("checksums", "sizes", times=1)
    forged = Row(f"{kind} forged, with right checksums", 1_000, partial(_forged, kind), answers)
    yield forged
    if kind == "segment":
        yield forged.without("bounds", times=400)


def _repairs() -> Iterator[Row]:
    repaired = Row("repaired after a flipped bit", 200, _repaired)
    yield from (repaired, repaired.without("checksums", times=600))


def _lacking(
    protections: tuple[str, ...], action: Action, name: str, folder: Path, times: int, seed: int
) -> Iterator[Verdict]:
    """Until something has been noticed a few times."""
    noticed = 0
    with left_out(*protections):
        for verdict in action(name, folder, times, seed):
            yield verdict
            noticed += verdict.outcome in _NOTICED
            if noticed == _ENOUGH:
                return


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


def _killed(scene: str, name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return kill_scene(scene, folder, times, seed)


def _at_calls(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return at_calls(folder)


def _at_system_calls(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return at_system_calls(folder)


def _interrupted(
    ending: str, name: str, folder: Path, times: int, seed: int, **started: Any
) -> Iterator[Verdict]:
    return interrupt(ending, folder, times, seed, **started)


def _readers(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    tally, done = concurrency.read_while_writing(folder, float(times))
    yield from (Verdict(WRONG, reason) for reason in tally.reasons)
    yield from (Verdict(KEPT) for _ in range(done.get("asked", 0)))


def _sharing(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return share(folder, float(times), seed=seed)


def _backups(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return back_up_beside_writer(folder, times)


def _repaired(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return repair_flipped(folder, times, seed)


def _bits(
    kind: str, at_once: int, name: str, folder: Path, times: int, seed: int
) -> Iterator[Verdict]:
    index = folder / "index"
    bit_flips.make_archive(index)
    right = bit_flips.answers(index)
    return map(_verdict, bit_flips.flips(index, right, kind, times, seed, at_once=at_once))


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


def _deaths(name: str, folder: Path, times: int, seed: int, **limits: float) -> Iterator[Verdict]:
    return map(_judged, queries_of_death.trials(folder, times, seed, **limits))


def _disk_faults(name: str, folder: Path, times: int, seed: int) -> Iterator[Verdict]:
    return map(_judged, disk_faults.trials(folder))


def _judged(problem: str | None) -> Verdict:
    return Verdict(KEPT) if problem is None else Verdict(WRONG, problem)


def _verdict(found: bit_flips.Outcome) -> Verdict:
    if found.wrong:
        return Verdict(WRONG, found.wrong)
    return Verdict(REFUSED, found.change) if found.refused else Verdict(KEPT)
