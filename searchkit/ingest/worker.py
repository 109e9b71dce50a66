"""Reads one file after another: in this process, or as a child program over pipes.

A request is a `Task`; its reply is a stream of events: `Opened`, then a `Read` or a `Rejected` for
each record, and a `Failed` at the end if the file could not be read to its end.
The child is started by `workers`; frames are a length of 4 bytes, big-endian, and JSON.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import signal
import stat
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any, NamedTuple

from searchkit.ingest.ids import claims, content_hash
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.model import Article, Rejected

SECONDS = 60
"""A file whose next record takes longer than this is given up."""
RACY_NS = 2_000_000_000
"""A file younger than this may change again without its time moving (FAT keeps 2 s)."""
WHOLE_BYTES = 16 << 20
"""A larger file is read record by record and never held as a whole."""
_CHUNK = 1 << 20
_BATCH_EVENTS, _BATCH_CHARACTERS = 64, 256 << 10
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read. `hash`: the SHA-256 for which there is nothing to parse, or None.

    `using` is the digest of the rules that it is read with.
    """

    key: str
    path: str
    hash: str | None = None
    using: int = 0


class Run(NamedTuple):
    """What holds for all files: the rules, and the real paths that each of them lies under; none:
    wherever they lie."""

    rules: Rules = NO_RULES
    within: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"rules": self.rules.to_json(), "within": self.within}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Run:
        return cls(Rules.from_json(data["rules"]), tuple(data["within"]))


@dataclass(frozen=True, slots=True)
class Opened:
    """The file as it was opened; `same` says that its bytes have the task's hash."""

    size: int
    mtime_ns: int
    hash: str
    racy: bool
    same: bool


class Read(NamedTuple):
    """An article of the file, the id that it claims, and its content's hash."""

    article: Article
    claim: str
    hash: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the file could not be read to its end; it may be possible another time."""

    reason: str


Event = Opened | Read | Rejected | Failed


def read(task: Task, reader: str, run: Run) -> Iterator[Event]:
    """Everything there is to know of one file. `reader` names the module that reads articles."""
    try:
        with open_regular(task.path) as file:
            if run.within and not _lies_within(file, task.path, run.within):
                raise OSError(0, "it has been put out of the folder that was named")
            opened, data = _look(file, task)
            yield opened
            if not opened.same:
                yield from _records(task, data, reader, run.rules)
    except OSError as error:
        yield Failed(f"cannot be read: {error.strerror or type(error).__name__}")
    # The boundary around one document: whatever its reader stumbles over is that file's affair.
    except Exception as error:  # noqa: BLE001
        yield Failed(_storable(f"the reader failed on it: {type(error).__name__}: {error}"))


def open_regular(path: str) -> IO[bytes]:
    """OSError for whatever is no regular file."""
    # Not blocking, or a pipe that has taken the file's place would hold the run for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _lies_within(file: IO[bytes], path: str, folders: Iterable[str]) -> bool:
    """Whether the open file is the one at a path, and that still leads to below the folders: any
    of those above it may have become a link since it was listed."""
    real = os.path.realpath(path)
    inside = any(os.path.join(real, "").startswith(os.path.join(above, "")) for above in folders)
    return inside and os.path.samestat(os.lstat(real), os.fstat(file.fileno()))


def _look(file: IO[bytes], task: Task) -> tuple[Opened, bytes | None]:
    """What the file is, and its bytes unless there are many."""
    status = os.fstat(file.fileno())
    racy = status.st_mtime_ns > time.time_ns() - RACY_NS
    data = file.read(WHOLE_BYTES + 1)
    digest = hashlib.sha256(data)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    found = digest.hexdigest()
    opened = Opened(status.st_size, status.st_mtime_ns, found, racy, found == task.hash)
    return opened, data if len(data) <= WHOLE_BYTES else None


def _records(
    task: Task, data: bytes | None, reader: str, rules: Rules
) -> Iterator[Read | Rejected]:
    module = importlib.import_module(reader)
    if data is None:
        items = module.read_articles(task.path, named=task.key, rules=rules)
    else:
        items = module.read_bytes(data, path=task.key, rules=rules)
    yield from settled(items, task.key)


def settled(
    items: Iterable[Article | Rejected], key: str, first: int = 0
) -> Iterator[Read | Rejected]:
    """Records of a file, the first of which is its `first`, with the ids that they claim."""
    for item, claim in claims(items, key, first):
        if isinstance(item, Rejected):
            yield Rejected(_storable(item.path), _storable(item.reason))
        else:
            article = item if item.id == claim else item.with_texts(id=claim)
            yield Read(article, claim, content_hash(item))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def event_to_json(event: Event) -> dict[str, Any]:
    if isinstance(event, Read):
        data = {"article": event.article.to_json(), "claim": event.claim, "hash": event.hash}
        return {"kind": "Read", **data}
    return {"kind": type(event).__name__, **asdict(event)}


def event_from_json(data: dict[str, Any]) -> Event:
    kind = data.pop("kind")
    if kind == "Read":
        return Read(Article.from_json(data["article"]), data["claim"], data["hash"])
    kinds: dict[str, type[Opened | Rejected | Failed]] = {
        "Opened": Opened,
        "Rejected": Rejected,
        "Failed": Failed,
    }
    return kinds[kind](**data)


def frame(value: Any) -> bytes:
    """A value as it goes through a pipe. ASCII only, so that any file name passes."""
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    return _LENGTH.pack(len(data)) + data


def unframe(buffer: bytearray) -> Any | None:
    """Take the first whole frame out of a buffer; None while there is none."""
    if len(buffer) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(buffer)
    end = _LENGTH.size + length
    if len(buffer) < end:
        return None
    value = json.loads(bytes(buffer[_LENGTH.size : end]))
    del buffer[:end]
    return value


def main(reader: str, seconds: int) -> None:
    """The child program: answers requests on standard input until it ends.

    The first frame it is sent holds the `Run`. Its own first frame, an empty list, says that it
    is ready; each further one is a list of events; a list that ends in null ends a file's reply.
    It is killed by its own alarm when a record takes longer than `seconds`, even where the parent
    is gone.
    """
    source, sink = os.fdopen(0, "rb", closefd=False), _private_output()
    importlib.import_module(reader)
    run = Run.from_json(json.loads(source.read(*_LENGTH.unpack(source.read(_LENGTH.size)))))
    _send(sink, [])
    while header := source.read(_LENGTH.size):
        task = Task(**json.loads(source.read(*_LENGTH.unpack(header))))
        for events in _batches(task, reader, run, seconds):
            _send(sink, events)


def _send(sink: IO[bytes], events: list[Any]) -> None:
    sink.write(frame(events))
    sink.flush()


def _batches(task: Task, reader: str, run: Run, seconds: int) -> Iterator[list[Any]]:
    events: list[Any] = []
    characters = 0
    signal.alarm(seconds)
    for event in read(task, reader, run):
        events.append(event_to_json(event))
        characters += len(event.article.body) if isinstance(event, Read) else 0
        if len(events) >= _BATCH_EVENTS or characters >= _BATCH_CHARACTERS:
            # Sending waits for the parent, which is no fault of the file.
            signal.alarm(0)
            yield events
            events, characters = [], 0
        signal.alarm(seconds)
    signal.alarm(0)
    yield [*events, None]


def _private_output() -> IO[bytes]:
    """Standard output as it was; what libraries print from now on goes nowhere."""
    private = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(private, "wb")
