"""Queries over the tokens of one text: the smallest thing that patterns can be asked of."""

from __future__ import annotations

from searchkit.analysis.analyzer import Tokens, analyze
from searchkit.analysis.expansions import matcher
from searchkit.analysis.patterns import (
    Expansion,
    Leaf,
    Lookup,
    Near,
    Occurrence,
    join,
    marks,
    occurrences,
    word_patterns,
)
from searchkit.analysis.stemming import stem


def lookup_in(tokens: Tokens, language: str = "en") -> Lookup:
    """Where a leaf occurs among the tokens of a text in a language."""

    def lookup(leaf: Leaf) -> list[Occurrence]:
        length = None if isinstance(leaf, Expansion) else leaf.length
        return sorted(
            (token.position, token.position + (length or token.length))
            for token in tokens.tokens
            if _matches(leaf, token.form, language)
        )

    return lookup


def _matches(leaf: Leaf, form: str, language: str) -> bool:
    if isinstance(leaf, Expansion):
        return matcher(leaf)(form) is not None
    if leaf.exact:
        return form == leaf.form
    return stem(form, language) == stem(leaf.form, language)


def patterns_of(query: str, exact: bool = False):
    return tuple(pattern for _, pattern in word_patterns(query, exact=exact))


def finds(query: str, text: str, *, language: str = "en", exact: bool = False) -> bool:
    """Whether a text holds all words of a query."""
    lookup = lookup_in(analyze(text), language)
    parts = patterns_of(query, exact)
    return bool(parts) and all(occurrences(part, lookup) for part in parts)


def marked(
    query: str, text: str, *, phrase: bool = False, slop: int | None = None, language: str = "en"
) -> list[str]:
    """What a query marks in a text."""
    tokens = analyze(text)
    parts = patterns_of(query)
    if slop is not None:
        parts = (Near(parts, slop),)
    elif phrase:
        parts = (join(parts),)
    places = {place for part in parts for place in marks(part, lookup_in(tokens, language))}
    return [text[slice(*tokens.offsets(*place))] for place in sorted(places)]
