"""How a generation becomes the archive: write, sync, rename, sync, and only then say so.

Files are written under fresh random names and never change, so a commit costs what is new in it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from searchkit.errors import ArchiveError, CommitUncertain
from searchkit.lazy_regex import lazy_pattern
from searchkit.store import durable
from searchkit.store.manifest import (
    KINDS,
    Manifest,
    generations,
    is_file_name,
    manifest_name,
    read_manifest,
    was_rebuilt,
)
from searchkit.store.whoosh_toc import NAME as TOC_NAME
from searchkit.store.whoosh_toc import toc_name

_OTHERS = lazy_pattern(rf"(?:pending-)?{TOC_NAME.pattern}|pending-\d+|manifest-\d+")
_FOLDER = lazy_pattern(r"gen-[0-9a-f]{16}")
"""What format version 1 kept a generation in."""
_BLOCK = 1 << 20


class NewGeneration:
    """The files of a generation that is being written. The caller holds the archive's lock."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._paths: set[Path] = set()
        self._manifest: Path | None = None

    def new_path(self, kind: str) -> Path:
        """Where a file of this kind (of `manifest.KINDS`) may be written; `discard` removes it."""
        from secrets import token_hex  # 9 ms that a search need not wait for

        path = self._index / f"{KINDS[kind]}-{token_hex(8)}.sk"
        self._paths.add(path)
        return path

    def publish(self, manifest: Manifest) -> Manifest:
        """Make a manifest, all whose files are synced, the archive; durable when it returns.

        An error before the rename leaves the old generation in force; one after it raises
        CommitUncertain, since a power cut may still take the new name back.
        """
        with durable.writing(self._index):
            durable.sync_folder(self._index)
        newest = generations(self._index)
        number = (newest[0] if newest else 0) + 1
        manifest = replace(manifest, generation=number)
        pending = self._index / f"pending-{number}"
        durable.remove(pending)
        durable.write_file(pending, manifest.dump())
        self._manifest = self._index / manifest_name(number)
        with durable.writing(self._manifest):
            durable.rename(pending, self._manifest)
        try:
            durable.sync_folder(self._index)
        except OSError as error:
            raise CommitUncertain(
                f"{self._index}: generation {number} is in place, but syncing the folder failed "
                f"({error}): open the archive again to see which generation it holds"
            ) from error
        return manifest

    @property
    def is_published(self) -> bool:
        """Whether it has become the archive, so that its files must stay."""
        # An interrupt may fall between the rename and whatever would have noted it.
        return self._manifest is not None and self._manifest.exists()

    def discard(self) -> None:
        """Remove the files, unless they have become the archive."""
        if not self.is_published:
            for path in self._paths:
                with suppress(OSError):
                    durable.remove(path)


def make_folder(index: Path) -> None:
    """Make an archive's folder and those above it; their names are on the disk afterwards."""
    if not index.is_dir():
        if index.parent != index:
            make_folder(index.parent)
        index.mkdir(exist_ok=True)
        # Who may write to a folder need not be allowed to read it.
        with suppress(PermissionError):
            durable.sync_folder(index.parent)


def damage(index: Path, manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Files of a generation that are not what they were, and what is wrong; reads them whole."""
    for name, expected in manifest.files.items():
        path = index / name
        if problem := problem_of(path, *expected):
            yield path, problem


def problem_of(path: Path, size: int, crc: int) -> str | None:
    """What is wrong with a file that a manifest names; None if it is whole."""
    try:
        found, found_crc = _measure(path)
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return error.strerror or str(error)
    if found != size:
        return f"it holds {found} bytes instead of {size}"
    return None if found_crc == crc else "its checksum is wrong"


def _measure(path: Path) -> tuple[int, int]:
    """(bytes, CRC-32) of a file as it is now."""
    size, crc = 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            crc = zlib.crc32(block, crc)
    return size, crc


def remove_leftovers(index: Path) -> None:
    """Delete what neither the newest manifest nor the one before it names. Needs the lock.

    One before it of an earlier format version, which this one was rebuilt from, goes as well.
    """
    kept = generations(index)[:2]
    names = {name(number) for number in kept for name in (manifest_name, toc_name)}
    for number in kept:
        path = index / manifest_name(number)
        try:
            names.update(read_manifest(path, number).files)
        except (ArchiveError, OSError):
            if number == kept[0] or not was_rebuilt(path):
                return  # Which files it names is unknown, so none may go.
            names -= {manifest_name(number), toc_name(number)}
            # Whoever put the newest one in place may have ended before it was on the disk.
            with durable.writing(index):
                durable.sync_folder(index)
    for entry in index.iterdir():
        if entry.is_dir():
            if _FOLDER.fullmatch(entry.name) and not entry.is_symlink():
                durable.remove_folder(entry)
        elif entry.name not in names and (
            is_file_name(entry.name) or _OTHERS.fullmatch(entry.name)
        ):
            durable.remove(entry)
