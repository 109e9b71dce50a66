"""What lies before each of many counted things: added up as far as it is asked for.

Columns hold lengths, and readers want places. A search asks a fresh archive for a few places in
each of many columns; adding all of these up, number by number, took longer than everything else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property

Ints = npt.NDArray[np.int64]

_GROUP_BITS = 8
_GROUP = 1 << _GROUP_BITS
_ENOUGH = 64
"""After so many questions all sums are made and kept: then an answer costs a look."""


class RunningSums:
    """Sums of `counts`, whole numbers of any unsigned type, whose total is below 2**63."""

    def __init__(self, counts: npt.NDArray[Any]) -> None:
        self._counts, self._asked = counts, 0
        whole = len(counts) >> _GROUP_BITS << _GROUP_BITS
        groups = counts[:whole].reshape(-1, _GROUP).sum(axis=1, dtype=np.uint64)
        self._groups: list[int] = [0, *groups.cumsum().tolist()]
        self.total = self._groups[-1] + int(counts[whole:].sum(dtype=np.uint64))

    def before(self, place: int) -> int:
        """The sum of the first `place` counts."""
        if self._asked > _ENOUGH:
            return self.every.item(place)
        self._asked += 1
        group = place >> _GROUP_BITS
        rest = self._counts[group << _GROUP_BITS : place]
        return self._groups[group] + (int(rest.sum(dtype=np.uint64)) if len(rest) else 0)

    def around(self, place: int) -> tuple[int, int]:
        """The sums before a count and behind it."""
        if self._asked > _ENOUGH:
            every = self.every
            return every.item(place), every.item(place + 1)
        before = self.before(place)
        return before, before + self._counts.item(place)

    def between(self, first: int, last: int) -> Ints:
        """int64: what lies before each of `[first, last]`, ends included."""
        if self._asked > _ENOUGH:
            return self.every[first : last + 1]
        sums = np.empty(last + 1 - first, np.int64)
        sums[0] = self.before(first)
        np.add(self._counts[first:last].astype(np.int64).cumsum(), sums[0], out=sums[1:])
        return sums

    def at(self, places: Ints) -> Ints:
        """int64: what lies before each of some places."""
        if self._asked + len(places) > _ENOUGH:
            self._asked = _ENOUGH + 1
            return self.every.take(places)
        return np.fromiter(map(self.before, places.tolist()), np.int64, len(places))

    @cached_property
    def every(self) -> Ints:
        """int64: what lies before each, and behind the last; one longer than the counts."""
        sums = np.zeros(len(self._counts) + 1, np.int64)
        # Ten times as fast as with the type given to cumsum.
        self._counts.astype(np.int64).cumsum(out=sums[1:])
        sums.setflags(write=False)
        return sums
