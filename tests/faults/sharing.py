"""Threads that share one archive: they ask, write, move on, and close it for one another.

Whatever they do at once, each gets an answer or an error of searchkit's own, and what one of them
has added and committed is there at the end.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from verdicts import KEPT, LOST, WRONG, Verdict

from searchkit import Archive, Article, SearchkitError

THREADS = 16
Action = Callable[[Archive, str], object]

ASKING: dict[str, Action] = {
    "search": lambda archive, id: [hit.snippets for hit in archive.search("alpha beta", limit=3)],
    "facets": lambda archive, id: archive.search("gamma").facets,
    "timeline": lambda archive, id: archive.timeline("alpha").periods,
    "get": lambda archive, id: archive.get(id),
    "similar": lambda archive, id: [archive.similar(found) for found in list(archive.ids())[:1]],
    "suggest": lambda archive, id: archive.suggest("al"),
    "ids": lambda archive, id: list(archive.ids()),
    "status": lambda archive, id: archive.status(),
    "sources": lambda archive, id: archive.sources(),
    "alerts": lambda archive, id: archive.alerts(),
    "check": lambda archive, id: archive.check(),
}
WRITING: dict[str, Action] = {
    "delete": lambda archive, id: archive.delete(f"other-{id}"),
    "save": lambda archive, id: archive.save_search("alpha", "alpha", replace=True),
    "refresh": lambda archive, id: archive.refresh(),
    "commit": lambda archive, id: archive.commit(),
}


class Sharing:
    """Threads at work for some seconds on the archive in a folder."""

    def __init__(self, index: Path, seconds: float, seed: int) -> None:
        self._index, self._seed = index, seed
        self._deadline = time.monotonic() + seconds
        self._archive = self._open()
        self._opening = threading.Lock()
        self.added: set[str] = set()
        self.problems: list[str] = []
        self.done: Counter[str] = Counter()

    def _open(self) -> Archive:
        return Archive.open(self._index, create=True, zone="UTC")

    def run(self, threads: int) -> None:
        runs = [threading.Thread(target=self._act, args=(number,)) for number in range(threads)]
        for thread in runs:
            thread.start()
        for thread in runs:
            thread.join()
        self._archive.close()

    def missing(self) -> set[str]:
        """What was committed and is not there."""
        with self._open() as archive:
            assert archive.check().ok
            return self.added - set(archive.ids())

    def _act(self, number: int) -> None:
        rng = random.Random(f"{self._seed} {number}")
        step = 0
        while time.monotonic() < self._deadline and not self.problems:
            step += 1
            name = rng.choice([*ASKING, *WRITING, *4 * ["add"], *["reopen"] * (number == 0)])
            try:
                self._do(name, f"{number}-{step}")
            except SearchkitError as error:
                name = type(error).__name__
            except BaseException as error:  # noqa: BLE001 - this is what is looked for
                self.problems.append(f"{name}: {type(error).__name__}: {error}")
            self.done[name] += 1

    def _do(self, name: str, id: str) -> None:
        archive = self._archive
        if name == "reopen":
            with self._opening:
                self._archive.close()
                self._archive = self._open()
        elif name == "add":
            archive.add(article(id))
            archive.add(article(f"other-{id}"))
            archive.commit()
            self.added.add(id)
        else:
            (ASKING | WRITING)[name](archive, id)


def article(id: str) -> Article:
    text = f"Alpha beta gamma {id}."
    return Article(id=id, title="Alpha", body=text, source="AP", published="2022-01-03")


def share(folder: Path, seconds: float, threads: int = THREADS, seed: int = 0) -> Iterator[Verdict]:
    """A verdict for each thing that was done, errors of searchkit's own among them."""
    sharing = Sharing(folder / "index", seconds, seed)
    sharing.run(threads)
    yield from (Verdict(WRONG, problem) for problem in sharing.problems)
    if missing := sharing.missing():
        yield Verdict(LOST, f"{len(missing)} articles that were committed")
    yield from (Verdict(KEPT) for _ in range(sum(sharing.done.values())))
