"""A real disk that is full: what was committed stays readable, and the next try succeeds."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from engines import commit_batches
from fresh_process import Ended, Fresh
from loop_disk import LoopDisk
from verdicts import CRASH, REFUSED, Verdict, after_commits

_BYTES = 48 << 20
_MOST_FREE_BYTES = 600 << 10
_SECONDS = 40.0
"""Sooner a disk is full: who says all that time that batches are committed is asked for them."""


def fill_disk(name: str, folder: Path, times: int, seed: int = 0) -> Iterator[Verdict]:
    """Let an engine commit until the disk is full, then give it room again."""
    rng = random.Random(f"{name} {seed}")
    for _ in range(times):
        with LoopDisk(folder / f"{name}-full", size=_BYTES) as disk:
            yield _fill(name, disk, rng.randrange(_MOST_FREE_BYTES))


def _fill(name: str, disk: LoopDisk, free: int) -> Verdict:
    index = disk.folder / "index"
    Fresh(commit_batches, name, index, 1).end_by_itself()
    ballast = disk.folder / "ballast"
    _fill_up(ballast, free)
    writer = Fresh(commit_batches, name, index)
    stop = time.monotonic() + _SECONDS
    try:
        while time.monotonic() < stop:
            writer.hear()
    except Ended as ended:
        if ended.how != "error":
            return Verdict(ended.how, str(ended))
    writer.end()  # It has raised, and may still hold the disk.
    done = max(writer.heard, default=1)
    while_full = after_commits(name, index, done)
    if while_full.reason:
        return Verdict(while_full.outcome, f"while it was full: {while_full.reason}")
    ballast.unlink()
    again = Fresh(commit_batches, name, index, done + 2)
    if again.end_by_itself():
        return Verdict(CRASH, "with room again")
    if done + 2 not in again.heard:
        return Verdict(REFUSED, "with room again it cannot be written to")
    verdict = after_commits(name, index, done + 2)
    return Verdict(verdict.outcome, f"afterwards: {verdict.reason}") if verdict.reason else verdict


def _fill_up(ballast: Path, free: int) -> None:
    """Leave so many bytes of a disk."""
    with ballast.open("wb", buffering=0) as file:
        space = os.statvfs(ballast.parent)
        os.posix_fallocate(file.fileno(), 0, max(space.f_bavail * space.f_frsize - free, 1))
        os.fsync(file.fileno())
