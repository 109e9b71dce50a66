"""Is a query a passage of prose? Then its quotation marks are the passage's own.

Who pastes a paragraph wants articles like it, and hardly any holds its quotations word for word.
"""

from __future__ import annotations

from searchkit.analysis.quiet_words import quiet_words
from searchkit.query.nodes import BARE, And, Everything, Node, Phrase, Word
from searchkit.query.tiers import relax

LEAST_WORDS = 20
"""Words outside quotation marks that make a passage."""
LEAST_GRAMMAR = 0.25
"""The share of them that only holds the others together: lists of words have next to none."""
REMARK = (
    "a passage of prose: articles with its quotations come first, and when they are fewer than "
    "ten, others follow (--match all, match=all, leaves them out)"
)


def is_prose(node: Node) -> bool:
    """Whether a query is a passage that quotes something.

    Who uses any other operator (a field, a filter, a negation, a weight, OR, a distance) writes a
    query, whatever its length.
    """
    if not (isinstance(node, And) and any(isinstance(child, Phrase) for child in node.children)):
        return False
    if not all(_is_text(child) for child in node.children):
        return False
    words = [child.text for child in node.children if isinstance(child, Word)]
    words = [word.strip(".,;:!?()").lower() for word in words]
    quiet = quiet_words(tuple(words)) if len(words) >= LEAST_WORDS else ()
    return sum(word in quiet for word in words) >= LEAST_GRAMMAR * max(len(words), LEAST_WORDS)


def without_scare_quotes(node: Node) -> Node:
    """A passage in which a quotation of one word is that word, bare."""
    return _with_words(node, 1)


def without_quotations(node: Node) -> Node:
    """The most lenient reading of a passage, which may have got filters since: any of its words."""
    return relax(_with_words(node, None))


def _with_words(node: Node, most: int | None) -> Node:
    """The same with words instead of phrases of up to `most` words."""
    assert isinstance(node, And)
    return And(tuple(new for child in node.children for new in _words(child, most)))


def _words(node: Node, most: int | None) -> tuple[Node, ...]:
    words = node.text.split() if isinstance(node, Phrase) else []
    if not words or (most is not None and len(words) > most):
        return (node,)
    return tuple(map(Word, words))


def _is_text(node: Node) -> bool:
    if isinstance(node, Phrase):
        return node.slop is None
    return isinstance(node, (*BARE, Everything))
