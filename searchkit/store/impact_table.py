"""Which frequencies in how long articles the runs of a list's postings hold at best."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import Ints, read_column, running_sum
from searchkit.store.container import Container, damaged
from searchkit.store.layout import IMPACT_BLOCK, IMPACTS_FROM
from searchkit.store.packed_array import PackedArray
from searchkit.store.running_sums import RunningSums
from searchkit.values import Value


class Impacts(Value):
    """Competitive pairs of a list, run after run, by rising frequency within each."""

    counts: Ints
    """int64[runs]: pairs of each run of IMPACT_BLOCK postings; never 0."""
    freqs: Ints
    """int64[pairs]: weighted frequencies."""
    lengths: Ints
    """int64[pairs]: weighted lengths of articles."""


class ImpactTable:
    """The impacts of the lists of `text`: those of at least IMPACTS_FROM articles come first."""

    def __init__(self, container: Container, df: npt.NDArray[np.uint32]) -> None:
        self._container, self._df = container, df

    def of(self, number: int) -> Impacts | None:
        """The impacts of a list; None where it is too short to have any."""
        if self._df[number] < IMPACTS_FROM:
            return None
        if number >= len(self.run_starts) - 1:
            raise self._damaged("lists are not in the order of their lengths")
        first, last = self.run_starts.item(number), self.run_starts.item(number + 1)
        start, stop = self.pair_starts.before(first), self.pair_starts.before(last)
        return Impacts(
            self._counts[first:last].astype(np.int64),
            np.add(self._freqs.range(start, stop), 1, dtype=np.int64),
            self._lengths.range(start, stop).astype(np.int64),
        )

    @cached_property
    def run_starts(self) -> Ints:
        """int64: runs before each list that has any, and all in all."""
        long = self._df[: np.count_nonzero(self._df >= IMPACTS_FROM)]
        return running_sum(-(-long.astype(np.int64) // IMPACT_BLOCK))

    @cached_property
    def pair_starts(self) -> RunningSums:
        """Pairs before each run."""
        return RunningSums(self._counts)

    @cached_property
    def _freqs(self) -> PackedArray:
        return self._packed("freqs")

    @cached_property
    def _lengths(self) -> PackedArray:
        return self._packed("lengths")

    @cached_property
    def _counts(self) -> npt.NDArray[np.uint8]:
        counts = read_column(self._container, "text.impact_counts", "|u1", self.run_starts.item(-1))
        if not counts.all():
            raise self._damaged("a run has no pairs")
        return counts

    def _packed(self, part: str) -> PackedArray:
        return PackedArray(self._container, f"text.impact_{part}", self.pair_starts.total)

    def _damaged(self, problem: str) -> Exception:
        return damaged(self._container.path, f"impacts: {problem}")
