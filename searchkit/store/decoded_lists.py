"""Some of a field's posting lists, decoded: what segments are written from, a batch at a time.

Inversion yields such batches from sorted tokens, merging from the lists of older segments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.values import Value

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


class DecodedLists(Value):
    """Consecutive lists of a field, one after the other. All arrays hold whole numbers.

    df, cf     [lists]        articles and occurrences of each list
    docs       [postings]     docnums, ascending within a list
    counts     [postings]     occurrences, at least 1
    titles     [postings]     how many of them are in the title; zeros in other fields than text
    gaps       [occurrences]  by article, position, span: the position less the one before it in
                              the same posting; of the first, the position itself
    spans      [occurrences]  positions covered, less 1
    codes      [occurrences]  which of the list's forms
    """

    df: Ints
    cf: Ints
    docs: Array
    counts: Array
    titles: Array
    gaps: Array
    spans: Array
    codes: Array

    def posting_starts(self) -> Ints:
        """The first occurrence of each posting."""
        return starts_of(self.counts)

    def list_starts(self) -> Ints:
        """The first posting of each list."""
        return starts_of(self.df)


def starts_of(lengths: Array) -> Ints:
    """Where each of these consecutive ranges begins, the first at 0."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return ends - lengths


def indexes(starts: Array, lengths: Array) -> Ints:
    """The numbers of the ranges that begin at `starts`, one range after the other."""
    moved = np.repeat(starts - starts_of(lengths), lengths)
    moved += np.arange(len(moved))
    return moved


def gaps(numbers: Array, starts: Ints, less: int = 0) -> Array:
    """Each number less the one before it in its range, less so much; of a range's first, itself.

    Ranges begin at `starts`; none is empty.
    """
    differences = np.empty_like(numbers)
    np.subtract(numbers[1:], numbers[:-1], out=differences[1:])
    if less:
        differences -= less
    differences[starts] = numbers[starts]
    return differences


def running_sums(numbers: Array, starts: Ints) -> Ints:
    """What `gaps` of nothing less came from: sums from the start of each number's range."""
    sums = np.cumsum(numbers, dtype=np.int64)
    before = sums[starts] - numbers[starts]
    sums -= np.repeat(before, np.diff(starts, append=len(sums)))
    return sums


def batches(sizes: Ints, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive lists of at most so many occurrences together, or of one list."""
    ends = np.cumsum(sizes)
    first = done = 0
    while first < len(ends):
        stop = max(int(np.searchsorted(ends, done + most, "right")), first + 1)
        yield first, stop
        first, done = stop, int(ends[stop - 1])
