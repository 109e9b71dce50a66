"""Which articles may be copies of some others? What their sketches tell, without their texts.

Sketches are read where they lie, segment by segment: 67 bytes an article, a few thousandths of a
second for a hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.shingles import LONG, MARKS, SHORT, SMALLEST
from searchkit.engines.local.parts import Part
from searchkit.store.column_reader import running_sum
from searchkit.store.layout import UNDATED

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Uint32s = npt.NDArray[np.uint32]

_DAY = 86_400.0
_NEAR, _NEAR_AGAIN, _NEAR_BRIEFS = 14 * _DAY, 2 * _DAY, 20 * 3600.0
"""Copies come within this time: those that another source printed, those of the same source, and
articles of a few words that are the same, for headlines come again the next day. What is long and
the same, word for word, is a copy however late."""
_UNDATED = (1 << 32) - 1
_DAYS_BEFORE = 1 << 20
"""So that days before 1970 count, too."""
_SHARED = 2
"""Long articles that share fewer numbers are not looked at."""
_SHIFTS = 2
"""In copies by the same source, shared shingles are as far apart here as there but for one place
at most: other names in a template shift them again and again."""
_MOST = 10
"""Two sources that print so many the same within days need no comparing. Half as many may be one
paragraph, which announcements of one template share word for word."""
_TABLE_BITS = 18
_AT_ONCE = 1 << 17
"""Articles whose candidates are looked for at a time."""
_PAIRS_AT_ONCE = 1 << 20
"""Meetings of articles in a number that are counted at a time."""
_MET, _FIRST = 256, 16
"""A number that more share within days, the foot of every page or a text that was saved a thousand
times, leads to the earliest of them only, and the first of those that were there to all."""
_KEPT = 16
"""An article that may be a copy of more has so many of them, and as many of the earliest."""


class Candidates(NamedTuple):
    """Pairs of articles that may be copies, each both ways; how many numbers they share; whether
    they are copies for sure."""

    ones: Ints
    others: Ints
    shared: Ints
    sure: Bools


class Pairs(NamedTuple):
    """Pairs of articles, each once."""

    earlier: Ints
    later: Ints
    shared: Ints
    sure: Bools


class Sketched:
    """The articles of several segments, numbered through, as their sketches have them."""

    def __init__(self, parts: Sequence[Part]) -> None:
        columns = [part.segment.columns for part in parts]
        self._sketches = [of_part.sketches for of_part in columns]
        self.firsts = running_sum(np.array([len(s.sizes) for s in self._sketches], np.int64))
        """Which article is each part's first, and how many there are."""
        self._starts = [_narrow_sum(of_part.sizes) for of_part in self._sketches]
        self.long = joined([of_part.sizes == LONG for of_part in self._sketches])
        self._long_before = _narrow_sum(self.long)
        self.times = joined(
            [np.where(c.precisions == UNDATED, np.inf, c.seconds) for c in columns]
        ).astype(np.float64)
        """Seconds since 1970; infinity where unknown."""
        self._days = joined([_days(c.precisions, c.seconds) for c in columns]).astype(np.uint32)
        self._ranks = np.empty(len(self._days), np.int32)
        self._ranks[np.argsort(self._days, kind="stable")] = np.arange(len(self._days))
        """Which article is the how manieth by its day."""
        self._wholes = joined([_wholes(sketches) for sketches in self._sketches])
        """Of each long article the number of its whole text."""
        names = {name.casefold() for of_part in columns for name in of_part.source_names}
        ordinals = {name: ordinal for ordinal, name in enumerate(sorted(names))}
        by_name = [[ordinals[name.casefold()] for name in c.source_names] for c in columns]
        pairs = zip(by_name, columns, strict=True)
        self._sources = joined([np.array(known, np.int32)[c.sources] for known, c in pairs])
        self._unknown = ordinals.get("", -1)

    def candidates(self, wanted: Ints) -> Candidates:
        """Pairs of which at least one is wanted; `wanted` are rising numbers of articles."""
        is_wanted = np.zeros(self.firsts[-1], bool)
        is_wanted[wanted] = True
        found = [_NOTHING]
        for first in range(0, len(wanted), _AT_ONCE):
            for pairs in self._pairs(wanted[first : first + _AT_ONCE], is_wanted):
                found.append(self._best(self._judged(*pairs)))
        best = self._best(Pairs(*map(np.concatenate, zip(*found, strict=True))))
        return Candidates(
            np.concatenate((best.earlier, best.later)),
            np.concatenate((best.later, best.earlier)),
            np.tile(best.shared, 2),
            np.tile(best.sure, 2),
        )

    def apart(self, ones: Ints, others: Ints) -> Floats:
        """Seconds between articles, 0 where one has no date."""
        one, two = self.times[ones], self.times[others]
        dated = np.isfinite(one) & np.isfinite(two)
        apart = np.zeros(len(ones))
        np.subtract(one, two, out=apart, where=dated)
        return np.abs(apart)

    def _near(self, ones: Ints, others: Ints) -> Bools:
        """Whether articles are of times at which they may be copies though not the same."""
        limits = np.where(self._same_source(ones, others), _NEAR_AGAIN, _NEAR)
        limits[~self.long[ones]] = _NEAR_BRIEFS
        near: Bools = self.apart(ones, others) <= limits
        return near

    def _same_source(self, ones: Ints, others: Ints) -> Bools:
        """True where a source is unknown, too."""
        one, two = self._sources[ones], self._sources[others]
        same: Bools = (one == two) | (one == self._unknown) | (two == self._unknown)
        return same

    def _pairs(self, wanted: Ints, is_wanted: Bools) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Pairs of wanted articles with all others that share numbers, and how many; in parts.

        Each comes once, also where both are wanted.
        """
        values, owners = self._numbers_of(wanted)
        sought = _Sought(values, owners, self._days[owners])
        for number, of_part in enumerate(self._sketches):
            starts = self._starts[number]
            first, stop = self.firsts[number : number + 2].tolist()
            # A wanted article's own number is among those sought.
            itself = np.repeat(is_wanted[first:stop], of_part.sizes)
            places = (sought.at_most(of_part.values) > itself).nonzero()[0]
            docs = np.searchsorted(starts, places, side="right") - 1
            whole = places - starts[docs].astype(np.int64) == SMALLEST
            others, values = docs + first, of_part.values[places]
            most = np.full(len(places), _MET)
            most[~is_wanted[others] & _are_first(values, self._ranks[others], _FIRST)] = _AT_ONCE
            meetings = [
                sought.within(values, *days, most) for days in self._days_to_meet(others, whole)
            ]
            for some in _in_turn(others, sum(meeting.counts for meeting in meetings)):
                theirs = [np.repeat(others[some], meeting.counts[some]) for meeting in meetings]
                found = [sought.owners(meeting, some) for meeting in meetings]
                yield self._counted(joined(found), joined(theirs), is_wanted)

    def _counted(self, ones: Ints, others: Ints, is_wanted: Bools) -> tuple[Ints, Ints, Ints]:
        """Pairs that have met in one number after the other: each once, and in how many."""
        # A number that very many share leads to the earliest of them, from both sides.
        chosen = ~is_wanted[others] | (self._ranks[others] > self._ranks[ones])
        found, counts = np.unique(ones[chosen] << 32 | others[chosen], return_counts=True)
        return found >> 32, found & 0xFFFFFFFF, counts

    def _days_to_meet(self, articles: Ints, whole: Bools) -> Iterator[tuple[Ints, Ints]]:
        """Days `[first, last]` of those that may be like some articles: all, where it is the number
        of the whole text that is to be met."""
        days = self._days[articles].astype(np.int64)
        every = whole | (days == _UNDATED)
        within = int(_NEAR / _DAY) + 1
        yield np.where(every, 0, days - within), np.where(every, _UNDATED, days + within)
        if (self._days == _UNDATED).any():
            yield np.where(every, 1, _UNDATED), np.where(every, 0, _UNDATED)

    def _judged(self, ones: Ints, others: Ints, shared: Ints) -> Pairs:
        """Those pairs that are copies, or of which the texts are to be compared."""
        long = self.long[ones] & self.long[others]
        near = self._near(ones, others)
        sure = ~long & (shared == SHORT) & near
        like = long & near & (shared >= _SHARED)
        pairs = (like | (long & (self._wholes[ones] == self._wholes[others]))).nonzero()[0]
        one, two = self._rows(ones[pairs]), self._rows(others[pairs])
        again = self._same_source(ones[pairs], others[pairs])
        like[pairs] &= ~(again & (_ends_alike(one, two) | (_shifts(one, two) > _SHIFTS)))
        soon = self.apart(ones[pairs], others[pairs]) <= _NEAR_AGAIN
        sure[pairs] = like[pairs] & ~again & soon & (shared[pairs] >= _MOST)
        sure[pairs] |= (one.numbers == two.numbers).all(axis=1)
        chosen = sure | like
        ones, others = ones[chosen], others[chosen]
        turned = self._ranks[ones] > self._ranks[others]
        return Pairs(
            np.where(turned, others, ones),
            np.where(turned, ones, others),
            shared[chosen],
            sure[chosen],
        )

    def _best(self, pairs: Pairs) -> Pairs:
        """Of each article those that it is most like and the earliest, where there are many."""
        ranks = self._ranks[pairs.earlier]
        alike = np.lexsort((ranks, -pairs.shared, ~pairs.sure))
        places = np.empty(len(ranks), np.int64)
        places[alike] = np.arange(len(ranks))
        chosen = _are_first(pairs.later, ranks, _KEPT) | _are_first(pairs.later, places, _KEPT)
        earlier, later, shared, sure = pairs
        return Pairs(earlier[chosen], later[chosen], shared[chosen], sure[chosen])

    def _rows(self, articles: Ints) -> Rows:
        """The sketches of long articles."""
        numbers = np.empty((len(articles), LONG), np.uint32)
        marks = np.empty((len(articles), MARKS), np.uint8)
        of_part = np.searchsorted(self.firsts, articles, side="right") - 1
        for number, sketches in enumerate(self._sketches):
            own = (of_part == number).nonzero()[0]
            docs = articles[own] - self.firsts[number]
            starts = self._starts[number][docs].astype(np.int64)
            numbers[own] = sketches.values[starts[:, None] + np.arange(LONG)]
            before = self._long_before[articles[own]].astype(np.int64)
            before -= int(self._long_before[self.firsts[number]])
            marks[own] = sketches.marks.reshape(-1, MARKS)[before]
        return Rows(numbers, marks)

    def _numbers_of(self, wanted: Ints) -> tuple[Uint32s, Ints]:
        """(the numbers of some articles' sketches, whose each is)"""
        values, owners = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
        for number, sketches in enumerate(self._sketches):
            first, stop = self.firsts[number : number + 2].tolist()
            own = wanted[np.searchsorted(wanted, first) : np.searchsorted(wanted, stop)] - first
            sizes = sketches.sizes[own].astype(np.int64)
            starts = self._starts[number][own].astype(np.int64)
            values.append(sketches.values[_ranges(starts, sizes)])
            owners.append(np.repeat(own + first, sizes))
        return np.concatenate(values), np.concatenate(owners)


class _Sought:
    """The numbers of sketches that are looked for in others, each with its article and day."""

    def __init__(self, values: Uint32s, owners: Ints, days: Uint32s) -> None:
        bits = max(_TABLE_BITS, len(values).bit_length() + 2)
        self._mask = np.uint32((1 << bits) - 1)
        self._table = np.bincount(values & self._mask, minlength=1 << bits)
        keys = _keys(values, days)
        order = np.argsort(keys, kind="stable")
        self._keys, self._owners = keys[order], owners[order]

    def at_most(self, values: Uint32s) -> Ints:
        """How often each of some numbers is sought, or more: most are not, and need no looking."""
        counts: Ints = self._table[values & self._mask]
        return counts

    def within(self, values: Uint32s, first: Ints, last: Ints, most: Ints) -> _Meetings:
        """Where the same numbers of the days `[first, last]` are, the earliest so many of them."""
        left = np.searchsorted(self._keys, _keys(values, first))
        right = np.searchsorted(self._keys, _keys(values, last), side="right")
        return _Meetings(left, np.minimum(np.maximum(right - left, 0), most))

    def owners(self, meetings: _Meetings, some: slice) -> Ints:
        """Whose the numbers are that some others meet."""
        return self._owners[_ranges(meetings.left[some], meetings.counts[some])]


class _Meetings(NamedTuple):
    """Of each of some numbers, which range of the sorted ones that are sought it meets."""

    left: Ints
    counts: Ints


class Rows(NamedTuple):
    """Sketches of long articles, a row each."""

    numbers: Uint32s
    marks: npt.NDArray[np.uint8]


def _in_turn(owners: Ints, counts: Any) -> Iterator[slice]:
    """Parts of about _PAIRS_AT_ONCE in all; what belongs to one owner stays together."""
    before = running_sum(counts)
    first = 0
    while first < len(owners):
        stop = int(np.searchsorted(before, before[first] + _PAIRS_AT_ONCE))
        stop = int(np.searchsorted(owners, owners[min(stop, len(owners) - 1)], side="right"))
        yield slice(first, stop)
        first = stop


def _are_first(groups: npt.NDArray[Any], places: npt.NDArray[Any], most: int) -> Bools:
    """Which are among the first of their groups, so many in each."""
    order = np.lexsort((places, groups))
    groups = groups[order]
    begins = np.searchsorted(groups, groups)
    are_first = np.empty(len(groups), bool)
    are_first[order] = np.arange(len(groups)) - begins < most
    return are_first


def _wholes(sketches: Any) -> npt.NDArray[np.uint32]:
    """The last numbers of long sketches, zeros for others."""
    wholes = np.zeros(len(sketches.sizes), np.uint32)
    long = sketches.sizes == LONG
    wholes[long] = sketches.values[running_sum(sketches.sizes)[1:][long] - 1]
    return wholes


def _narrow_sum(numbers: npt.NDArray[Any]) -> Uint32s:
    """`running_sum` in half the memory: no segment has so many numbers."""
    return running_sum(numbers).astype(np.uint32)


def _days(precisions: npt.NDArray[np.uint8], seconds: Floats) -> Uint32s:
    """The days of articles."""
    days = np.where(precisions == UNDATED, _UNDATED, seconds / _DAY + _DAYS_BEFORE)
    return days.astype(np.int64).astype(np.uint32)


def _keys(numbers: Uint32s, days: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Numbers of sketches and days, in the order of both."""
    keys: npt.NDArray[np.uint64] = numbers.astype(np.uint64) << np.uint64(32)
    return keys | days.astype(np.uint64)


def _ends_alike(ones: Rows, others: Rows) -> Bools:
    """Whether texts begin and end with the same shingles."""
    alike: Bools = (ones.marks[:, SMALLEST:] == others.marks[:, SMALLEST:]).all(axis=1)
    return alike


def _shifts(ones: Rows, others: Rows) -> Ints:
    """By how many different distances the shingles that texts share were moved."""
    equal = ones.numbers[:, :SMALLEST, None] == others.numbers[:, None, :SMALLEST]
    there = np.take_along_axis(others.marks, equal.argmax(axis=2), axis=1)
    shifts = (ones.marks[:, :SMALLEST] - there).astype(np.int16)
    shifts[~equal.any(axis=2)] = -1
    shifts.sort(axis=1)
    different: Ints = (np.diff(shifts, axis=1, prepend=-1) != 0).sum(axis=1)
    return different


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """The numbers of `[start, start + length)`, one range after the other."""
    ends = np.cumsum(lengths)
    ranges: Ints = np.repeat(starts - ends + lengths, lengths)
    ranges += np.arange(len(ranges))
    return ranges


def joined(arrays: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """The arrays one after the other; there may be none."""
    return np.concatenate(arrays) if arrays else np.zeros(0, bool)


_NONE = np.zeros(0, np.int64)
_NOTHING = Pairs(_NONE, _NONE, _NONE, np.zeros(0, bool))
