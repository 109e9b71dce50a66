"""Which of its copies stands for a story among the articles that a query finds?

The earliest one that the query finds: at its own place in the order, with its own score. The
others are left out, and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Set
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from searchkit.search.clauses import Clause
from searchkit.search.collection import Collection, Part
from searchkit.search.ranking import Ranked
from searchkit.store.groups import Groups, Place

Ints = npt.NDArray[np.int64]
Tier = tuple[Clause, list[Ranked]]
"""A reading of a query, and articles that it finds and those before it do not, in order."""


class Copies:
    """The groups of a generation, as a searcher of its segments sees them."""

    def __init__(self, collection: Collection, groups: Groups) -> None:
        self._groups = groups
        self._parts = {part.segment.name: part for part in collection.parts}
        self._numbers: dict[str, npt.NDArray[np.int32]] = {}

    def group_of(self, ranked: Ranked) -> int:
        """The number of an article's group; 0 where it has no copies."""
        name = ranked.segment.name
        numbers = self._numbers.get(name)
        if numbers is None:
            numbers = self._numbers[name] = self._groups.numbers(name)
        return numbers.item(ranked.docnum)

    def standing(self, tiers: Iterable[Tier]) -> list[Ranked]:
        """Those that stand for their group, or have none."""
        standing: list[Ranked] = []
        placed: set[int] = set()
        for clause, ranked in tiers:
            groups = [self.group_of(article) for article in ranked]
            found = self._found(clause, set(groups) - placed - {0})
            for article, group in zip(ranked, groups, strict=True):
                place = article.segment.name, article.docnum
                if not group or (group in found and found[group][0] == place):
                    standing.append(article)
            placed |= found.keys()
        return standing

    def others(
        self, clauses: Sequence[Clause], page: Iterable[Ranked]
    ) -> dict[Place, list[Ranked]]:
        """Of the articles on a page that stand for groups, the others that were found."""
        standing = {self.group_of(a): (a.segment.name, a.docnum) for a in page}
        standing.pop(0, None)
        found = [self._found(clause, standing.keys()) for clause in clauses]
        others = {}
        for group, place in standing.items():
            matching = {member for of_clause in found for member in of_clause.get(group, ())}
            others[place] = [
                Ranked(self._parts[name].segment, docnum, 0.0)
                for name, docnum in self._groups.members(group)
                if (name, docnum) in matching and (name, docnum) != place
            ]
        return others

    def count(self, docs: Iterable[tuple[Part, Ints]]) -> int:
        """How many hits there are for all these articles: groups, and articles of none."""
        alone, groups = 0, [np.zeros(0, np.int32)]
        for part, docnums in docs:
            numbers = self._groups.numbers(part.segment.name)[docnums]
            alone += int(np.count_nonzero(numbers == 0))
            groups.append(np.unique(numbers[numbers != 0]))
        return alone + len(np.unique(np.concatenate(groups)))

    def _found(self, clause: Clause, groups: Set[int]) -> dict[int, list[Place]]:
        """The articles of groups that a clause finds, the earliest first."""
        members = {group: self._groups.members(group) for group in groups}
        docnums: dict[str, list[int]] = defaultdict(list)
        for places in members.values():
            for name, docnum in places:
                docnums[name].append(docnum)
        matching: set[Place] = set()
        for name, of_part in docnums.items():
            part = self._parts[name]
            found = part.live(clause.narrow(part, np.array(sorted(of_part), np.int64)))
            matching.update((name, docnum) for docnum in found.tolist())
        kept = {group: [p for p in places if p in matching] for group, places in members.items()}
        return {group: places for group, places in kept.items() if places}
