"""The parts of a compiled query: which articles does each find, and what does it give them?

A clause is asked about one segment at a time. Docnums and scores are parallel arrays, docnums
rising. Scores are added in the order of the query, whichever way its articles were found, so that
articles that should tie do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Expansion, Pattern, Term
from searchkit.deadline import begin, check_deadline
from searchkit.search import matching
from searchkit.search.collection import Part
from searchkit.search.filters import Filter, everything
from searchkit.search.postings import Postings, merge, narrow, without
from searchkit.search.scoring import Floats
from searchkit.search.words import SoughtWord
from searchkit.store.layout import FIELD_WEIGHTS
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
TEXT_FIELDS = tuple(FIELD_WEIGHTS)
"""The fields in which plain words are looked for."""


class Clause(Protocol):
    """What every part of a query can tell."""

    def docs(self, part: Part) -> Ints:
        """The articles that it finds; deleted ones may be among them."""

    def narrow(self, part: Part, docs: Ints) -> Ints:
        """Those of `docs` that it finds."""

    def scores(self, part: Part, docs: Ints) -> Floats:
        """What it gives to articles that it finds."""

    def size(self, part: Part) -> int:
        """About how many articles it finds, cheaply."""


class ScoredWord(Value):
    """A word of a clause as the user typed it, and its pattern taken as one word."""

    text: str
    pattern: Pattern
    sought: SoughtWord

    def scores(self, part: Part, docs: Ints) -> Floats:
        """What it gives to any articles, before weights."""
        check_deadline()
        saturations = self.sought.parts[part.ordinal].saturations_of(docs)
        saturations *= self.sought.rarity
        return saturations


class Words:
    """Articles that hold `pattern` in one of `fields`, scored as the sum of their `words`.

    Without any words, the clause scores nothing. `node` is what asks for it.
    """

    def __init__(
        self,
        pattern: Pattern,
        fields: tuple[str, ...],
        words: tuple[ScoredWord, ...],
        weight: float,
        node: object = None,
    ) -> None:
        self.pattern, self.fields, self.words, self.weight = pattern, fields, words, weight
        self.node = node
        self.is_one_word = len(words) == 1 and words[0].pattern is pattern and len(fields) > 1
        """Whether it finds exactly the articles that its word gives a score to."""
        self._checked: dict[int, list[tuple[Ints, Ints]]] = {}
        """By segment: articles that ranking has looked at, and those of them that are found."""

    def docs(self, part: Part) -> Ints:
        begin(self.node)
        if self.is_one_word:
            return self.words[0].sought.parts[part.ordinal].postings.docs
        if isinstance(self.pattern, (Term, Expansion)):
            return self._postings(part).docs_in(self.fields)
        checked = self._checked.get(part.ordinal)
        if not checked:
            return matching.holding(part, self.fields, self.pattern)
        unknown = np.ones(part.segment.documents, np.bool_)
        for seen, _ in checked:
            unknown[seen] = False
        docs = matching.candidates(part, matching.indexed_field(self.fields), self.pattern)
        docs = docs.compress(unknown.take(docs))
        found = matching.check(part, self.fields, self.pattern, docs)
        return merge([found, *(own for _, own in checked)], part.segment.documents)

    def narrow(self, part: Part, docs: Ints) -> Ints:
        begin(self.node)
        if self.is_one_word:
            return self.words[0].sought.parts[part.ordinal].postings.narrow(docs)
        if isinstance(self.pattern, (Term, Expansion)):
            return narrow(self.docs(part), docs, part.segment.documents)
        field = matching.indexed_field(self.fields)
        docs = matching.candidates(part, field, self.pattern, docs)
        return matching.check(part, self.fields, self.pattern, docs)

    def find_rare(self, part: Part) -> Ints | None:
        """As `docs`, if it is a phrase that is quickly found."""
        begin(self.node)
        return matching.find_rare(part, self.fields, self.pattern)

    def check(self, part: Part, docs: Ints) -> Ints:
        """As `narrow`, of articles that hold all its words."""
        if isinstance(self.pattern, (Term, Expansion)):
            return self.narrow(part, docs)
        begin(self.node)
        found = matching.check(part, self.fields, self.pattern, docs)
        self._checked.setdefault(part.ordinal, []).append((docs, found))
        return found

    def scores(self, part: Part, docs: Ints) -> Floats:
        if not self.words:
            return np.zeros(len(docs))
        total = reduce(np.add, (word.scores(part, docs) for word in self.words))
        return total if self.weight == 1.0 else total * self.weight

    def size(self, part: Part) -> int:
        return matching.size(part, matching.indexed_field(self.fields), self.pattern)

    def rarity(self) -> float:
        """How much finding the clause in a text says: the sum over its words."""
        return sum(word.sought.rarity for word in self.words)

    def _postings(self, part: Part) -> Postings:
        return matching.read(part, matching.indexed_field(self.fields), self.pattern)


class AllOf:
    """Articles that all of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)

    def docs(self, part: Part) -> Ints:
        rarest, *others = sorted(self.clauses, key=lambda clause: clause.size(part))
        return _narrow_all(part, others, rarest.docs(part))

    def narrow(self, part: Part, docs: Ints) -> Ints:
        return _narrow_all(part, sorted(self.clauses, key=lambda clause: clause.size(part)), docs)

    def scores(self, part: Part, docs: Ints) -> Floats:
        scores = (clause.scores(part, docs) for clause in self.clauses)
        return reduce(np.add, scores)

    def size(self, part: Part) -> int:
        return min(clause.size(part) for clause in self.clauses)


class AnyOf:
    """Articles that any of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)

    def docs(self, part: Part) -> Ints:
        return merge([clause.docs(part) for clause in self.clauses], part.segment.documents)

    def narrow(self, part: Part, docs: Ints) -> Ints:
        found = [clause.narrow(part, docs) for clause in self.clauses]
        return merge(found, part.segment.documents)

    def scores(self, part: Part, docs: Ints) -> Floats:
        total = np.zeros(len(docs))
        for clause in self.clauses:
            check_deadline()
            if isinstance(clause, Words) and clause.is_one_word:
                total += clause.scores(part, docs)
            elif not isinstance(clause, Words) or clause.words:
                found = clause.narrow(part, docs)
                total[docs.searchsorted(found)] += clause.scores(part, found)
        return total

    def size(self, part: Part) -> int:
        return sum(clause.size(part) for clause in self.clauses)


def alternatives(clause: Clause) -> tuple[Clause, ...]:
    """Clauses that find together what a clause finds."""
    return clause.clauses if isinstance(clause, AnyOf) else (clause,)


class Without:
    """Articles that one clause finds and another does not; the other scores nothing."""

    def __init__(self, wanted: Clause, unwanted: Clause) -> None:
        self.wanted, self.unwanted = wanted, unwanted

    def docs(self, part: Part) -> Ints:
        return self._without(part, self.wanted.docs(part))

    def narrow(self, part: Part, docs: Ints) -> Ints:
        return self._without(part, self.wanted.narrow(part, docs))

    def scores(self, part: Part, docs: Ints) -> Floats:
        return self.wanted.scores(part, docs)

    def size(self, part: Part) -> int:
        return self.wanted.size(part)

    def _without(self, part: Part, docs: Ints) -> Ints:
        unwanted = self.unwanted.narrow(part, docs)
        return without(unwanted, docs, part.segment.documents)


def unchecked(clause: Clause) -> Clause | None:
    """A clause that finds more, quickly, and scores the same; None where there is none."""
    if isinstance(clause, (Words, AllOf, AnyOf)):
        return None
    if isinstance(clause, Without):
        wanted = unchecked(clause.wanted)
        return wanted and Without(wanted, clause.unwanted)
    return getattr(clause, "unchecked", None)


class Passing:
    """Articles that pass a filter; they score nothing."""

    def __init__(self, passes: Filter) -> None:
        self.passes = passes

    def docs(self, part: Part) -> Ints:
        return self.narrow(part, part.every)

    def narrow(self, part: Part, docs: Ints) -> Ints:
        if self.passes is everything:
            return docs
        return docs.compress(self.passes(part.segment, docs))

    def scores(self, part: Part, docs: Ints) -> Floats:
        return np.zeros(len(docs))

    def size(self, part: Part) -> int:
        return part.segment.documents


def _narrow_all(part: Part, clauses: Sequence[Clause], docs: Ints) -> Ints:
    for clause in clauses:
        if not len(docs):
            break
        check_deadline()
        docs = clause.narrow(part, docs)
    return docs
