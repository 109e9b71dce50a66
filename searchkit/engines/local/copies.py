"""Groups of copies, kept up with what is added and deleted.

An article is a copy of at most one other, its group's *original*. Taken in the order of their
dates, each article becomes a copy of that one of the originals before it which it is most like, if
it is a copy of it (`analysis.likeness` decides), else an original itself. So the groups are a
function of what the archive holds. A change is followed to those later articles only for which it
makes a difference, and what results is what all articles in order would have given. Nothing is
grouped because a third article is like both.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.likeness import Story, is_copy
from searchkit.engines.local.candidates import Sketched, joined
from searchkit.engines.local.parts import Part
from searchkit.errors import ArchiveError
from searchkit.store.column_reader import running_sum
from searchkit.store.groups import Groups, GroupTable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Order = tuple[float, str]
"""By date, undated ones last, then by id."""

_MOST_COMPARED = 4
"""An article is compared with so many originals, those most like it."""
_STORIES = 8192
"""Texts kept at hand for comparing."""
_UNKNOWN = -1
_MOST_ARTICLES = (1 << 31) - 1
"""They are numbered through in 32 bits."""


class Alike(NamedTuple):
    """Articles like another one: how many numbers of its sketch each shares, and whether it is a
    copy for sure."""

    others: Ints
    shared: Ints
    sure: Bools


_NOTHING = Alike(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool))


def find_groups(old: Sequence[Part], new: Sequence[Part], before: Groups | None) -> GroupTable:
    """The groups of all live articles.

    `before` are those of the generation that the old parts are of, whose articles since deleted
    their own segments still have. ArchiveError when there are too many to number.
    """
    articles = sum(part.segment.documents for part in [*old, *new])
    if articles > _MOST_ARTICLES:
        raise ArchiveError(
            f"{articles:,} articles are too many for one archive, which has room for "
            f"{_MOST_ARTICLES:,}: nothing was committed; divide them among several"
        )
    copies = _Copies([*old, *new])
    if before is not None:
        copies.take_over(before.table)
    copies.settle(len(old))
    return copies.table()


class _Copies:
    """Articles of all parts, numbered through, and the original that each is a copy of."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._articles = Sketched(parts)
        self._firsts = self._articles.firsts
        self._begins: list[int] = self._firsts.tolist()
        self._live = joined([_is_live(part) for part in parts])
        self._originals = np.arange(self._begins[-1], dtype=np.int32)
        """Of each article the one that it is a copy of, or itself."""
        self._ranks = np.full(self._begins[-1], _UNKNOWN, np.int32)
        """Where an article stood among all groups before; unknown once it has changed its own."""
        self._alike: dict[int, Alike] = {}
        self._looked_up = np.zeros(len(self._live), bool)
        self._stories: dict[int, Story] = {}

    def take_over(self, before: GroupTable) -> None:
        """Begin with the groups of the generation before."""
        names = [part.name for part in self._parts]
        firsts = self._firsts[[names.index(name) for name in before.names]]
        places = firsts[before.segments] + before.docnums
        starts = running_sum(before.sizes)[:-1]
        self._originals[places] = np.repeat(places[starts], before.sizes)
        self._ranks[places] = np.arange(len(places))

    def settle(self, old: int) -> None:
        """Find the originals of all articles but those of the first `old` parts, and of whichever
        of these it makes a difference to that others are new or gone."""
        gone = joined([_since_deleted(part) for part in self._parts[:old]]).nonzero()[0]
        gone = gone[self._originals[gone] == gone]
        first = int(self._firsts[old])
        new = first + self._live[first:].nonzero()[0]
        self._look_up(np.concatenate((gone, new)))
        self._originals[new] = _UNKNOWN
        queue: dict[int, Order] = {}
        for article in gone.tolist():
            self._add_later(article, queue)
        alone = np.ones(len(self._live), bool)
        alone[np.fromiter(self._alike, np.int64)] = False
        alone = alone[new]
        for article in new[~alone].tolist():
            queue[article] = self._order(article)
        self._originals[new[alone]] = new[alone]
        # Some of what is like them will have to be settled anew: it is looked up together.
        alike = [self._alike[article].others for article in queue if article in self._alike]
        self._look_up(np.concatenate([np.zeros(0, np.int64), *alike]))
        self._work_off(queue)

    def table(self) -> GroupTable:
        """The groups of two and more."""
        copies = ((self._originals != np.arange(len(self._originals))) & self._live).nonzero()[0]
        groups = self._originals[copies].astype(np.int64)
        members = np.concatenate((np.unique(groups), copies))
        groups = self._originals[members]
        order = np.lexsort((self._ranks[members], self._articles.times[members], groups))
        members, groups = members[order], groups[order]
        self._order_ties(members, groups)
        segments = np.searchsorted(self._firsts, members, side="right") - 1
        _, sizes = np.unique(groups, return_counts=True)
        return GroupTable(
            [part.name for part in self._parts], sizes, segments, members - self._firsts[segments]
        )

    def _work_off(self, queue: dict[int, Order]) -> None:
        """Settle the articles queued, and those that one makes a difference to: later ones."""
        heap = [(order, article) for article, order in queue.items()]
        heapq.heapify(heap)
        while heap:
            _, article = heapq.heappop(heap)
            if not self._looked_up[article]:
                self._look_up(np.array([article, *(waiting for _, waiting in heap)]))
            was = self._originals[article]
            now = self._original_of(article)
            self._originals[article] = now
            if was != now:
                self._ranks[article] = _UNKNOWN
            if (was == article) != (now == article):
                added: dict[int, Order] = {}
                self._add_later(article, added)
                for later, order in added.items():
                    if later not in queue:
                        queue[later] = order
                        heapq.heappush(heap, (order, later))
            del queue[article]

    def _original_of(self, article: int) -> int:
        others, shared, sure = self._alike.get(article, _NOTHING)
        chosen = self._originals[others] == others
        others, shared, sure = others[chosen], shared[chosen], sure[chosen]
        apart = self._articles.apart(np.full(len(others), article), others)
        order = self._order(article)
        compared = 0
        for place in np.lexsort((self._articles.times[others], apart, -shared, ~sure)).tolist():
            other = int(others[place])
            if self._order(other) < order:
                if sure[place] or is_copy(self._story(article), self._story(other)):
                    return other
                compared += 1
                if compared == _MOST_COMPARED:
                    break
        return article

    def _add_later(self, article: int, queue: dict[int, Order]) -> None:
        """Queue what an article may be the original of."""
        own = self._order(article)
        for other in self._alike.get(article, _NOTHING).others.tolist():
            order = self._order(other)
            if order > own:
                queue[other] = order

    def _look_up(self, articles: Ints) -> None:
        """Find what is like some articles, of which it is not known; those few that have any."""
        is_wanted = np.zeros(len(self._live), bool)
        is_wanted[articles] = True
        is_wanted &= ~self._looked_up
        self._looked_up |= is_wanted
        if not is_wanted.any():
            return
        found = self._articles.candidates(is_wanted.nonzero()[0])
        kept = self._live[found.others] & is_wanted[found.ones]
        order = kept.nonzero()[0]
        order = order[np.argsort(found.ones[order], kind="stable")]
        ones = found.ones[order]
        begins = np.flatnonzero(np.diff(ones, prepend=-1)).tolist()
        for begin, end in pairwise([*begins, len(ones)]):
            own = order[begin:end]
            alike = Alike(found.others[own], found.shared[own], found.sure[own])
            self._alike[int(ones[begin])] = alike

    def _story(self, article: int) -> Story:
        known = self._stories.get(article)
        if known is None:
            part, docnum = self._place(article)
            stored = part.segment.article(docnum)
            time = self._articles.times.item(article)
            known = Story.of(
                stored.get("body", ""), time if isfinite(time) else None, stored.get("source")
            )
            if len(self._stories) >= _STORIES:
                self._stories.clear()
            self._stories[article] = known
        return known

    def _order(self, article: int) -> Order:
        part, docnum = self._place(article)
        return self._articles.times.item(article), part.segment.id(docnum)

    def _order_ties(self, members: Ints, groups: Ints) -> None:
        """Put those of one group and time in the order of their ids."""
        times = self._articles.times[members]
        differ = (groups[1:] != groups[:-1]) | (times[1:] != times[:-1])
        begins = np.flatnonzero(np.concatenate(([True], differ)))
        ends = np.concatenate((begins[1:], [len(members)]))
        changed = np.minimum.reduceat(self._ranks[members], begins) if len(members) else ends
        ties = (ends - begins > 1) & (changed == _UNKNOWN)
        for begin, end in zip(begins[ties].tolist(), ends[ties].tolist(), strict=True):
            members[begin:end] = sorted(members[begin:end].tolist(), key=self._order)

    def _place(self, article: int) -> tuple[Part, int]:
        number = bisect_right(self._begins, article) - 1
        return self._parts[number], article - self._begins[number]


def _is_live(part: Part) -> npt.NDArray[np.bool_]:
    return np.ones(part.segment.documents, bool) if part.deleted is None else ~part.deleted


def _since_deleted(part: Part) -> npt.NDArray[np.bool_]:
    """Articles that the generation before still had."""
    before = part.segment.deleted
    return ~_is_live(part) & (True if before is None else ~before)
