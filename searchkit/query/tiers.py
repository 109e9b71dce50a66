"""How strictly must all words be there? Only bare words relax; everything else always holds."""

from __future__ import annotations

from typing import Literal

from searchkit.query.nodes import BARE, And, Boost, Node, Or

Match = Literal["auto", "all", "any"]
RELAX_BELOW = 10
"""With `match=auto`, a tier that yields fewer articles than this lets the next one follow."""


def tiers(node: Node, match: Match) -> tuple[Node, ...]:
    """Readings of a query from strict to lenient: one, or with `auto` perhaps two."""
    if match == "all":
        return (node,)
    relaxed = relax(node)
    if relaxed == node:
        return (node,)
    return (relaxed,) if match == "any" else (node, relaxed)


def relax(node: Node) -> Node:
    """The query with any of its bare words instead of all; itself when it has fewer than two."""
    if not isinstance(node, And):
        return node
    bare = tuple(child for child in node.children if _is_bare(child))
    if len(bare) < 2:
        return node
    held = tuple(child for child in node.children if not _is_bare(child))
    any_word = Or(bare)
    return And((any_word, *held)) if held else any_word


def conjunction(*nodes: Node) -> Node:
    """All of the nodes, without an And inside the And."""
    children = tuple(
        child for node in nodes for child in (node.children if isinstance(node, And) else (node,))
    )
    return children[0] if len(children) == 1 else And(children)


def _is_bare(node: Node) -> bool:
    return isinstance(node.child if isinstance(node, Boost) else node, BARE)
