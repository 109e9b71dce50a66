"""Which source of the archive does a name mean? Articles are filed under a publisher's one name.

Whoever asks for `source:ap` means what ingestion files under Associated Press.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from searchkit.engines.base import Reader
from searchkit.query.nodes import And, Boost, Field, Node, Not, Or, Sources

Own = Callable[[], Mapping[str, Iterable[str]]]
"""Gives the user's own table of names, which goes before the one that comes with the package."""


def as_filed(reader: Reader, node: Node, own: Own = dict) -> Node:
    """The query with the names of sources as the archive has them.

    A name that the archive has, and one whose publisher it has nothing of, stays as it is.
    """
    if isinstance(node, Sources):
        return Sources(tuple(dict.fromkeys(_filed(reader, node.names, own))))
    if isinstance(node, And | Or):
        return type(node)(tuple(as_filed(reader, child, own) for child in node.children))
    if isinstance(node, Not):
        return Not(as_filed(reader, node.child, own))
    if isinstance(node, Boost):
        return Boost(as_filed(reader, node.child, own), node.weight)
    if isinstance(node, Field):
        return Field(node.name, as_filed(reader, node.child, own))
    return node


def _filed(reader: Reader, names: tuple[str, ...], own: Own) -> Iterator[str]:
    for name in names:
        if reader.held(source=name):
            yield name
            continue
        # Names that the archive has, nearly all, need no table.
        from searchkit.ingest.source_names import names_from

        publisher = names_from(own()).of(name)
        yield publisher if publisher and reader.held(source=publisher) else name
