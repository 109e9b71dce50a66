"""One generation, searched: requests in; ranked articles, totals and facets out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.model import Facets
from searchkit.query.nodes import Node
from searchkit.query.tiers import RELAX_BELOW
from searchkit.search.clauses import Clause, alternatives
from searchkit.search.collection import Collection, Part
from searchkit.search.marking import Marks
from searchkit.search.plan import Planner
from searchkit.search.postings import docnums, unite
from searchkit.search.ranking import Ranked, Sort, rank
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Request(Protocol):
    """What is asked for: `engines.base.Request` says more."""

    @property
    def tiers(self) -> tuple[Node, ...]: ...

    @property
    def zone(self) -> tzinfo: ...

    @property
    def sort(self) -> Sort: ...

    @property
    def limit(self) -> int: ...

    @property
    def offset(self) -> int: ...

    @property
    def undated(self) -> bool: ...


class Found:
    """What one search found: the articles of the page, in order, and where to ask for the rest.

    `relaxed` says that a later tier was used. `query` marks and explains hits.
    """

    def __init__(
        self,
        page: tuple[Ranked, ...],
        warnings: tuple[str, ...],
        relaxed: bool,
        query: Marks,
        collection: Collection,
        clauses: tuple[Clause, ...],
    ) -> None:
        self.page, self.warnings, self.relaxed, self.query = page, warnings, relaxed, query
        self.collection, self.clauses = collection, clauses

    def total(self) -> int:
        """How many articles there are altogether."""
        counts = (np.count_nonzero if held.dtype == np.bool_ else len for _, held in self._held)
        return sum(int(count(held)) for count, (_, held) in zip(counts, self._held, strict=True))

    def facets(self) -> Facets:
        """How many of all articles are of each source, and of each month."""
        from searchkit.search.facets import facets

        return facets(self.docs)

    @cached_property
    def docs(self) -> tuple[tuple[Part, Ints], ...]:
        """The docnums of all articles, by segment, rising."""
        return tuple((part, docnums(held)) for part, held in self._held)

    @cached_property
    def _held(self) -> tuple[tuple[Part, Ints | Bools], ...]:
        """All articles, by segment: docnums, or flags by docnum."""
        return tuple((part, self._live(part)) for part in self.collection.parts if self.clauses)

    def _live(self, part: Part) -> Ints | Bools:
        lists = [one.docs(part) for clause in self.clauses for one in alternatives(clause)]
        held, deleted = unite(lists, part.segment.documents), part.segment.deleted
        if held.dtype == np.bool_:
            return held if deleted is None else held & ~deleted
        return part.live(docnums(held))


class Searcher:
    """Searches the segments of one generation. Immutable: any number of threads may share it."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._collection = Collection(segments)

    def search(self, request: Request) -> Found:
        """The articles of the first tier, then what each further one adds while there are few."""
        collection = self._collection
        planner = Planner(collection, request.zone, request.undated)
        end = request.offset + request.limit
        found: list[Ranked] = []
        clauses: list[Clause] = []
        relaxed = False
        for tier, node in enumerate(request.tiers):
            if len(found) >= RELAX_BELOW:
                break
            clause = planner.compile(node)
            if clause is None:
                continue
            clauses.append(clause)
            added = rank(collection, clause, request.sort, max(end, RELAX_BELOW) + len(found))
            if found:
                seen = {(id(ranked.segment), ranked.docnum) for ranked in found}
                added = [r for r in added if (id(r.segment), r.docnum) not in seen]
            relaxed = relaxed or bool(added and tier)
            found += added
        page = tuple(found[request.offset : end])
        return Found(
            page,
            tuple(planner.warnings),
            relaxed,
            Marks(collection, tuple(planner.clauses), page),
            collection,
            tuple(clauses),
        )
