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

from searchkit.analysis.patterns import Pattern
from searchkit.search.evaluation import Evaluation
from searchkit.search.filters import Filter
from searchkit.search.matching import Matching
from searchkit.search.postings import contains
from searchkit.search.scoring import Floats, saturations
from searchkit.store.layout import FIELD_WEIGHTS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
TEXT_FIELDS = tuple(FIELD_WEIGHTS)
"""The fields in which plain words are looked for."""


class Clause(Protocol):
    """What every part of a query can tell."""

    def docs(self, at: Matching) -> Ints:
        """The articles that it finds; deleted ones may be among them."""

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        """Those of `docs` that it finds."""

    def scores(self, at: Matching, docs: Ints) -> Floats:
        """What it gives to articles that it finds."""

    def size(self, at: Matching) -> int:
        """About how many articles it finds, cheaply."""


class Words:
    """Articles that hold `pattern` in one of `fields`, scored as the sum of their `words`.

    `words` are (what the user typed, its pattern); without any, the clause scores nothing.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        pattern: Pattern,
        fields: tuple[str, ...],
        words: tuple[tuple[str, Pattern], ...],
        weight: float,
    ) -> None:
        self.evaluation = evaluation
        self.pattern, self.fields, self.words, self.weight = pattern, fields, words, weight

    def docs(self, at: Matching) -> Ints:
        return at.docs(self.pattern, self.fields)

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        return at.narrow(self.pattern, self.fields, docs)

    def scores(self, at: Matching, docs: Ints) -> Floats:
        total = np.zeros(len(docs))
        for _, pattern in self.words:
            freqs = at.freqs(pattern, docs)
            total += self.evaluation.rarity(pattern) * saturations(freqs, at.part.norms.take(docs))
        return total * self.weight

    def size(self, at: Matching) -> int:
        return at.size(self.pattern, self.fields)

    def rarity(self) -> float:
        """How much finding the clause in a text says: the sum over its words."""
        return sum(self.evaluation.rarity(pattern) for _, pattern in self.words)

    @property
    def is_one_word(self) -> bool:
        """Whether exactly the articles it finds would be given a score by its word."""
        return len(self.words) == 1 and self.pattern == self.words[0][1] and len(self.fields) > 1


class AllOf:
    """Articles that all of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)

    def docs(self, at: Matching) -> Ints:
        rarest, *others = sorted(self.clauses, key=lambda clause: clause.size(at))
        return _narrow_all(at, others, rarest.docs(at))

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        return _narrow_all(at, sorted(self.clauses, key=lambda clause: clause.size(at)), docs)

    def scores(self, at: Matching, docs: Ints) -> Floats:
        scores = (clause.scores(at, docs) for clause in self.clauses)
        return reduce(np.add, scores)

    def size(self, at: Matching) -> int:
        return min(clause.size(at) for clause in self.clauses)


class AnyOf:
    """Articles that any of the clauses find; scores are added in the order of the clauses."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)

    def docs(self, at: Matching) -> Ints:
        return merge([clause.docs(at) for clause in self.clauses], at.part.segment.documents)

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        found = [clause.narrow(at, docs) for clause in self.clauses]
        return merge(found, at.part.segment.documents)

    def scores(self, at: Matching, docs: Ints) -> Floats:
        total = np.zeros(len(docs))
        for clause in self.clauses:
            if isinstance(clause, Words) and clause.is_one_word:
                total += clause.scores(at, docs)
            else:
                found = clause.narrow(at, docs)
                total[docs.searchsorted(found)] += clause.scores(at, found)
        return total

    def size(self, at: Matching) -> int:
        return sum(clause.size(at) for clause in self.clauses)


class Without:
    """Articles that one clause finds and another does not; the other scores nothing."""

    def __init__(self, wanted: Clause, unwanted: Clause) -> None:
        self.wanted, self.unwanted = wanted, unwanted

    def docs(self, at: Matching) -> Ints:
        return self._without(at, self.wanted.docs(at))

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        return self._without(at, self.wanted.narrow(at, docs))

    def scores(self, at: Matching, docs: Ints) -> Floats:
        return self.wanted.scores(at, docs)

    def size(self, at: Matching) -> int:
        return self.wanted.size(at)

    def _without(self, at: Matching, docs: Ints) -> Ints:
        return docs[~contains(self.unwanted.narrow(at, docs), docs)]


class Passing:
    """Articles that pass a filter; they score nothing."""

    def __init__(self, passes: Filter) -> None:
        self.passes = passes

    def docs(self, at: Matching) -> Ints:
        return self.narrow(at, np.arange(at.part.segment.documents))

    def narrow(self, at: Matching, docs: Ints) -> Ints:
        return docs[self.passes(at.part.segment, docs)]

    def scores(self, at: Matching, docs: Ints) -> Floats:
        return np.zeros(len(docs))

    def size(self, at: Matching) -> int:
        return at.part.segment.documents


def merge(lists: Sequence[Ints], documents: int) -> Ints:
    """The docnums of all lists, each once; `documents` are those of the segment."""
    every = np.concatenate(lists)
    if len(every) * 16 < documents:
        return np.unique(every)
    held = np.zeros(documents, np.bool_)
    held[every] = True
    return held.nonzero()[0]


def _narrow_all(at: Matching, clauses: Sequence[Clause], docs: Ints) -> Ints:
    for clause in clauses:
        if not len(docs):
            break
        docs = clause.narrow(at, docs)
    return docs
