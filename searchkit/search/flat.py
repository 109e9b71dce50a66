"""Queries that are a few words and conditions: those whose best articles pruning can find."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchkit.search.clauses import AllOf, AnyOf, Clause, Passing, Without, Words
from searchkit.search.collection import Part
from searchkit.search.postings import without
from searchkit.search.words import SoughtWord
from searchkit.values import Value

Ints = npt.NDArray[np.int64]


class Flat(Value):
    """A sum over `words`, (word, weight), of articles with `every` one of them, or with any.

    They must also be found by all of `conditions` and by none of `unwanted`; `phrases` are
    conditions on where those of the words stand that every article has.
    """

    words: tuple[tuple[SoughtWord, float], ...]
    in_order: bool
    """Whether scores are exactly the words' sums in their order: no weights, no sums of sums."""
    every: bool
    phrases: tuple[Words, ...]
    conditions: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]
    partial: bool = False
    """Whether more articles are found, by words that weigh nothing: those have a score of 0."""

    def start(self, part: Part) -> tuple[Ints, Words] | None:
        """The articles of a phrase that is quickly found, with it: there are no others."""
        for phrase in self.phrases:
            docs = phrase.find_rare(part)
            if docs is not None:
                return docs, phrase
        return None

    def when(self, conditions: Sequence[Clause]) -> Flat:
        """The same, with more conditions."""
        return Flat(
            self.words,
            self.in_order,
            self.every,
            self.phrases,
            (*conditions, *self.conditions),
            self.unwanted,
            self.partial,
        )

    def narrow(self, part: Part, docs: Ints, met: Words | None = None) -> Ints:
        """Those of `docs`, which have the words, that meet the conditions and are live.

        All of them hold the phrase `met`.
        """
        docs = part.live(docs)
        for clause in self.conditions:
            docs = clause.narrow(part, docs)
        for clause in self.unwanted:
            docs = without(clause.narrow(part, docs), docs, part.segment.documents)
        for phrase in self.phrases:
            if phrase is not met:
                docs = phrase.check(part, docs)
        return docs


def flatten(clause: Clause) -> Flat | None:
    """The clause as a flat query, if it is one that scores."""
    if isinstance(clause, Words) and clause.words:
        words = tuple((word.sought, clause.weight) for word in clause.words)
        phrases = () if clause.is_one_word else (clause,)
        return Flat(words, clause.weight == 1.0, True, phrases, (), (), False)
    if isinstance(clause, (AllOf, AnyOf)):
        every = isinstance(clause, AllOf)
        single = _single_words(clause.clauses)
        if single is not None:
            in_order = all(weight == 1.0 for _, weight in single)
            return Flat(tuple(single), in_order, every, (), (), (), False)
        return _flatten_all(clause) if isinstance(clause, AllOf) else _flatten_any(clause)
    if isinstance(clause, Without):
        wanted = flatten(clause.wanted)
        return wanted and Flat(
            wanted.words,
            wanted.in_order,
            wanted.every,
            wanted.phrases,
            wanted.conditions,
            (*wanted.unwanted, clause.unwanted),
            wanted.partial,
        )
    return None


def _single_words(clauses: Sequence[Clause]) -> list[tuple[SoughtWord, float]] | None:
    """The words of clauses, if each is one word."""
    words = []
    for child in clauses:
        if not (isinstance(child, Words) and child.is_one_word):
            return None
        words.append((child.words[0].sought, child.weight))
    return words


def _flatten_any(clause: AnyOf) -> Flat | None:
    weighing = [child for child in clause.clauses if _scores(child)]
    words = _single_words(weighing)
    if not words:
        return None
    in_order = all(weight == 1.0 for _, weight in words)
    partial = len(weighing) < len(clause.clauses)
    return Flat(tuple(words), in_order, False, (), (), (), partial)


def _flatten_all(clause: AllOf) -> Flat | None:
    conditions, flats = [], []
    for child in clause.clauses:
        if not _scores(child):
            conditions.append(child)
            continue
        part = flatten(child)
        if part is None:
            return None
        flats.append(part)
    if not flats:
        return None
    if len(flats) == 1:
        return flats[0].when(conditions)
    if not all(part.every for part in flats):
        return None
    return Flat(
        tuple(word for part in flats for word in part.words),
        all(part.in_order for part in flats) and all(len(part.words) == 1 for part in flats[1:]),
        True,
        tuple(phrase for part in flats for phrase in part.phrases),
        (*conditions, *(other for part in flats for other in part.conditions)),
        tuple(other for part in flats for other in part.unwanted),
        any(part.partial for part in flats),
    )


def _scores(clause: Clause) -> bool:
    """Whether the clause can give anything to an article's score."""
    if isinstance(clause, Words):
        return bool(clause.words)
    if isinstance(clause, (AllOf, AnyOf)):
        return any(_scores(child) for child in clause.clauses)
    if isinstance(clause, Without):
        return _scores(clause.wanted)
    return not isinstance(clause, Passing)
