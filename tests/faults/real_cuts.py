"""Real power cuts: engines that commit to a real file system, which stops in the middle."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from engines import commit_batches
from fresh_process import Ended, Fresh
from loop_disk import WAYS, LoopDisk
from verdicts import REFUSED, Verdict, after_commits

_LONGEST_SECONDS = 0.25
_CUTS_OF_ONE_INDEX = 5


def cut_power(
    name: str, folder: Path, times: int, seed: int = 0, *, at_commit: bool = False
) -> Iterator[Verdict]:
    """Cut an engine's power again and again; what was left each time.

    `at_commit`: right after it has said that a commit is done; else at any moment. An index goes
    on after a cut that it survived, a few times.
    """
    rng = random.Random(f"{name} {seed} {at_commit}")
    left = times
    while left:
        with LoopDisk(folder / f"{name}-cuts", rng.choice(WAYS)) as disk:
            for verdict in _cuts(name, disk, min(left, _CUTS_OF_ONE_INDEX), rng, at_commit):
                left -= 1
                yield verdict


def _cuts(
    name: str, disk: LoopDisk, times: int, rng: random.Random, at_commit: bool
) -> Iterator[Verdict]:
    index = disk.folder / "index"
    for _ in range(times):
        process = Fresh(commit_batches, name, index)
        try:
            process.hear()
            if at_commit:
                for _ in range(rng.randint(1, 5)):
                    process.hear()
            else:
                process.hear_until(time.monotonic() + rng.uniform(0, _LONGEST_SECONDS))
            disk.cut()
        except Ended as ended:
            process.end()  # It has raised, and may still hold the disk.
            yield Verdict(REFUSED, str(ended))
            return
        process.end()
        disk.restart()
        verdict = after_commits(name, index, max(process.heard))
        yield verdict
        if verdict.reason:
            return
