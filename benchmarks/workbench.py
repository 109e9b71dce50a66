"""What the questions share: the corpus, the indexes built of it, and how often to measure."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.building import build_apart
from benchmarks.corpus import Corpus, make_up
from benchmarks.queries import GAME, Query, draw, read_game

DATA = "SEARCHKIT_EVAL_DATA"
"""The folder of the evaluation data, where it is there."""
CORPORA = ("senate_press.jsonl", "headlines_2007.jsonl")
GAME_FILE = "queries/search_benchmark_game.jsonl"
MADE_UP = 2_000


@dataclass(slots=True)
class Workbench:
    """`work` is a folder of its own; every index is built there once, by `jobs` processes."""

    corpus: Corpus
    work: Path
    rounds: int = 7
    per_class: int = 60
    jobs: int = 2
    build_seconds: dict[Path, float] = field(default_factory=dict)
    """How long the build of each index took that is kept; the last build, where several were."""
    engines: dict[Path, Any] = field(default_factory=dict)

    def folder(self, name: str, corpus: Corpus | None = None) -> Path:
        """Where a peer's index of a corpus lies, by default of the bench's corpus."""
        return self.work / f"{name}-{(corpus or self.corpus).articles}"

    def index(self, name: str, corpus: Corpus | None = None) -> Path:
        """The same, built when it is missing."""
        folder = self.folder(name, corpus)
        if not folder.exists():
            self.build(name, corpus or self.corpus, self.jobs)
        return folder

    def build(self, name: str, corpus: Corpus, jobs: int) -> float:
        """Build a peer's index of a corpus, in place of one that is there; seconds."""
        folder = self.folder(name, corpus)
        shutil.rmtree(folder, ignore_errors=True)
        self.build_seconds[folder] = build_apart(name, corpus, folder, jobs)
        return self.build_seconds[folder]

    def engine(self, name: str, corpus: Corpus | None = None) -> Any:
        """A peer's index, opened once and closed with the bench."""
        folder = self.index(name, corpus)
        if folder not in self.engines:
            self.engines[folder] = peers.peer(name).Engine(folder)
        return self.engines[folder]

    def close(self) -> None:
        for engine in self.engines.values():
            engine.close()

    def slice(self, articles: int) -> Corpus:
        return self.corpus.every(articles, self.work)

    def queries(self, corpus: Corpus | None = None) -> dict[str, list[Query]]:
        """Class to queries, drawn from a corpus; and the game's where its file is there."""
        classes = draw(corpus or self.corpus, self.per_class)
        game = Path(os.environ.get(DATA) or "missing") / GAME_FILE
        if game.exists():
            classes[GAME] = read_game(game)
        return {kind: asked for kind, asked in classes.items() if asked}


@contextmanager
def workbench(
    path: Path | None, articles: int | None, *, rounds: int = 7, per_class: int = 60
) -> Iterator[Workbench]:
    """A workbench in a temporary folder. Without a corpus, articles are made up."""
    with tempfile.TemporaryDirectory(prefix="searchkit-bench-") as folder:
        work = Path(folder)
        if path is None:
            corpus = make_up(articles or MADE_UP, work)
        else:
            corpus = Corpus.of(path.resolve())
            corpus = corpus.every(articles or corpus.articles, work)
        with closing(Workbench(corpus, work, rounds, per_class)) as bench:
            yield bench


def corpora(named: Sequence[Path]) -> list[Path | None]:
    """The corpora that are named, else those of SEARCHKIT_EVAL_DATA, else one to be made up."""
    folder = Path(os.environ.get(DATA) or "missing")
    found = list(named) or [folder / name for name in CORPORA if (folder / name).exists()]
    return [*found] or [None]
