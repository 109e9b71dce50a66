"""What a power cut may leave of a folder, for each point of a run that wrote into it.

A run is recorded through `searchkit.store.durable`, which all writing goes through, and replayed on
a model of a disk. The model keeps what was synced and nothing else for certain: of a file, the
bytes written before it was last synced; of the folder, the names as they were when it was last
synced. What came later may be there, in part, or not at all.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any
from unittest.mock import patch

from searchkit.store import durable

NAMES = ("none", "all", "some")
"""Which changes of names since the folder was synced have reached the disk."""
DATA = ("lost", "halved", "zeroed", "kept", "mixed")
"""What has become of bytes since their file was synced."""


@dataclass(frozen=True, slots=True)
class Event:
    """One call: `create`, `write`, `sync` of a file by name; `rename` to `other`; `remove`;
    `sync folder`; or `done`: what came before was acknowledged."""

    kind: str
    name: str = ""
    other: str = ""
    data: bytes = b""


class Recorder:
    """While it is entered, notes every change to the files in one folder and those below it."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Event] = []
        self._folder = folder
        self._names: dict[int, str] = {}
        self._real = {
            name: getattr(durable, name)
            for name in ("open_new", "write", "rename", "remove", "sync", "sync_folder")
        }
        self._patch = patch.multiple(durable, **{name: getattr(self, name) for name in self._real})

    def __enter__(self) -> Recorder:
        self._patch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._patch.stop()

    def acknowledge(self) -> None:
        """Note that all of the run so far has been called done."""
        self._note("done")

    def open_new(self, path: Path) -> int:
        number: int = self._real["open_new"](path)
        self._names.pop(number, None)
        if self._folder in path.parents:
            self._names[number] = self._name(path)
            self._note("create", self._name(path))
        return number

    def write(self, file: int, data: memoryview) -> int:
        written: int = self._real["write"](file, data)
        if file in self._names:
            self._note("write", self._names[file], data=bytes(data[:written]))
        return written

    def sync(self, file: int) -> None:
        self._real["sync"](file)
        if file in self._names:
            self._note("sync", self._names[file])

    def sync_folder(self, path: Path) -> None:
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        if path == self._folder:
            self._note("sync folder")

    def rename(self, old: Path, new: Path) -> None:
        self._real["rename"](old, new)
        if self._folder in new.parents:
            self._note("rename", self._name(old), other=self._name(new))

    def remove(self, path: Path) -> None:
        existed = path.exists()
        self._real["remove"](path)
        if existed and self._folder in path.parents:
            self._note("remove", self._name(path))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _note(self, kind: str, name: str = "", **more: Any) -> None:
        self.events.append(Event(kind, name, **more))


@dataclass(slots=True, eq=False)
class File:
    """A file's bytes as a program sees them, and how many of them the disk holds for certain."""

    data: bytearray = field(default_factory=bytearray)
    synced: int = 0

    def after_cut(self, fate: str, rng: random.Random) -> bytes:
        if fate == "mixed":
            fate = rng.choice(DATA[:-1])
        certain, rest = self.data[: self.synced], self.data[self.synced :]
        left = {
            "lost": b"",
            "halved": rest[: len(rest) // 2],
            "zeroed": bytes(len(rest)),
            "kept": rest,
        }
        return bytes(certain + left[fate])


class Disk:
    """One folder on a disk, and those below it; `first` is there from the beginning, synced."""

    def __init__(self, first: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self.names = {name: File(bytearray(data), len(data)) for name, data in first.items()}
        self._synced = dict(self.names)
        self._changes: list[tuple[str | None, str | None, File | None]] = []
        """Names since the folder was synced: (one that goes, one that comes, its file)."""

    def apply(self, event: Event) -> None:
        if event.kind == "create":
            self._change(None, event.name, File())
        elif event.kind == "write":
            self.names[event.name].data += event.data
        elif event.kind == "sync":
            file = self.names[event.name]
            file.synced = len(file.data)
        elif event.kind == "rename":
            self._change(event.name, event.other, self.names[event.name])
        elif event.kind == "remove":
            self._change(event.name, None, None)
        elif event.kind == "sync folder":
            self._synced, self._changes = dict(self.names), []

    def after_cut(self, names: str, data: str, rng: random.Random) -> dict[str, bytes]:
        """What is found when the power is back: names and bytes."""
        left = dict(self._synced)
        for change in self._changes:
            if names == "all" or (names == "some" and rng.random() < 0.5):
                _rename(left, *change)
        return {name: file.after_cut(data, rng) for name, file in left.items()}

    def _change(self, old: str | None, new: str | None, file: File | None) -> None:
        _rename(self.names, old, new, file)
        self._changes.append((old, new, file))


def _rename(names: dict[str, File], old: str | None, new: str | None, file: File | None) -> None:
    if old is not None:
        names.pop(old, None)
    if new is not None and file is not None:
        names[new] = file


@dataclass(frozen=True, slots=True)
class State:
    """What one power cut left. `done` is how many steps of the run had been acknowledged."""

    point: int
    done: int
    names: str
    data: str
    files: dict[str, bytes]

    def put(self, folder: Path) -> None:
        """Make a folder of it."""
        folder.mkdir()
        for name, data in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)

    def __str__(self) -> str:
        point = f"after call {self.point}, {self.done} steps done"
        return f"{point}: new names {self.names}, new data {self.data}"


def states(
    events: list[Event],
    first: Mapping[str, bytes] = MappingProxyType({}),
    *,
    seed: int = 0,
    without: tuple[str, ...] = (),
    tries: int = 1,
) -> Iterator[State]:
    """Every different state that a cut after each call may leave; random ones tried `tries` times.

    `first` is what was there before. Calls of the kinds `without` count as never made: "sync",
    "sync folder".
    """
    rng = random.Random(seed)
    disk, done = Disk(first), 0
    seen: set[bytes] = set()
    for point, event in enumerate(events):
        done += event.kind == "done"
        if event.kind not in without:
            disk.apply(event)
        for names in NAMES:
            for data in DATA:
                for _ in range(tries if "some" in names or data == "mixed" else 1):
                    state = State(point, done, names, data, disk.after_cut(names, data, rng))
                    key = _digest(state)
                    if key not in seen:
                        seen.add(key)
                        yield state


def _digest(state: State) -> bytes:
    digest = hashlib.blake2b(str(state.done).encode())
    for name in sorted(state.files):
        digest.update(f"{name} {len(state.files[name])}\n".encode())
        digest.update(state.files[name])
    return digest.digest()
