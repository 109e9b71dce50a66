"""bm25s: scores of all words precomputed; no positions, stored articles, filters or updates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import bm25s  # type: ignore[import-untyped]
import Stemmer

from benchmarks.corpus import Corpus
from benchmarks.peers import Ranking
from benchmarks.queries import Query


def build(corpus: Corpus, folder: Path, jobs: int) -> None:
    """One process, whatever `jobs`."""
    ids: list[str] = []
    texts: list[str] = []
    for record in corpus.records():
        ids.append(record["id"])
        texts.append(f"{record.get('title') or ''}\n{record.get('text') or ''}")
    stemmer = Stemmer.Stemmer("english")
    tokens = bm25s.tokenize(texts, stopwords=[], stemmer=stemmer, show_progress=False)
    retriever = bm25s.BM25()
    retriever.index(tokens, show_progress=False)
    retriever.save(str(folder))
    (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")


class Engine:
    def __init__(self, folder: Path) -> None:
        self.retriever = bm25s.BM25.load(str(folder))
        self.ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        self.stemmer = Stemmer.Stemmer("english")

    def close(self) -> None:
        """Everything is in memory."""

    def answers(self, query: Query) -> bool:
        """Any of some words."""
        if query.has_phrase or query.excluded or query.prefix or query.after:
            return False
        return bool(query.should) or len(query.must) == 1

    def top(self, query: Query) -> Callable[[], Ranking]:
        text = " ".join((*query.must, *query.should))
        limit = min(10, len(self.ids))

        def run() -> Ranking:
            tokens = bm25s.tokenize(
                text,
                stopwords=[],
                stemmer=self.stemmer,
                return_ids=False,
                show_progress=False,
            )
            docnums, scores = self.retriever.retrieve(tokens, k=limit, show_progress=False)
            return [
                (self.ids[docnum], float(score))
                for docnum, score in zip(docnums[0], scores[0], strict=True)
                if score > 0
            ]

        return run
