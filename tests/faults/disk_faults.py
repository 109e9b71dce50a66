"""A disk that refuses to write or to sync, at any call, once or from then on; and what is wrong
with an archive afterwards.

Faults come from below all of searchkit: from the calls of `os` that `searchkit.store.durable`
makes. Runs that change an archive are made on a copy of it, once for each of their calls.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest.mock import patch

from stories import View, article, view

from searchkit import Archive, CommitUncertain, WriteFailed
from searchkit.errors import SearchkitError
from searchkit.store import durable
from searchkit.store.manifest import generations, manifest_name, read_manifest, read_newest
from searchkit.store.whoosh_toc import toc_name

Action = Callable[[Path], object]
"""Something that is done to an archive, and can be done again."""


class FaultyDisk:
    """While it is entered, call number `failing` of those that write fails, and with `lasting` all
    after it do. Half of what the failing write was given is written."""

    def __init__(self, failing: int | None, *, lasting: bool = False, code: int = errno.ENOSPC):
        self._failing, self._lasting, self._code = failing, lasting, code
        self.calls: list[str] = []
        self.unsynced: set[str] = set()
        """Names of files that could not be synced."""
        self._names: dict[int, str] = {}
        self._patch = patch.object(durable, "os", self)

    def __enter__(self) -> FaultyDisk:
        self._patch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._patch.stop()

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and self._fails("open"):
            raise self._error(path)
        number = os.open(path, flags, mode)
        self._names[number] = Path(path).name
        return number

    def write(self, file: int, data: memoryview) -> int:
        if self._fails("write"):
            os.write(file, data[: len(data) // 2])
            raise self._error(self._names[file])
        return os.write(file, data)

    def fsync(self, file: int) -> None:
        if self._fails("fsync"):
            self.unsynced.add(self._names[file])
            raise self._error(self._names[file])
        # Nothing here loses its power: the call is counted, and would only take time.

    def rename(self, old: Path, new: Path) -> None:
        if self._fails("rename"):
            raise self._error(new)
        os.rename(old, new)

    def _fails(self, call: str) -> bool:
        number = len(self.calls)
        self.calls.append(call)
        if self._failing is None:
            return False
        return number == self._failing or (self._lasting and number > self._failing)

    def _error(self, path: object) -> OSError:
        return OSError(self._code, os.strerror(self._code), str(path))


class Run:
    """An action on an archive that is to be tried at each of its calls, in a folder."""

    def __init__(self, index: Path, action: Action, folder: Path) -> None:
        self._index, self._action, self._folder = index, action, folder
        after = self._copy("after")
        with FaultyDisk(None) as disk:
            action(after)
        self.calls = disk.calls
        """What it calls when nothing fails."""
        self._before, self._after = _found(index), _found(after)

    def problems(self, *, lasting: bool, code: int, step: int = 1) -> Iterator[str]:
        """What is wrong when each `step`-th call fails."""
        for number in range(0, len(self.calls), step):
            call = f"call {number} ({self.calls[number]})"
            index = self._copy(f"{number}")
            try:
                for problem in self._try(index, number, lasting=lasting, code=code):
                    yield f"{call}: {problem}"
            except SearchkitError as error:
                yield f"{call}: what is left says {error}"
            shutil.rmtree(index)

    def _try(self, index: Path, failing: int, *, lasting: bool, code: int) -> Iterator[str]:
        """What is wrong with the error, with the archive then, and when it is done again."""
        before, after = self._before, self._after
        with FaultyDisk(failing, lasting=lasting, code=code) as disk:
            try:
                self._action(index)
                expected = [after]
            except WriteFailed as error:
                expected = [before]
                if error.errno != code or str(index) not in str(error):
                    yield f"says {error}"
            except CommitUncertain:
                expected = [after]
            except Exception as error:  # noqa: BLE001 - anything else is what is looked for
                expected = [before, after]
                yield f"{type(error).__name__}: {error}"
            if _found(index) not in expected:
                yield "the last commit cannot be read while the disk is full"
        for name in disk.unsynced & _named(index):
            yield f"{name} is committed, and was not synced"
        self._action(index)
        if _found(index) != after:
            yield "done again, it does not give what it gives"
        if left := {path.name for path in index.iterdir()} - _kept(index):
            yield f"left over: {sorted(left)}"

    def _copy(self, name: str) -> Path:
        index = self._folder / name
        shutil.copytree(self._index, index)
        return index


def _found(index: Path) -> View:
    """All that can be found, but not how it is kept: that hangs on how often it was tried."""
    try:
        found = view(index)
    except SearchkitError as error:
        return {"refused": str(error)}
    return found and {name: value for name, value in found.items() if name != "counts"}


def _named(index: Path) -> set[str]:
    return set(read_newest(index).files) if generations(index) else set()


def _kept(index: Path) -> set[str]:
    """What belongs into an archive's folder: two generations and the lock."""
    kept = {"lock"}
    for number in generations(index)[:2]:
        kept |= {manifest_name(number), toc_name(number)}
        kept |= set(read_manifest(index / manifest_name(number), number).files)
    return kept


def trials(folder: Path) -> Iterator[str | None]:
    """Every call of every action made to fail, both ways: what is wrong, or None for each run."""
    make_news(folder)
    for name, action in actions(folder).items():
        place = folder / name
        place.mkdir()
        run = Run(folder / "index", action, place)
        for lasting, code in ((True, errno.ENOSPC), (False, errno.EIO)):
            problems = list(run.problems(lasting=lasting, code=code))
            yield from (f"{name}, {problem}" for problem in problems)
            yield from (None for _ in range(len(run.calls) - len(problems)))


def make_news(folder: Path) -> Path:
    """Articles from files and from programs, in an archive of several commits."""
    _write_news(folder / "documents", 6)
    _write_news(folder / "more", 9)
    rng = random.Random(5)
    with Archive.open(folder / "index", create=True, zone="UTC") as archive:
        archive.ingest(folder / "documents", jobs=1)
        archive.add_all(article(rng, number) for number in range(12))
    return folder


def _write_news(folder: Path, count: int) -> None:
    folder.mkdir()
    rng = random.Random(count)
    for number in range(count):
        text = article(rng, number)
        (folder / f"{number}.txt").write_text(f"{text.title}\n\n3 March 2022\n\n{text.body * 3}\n")


def add(index: Path) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.add_all(article(random.Random(8), number) for number in range(40, 46))


def delete(index: Path) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.delete("a1", "a2")


def rebuild(index: Path) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.rebuild(jobs=1)


def rebuild_stored(index: Path) -> None:
    with Archive.open(index, zone="UTC") as archive:
        archive.rebuild(stored=True, jobs=1)


def repair(index: Path) -> None:
    Archive.repair(index)


def actions(folder: Path) -> dict[str, Action]:
    """What changes an archive, by name; the last reads the other folder of files."""

    def ingest(index: Path) -> None:
        with Archive.open(index, zone="UTC") as archive:
            archive.ingest(folder / "more", jobs=1)

    done = (add, delete, rebuild, rebuild_stored, repair, ingest)
    return {action.__name__: action for action in done}
