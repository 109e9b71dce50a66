"""Processes that write, killed at random moments."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import scenes
from engines import commit_batches
from fresh_process import Ended, Fresh, fresh_call
from verdicts import HANG, KEPT, LOST, REFUSED, WRONG, Verdict, after_commits

_LONGEST_SECONDS = 0.25
_MOST_BATCHES = 150


def kill_commits(name: str, folder: Path, times: int, seed: int = 0) -> Iterator[Verdict]:
    """Kill an engine that commits batch after batch, again and again; what was left each time.

    The index is begun anew when it is broken or has grown.
    """
    rng = random.Random(f"{name} {seed}")
    place = done = 0
    for _ in range(times):
        index = folder / f"{name}-{place}"
        process = Fresh(commit_batches, name, index)
        try:
            process.hear()
            process.hear_until(time.monotonic() + rng.uniform(0, _LONGEST_SECONDS))
        except Ended as ended:
            # What opens the index to write to it again is the engine's as well.
            verdict = Verdict(REFUSED, str(ended))
        else:
            process.end()
            done = max(process.heard)
            verdict = after_commits(name, index, done)
        yield verdict
        if verdict.reason or done > _MOST_BATCHES:
            place, done = place + 1, 0


def kill_scene(name: str, folder: Path, times: int, seed: int = 0) -> Iterator[Verdict]:
    """Kill what is going on in a scene, again and again in one archive; what was left each time."""
    rng = random.Random(f"{name} {seed}")
    before: scenes.Texts = {}
    now = scenes.edit(folder, seed)
    started = time.monotonic()
    process = Fresh(scenes.SCENES[name], folder)
    while process.hear() != "done":
        pass
    seconds = time.monotonic() - started
    process.end()
    for number in range(times):
        before, now = now, scenes.edit(folder, seed + 1 + number)
        process = Fresh(scenes.SCENES[name], folder)
        try:
            process.hear()
            if name == "watch":
                process.hear()
                before, now = now, scenes.edit(folder, -number)
            process.hear_until(time.monotonic() + rng.uniform(0, 1.1 * seconds))
            process.end()
            yield after_scene(name, folder, process, before, now)
        except Ended as ended:
            yield Verdict(ended.how, str(ended))
            return


def after_scene(
    name: str, folder: Path, process: Fresh, before: scenes.Texts, now: scenes.Texts
) -> Verdict:
    """What a scene that was ended has left: at once, and once the archive is written to again."""
    try:
        held = fresh_call(scenes.held, folder, seconds=30)
    except Ended as ended:
        return Verdict(REFUSED if ended.how == "error" else ended.how, str(ended))
    done = process.heard[-1] == "done" and name != "watch"
    if done and held != now:
        return Verdict(LOST, "what was acknowledged is not there")
    if not scenes.explains(held, before, now, whole=name in scenes.WHOLE):
        return Verdict(WRONG, f"{len(held)} articles, which are neither the old nor the new ones")
    held, left = fresh_call(scenes.settle, folder)
    if held != now:
        return Verdict(WRONG, "one more ingestion does not mend it")
    if left:
        return Verdict(WRONG, f"left over after the next write: {left}")
    if orphans := process.orphans():
        return Verdict(HANG, f"still running: {orphans}")
    return Verdict(KEPT)
