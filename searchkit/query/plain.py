"""Queries of nothing but ASCII words, as most are: read without a grammar."""

from __future__ import annotations

from searchkit.query.limits import MAX_QUERY_BYTES
from searchkit.query.nodes import And, Node, Word
from searchkit.query.notices import Notice
from searchkit.query.terms import OPERATORS
from searchkit.values import Value


class Parsed(Value):
    """What was asked, and what could not be taken as it was typed, by column."""

    node: Node
    notices: tuple[Notice, ...] = ()


def read_plain(text: str, max_bytes: int | None = MAX_QUERY_BYTES) -> Parsed | None:
    """What `parser.parse` makes of such a query; None where it has to be asked."""
    if not text.isascii() or not text.replace(" ", "").isalnum():
        return None
    words = text.split()
    if (max_bytes is not None and len(text) > max_bytes) or not OPERATORS.isdisjoint(words):
        return None
    nodes = tuple(map(Word, words))
    return Parsed(nodes[0] if len(nodes) == 1 else And(nodes), ())
