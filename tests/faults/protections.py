"""What keeps an archive safe, and how to take it out: what then notices nothing is no test.

Nothing shipped can be switched off: while a protection is `left_out`, functions of searchkit's are
replaced, in this process and in those that `fresh_process` starts from it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from searchkit.store import durable

_missing: list[str] = []
Replacement = AbstractContextManager[Any]


def missing() -> tuple[str, ...]:
    """The protections that are left out here and now."""
    return tuple(_missing)


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """While it lasts, nothing does what these protections do."""
    with ExitStack() as stack:
        for name in names:
            for replacement in PROTECTIONS[name]():
                stack.enter_context(replacement)
        _missing.extend(names)
        try:
            yield
        finally:
            del _missing[len(_missing) - len(names) :]


def _replaced(value: object, name: str, *modules: str) -> Iterator[Replacement]:
    """`name` is `value` in modules of searchkit's."""
    return (patch.object(import_module(f"searchkit.{module}"), name, value) for module in modules)


class _Right(int):
    """A checksum that equals every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = int.__hash__


class _Unchecked:
    @staticmethod
    def crc32(data: Any, before: int = 0) -> int:
        return _Right(zlib.crc32(data, before))


def _checksums() -> Iterator[Replacement]:
    """Of blocks, directories, whole files, manifests, and of what is copied."""
    modules = ("container", "manifest", "commit", "durable")
    return _replaced(_Unchecked, "zlib", *(f"store.{module}" for module in modules))


def _sizes() -> Iterator[Replacement]:
    """Of files that are mapped."""
    from searchkit.store.container import map_file

    modules = ("store.container", "store.snapshot", "store.record")
    return _replaced(lambda path, size=None: map_file(path), "map_file", *modules)


def _bounds() -> Iterator[Replacement]:
    """Of the numbers in a file that passes its checksums."""
    modules = ("column_reader", "ids", "lexicon", "pairs", "postings", "stored")
    return _replaced(_believed, "check_below", *(f"store.{module}" for module in modules))


def _believed(file: object, name: str, array: object, limit: int) -> object:
    return array


def _syncs() -> Iterator[Replacement]:
    return _replaced(lambda file: None, "sync", "store.durable")


def _renames() -> Iterator[Replacement]:
    """Manifests are put into their place piece by piece."""

    def rename(old: Path, new: Path) -> None:
        data = old.read_bytes()
        with new.open("wb", buffering=0) as file:
            for byte in range(0, len(data), 64):
                file.write(data[byte : byte + 64])
                time.sleep(0.02)
        old.unlink()

    return _replaced(rename, "rename", "store.durable")


def _failed_writes() -> Iterator[Replacement]:
    """What could not be written passes for written."""
    real = durable.write

    def write(file: int, data: memoryview) -> int:
        try:
            return real(file, data)
        except OSError:
            return len(data)

    return _replaced(write, "write", "store.durable")


def _failed_syncs() -> Iterator[Replacement]:
    """A sync is tried again, and passes for done, though what was to be synced is lost."""
    real = durable.sync

    def sync(file: int) -> None:
        try:
            real(file)
        except OSError:
            with suppress(OSError):
                real(file)

    return _replaced(sync, "sync", "store.durable")


def _failed_commits() -> Iterator[Replacement]:
    """A commit that could not be written passes for made."""
    from searchkit import Archive
    from searchkit.errors import WriteFailed

    real = Archive.commit

    def commit(archive: Archive) -> None:
        with suppress(WriteFailed):
            real(archive)

    yield patch.object(Archive, "commit", commit)


def _clean_up() -> Iterator[Replacement]:
    """What an earlier writer has left stays."""
    modules = ("store.commit", "engines.local.writer")
    return _replaced(lambda index: None, "remove_leftovers", *modules)


def _whole_commits() -> Iterator[Replacement]:
    """Each article is committed by itself."""
    from searchkit import Archive

    real = Archive.add

    def add(archive: Archive, article: Any) -> None:
        real(archive, article)
        archive.commit()

    yield patch.object(Archive, "add", add)


def _turns() -> Iterator[Replacement]:
    """Threads write through one archive all at once."""
    return _replaced(nullcontext, "Turns", "archive")


def _hold() -> Iterator[Replacement]:
    """What is backed up is opened by name, when its turn has come."""
    from searchkit.store.transfer import HeldGeneration

    real = HeldGeneration._copy

    def copy(held: HeldGeneration, name: str, path: Path) -> bool:
        time.sleep(0.2)
        with (held.index / name).open("rb") as held._files[name]:
            return real(held, name, path)

    yield patch.object(HeldGeneration, "_copy", copy)


def _deadline() -> Iterator[Replacement]:
    """Searches end when a hundred times their time is over."""
    return _replaced(lambda: time.monotonic() / 100, "monotonic", "deadline")


def _nesting() -> Iterator[Replacement]:
    return _replaced(1 << 30, "MAX_NESTING", "query.lexer", "query.printer")


def _length() -> Iterator[Replacement]:
    from searchkit.query.parser import parse

    assert parse.__kwdefaults__ is not None
    yield patch.dict(parse.__kwdefaults__, max_bytes=None)


def _escapes() -> Iterator[Replacement]:
    return _replaced(lambda text: text, "_escape", "present.escape")


PROTECTIONS: dict[str, Callable[[], Iterator[Replacement]]] = {
    "checksums": _checksums,
    "sizes": _sizes,
    "bounds": _bounds,
    "syncs": _syncs,
    "renames": _renames,
    "errors of writes": _failed_writes,
    "errors of syncs": _failed_syncs,
    "errors of commits": _failed_commits,
    "clean-up": _clean_up,
    "whole commits": _whole_commits,
    "turns": _turns,
    "a hold": _hold,
    "the deadline": _deadline,
    "the limit of nesting": _nesting,
    "the limit of length": _length,
    "escapes": _escapes,
}
