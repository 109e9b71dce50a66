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
    nearest = [
        _nearest(every, owners == number, count) for number, count in enumerate(wanted.values())
    ]
    complete = np.logical_and.reduce([found for _, found in nearest])
    chosen = np.concatenate([windows[:, complete] for windows, _ in nearest])
    return _stretches(chosen, slop)


def _nearest(every: Ints, own: npt.NDArray[np.bool_], count: int) -> tuple[Ints, Any]:
    """The last `count` of a part's places up to each of all places, [count, places].

    With it, whether there are so many.
    """
    places = every[own]
    held = own.cumsum()
    steps = np.arange(count)[:, None]
    return places[np.maximum(held - count + steps, 0) % len(places)], held >= count


def _stretches(chosen: Ints, slop: int) -> Ints:
    """[places of a window, windows] to what each window covers, if few enough lie between."""
    if not chosen.shape[1]:
        return np.zeros(0, np.int64)
    starts = starts_of(chosen.min(axis=0))
    lengths = ends_of(chosen).max(axis=0) - starts
    covered = (chosen & _LENGTH).sum(axis=0)
    close = lengths - covered <= slop
    return np.unique(pack(starts[close], lengths[close]))
