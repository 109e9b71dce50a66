"""Queries made to crash or hang engines, each asked of every engine in a process of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import queries_of_death
from engines import COMMON, ENGINES, WORDS, commit_batches
from fresh_process import Ended, Fresh, fresh_call
from verdicts import KEPT, REFUSED, Verdict

_BATCHES = 12
_SECONDS = 10.0
"""Of the clock, for a query that may take 2 s: the machine has other things to do."""


def ask_deadly(
    name: str, folder: Path, times: int, seed: int = 0, *, seconds: float = _SECONDS
) -> Iterator[Verdict]:
    """Ask `times` of the known queries, which `seed` shuffles: answered or refused."""
    index = folder / f"{name}-queries"
    Fresh(commit_batches, name, index, _BATCHES).end_by_itself()
    words = [COMMON, *WORDS, *queries_of_death.vocabulary(random.Random(seed), 2_000)]
    queries = queries_of_death.known(words)
    random.Random(seed).shuffle(queries)
    for query in queries[:times]:
        try:
            fresh_call(_ask, name, index, query, seconds=seconds)
        except Ended as ended:
            refused = ended.how == "error"
            shown = f"{ended}: {query[:60]!a}"
            yield Verdict(REFUSED if refused else ended.how, shown)
        else:
            yield Verdict(KEPT)


def _ask(name: str, index: Path, query: str) -> int:
    return len(ENGINES[name](index).search(query))
