"""Where things stand, as arrays: the algebra of `analysis.patterns` over a whole segment at once.

A *place* is positions `[start, end)` of one article, packed in an int64: the key of the start,
then 20 bits of end - start. Arrays of places are sorted and hold none twice, unless it is said.
Keys are the segment's (`store.layout`): no place reaches from one text into another, because
GAP positions lie between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from searchkit.deadline import check_deadline

Ints = npt.NDArray[np.int64]
Part = TypeVar("Part")

_BITS = 20
_LENGTH = (1 << _BITS) - 1


def pack(starts: Ints, lengths: npt.NDArray[Any] | int) -> Ints:
    """Places from the keys of their starts and the positions they cover; in the same order."""
    packed: Ints = (starts << _BITS) | lengths
    return packed


def starts_of(places: Ints) -> Ints:
    """The keys of their starts."""
    starts: Ints = places >> _BITS
    return starts


def ends_of(places: Ints) -> Ints:
    """The keys that follow their last positions."""
    ends: Ints = (places >> _BITS) + (places & _LENGTH)
    return ends


def union(arrays: Sequence[Ints]) -> Ints:
    """The places of all arrays, which need not be sorted."""
    if not arrays:
        return np.zeros(0, np.int64)
    return np.unique(np.concatenate(arrays))


def chain(parts: Sequence[Ints]) -> Ints:
    """Places made of one from each array, each beginning where the one before it ends."""
    chains = parts[0]
    for following in parts[1:]:
        if not len(chains):
            break
        check_deadline()
        chains = _follow(chains, following)
    return chains


def _follow(chains: Ints, following: Ints) -> Ints:
    starts, ends = starts_of(following), ends_of(chains)
    first = starts.searchsorted(ends, "left")
    counts = starts.searchsorted(ends, "right") - first
    most = int(counts.max(initial=0))
    if most <= 1:
        chosen = counts.nonzero()[0]
        joined = chains[chosen] + (following[first[chosen]] & _LENGTH)
    else:
        # Several places begin here: a word of several pieces and its first piece.
        owners = np.repeat(np.arange(len(chains)), counts)
        steps = np.arange(len(owners)) - np.repeat(counts.cumsum() - counts, counts)
        joined = chains[owners] + (following[first[owners] + steps] & _LENGTH)
    return np.unique(joined) if len(joined) > 1 and (joined[1:] <= joined[:-1]).any() else joined


def near(parts: Sequence[tuple[Part, Ints]], slop: int) -> Ints:
    """The smallest stretches that hold every part, with at most `slop` positions uncovered.

    `parts` are (what stands there, its places): what is asked for twice needs two places. For
    each place that may end a stretch, the closest of every part before it are taken.
    """
    wanted = Counter(part for part, _ in parts)
    distinct = [dict(parts)[part] for part in wanted]
    if not all(len(places) for places in distinct):
        return np.zeros(0, np.int64)
    every = np.concatenate(distinct)
    owners = np.repeat(np.arange(len(distinct)), [len(places) for places in distinct])
    order = np.argsort(every, kind="stable")
    every, owners = every[order], owners[order]
    held = [(owners == number).cumsum() for number in range(len(distinct))]
    enough = [found >= count for found, count in zip(held, wanted.values(), strict=True)]
    complete = np.logical_and.reduce(enough).nonzero()[0]
    # One occurrence of each stretch at a time: a word may be asked for a thousand times.
    stretches = _Stretches(len(complete))
    for number, count in enumerate(wanted.values()):
        last = held[number].take(complete)
        for step in range(1, count + 1):
            check_deadline()
            stretches.add(distinct[number].take(last - step))
    return stretches.covering(slop)


class _Stretches:
    """From where to where places reach, and how many positions they cover, one of each stretch."""

    def __init__(self, count: int) -> None:
        self._starts = np.full(count, np.iinfo(np.int64).max)
        self._ends = np.zeros(count, np.int64)
        self._covered = np.zeros(count, np.int64)

    def add(self, places: Ints) -> None:
        """One more place for each stretch."""
        np.minimum(self._starts, starts_of(places), out=self._starts)
        np.maximum(self._ends, ends_of(places), out=self._ends)
        self._covered += places & _LENGTH

    def covering(self, slop: int) -> Ints:
        """Those with at most `slop` positions that are not covered, as places."""
        lengths = self._ends - self._starts
        close = lengths - self._covered <= slop
        return np.unique(pack(self._starts[close], lengths[close]))
