"""Who ranks: searchkit in three modes, plain BM25, and the peers. Text of a query in, ids out.

A ranker is made for a collection: `make(collection, folder) -> Ranker`, where `folder` is an empty
one for its index. Peers that have a syntax are given the query's words, any of which may match.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import Stemmer

from benchmarks.peers import is_installed, peer
from benchmarks.relevance.collection import Collection, texts
from benchmarks.relevance.metrics import DEPTH
from searchkit import Archive

Ranker = Callable[[str], list[str]]

LUCENE_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then "
    "there these they this to was will with".split()
)
"""The 33 words that Lucene's and tantivy's English analyzers leave out."""

WORD = re.compile(r"\w+")
_stem = Stemmer.Stemmer("english")


def searchkit_ranker(
    match: Literal["auto", "any"], *, all_copies: bool = False
) -> Callable[[Collection, Path], Ranker]:
    """With `all_copies`, documents are judged one by one, as other engines give them."""

    def make(collection: Collection, folder: Path) -> Ranker:
        ingest(collection, folder)
        reader = Archive.open(folder)
        options: dict[str, Any] = {"match": match, "all_copies": all_copies, "snippets": False}
        return lambda text: [hit.id for hit in reader.search(text, limit=DEPTH, **options)]

    return make


def ingest(collection: Collection, folder: Path) -> None:
    """Make an archive of a collection in a folder, unless there is one."""
    with Archive.open(folder, create=True) as archive:
        archive.ingest(collection.corpus.path, jobs=1)


def plain_bm25(collection: Collection, folder: Path) -> Ranker:
    """BM25 with k1 1.2 and b 0.75 over one field, 33 stop words: the yardstick."""
    documents = {id: Counter(_words(text)) for id, text in texts(collection).items()}
    ids = list(documents)
    lengths = np.array([words.total() for words in documents.values()], dtype=np.float64)
    norms = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
    postings: dict[str, dict[int, int]] = {}
    for docnum, words in enumerate(documents.values()):
        for word, count in words.items():
            postings.setdefault(word, {})[docnum] = count

    def rank(text: str) -> list[str]:
        scores = np.zeros(len(ids))
        for word in _words(text):
            found = postings.get(word, {})
            docnums, freqs = np.array([*found], dtype=np.int64), np.array([*found.values()], float)
            idf = np.log1p((len(ids) - len(found) + 0.5) / (len(found) + 0.5))
            scores[docnums] += idf * 2.2 * freqs / (freqs + norms[docnums])
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [ids[docnum] for docnum in best if scores[docnum] > 0]

    return rank


def _words(text: str) -> list[str]:
    words = (word for word in WORD.findall(text.lower()) if word not in LUCENE_STOP_WORDS)
    return list(_stem.stemWords(list(words)))


def tantivy_ranker(collection: Collection, folder: Path) -> Ranker:
    module = peer("tantivy")
    module.build(collection.corpus, folder / "index", 1)
    tantivy = import_module("tantivy")
    index = tantivy.Index.open(str(folder / "index"))
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        query = index.parse_query(" ".join(WORD.findall(text.lower())), ["title", "body"])
        hits = searcher.search(query, DEPTH, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return rank


def fts5_ranker(collection: Collection, folder: Path) -> Ranker:
    peer("FTS5").build(collection.corpus, folder / "index", 1)
    sql = f"SELECT id FROM news WHERE news MATCH ? ORDER BY rank LIMIT {DEPTH}"

    def rank(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(text))
        with closing(sqlite3.connect(folder / "index" / "fts5.db")) as database:
            return [id for (id,) in database.execute(sql, [f"{{title body}} : ({words})"])]

    return rank


def bm25s_ranker(collection: Collection, folder: Path) -> Ranker:
    """With its own English stop words, which it is at its best with."""
    bm25s = import_module("bm25s")
    documents = texts(collection)
    ids, most = list(documents), min(DEPTH, len(documents))
    options = {"stopwords": "en", "stemmer": _stem, "show_progress": False}
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(documents.values()), **options), show_progress=False)

    def rank(text: str) -> list[str]:
        tokens = bm25s.tokenize(text, return_ids=False, **options)
        found, scores = retriever.retrieve(tokens, k=most, show_progress=False)
        pairs = zip(found[0], scores[0], strict=True)
        return [ids[docnum] for docnum, score in pairs if score > 0]

    return rank


BASELINE = "plain BM25"
RANKERS: Mapping[str, Callable[[Collection, Path], Ranker]] = {
    "searchkit, any": searchkit_ranker("any"),
    "searchkit, auto": searchkit_ranker("auto"),
    "searchkit, auto, all copies": searchkit_ranker("auto", all_copies=True),
    BASELINE: plain_bm25,
    "tantivy": tantivy_ranker,
    "FTS5": fts5_ranker,
    "bm25s": bm25s_ranker,
}


def installed() -> list[str]:
    """Names of the rankers that can run here."""
    return [name for name in RANKERS if name not in ("tantivy", "bm25s") or is_installed(name)]
