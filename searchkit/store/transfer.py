"""The files of one generation, brought into another folder whole, while commits go on.

All of them are opened before the first is read: a later commit may remove their names, not what
they hold. Each is checked against the manifest while it is copied, and synced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import ArchiveError, CorruptIndex
from searchkit.store import durable
from searchkit.store.commit import problem_of
from searchkit.store.container import damaged, unreadable
from searchkit.store.manifest import Manifest, read_newest

_BLOCK = 1 << 20


class HeldGeneration:
    """A generation whose files are open."""

    def __init__(self, index: Path, manifest: Manifest, files: dict[str, BinaryIO]) -> None:
        self.index, self.manifest, self._files = index, manifest, files

    def bring(self, folder: Path) -> list[str]:
        """Make a folder hold all files; the names of those that had to be copied.

        What the folder's own generation has of them is kept, if it is whole; nothing that was
        copied is left when this fails. Names last once the folder is synced. Raises CorruptIndex,
        naming every damaged file.
        """
        there = _acknowledged(folder)
        copied: list[str] = []
        problems: list[str] = []
        try:
            for name, expected in self.manifest.files.items():
                if name in there and problem_of(folder / name, *expected) is None:
                    continue
                durable.remove(folder / name)
                copied.append(name)
                if not self._copy(name, folder / name):
                    problems.append(problem_of(self.index / name, *expected) or "unreadable")
                    problems[-1] = f"{self.index / name}: {problems[-1]}"
            if problems:
                raise CorruptIndex("; ".join(problems), problems[0].partition(": ")[0])
        except BaseException:
            for name in copied:
                durable.remove(folder / name)
            raise
        return copied

    def _copy(self, name: str, path: Path) -> bool:
        """Whether the copy is what the manifest says; there is none if not."""
        with durable.NewFile(path) as copy:
            for block in _blocks(self._files[name]):
                copy.write(block)
            if (copy.size, copy.crc) != self.manifest.files[name]:
                return False
            copy.finish()
        return True


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """What can be read of a file; whether that is all of it, its size and checksum tell."""
    with suppress(OSError):
        while block := file.read(_BLOCK):
            yield block


@contextmanager
def hold_newest(index: Path) -> Iterator[HeldGeneration]:
    """The newest generation. Raises ArchiveNotFound, CorruptIndex or IncompatibleIndex."""
    with ExitStack() as stack:
        manifest = read_newest(index)
        while True:
            try:
                files: dict[str, BinaryIO] = {
                    name: stack.enter_context((index / name).open("rb")) for name in manifest.files
                }
                break
            except FileNotFoundError as error:
                # Two commits may have come since the manifest was read: look again.
                newer = read_newest(index)
                if newer == manifest:
                    raise damaged(Path(error.filename), "it is missing") from None
                manifest = newer
            except OSError as error:
                raise unreadable(Path(error.filename or index), error) from error
        yield HeldGeneration(index, manifest, files)


def _acknowledged(folder: Path) -> set[str]:
    """The files of a folder's own newest generation: they have been synced, others may not be."""
    try:
        return set(read_newest(folder).files)
    except ArchiveError:
        return set()
