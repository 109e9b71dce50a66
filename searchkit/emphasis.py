"""Which words of a long query matter to the ranking, and which of them stand side by side?

Those of grammar must match, and weigh nothing.
"""

from __future__ import annotations

from itertools import pairwise

from searchkit.query.nodes import And, Boost, Node, Or, Phrase, Word

LEAST_WORDS = 5
"""Queries of fewer words are taken word by word: who types "the who" means it."""
_MARKS = ".,;:!?…()[]{}<>«»‹›„“”‚‘’\"'`-–—/"
"""What a bare word may have on its sides as it is typed."""


def emphasised(node: Node) -> Node:
    """A reading of a query in which the words that only hold it together have the weight 0.

    Only bare words of long queries: phrases, fields, negated words and weights stay as they are.
    """
    words = [_plain(word) for word in _bare_words(node)]
    if len(words) < LEAST_WORDS:
        return node
    # Most queries are short, and need no lists of words.
    from searchkit.analysis.quiet_words import quiet_words

    quiet = quiet_words(tuple(words))
    return _hushed(node, quiet) if quiet else node


def neighbours(node: Node) -> tuple[Phrase, ...]:
    """The words that follow one another in a long query, in twos, without those of grammar.

    Alternatives, phrases and whatever else is no bare word part their neighbours.
    """
    if not isinstance(node, And) or len(node.children) < LEAST_WORDS:
        return ()
    hushed = emphasised(node)
    assert isinstance(hushed, And)
    found = [
        Phrase(f"{one.text} {other.text}")
        for one, other in pairwise(hushed.children)
        if isinstance(one, Word) and isinstance(other, Word) and _plain(one) != _plain(other)
    ]
    return tuple(dict.fromkeys(found)) if len(_bare_words(node)) >= LEAST_WORDS else ()


def _bare_words(node: Node) -> list[Word]:
    if isinstance(node, Word):
        return [node]
    if isinstance(node, (And, Or)):
        return [word for child in node.children for word in _bare_words(child)]
    return []


def _hushed(node: Node, quiet: frozenset[str]) -> Node:
    if isinstance(node, Word):
        return Boost(node, 0.0) if _plain(node) in quiet else node
    if isinstance(node, (And, Or)):
        return type(node)(tuple(_hushed(child, quiet) for child in node.children))
    return node


def _plain(word: Word) -> str:
    return word.text.strip(_MARKS).lower()
