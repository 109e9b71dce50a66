"""Whatever happens to a folder, a sync leaves what a new archive of it would hold."""

import random
import shutil

import pytest
from newsroom import Newsroom

NAMES = [f"news/{folder}{n}.txt" for folder in ("", "a/", "a/b/", "c/") for n in range(4)]


def record(rng):
    prefix = rng.choice(
        ["", "", f"id={rng.randrange(6)} ", f"url=https://e.org/{rng.randrange(6)} "]
    )
    return f"{prefix}t{rng.randrange(30)} | body"


def change(rng, room):
    """One random change to a random file; `keep.txt` stays, so that the folder is never empty."""
    name = rng.choice(NAMES)
    path = room.folder / name
    act = rng.choice(["write", "write", "touch", "delete", "rename", "drop"])
    if act == "write":
        room.write(name, "\n".join(record(rng) for _ in range(rng.choice([1, 1, 3]))))
    elif act == "drop" and rng.random() < 0.2:
        shutil.rmtree(room.folder / "news" / rng.choice("ac"), ignore_errors=True)
    elif path.exists() and act == "touch":
        room.touch(name)
    elif path.exists() and act == "delete":
        path.unlink()
    elif path.exists() and act == "rename":
        other = room.folder / rng.choice(NAMES)
        other.parent.mkdir(parents=True, exist_ok=True)
        path.rename(other)


def contents(room):
    return sorted((article.path, article.title, article.url or "") for article in room.articles)


@pytest.mark.parametrize("seed", range(12))
def test_a_sync_holds_what_a_new_archive_would(tmp_path, seed):
    rng = random.Random(seed)
    room = Newsroom(tmp_path)
    room.write("news/keep.txt", "kept | body")
    for _ in range(12):
        for _ in range(rng.randrange(6)):
            change(rng, room)
        documents = len(room.articles)
        report = room.rebuild() if room.articles and rng.random() < 0.3 else room.ingest()
        assert documents + report.added - report.removed == len(room.articles)
        assert report.added + report.updated + report.unchanged == len(room.articles)

        scratch = Newsroom(tmp_path)
        scratch.ingest()
        assert contents(room) == contents(scratch)
        again = room.ingest()
        assert (again.added, again.updated, again.removed) == (0, 0, 0)
    rows = [
        row[0] for key, file in room.engine.reader().entries("file/") for row in file["articles"]
    ]
    assert sorted(rows) == [article.id for article in room.articles]
