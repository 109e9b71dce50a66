"""From query nodes to clauses, and to what is marked in the hits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from searchkit.analysis.patterns import Expansion, Near, Pattern, Term, join, leaves, word_patterns
from searchkit.deadline import begin
from searchkit.query.limits import MAX_EXPANSIONS, MAX_QUOTING
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
    Said,
    Sources,
    Wildcard,
    Word,
)
from searchkit.search import filters
from searchkit.search.clauses import (
    TEXT_FIELDS,
    AllOf,
    AnyOf,
    Clause,
    Passing,
    ScoredWord,
    Without,
    Words,
)
from searchkit.search.collection import Collection
from searchkit.search.leaves import expanded
from searchkit.search.matching import indexed_field
from searchkit.search.words import sought
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.search.quoting import Quoted, Speaker

_WORDS = (Word, Phrase, Exact, Prefix, Wildcard, Fuzzy)
_WHO = (Said, Or, Boost)
"""What may ask who says something."""
_SHOWN = 60
"""Code points of a query's text that a warning repeats; a query may be 4 KiB of punctuation."""


class Scope(Value):
    """Where a node stands: the fields it is looked for in, its weight, how often it is negated."""

    fields: tuple[str, ...] = TEXT_FIELDS
    weight: float = 1.0
    negations: int = 0

    def times(self, weight: float) -> Scope:
        return Scope(self.fields, self.weight * weight, self.negations)

    def within(self, field: str) -> Scope:
        return Scope((field,), self.weight, self.negations)

    def negated(self) -> Scope:
        return Scope(self.fields, self.weight, self.negations + 1)


_WHOLE = Scope()


class Planner:
    """Compiles the tiers of one search.

    `clauses` gathers what scores and is marked in hits, `quoted` what asks who says something,
    `warnings` what users should know, each with the node that it is about.
    """

    def __init__(self, collection: Collection, zone: tzinfo, undated: bool) -> None:
        self.collection, self.zone, self.undated = collection, zone, undated
        self.clauses: list[Words] = []
        self.quoted: list[Quoted] = []
        self.warnings: dict[str, Node] = {}

    def compile(self, node: Node) -> Clause | None:
        """None when there is nothing to search for."""
        return self._compile(node, _WHOLE)

    def _compile(self, node: Node, scope: Scope) -> Clause | None:
        if isinstance(node, _WORDS):
            return self._words(node, scope)
        if isinstance(node, And):
            return self._all(node, scope)
        if isinstance(node, _WHO) and _asks_who(node):
            return self._conjunction((node,), scope)
        if isinstance(node, Or):
            return _any_of(self._children(node.children, scope))
        if isinstance(node, Not):
            return self._not(node, scope)
        if isinstance(node, Boost):
            return self._compile(node.child, scope.times(node.weight))
        if isinstance(node, Field):
            return self._compile(node.child, scope.within(node.name))
        return self._filter(node, scope)

    def _words(self, node: Node, scope: Scope, asked: Node | None = None) -> Clause | None:
        """A clause for text; None, with a warning, when it holds no word.

        `asked` is the part of the query that it is of, if it is not one itself.
        """
        asked = asked or node
        begin(asked)
        text, words = _patterns(node)
        if not words:
            shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
            self.warnings[f"{shown!r} holds no word that could be searched for"] = asked
            return None
        patterns = tuple(pattern for _, pattern in words)
        pattern = join(patterns)
        if isinstance(node, Phrase) and node.slop is not None and len(words) > 1:
            pattern = Near(patterns, node.slop)
        if not isinstance(pattern, Term):
            self._warn(node, pattern, indexed_field(scope.fields))
        scored: tuple[ScoredWord, ...] = ()
        if scope.fields[0] in TEXT_FIELDS and scope.weight and not scope.negations:
            scored = tuple(ScoredWord(*word, sought(self.collection, word[1])) for word in words)
        clause = Words(pattern, scope.fields, scored, scope.weight, asked)
        if scope.weight and not scope.negations:
            self.clauses.append(clause)
        return clause

    def _warn(self, node: Node, pattern: Pattern, field: str) -> None:
        """Say which expansions stand for more words than are searched."""
        for leaf in leaves(pattern):
            if isinstance(leaf, Expansion):
                found = expanded(self.collection, field, leaf).found
                if found > MAX_EXPANSIONS:
                    from searchkit.search.expansion import too_many

                    self.warnings[too_many(leaf, found)] = node

    def _children(self, children: tuple[Node, ...], scope: Scope) -> list[Clause]:
        compiled = (self._compile(child, scope) for child in children)
        return [clause for clause in compiled if clause is not None]

    def _all(self, node: And, scope: Scope) -> Clause | None:
        """Negated children are taken away from the others, not from the whole archive."""
        kept = tuple([child for child in node.children if not isinstance(child, Not)])
        wanted = self._conjunction(_one_period(kept), scope)
        if len(kept) == len(node.children):
            return wanted
        without = tuple(child.child for child in node.children if isinstance(child, Not))
        unwanted = _any_of(self._children(without, scope.negated()))
        if unwanted is None or (wanted is None and kept):
            return wanted
        return Without(wanted or Passing(filters.everything), unwanted)

    def _conjunction(self, nodes: tuple[Node, ...], scope: Scope) -> Clause | None:
        """Articles that all of the nodes find, none of which is a negation."""
        for node in nodes:
            if isinstance(node, _WHO) and _asks_who(node):
                return self._quoted(nodes, scope)
        return _all_of(self._children(nodes, scope))

    def _quoted(self, nodes: tuple[Node, ...], scope: Scope) -> Clause | None:
        """The same where some nodes ask who says it: what is text among the others is said."""
        from searchkit.search.quoting import Quoted

        about = self._children(tuple(filter(_is_text, nodes)), scope)
        speaking = [said for node in filter(_asks_who, nodes) for said, _ in _said(node)]
        others = [node for node in nodes if not _is_text(node) and not _asks_who(node)]
        clauses, speakers = [], []
        for node in filter(_asks_who, nodes):
            found = [self._speaker(said, scope.times(weight)) for said, weight in _said(node)]
            known = [one for one in found if one is not None]
            clauses += [clause for clause in [_any_of([one for one, _ in known])] if clause]
            speakers += [[speaker for _, speaker in known]] if known else []
        unchecked = _all_of([*clauses, *about, *self._children(tuple(others), scope)])
        if not speakers or unchecked is None:
            return unchecked
        quoted = Quoted(unchecked, speakers, about, self.collection, speaking[0])
        if quoted.left_out:
            self.warnings[_too_many(quoted.left_out)] = speaking[0]
        if not scope.negations:
            self.quoted.append(quoted)
        return quoted

    def _speaker(self, node: Said, scope: Scope) -> tuple[Clause, Speaker] | None:
        """Articles that hold the words of a name, and the name."""
        from searchkit.search.quoting import Speaker

        words = word_patterns(node.text, exact=True)
        clauses = [self._words(Exact(word), scope, node) for word, _ in words]
        clause = _all_of([one for one in clauses if one is not None])
        if clause is None:
            self._words(Exact(node.text), scope, node)
            return None
        return clause, Speaker(tuple(pattern for _, pattern in words))

    def _not(self, node: Not, scope: Scope) -> Clause | None:
        unwanted = self._compile(node.child, scope.negated())
        return None if unwanted is None else Without(Passing(filters.everything), unwanted)

    def _filter(self, node: Node, scope: Scope) -> Clause:
        if isinstance(node, Sources):
            return Passing(filters.from_sources(node.names))
        if isinstance(node, Languages):
            return Passing(filters.in_languages(node.codes))
        if isinstance(node, DateRange):
            # An undated article may lie in a negated period: it is left out there too.
            undated = self.undated != bool(scope.negations % 2)
            return Passing(filters.published(node, self.zone, undated=undated))
        assert isinstance(node, Everything)
        return Passing(filters.everything)


def _asks_who(node: Node) -> bool:
    """Whether a node is `said:`, or several of which one will do."""
    if isinstance(node, Boost):
        return _asks_who(node.child)
    return isinstance(node, Said) or (isinstance(node, Or) and all(map(_asks_who, node.children)))


def _said(node: Node, weight: float = 1.0) -> Iterator[tuple[Said, float]]:
    """Each `said:` of a node that asks who, with its weight."""
    if isinstance(node, Said):
        yield node, weight
    elif isinstance(node, Boost):
        yield from _said(node.child, weight * node.weight)
    elif isinstance(node, Or):
        for child in node.children:
            yield from _said(child, weight)


def _is_text(node: Node) -> bool:
    """Whether a node asks for words in any text, and for nothing else."""
    if isinstance(node, And | Or):
        return all(map(_is_text, node.children))
    return _is_text(node.child) if isinstance(node, Boost) else isinstance(node, _WORDS)


def _too_many(left_out: int) -> str:
    return (
        f"said: reads the newest {MAX_QUOTING:,} articles that hold its words: {left_out:,} older "
        "ones were left out (narrow the query, by dates for instance)"
    )


def _patterns(node: Node) -> tuple[str, tuple[tuple[str, Pattern], ...]]:
    """The text of a node, and each of its words with its pattern."""
    if isinstance(node, (Word, Phrase)):
        return node.text, _text_patterns(node.text)
    if isinstance(node, Exact):
        return node.text, word_patterns(node.text, exact=True)
    return _expansion(node)


@lru_cache(maxsize=1024)
def _expansion(node: Node) -> tuple[str, tuple[tuple[str, Pattern], ...]]:
    """The same of a node that stands for many words."""
    from searchkit.analysis.expansions import expansion

    if isinstance(node, Prefix):
        wanted = expansion("prefix", node.text)
    elif isinstance(node, Wildcard):
        wanted = expansion("wildcard", node.pattern)
    else:
        assert isinstance(node, Fuzzy)
        wanted = expansion("fuzzy", node.text, node.distance)
    return wanted.text, ((wanted.text, wanted),) if wanted.text else ()


_text_patterns = lru_cache(maxsize=1024)(word_patterns)


def _one_period(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes, of which a date to begin from and one to end before are made one period."""
    periods = [node for node in nodes if isinstance(node, DateRange)]
    starts = [node for node in periods if node.end is None]
    ends = [node for node in periods if node.start is None]
    if len(starts) != 1 or len(ends) != 1:
        return nodes
    others = tuple(node for node in nodes if node not in (starts[0], ends[0]))
    return (*others, DateRange(starts[0].start, ends[0].end))


def _all_of(clauses: list[Clause]) -> Clause | None:
    if len(clauses) > 1:
        return AllOf(clauses)
    return clauses[0] if clauses else None


def _any_of(clauses: list[Clause]) -> Clause | None:
    if len(clauses) > 1:
        return AnyOf(clauses)
    return clauses[0] if clauses else None
