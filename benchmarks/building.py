"""Builds indexes, each in a process of its own, as a user's first ingestion is.

`python -m benchmarks.building PEER CORPUS ARTICLES FOLDER JOBS` builds one and prints its seconds,
from before the index is made until it is committed and merged; imports are not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import peers
from benchmarks.corpus import Corpus
from benchmarks.timing import seconds_of

ROOT = Path(__file__).resolve().parents[1]


def build_command(name: str, corpus: Corpus, folder: Path, jobs: int) -> list[str]:
    """To be run in ROOT."""
    module = [sys.executable, "-m", "benchmarks.building", name]
    return [*module, str(corpus.path), str(corpus.articles), str(folder), str(jobs)]


def build_apart(name: str, corpus: Corpus, folder: Path, jobs: int) -> float:
    """Build an index with a peer in a fresh process; seconds."""
    command = build_command(name, corpus, folder, jobs)
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return float(json.loads(done.stdout)["seconds"])


def main(arguments: list[str]) -> None:
    name, path, articles, folder, jobs = arguments
    build = peers.peer(name).build
    corpus = Corpus(Path(path).stem, Path(path), int(articles))
    print(json.dumps({"seconds": seconds_of(lambda: build(corpus, Path(folder), int(jobs)))}))


if __name__ == "__main__":
    main(sys.argv[1:])
