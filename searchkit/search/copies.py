"""Which of its copies stands for a story among the articles that a query finds?

The earliest one that the query finds: at its own place in the order, with its own score. The
others are left out, and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from searchkit.search.clauses import Clause
from searchkit.search.collection import Collection, Part
from searchkit.search.ranking import Ranked
from searchkit.store.groups import Groups, Place
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Tier = tuple[Clause, list[Ranked]]
"""A reading of a query, and articles that it finds and those before it do not, in order."""


class Copies:
    """The groups of a generation, as a searcher of its segments sees them."""

    def __init__(self, collection: Collection, groups: Groups) -> None:
        self._groups = groups
        self._parts = {part.segment.name: part for part in collection.parts}
        self._numbers: dict[str, npt.NDArray[np.int32]] = {}

    def groups_of(self, ranked: Iterable[Ranked]) -> list[int]:
        """The number of each article's group; 0 where it has no copies."""
        numbers = self._numbers
        try:
            return [numbers[segment.name].item(docnum) for segment, docnum, _ in ranked]
        except KeyError:
            for name in self._parts:
                numbers[name] = self._groups.numbers(name)
            return self.groups_of(ranked)

    def standing(self, tiers: Iterable[Tier]) -> list[Ranked]:
        """Those that stand for their group, or have none."""
        standing: list[Ranked] = []
        placed: set[int] = set()
        for clause, ranked in tiers:
            groups = self.groups_of(ranked)
            if not any(groups):
                standing += ranked
                continue
            earliest = self._earliest(clause, ranked, groups)
            for article, group in zip(ranked, groups, strict=True):
                if not group or (group not in placed and earliest[group] == _place(article)):
                    standing.append(article)
            placed |= earliest.keys()
        return standing

    def others(self, clauses: Sequence[Clause], segment: Segment, docnum: int) -> list[Ranked]:
        """The copies of an article that any of the clauses find too, the earliest first."""
        group = self._groups.numbers(segment.name).item(docnum)
        if not group:
            return []
        own = segment.name, docnum
        members = [place for place in self._groups.members(group) if place != own]
        found = {place for clause in clauses for place in self._matching(clause, members)}
        return [
            Ranked(self._parts[place[0]].segment, place[1], 0.0)
            for place in members
            if place in found
        ]

    def earliest(self, article: Ranked, docs: Iterable[tuple[Part, Ints]]) -> Ranked:
        """The earliest of an article's copies that are among some articles."""
        (group,) = self.groups_of([article])
        if not group:
            return article
        held = {part.segment.name: of_part for part, of_part in docs}
        for name, docnum in self._groups.members(group):
            if docnum in held.get(name, ()):
                return Ranked(self._parts[name].segment, docnum, article.score)
        return article

    def count(self, docs: Iterable[tuple[Part, Ints]]) -> int:
        """How many hits there are for all these articles: groups, and articles of none."""
        alone, held = 0, np.zeros(len(self._groups) + 1, bool)
        for part, docnums in docs:
            numbers = self._groups.numbers(part.segment.name).take(docnums)
            alone += int(np.count_nonzero(numbers == 0))
            held[numbers] = True
        return alone + int(np.count_nonzero(held[1:]))

    def _earliest(
        self, clause: Clause, ranked: Sequence[Ranked], groups: Sequence[int]
    ) -> dict[int, Place]:
        """By group, the earliest of its articles that the clause finds, which finds `ranked`.

        Only those published before the earliest ranked one have to be asked for.
        """
        earliest: dict[int, Place] = {}
        before: dict[int, list[Place]] = {}
        for article, group in zip(ranked, groups, strict=True):
            if not group:
                continue
            place = _place(article)
            if group not in earliest:
                members = self._groups.members(group)
                earliest[group], before[group] = place, members[: members.index(place)]
            elif place in before[group]:
                earliest[group] = place
                del before[group][before[group].index(place) :]
        unranked = [place for places in before.values() for place in places]
        found = self._matching(clause, unranked) if unranked else ()
        if found:
            for group, places in before.items():
                earliest[group] = next(
                    (place for place in places if place in found), earliest[group]
                )
        return earliest

    def _matching(self, clause: Clause, places: Sequence[Place]) -> set[Place]:
        """The articles of these that a clause finds."""
        docnums: dict[str, list[int]] = defaultdict(list)
        for name, docnum in places:
            docnums[name].append(docnum)
        matching: set[Place] = set()
        for name, of_part in docnums.items():
            part = self._parts[name]
            found = part.live(clause.narrow(part, np.array(sorted(of_part), np.int64)))
            matching.update((name, docnum) for docnum in found.tolist())
        return matching


def _place(article: Ranked) -> Place:
    return article.segment.name, article.docnum
