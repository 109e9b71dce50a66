"""Runs that write an archive, step by step, and what each step leaves to be found in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kept_archives import unpack
from power_cuts import Event, Recorder, State, states

from searchkit import Archive, Article
from searchkit.engines.local import merging
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import ArchiveNotFound, IncompatibleIndex, SearchkitError
from searchkit.store.lock import LOCK_NAME
from searchkit.store.manifest import manifest_name
from searchkit.store.whoosh_toc import NAME

WORDS = "river market mayor bridge harbour embassy action budget ferry council".split()
QUERIES = ("river", "market OR ferry", '"mayor bridge"', "title:harbour", "emb*", "budgat~", "")

View = dict[str, object] | None
"""Everything that can be found in an archive; None where there is none."""
Step = Callable[[Archive], object]


def view(index: Path) -> View:
    """All of an archive: its articles, the answers to some queries, its record, its counts."""
    try:
        archive = Archive.open(index, zone="UTC")
    except ArchiveNotFound:
        return None
    except IncompatibleIndex:
        return _earlier_view(index)
    with archive:
        status = archive.status()
        return {
            "articles": [article.to_json() for article in archive.articles()],
            "answers": [
                [
                    (hit.id, hit.score)
                    for hit in archive.search(query, limit=20, match="any", timeout=None)
                ]
                for query in QUERIES
            ],
            "record": _record(index),
            "counts": (status.generation, status.documents, status.undated, status.segments),
        }


def _earlier_view(index: Path) -> View:
    """All of an archive of an earlier format version."""
    with Archive.open(index, stored_only=True) as archive:
        articles = [archive.get(id) for id in archive.ids()]
        return {
            "articles": [article.to_json() for article in articles if article],
            "record": _record(index),
        }


def _record(index: Path) -> dict[str, object]:
    reader = LocalEngine(index).reader(stored_only=True)
    try:
        return dict(reader.entries())
    finally:
        reader.close()


def article(rng: random.Random, number: int) -> Article:
    """A short article of a few known words; one in four has no date."""
    return Article(
        id=f"a{number}",
        title=" ".join(rng.choices(WORDS, k=4)).capitalize(),
        body=" ".join(rng.choices(WORDS, k=rng.randint(5, 60))).capitalize() + ".",
        source=rng.choice(["AP", "Reuters", None]),
        published=f"2022-01-{number % 28 + 1:02}" if number % 4 else None,
        author=rng.choice(["Ilse Brandt", None]),
        language="en",
    )


@dataclass(frozen=True)
class Story:
    """A recorded run: every call, and what was to be found before the first step and after each."""

    name: str
    events: list[Event]
    views: list[View]
    first: dict[str, bytes]
    files: dict[str, bytes]
    """What was in the folder before the first step, and after the last."""

    def states(self, **options: Any) -> list[State]:
        """The states of `power_cuts.states`, which has the options."""
        return list(states(self.events, self.first, **options))

    def problem(self, state: State, folder: Path) -> str | None:
        """What is wrong with a state, which is put into a new folder; None if nothing is.

        Right is what the last step that was acknowledged left, or what the one after it leaves.
        """
        state.put(folder)
        try:
            found = view(folder)
        except SearchkitError as error:
            return f"{type(error).__name__}: {error}"
        if found in self.views[state.done : state.done + 2]:
            return _dangling(folder)
        if found in self.views[: state.done]:
            return f"step {self.views.index(found) + 1} of {state.done} is what is left"
        return "it holds what no step left"


def _dangling(folder: Path) -> str | None:
    """Whoosh reads its newest table of contents, whose generation must be there."""
    tables = [int(match[1]) for path in folder.iterdir() if (match := NAME.fullmatch(path.name))]
    if tables and not (folder / manifest_name(max(tables))).exists():
        return f"Whoosh's table names generation {max(tables)}, which is missing"
    return None


def editing(folder: Path, steps: int = 6) -> Story:
    """Articles added, replaced and deleted; all small segments become one at each commit."""
    return _told("editing", folder, _edits(steps))


def piling(folder: Path, steps: int = 6) -> Story:
    """The same, and every segment stays as it is, with its deletions beside it."""
    with patch.object(merging, "_SMALL_BYTES", 0), patch.object(merging, "_MOST_DELETED", 1.0):
        return _told("piling", folder, _edits(steps))


def ingesting(folder: Path, rounds: int = 1) -> Story:
    """Files read, changed, removed, read again; an archive rebuilt from files and from itself."""
    documents = folder / "documents"
    documents.mkdir()
    steps: list[Step] = []
    for number in range(rounds):
        steps += [
            lambda archive, number=number: _ingest(archive, documents, range(number, number + 8)),
            _delete_one,
            lambda archive, number=number: _ingest(archive, documents, range(number + 4)),
            lambda archive: archive.rebuild(jobs=1),
            lambda archive: archive.rebuild(stored=True, jobs=1),
        ]
    return _told("ingesting", folder, steps)


def keeping(folder: Path, rounds: int = 2) -> Story:
    """Searches saved, acknowledged and forgotten, beside edits; an archive repaired."""
    steps: list[Step] = []
    edits = _edits(rounds)
    for number in range(rounds):
        steps += [
            edits[number],
            lambda archive, number=number: archive.save_search(f"s{number}", WORDS[number % 9]),
            lambda archive, number=number: archive.add_all(_about(number)),
            lambda archive: archive.acknowledge(archive.alerts(timeout=None)),
            lambda archive: Archive.repair(archive.path),
            lambda archive: archive.delete(*list(archive.ids())[:3]),
            lambda archive, number=number: archive.unsave_search(f"s{number}"),
        ]
    return _told("keeping", folder, steps)


def upgrading(folder: Path, rounds: int = 2) -> Story:
    """An archive of format version 1 rebuilt, and written on."""
    unpack(1, folder / "index")
    return _told(
        "upgrading",
        folder,
        [lambda archive: archive.rebuild(stored=True, jobs=1), *_edits(rounds)],
    )


def _about(number: int) -> list[Article]:
    """Articles that a search of this number finds, and no other round's have the ids of."""
    text = f"The {WORDS[number % 9]} was seen again."
    return [Article(id=f"k{number}-{n}", body=text, language="en") for n in range(3)]


def _ingest(archive: Archive, documents: Path, numbers: range) -> None:
    """Make the documents those of these numbers, some of them in another wording, and read them."""
    rng = random.Random(numbers.stop)
    for path in documents.iterdir():
        if rng.random() < 0.5:
            path.unlink()
    for number in numbers:
        text = article(rng, number)
        (documents / f"{number}.txt").write_text(
            f"{text.title}\n\nREUTERS, 3 March 2022\n\n{text.body * 3}\n", encoding="utf-8"
        )
    archive.ingest(documents, jobs=1)


def _delete_one(archive: Archive) -> None:
    archive.delete(next(iter(archive.ids())))
    archive.commit()


def _edits(steps: int) -> list[Step]:
    def edit(archive: Archive, number: int) -> None:
        rng = random.Random(number)
        if number % 3 != 2:
            archive.add_all(article(rng, rng.randrange(30)) for _ in range(6))
        archive.delete(*rng.sample(sorted(archive.ids()), min(number, 2)))
        archive.commit()

    return [lambda archive, number=number: edit(archive, number) for number in range(steps)]


def _told(name: str, folder: Path, steps: list[Step]) -> Story:
    index = folder / "index"
    index.mkdir(exist_ok=True)
    views, first = [view(index)], files_below(index)
    with Recorder(index) as recorder:
        for step in steps:
            with Archive.open(index, create=True, zone="UTC", stored_only=True) as archive:
                step(archive)
            recorder.acknowledge()
            views.append(view(index))
    return Story(name, recorder.events, views, first, files_below(index))


def files_below(index: Path) -> dict[str, bytes]:
    """The files in a folder and below it; the lock is none of the archive's."""
    return {
        path.relative_to(index).as_posix(): path.read_bytes()
        for path in index.rglob("*")
        if path.is_file() and path.name != LOCK_NAME
    }
