"""What searchkit is doing when it is interrupted: ingesting, rebuilding, merging, watching.

A scene keeps a folder of documents and an index beside it. `act` runs in another process and may
end anywhere; before each run the documents are edited. What the archive holds then must be what
the documents said before, or what they say now, and once more of the same makes it the latter.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines import COMMON, WORDS

FILES = 100
"""Enough that reading is shared with child programs."""
JOBS = 3

Said = Callable[[Any], None]
Texts = dict[str, str]
"""Ids of articles and their bodies."""


def documents(folder: Path) -> Path:
    return folder / "documents"


def index(folder: Path) -> Path:
    return folder / "index"


def edit(folder: Path, seed: int, files: int = FILES) -> Texts:
    """Change, add and remove some of the documents; what they say now."""
    documents(folder).mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    for number in range(files):
        path = documents(folder) / f"{number:04}.json"
        fate = rng.random()
        if fate < 0.05 or not path.exists():
            text = f"{COMMON} {seed} {' '.join(rng.choices(WORDS, k=rng.randint(20, 200)))}"
            part = folder / "part"
            part.write_text(json.dumps({"id": f"n{number}", "body": text}), encoding="utf-8")
            part.replace(path)
        elif fate > 0.98:
            path.unlink()
    return said_by(folder)


def said_by(folder: Path) -> Texts:
    articles = [json.loads(path.read_bytes()) for path in documents(folder).iterdir()]
    return {article["id"]: article["body"] for article in articles}


def held(folder: Path) -> Texts:
    """What the archive holds, as stored and as found; AssertionError where these differ."""
    from searchkit import Archive
    from searchkit.errors import ArchiveNotFound

    try:
        archive = Archive.open(index(folder))
    except ArchiveNotFound:
        return {}
    with archive:
        report = archive.check()
        assert report.ok, report.damage
        texts = [(article.id or "", article.body) for article in archive.articles()]
        found = archive.search(COMMON, limit=1_000, all_copies=True, timeout=None)
        assert sorted(hit.id for hit in found) == sorted(id for id, _ in texts)
        assert archive.status().documents == len(texts) == len(dict(texts))
        return dict(texts)


def ingest(say: Said, folder: Path, jobs: int = JOBS) -> None:
    from searchkit import Archive

    with Archive.open(index(folder), create=True) as archive:
        say("open")
        archive.ingest(documents(folder), jobs=jobs)
    say("done")


def ingest_alone(say: Said, folder: Path) -> None:
    """Without child programs, in a few hundred system calls."""
    ingest(say, folder, jobs=1)


def rebuild(say: Said, folder: Path) -> None:
    from searchkit import Archive

    with Archive.open(index(folder), create=True) as archive:
        say("open")
        archive.rebuild(documents(folder), jobs=JOBS)
    say("done")


def rebuild_stored(say: Said, folder: Path) -> None:
    from searchkit import Archive

    ingest(say, folder)
    with Archive.open(index(folder)) as archive:
        archive.rebuild(stored=True, jobs=JOBS)


def merge(say: Said, folder: Path) -> None:
    """Commit by commit, each of which merges what the one before has left."""
    from searchkit import Archive

    with Archive.open(index(folder), create=True) as archive:
        say("open")
        files = sorted(documents(folder).iterdir())
        for first in range(0, len(files), 20):
            archive.ingest(*files[first : first + 20], jobs=1)
        archive.ingest(documents(folder), jobs=1)
    say("done")


def watch(say: Said, folder: Path) -> None:
    """Follow the documents, which are edited meanwhile."""
    from searchkit import Archive
    from searchkit.watching import watch as reports

    def open_archive(wait: float) -> Archive:
        return Archive.open(index(folder), create=True, wait=wait)

    paths = [str(documents(folder))]
    say("open")
    for report in reports(open_archive, paths, index=str(index(folder)), settle_seconds=0.05):
        if isinstance(report, Exception):
            raise report
        say("done")


WHOLE = ("ingest", "rebuild")
"""Scenes that are one commit."""
SCENES = {scene.__name__: scene for scene in (ingest, rebuild, rebuild_stored, merge, watch)}


def leftovers(folder: Path) -> list[str]:
    """Files in the index that neither the newest two manifests name nor belong to any archive."""
    from searchkit.store.lock import LOCK_NAME
    from searchkit.store.manifest import generations, manifest_name, read_manifest
    from searchkit.store.whoosh_toc import toc_name

    if not index(folder).exists():
        return []
    kept = generations(index(folder))[:2]
    names = {LOCK_NAME, *(name(number) for number in kept for name in (manifest_name, toc_name))}
    for number in kept:
        names.update(read_manifest(index(folder) / manifest_name(number), number).files)
    return sorted(path.name for path in index(folder).iterdir() if path.name not in names)


def settle(folder: Path) -> tuple[Texts, list[str]]:
    """Bring the archive in line with the documents: what it holds, and files that are left over."""
    from searchkit import Archive

    with Archive.open(index(folder), create=True, wait=30) as archive:
        archive.ingest(documents(folder), jobs=1)
    return held(folder), leftovers(folder)


def explains(held: Texts, before: Texts, now: Texts, *, whole: bool) -> bool:
    """Whether an archive that is being brought from one state to the other may hold this.

    `whole`: in one commit.
    """
    if whole:
        return held in (before, now)
    return all(held.get(id) in (before.get(id), now.get(id)) for id in before | now | held)
