"""From query nodes to Whoosh queries, and to what is marked in the hits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

from searchkit.analysis.expansions import expansion
from searchkit.analysis.language import normalise_language
from searchkit.analysis.patterns import Near, Pattern, join, word_patterns
from searchkit.engines.local.clauses import AllOf, AnyOf, Clause, Filter, Without, Words
from searchkit.engines.local.dates import date_filter
from searchkit.engines.local.evaluation import Evaluation
from searchkit.query.nodes import (
    And,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Languages,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sources,
    Wildcard,
    Word,
)
from searchkit.whoosh_index import whoosh
from searchkit.whoosh_index.schema import TEXT_FIELDS

_WORDS = (Word, Phrase, Exact, Prefix, Wildcard, Fuzzy)
_SHOWN = 60
"""Code points of a query's text that a warning repeats; a query may be 4 KiB of punctuation."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a node stands: the fields it is looked for in, its weight, how often it is negated."""

    fields: tuple[str, ...] = TEXT_FIELDS
    weight: float = 1.0
    negations: int = 0

    @property
    def negated(self) -> bool:
        return self.negations > 0


@dataclass(slots=True)
class Planner:
    """Compiles the tiers of one search. `clauses` gathers what scores and is marked in hits."""

    evaluation: Evaluation
    zone: tzinfo
    undated: bool
    clauses: list[Words] = field(default_factory=list)

    def compile(self, node: Node) -> Any:
        """A `whoosh.query.Query`; one that finds nothing when there is nothing to search for."""
        clause = self._compile(node, Scope())
        return whoosh.query.NullQuery if clause is None else clause

    def _compile(self, node: Node, scope: Scope) -> Clause | None:
        if isinstance(node, _WORDS):
            return self._words(node, scope)
        if isinstance(node, And):
            return self._all(node, scope)
        if isinstance(node, Or):
            return self._any_of(self._children(node.children, scope))
        if isinstance(node, Not):
            return self._not(node, scope)
        if isinstance(node, Boost):
            return self._compile(node.child, replace(scope, weight=scope.weight * node.weight))
        if isinstance(node, Field):
            return self._compile(node.child, replace(scope, fields=(node.name,)))
        return self._filter(node, scope)

    def _words(self, node: Node, scope: Scope) -> Clause | None:
        """A clause for text; None, with a warning, when it holds no word."""
        text, words = self._patterns(node)
        if not words:
            shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
            self.evaluation.warnings[f"{shown!r} holds no word that could be searched for"] = None
            return None
        patterns = tuple(pattern for _, pattern in words)
        pattern = join(patterns)
        if isinstance(node, Phrase) and node.slop is not None and len(words) > 1:
            pattern = Near(patterns, node.slop)
        scores = set(scope.fields) <= set(TEXT_FIELDS) and not scope.negated
        clause = Words(
            self.evaluation, pattern, scope.fields, words if scores else (), scope.weight
        )
        if not scope.negated:
            self.clauses.append(clause)
        return clause

    def _patterns(self, node: Node) -> tuple[str, tuple[tuple[str, Pattern], ...]]:
        """The text of a node, and each of its words with its pattern."""
        if isinstance(node, Word | Phrase):
            return node.text, word_patterns(node.text)
        if isinstance(node, Exact):
            return node.text, word_patterns(node.text, exact=True)
        if isinstance(node, Prefix):
            wanted = expansion("prefix", node.text)
        elif isinstance(node, Wildcard):
            wanted = expansion("wildcard", node.pattern)
        else:
            assert isinstance(node, Fuzzy)
            wanted = expansion("fuzzy", node.text, node.distance)
        return wanted.text, ((wanted.text, wanted),) if wanted.text else ()

    def _children(self, children: tuple[Node, ...], scope: Scope) -> list[Clause]:
        compiled = (self._compile(child, scope) for child in children)
        return [clause for clause in compiled if clause is not None]

    def _all_of(self, clauses: list[Clause]) -> Clause | None:
        if len(clauses) > 1:
            return AllOf(self.evaluation, clauses)
        return clauses[0] if clauses else None

    def _any_of(self, clauses: list[Clause]) -> Clause | None:
        if len(clauses) > 1:
            return AnyOf(self.evaluation, clauses)
        return clauses[0] if clauses else None

    def _all(self, node: And, scope: Scope) -> Clause | None:
        """Negated children are taken away from the others, not from the whole archive."""
        kept = tuple(child for child in node.children if not isinstance(child, Not))
        without = tuple(child.child for child in node.children if isinstance(child, Not))
        wanted = self._all_of(self._children(kept, scope))
        unwanted = self._any_of(self._children(without, _negated(scope)))
        if unwanted is None:
            return wanted
        if wanted is None and kept:
            return None
        if wanted is None:
            wanted = self._everything()
        return Without(self.evaluation, wanted, unwanted)

    def _not(self, node: Not, scope: Scope) -> Clause | None:
        unwanted = self._compile(node.child, _negated(scope))
        if unwanted is None:
            return None
        return Without(self.evaluation, self._everything(), unwanted)

    def _filter(self, node: Node, scope: Scope) -> Clause:
        if isinstance(node, Sources):
            names = {name.casefold() for name in node.names}
            return Filter(self.evaluation, lambda s, n: s.columns.sources[n].casefold() in names)
        if isinstance(node, Languages):
            return Filter(self.evaluation, lambda s, n: _is_in(s.columns.languages[n], node.codes))
        if isinstance(node, DateRange):
            # An undated article may lie in a negated period: it is left out there too.
            undated = self.undated != bool(scope.negations % 2)
            passes = date_filter(node, self.zone, undated=undated)
            return Filter(self.evaluation, passes)
        assert isinstance(node, Everything)
        return self._everything()

    def _everything(self) -> Clause:
        return Filter(self.evaluation, lambda segment, docnum: True)


def _negated(scope: Scope) -> Scope:
    return replace(scope, negations=scope.negations + 1)


def _is_in(language: str, codes: tuple[str, ...]) -> bool:
    """`en` finds `en-GB` too."""
    return language.lower() in codes or normalise_language(language) in codes
