"""Timing actions in turns, so that whatever slows the machine slows every engine alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Action = Callable[[], object]


def seconds_of(action: Action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, float64[queries, rounds], of one engine over one class of queries."""

    seconds: npt.NDArray[np.float64]

    @property
    def per_query(self) -> npt.NDArray[np.float64]:
        """Each query's median over the rounds."""
        return np.median(self.seconds, axis=1)

    @property
    def mean(self) -> float:
        return float(np.mean(self.per_query))

    @property
    def median(self) -> float:
        return float(np.median(self.per_query))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.per_query, 95))

    def to_json(self) -> dict[str, object]:
        """Milliseconds; `best_*` take each query's fastest round instead of its median."""
        best = self.seconds.min(axis=1)
        return {
            "mean_ms": _ms(self.mean),
            "median_ms": _ms(self.median),
            "p95_ms": _ms(self.p95),
            "best_mean_ms": _ms(float(best.mean())),
            "best_p95_ms": _ms(float(np.percentile(best, 95))),
            "per_query_ms": [_ms(value) for value in self.per_query],
        }


def _ms(seconds: float) -> float:
    return round(float(seconds) * 1000, 5)


def interleave(cases: Sequence[Mapping[str, Action]], rounds: int) -> dict[str, Times]:
    """Each engine's times over the cases, which are queries by engine; one round more warms up.

    Every engine answers a query before the next query's turn, and who begins changes. What lives
    already is kept out of the garbage collector's sight: it would be charged to whoever allocates.
    """
    if not cases:
        return {}
    names = list(cases[0])
    seconds = {name: np.zeros((len(cases), rounds)) for name in names}
    for case in cases:
        for name in names:
            case[name]()
    gc.collect()
    gc.freeze()
    try:
        for turn in range(rounds):
            for row, case in enumerate(cases):
                first = (turn + row) % len(names)
                for name in names[first:] + names[:first]:
                    seconds[name][row, turn] = seconds_of(case[name])
    finally:
        gc.unfreeze()
    return {name: Times(array) for name, array in seconds.items()}
