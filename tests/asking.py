"""Short ways to fill an engine and to ask it, for the tests of engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timezone
from typing import Any

from searchkit.engines.base import Answer, Engine, Reader, Request
from searchkit.model import Article
from searchkit.query.nodes import Node


def article(id: str, body: str = "", **fields: Any) -> Article:
    """An English article, unless it says otherwise: a guess would hang on its words."""
    fields.setdefault("language", "en")
    return Article(id=id, body=body, **fields)


def fill(engine: Engine, *commits: Iterable[Article]) -> None:
    """Put articles, one commit for each argument."""
    for articles in commits:
        writer = engine.writer()
        for item in articles:
            writer.put(item)
        writer.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Reader]:
    reader = engine.reader()
    try:
        yield reader
    finally:
        reader.close()


def ask(reader: Reader, *tiers: Node, **options: Any) -> Answer:
    options.setdefault("zone", timezone.utc)
    options.setdefault("limit", 1000)
    return reader.search(Request(tiers=tiers, **options))


def found(engine: Engine, *tiers: Node, **options: Any) -> list[str]:
    """The ids that a fresh reader finds, in order."""
    with reading(engine) as reader:
        return [hit.id for hit in ask(reader, *tiers, **options).hits]
