"""One generation, searched: requests in; ranked articles, totals and facets out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.model import Facets
from searchkit.query.nodes import Node
from searchkit.query.tiers import RELAX_BELOW
from searchkit.search.clauses import Clause
from searchkit.search.collection import Collection, Part
from searchkit.search.marking import Marks
from searchkit.search.plan import Planner
from searchkit.search.postings import merge
from searchkit.search.ranking import Ranked, Sort, rank
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]


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
        return sum(len(docs) for _, docs in self.docs)

    def facets(self) -> Facets:
        """How many of all articles are of each source, and of each month."""
        from searchkit.search.facets import facets

        return facets(self.docs)

    @cached_property
    def docs(self) -> tuple[tuple[Part, Ints], ...]:
        """The docnums of all articles, by segment, rising."""
        return tuple(self._docs())

    def _docs(self) -> Iterator[tuple[Part, Ints]]:
        for part in self.collection.parts:
            lists = [clause.docs(part) for clause in self.clauses]
            if lists:
                every = lists[0] if len(lists) == 1 else merge(lists, part.segment.documents)
                yield part, part.live(every)


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
