"""How far is a run? Reports to whoever shows it, a few times a second."""

from __future__ import annotations

import time
from collections.abc import Callable

from searchkit.values import Value

INTERVAL = 0.1


class Progress(Value):
    """Files done of `total`, records and files rejected so far, seconds since the start."""

    done: int
    total: int
    rejected: int
    seconds: float


class Meter:
    """Counts files and seconds, and calls `show` at most every INTERVAL seconds."""

    def __init__(self, show: Callable[[Progress], None] | None) -> None:
        self._show = show
        self._start = time.perf_counter()
        self._shown = float("-inf")
        self._done = 0
        self.total = 0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def step(self, rejected: int, files: int = 1) -> None:
        """So many more files are done."""
        self._done += files
        if self.seconds - self._shown >= INTERVAL:
            self.report(rejected)

    def report(self, rejected: int) -> None:
        if self._show is not None:
            self._shown = self.seconds
            self._show(Progress(self._done, self.total, rejected, self._shown))
