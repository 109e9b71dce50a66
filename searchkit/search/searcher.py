"""One generation, searched: requests in; ranked articles, totals and facets out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from searchkit.deadline import check_deadline
from searchkit.forking import cached_property
from searchkit.model import Completion, Counts
from searchkit.query.nodes import Node, Phrase
from searchkit.query.tiers import RELAX_BELOW
from searchkit.search.clauses import Clause, alternatives
from searchkit.search.collection import Collection, Part
from searchkit.search.marking import Marks
from searchkit.search.plan import Planner
from searchkit.search.postings import docnums, unite
from searchkit.search.ranking import Ranked, Sort, merged, rank
from searchkit.search.scoring import Floats
from searchkit.store.segment import Segment

if TYPE_CHECKING:
    from searchkit.explanation import Scored
    from searchkit.search.closeness import Closeness
    from searchkit.search.copies import Copies
    from searchkit.search.recency import Recency
    from searchkit.store.groups import Groups

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_SPARE = 4
"""Articles that are looked for beyond a page, in the place of those that are copies of others."""


_RARE = 5000
"""A word is rare that fewer than one of so many articles hold: few misspelled ones are in more."""


class Request(Protocol):
    """What is asked for: `engines.base.Request` says more."""

    @property
    def tiers(self) -> tuple[Node, ...]: ...

    @property
    def neighbours(self) -> tuple[Phrase, ...]: ...

    @property
    def boost(self) -> str | None: ...

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

    @property
    def all_copies(self) -> bool: ...


class Found:
    """What one search found: the articles of the page, in order, and where to ask for the rest.

    `doubtful` are what the `warnings` are about: a part of the query for each.
    `relaxed` says that a later tier was used. `query` marks and explains hits. `copies` is None
    where every article is a hit of its own.
    """

    def __init__(
        self,
        page: tuple[Ranked, ...],
        warnings: Mapping[str, Node],
        relaxed: bool,
        query: Marks,
        collection: Collection,
        clauses: tuple[Clause, ...],
        copies: Copies | None,
    ) -> None:
        self.page, self.relaxed, self.query = page, relaxed, query
        self.warnings, self.doubtful = tuple(warnings), tuple(warnings.values())
        self.collection, self.clauses, self.copies = collection, clauses, copies

    def others(self, segment: Segment, docnum: int) -> list[Ranked]:
        """The copies of an article on the page that were found too, the earliest first."""
        if self.copies is None:
            return []
        return self.copies.others(self.clauses, segment, docnum)

    def has_rare_word(self) -> bool:
        """Whether so few articles hold one of the words that it may be misspelled."""
        fewest = self.query.fewest
        return fewest is not None and fewest * _RARE < self.collection.documents

    def total(self) -> int:
        """How many articles there are altogether."""
        counts = (np.count_nonzero if held.dtype == np.bool_ else len for _, held in self._held)
        return sum(int(count(held)) for count, (_, held) in zip(counts, self._held, strict=True))

    def groups(self) -> int:
        """How many hits there are altogether: copies of one story are one."""
        return self.total() if self.copies is None else self.copies.count(self.docs)

    def facet(self, name: str, limit: int | None = None) -> Counts:
        """How many of all articles have each value of a facet."""
        from searchkit.search.facets import facet

        return facet(self.docs, name, limit)

    def best(self, start: date, end: date) -> Ranked | None:
        """The best of all articles of civil dates from `start` until before `end`; of its copies
        among them the earliest."""
        from searchkit.search.chronology import within

        held = [(part, within(part, start, end)) for part in self.collection.parts]
        for clause in self.clauses:
            found: list[Ranked] = []
            for part, docs in held:
                docs = clause.narrow(part, docs)
                found += _best(part, docs, clause.scores(part, docs))
            if found:
                top = merged(found, "relevance", 1)[0]
                if self.copies is None:
                    return top
                return self.copies.earliest(
                    top, [(part, clause.narrow(part, docs)) for part, docs in held]
                )
        return None

    def sample(self, most: int) -> list[tuple[Segment, int]]:
        """So many of all articles, or all where they are no more, evenly spread over them."""
        held = self.docs
        total = sum(len(docs) for _, docs in held)
        chosen = np.arange(min(most, total)) * total // max(min(most, total), 1)
        places: list[tuple[Segment, int]] = []
        before = 0
        for part, docs in held:
            own = chosen[(chosen >= before) & (chosen < before + len(docs))] - before
            places += [(part.segment, docnum) for docnum in docs.take(own).tolist()]
            before += len(docs)
        return places

    @cached_property
    def docs(self) -> tuple[tuple[Part, Ints], ...]:
        """The docnums of all articles, by segment, rising."""
        return tuple((part, docnums(held)) for part, held in self._held)

    @cached_property
    def _held(self) -> tuple[tuple[Part, Ints | Bools], ...]:
        """All articles, by segment: docnums, or flags by docnum."""
        return tuple((part, self._live(part)) for part in self.collection.parts if self.clauses)

    def _live(self, part: Part) -> Ints | Bools:
        lists = []
        for clause in self.clauses:
            for one in alternatives(clause):
                check_deadline()
                lists.append(one.docs(part))
        held, deleted = unite(lists, part.segment.documents), part.segment.deleted
        if held.dtype == np.bool_:
            return held if deleted is None else held & ~deleted
        return part.live(docnums(held))


def _best(part: Part, docs: Ints, scores: Floats) -> list[Ranked]:
    """The best of these articles of one segment, if there are any; of equals the newest."""
    if not len(docs):
        return []
    highest = scores.max()
    docs = docs.compress(scores == highest)
    newest = part.segment.columns.recency.take(docs).argmin()
    return [Ranked(part.segment, docs.item(newest), float(highest))]


class Searcher:
    """Searches the segments of one generation. Immutable: any number of threads may share it."""

    def __init__(self, segments: Sequence[Segment], groups: Groups | None = None) -> None:
        self.collection = Collection(segments)
        self._copies: Copies | None = None
        if groups is not None:
            from searchkit.search.copies import Copies

            self._copies = Copies(self.collection, groups)

    def search(self, request: Request) -> Found:
        """The articles of the first tier, then what each further one adds while there are few."""
        collection = self.collection
        planner = Planner(collection, request.zone, request.undated)
        ranking = _Ranking(planner, request)
        end = request.offset + request.limit
        copies = None if request.all_copies else self._copies
        depth = end + (_SPARE if copies is not None and end else 0)
        found = ranking.first(depth)
        if copies is not None and any(copies.groups_of(found[:end])):
            found = copies.standing(ranking.tiers)
            while len(found) < end and ranking.has_more:
                depth *= 2
                ranking.first(depth)
                found = copies.standing(ranking.tiers)
        page = tuple(found[request.offset : end])
        clauses = tuple(clause for clause, _ in ranking.tiers)
        return Found(
            page,
            planner.warnings,
            ranking.relaxed,
            Marks(
                collection,
                tuple(planner.clauses),
                page,
                ranking.closeness,
                tuple(planner.quoted),
                ranking.recency,
                clauses,
            ),
            collection,
            clauses,
            copies,
        )

    def explain(self, request: Request, segment: Segment, docnum: int) -> Scored | None:
        """What an article scores, and by what; None where no tier finds it."""
        from searchkit.explanation import Scored

        part, docs = self.collection.part_of(segment), np.array([docnum], np.int64)
        before = 0
        for tier, node in enumerate(request.tiers):
            # A planner of its own: only what this tier asks for gives a score.
            planner = Planner(self.collection, request.zone, request.undated)
            clause = planner.compile(node) if before < RELAX_BELOW else None
            if clause is None:
                continue
            if len(clause.narrow(part, docs)):
                ranking = _Ranking(planner, request)
                score = ranking.score(clause, segment, docnum)
                close, recent = ranking.closeness, ranking.recency
                marks = Marks(self.collection, (), (), close, recency=recent, tiers=(clause,))
                return Scored(score, marks.explain(segment, docnum), tier)
            before += sum(len(one.live(clause.docs(one))) for one in self.collection.parts)
        return None

    def suggestion(self, node: Node) -> Node | None:
        """The query with misspelled words as the archive has them; None where none is."""
        from searchkit.search.suggestion import suggestion

        return suggestion(self.collection, node)

    def completions(self, typed: str, limit: int) -> list[Completion]:
        """Queries that begin as what was typed, the likeliest first."""
        from searchkit.search.completion import completions

        return completions(self.collection, typed, limit)


class _Ranking:
    """The tiers of one search, evaluated as far as they are asked for."""

    def __init__(self, planner: Planner, request: Request) -> None:
        self._planner, self._request = planner, request
        self.closeness: Closeness | None = None
        if request.neighbours and request.sort == "relevance":
            from searchkit.search.closeness import Closeness

            own = Planner(planner.collection, request.zone, request.undated)
            self.closeness = Closeness(own, request.neighbours)
        self.recency: Recency | None = None
        if request.boost is not None and request.sort == "relevance":
            from searchkit.search.recency import Recency

            self.recency = Recency(planner.collection)
        self._compiled: list[Clause | None] = []
        self.tiers: list[tuple[Clause, list[Ranked]]] = []
        """Each with the articles that it adds to those before it."""
        self.has_more = self.relaxed = False

    def first(self, count: int) -> list[Ranked]:
        """So many articles, or more, or all that there are."""
        found: list[Ranked] = []
        self.tiers = []
        for tier in range(len(self._request.tiers)):
            if len(found) >= RELAX_BELOW:
                break
            clause = self._clause(tier)
            if clause is None:
                continue
            if not count and len(self._request.tiers) == 1:
                # Only counting: no article is wanted, nor could they be too few.
                self.tiers.append((clause, []))
                continue
            wanted = max(count, RELAX_BELOW) + len(found)
            added = self._rank(clause, wanted)
            self.has_more = len(added) == wanted
            if found:
                seen = {(id(ranked.segment), ranked.docnum) for ranked in found}
                added = [r for r in added if (id(r.segment), r.docnum) not in seen]
            self.relaxed = self.relaxed or bool(added and tier)
            self.tiers.append((clause, added))
            found += added
        return found

    def _rank(self, clause: Clause, count: int) -> list[Ranked]:
        if self.recency is not None:
            clause = self.recency.of(clause)
        if self.closeness is not None:
            return self.closeness.rank(clause, count)
        return rank(self._planner.collection, clause, self._request.sort, count)

    def score(self, clause: Clause, segment: Segment, docnum: int) -> float:
        """What a search gives to an article that a tier's clause finds."""
        if self.closeness is not None:
            from searchkit.search.closeness import CANDIDATES

            for ranked in self._rank(clause, CANDIDATES):
                if ranked.segment is segment and ranked.docnum == docnum:
                    return ranked.score
        if self.recency is not None:
            clause = self.recency.of(clause)
        part = self._planner.collection.part_of(segment)
        return float(clause.scores(part, np.array([docnum], np.int64))[0])

    def _clause(self, tier: int) -> Clause | None:
        if tier == len(self._compiled):
            self._compiled.append(self._planner.compile(self._request.tiers[tier]))
        return self._compiled[tier]
