"""A test collection: documents, queries, and which documents people judged relevant to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder with `corpus.jsonl`, `queries.tsv` (id, text) and `qrels.txt` (TREC's form)."""

    name: str
    corpus: Corpus
    queries: Mapping[str, str]
    """Query id to text; only those that have a relevant document."""
    gains: Mapping[str, Mapping[str, int]]
    """Query id to document id to gain; documents without an entry have none."""

    @classmethod
    def read(cls, folder: Path) -> Collection:
        gains = _gains(folder / "qrels.txt")
        lines = (folder / "queries.tsv").read_text(encoding="utf-8").splitlines()
        pairs = (line.split("\t", 1) for line in lines if line.strip())
        queries = {number: text for number, text in pairs if number in gains}
        return cls(folder.name, Corpus.of(folder / "corpus.jsonl"), queries, gains)


def _gains(path: Path) -> dict[str, dict[str, int]]:
    gains: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, gain = line.split()
        if int(gain) > 0:
            gains.setdefault(query, {})[document] = int(gain)
    return gains


def texts(collection: Collection) -> dict[str, str]:
    """Document id to title and text, as engines with a single field see them."""
    with collection.corpus.path.open(encoding="utf-8") as file:
        records = map(json.loads, file)
        return {r["id"]: f"{r.get('title') or ''}\n{r.get('text') or ''}" for r in records}
