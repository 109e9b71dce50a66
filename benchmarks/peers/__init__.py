"""The engines that are compared: each builds an index of a corpus, and answers queries from it.

A peer is a module named in PEERS with `build(corpus, folder, jobs)`, which returns when the index
is committed and can be searched, and `Engine(folder)`, which opens it. All keep the same: id,
title, body, source, published and url are stored, title and body are indexed with positions and
English stems, and sources and dates can be filtered and counted, as far as the engine can at all.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from benchmarks.corpus import Corpus
from benchmarks.queries import Query

PEERS = {
    "searchkit": "searchkit",
    "tantivy": "tantivy",
    "FTS5": "sqlite3",
    "bm25s": "bm25s",
    "Whoosh": "whoosh",
}
"""Peer to the module that it needs; `pip install -e .[peers]` installs those that are missing."""

Ranking = list[tuple[str, float]]
"""Ids and scores, best first."""


class Engine(Protocol):
    """An open index. An action made for a query does all that the query costs, parsing included."""

    def answers(self, query: Query) -> bool:
        """Whether the engine has such queries at all."""

    def top(self, query: Query) -> Callable[[], Ranking]:
        """Makes the action that finds the ids and scores of the ten best."""

    def close(self) -> None: ...


class Peer(Protocol):
    """What each module of this package offers."""

    Engine: Callable[[Path], Engine]

    def build(self, corpus: Corpus, folder: Path, jobs: int) -> None: ...


def is_installed(name: str) -> bool:
    return find_spec(PEERS[name]) is not None


def peer(name: str) -> Any:
    """The module of a peer; it imports the engine."""
    return import_module(f"benchmarks.peers.{name.lower()}")
