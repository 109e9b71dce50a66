"""How a generation becomes the archive: write, sync, rename, sync, and only then say so.

Each generation is a folder under a fresh random name. Files that did not change are hard links to
the generation's before, so a small commit does not copy a large archive.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import zlib
from dataclasses import replace
from pathlib import Path

from searchkit.errors import ArchiveError, CommitUncertain, CorruptIndex
from searchkit.store.folder_manifest import Manifest, generations, manifest_name, read_manifest

_OURS = re.compile(r"gen-[0-9a-f]{16}|pending-\d+|manifest-\d+")
_BLOCK = 1 << 20


class NewGeneration:
    """A generation being written. The caller holds the archive's lock."""

    def __init__(self, index: Path, base: Manifest | None) -> None:
        self._index = index
        self._base = base
        self.path = index / f"gen-{secrets.token_hex(8)}"
        self.path.mkdir()
        self._manifest: Path | None = None
        self._linked: dict[str, os.stat_result] = {}
        for name in base.files if base else ():
            self._link(index / (base.folder if base else "") / name)

    def publish(self, manifest: Manifest) -> Manifest:
        """Make this folder the archive; durable when it returns.

        An error before the rename leaves the old generation in force; one after it raises
        CommitUncertain, since a power cut may still take the new name back.
        """
        files = {entry.name: self._sync_file(entry) for entry in sorted(self.path.iterdir())}
        sync_folder(self.path)
        sync_folder(self._index)
        newest = generations(self._index)
        number = (newest[0] if newest else 0) + 1
        manifest = replace(manifest, generation=number, folder=self.path.name, files=files)
        pending = self._index / f"pending-{number}"
        write_synced(pending, manifest.dump())
        self._manifest = self._index / manifest_name(number)
        os.rename(pending, self._manifest)
        try:
            sync_folder(self._index)
        except OSError as error:
            raise CommitUncertain(
                f"{self._index}: generation {number} is in place, but syncing the folder failed "
                f"({error}): open the archive again to see which generation it holds"
            ) from error
        return manifest

    def discard(self) -> None:
        """Remove the folder, unless it has become the archive."""
        # An interrupt may fall between the rename and whatever would have noted it.
        if self._manifest is None or not self._manifest.exists():
            shutil.rmtree(self.path, ignore_errors=True)

    def _link(self, source: Path) -> None:
        target = self.path / source.name
        try:
            try:
                os.link(source, target)
            except FileNotFoundError:
                raise
            except OSError:  # a file system without hard links
                shutil.copyfile(source, target)
                return
        except FileNotFoundError:
            raise missing_file(source) from None
        self._linked[source.name] = target.stat()

    def _sync_file(self, path: Path) -> tuple[int, int]:
        """Size and CRC-32 of a file that is on the disk when this returns."""
        linked = self._linked.get(path.name)
        if linked and self._base and os.path.samestat(path.stat(), linked):
            return self._base.files[path.name]
        with path.open("rb") as file:
            _fsync(file.fileno())
        return measure(path)


def measure(path: Path) -> tuple[int, int]:
    """(bytes, CRC-32) of a file as it is now."""
    size, crc = 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            crc = zlib.crc32(block, crc)
    return size, crc


def verify(index: Path, manifest: Manifest) -> dict[str, str]:
    """Damaged files of a generation: path to what is wrong with it."""
    return {
        str(index / manifest.folder / name): problem
        for name in manifest.files
        if (problem := _problem(index, manifest, name))
    }


def check_files(index: Path, manifest: Manifest, verified: set[tuple[str, int, int]]) -> None:
    """CorruptIndex when a file is missing, has another size or another checksum.

    `verified` holds the name, size and CRC-32 of files found whole before, perhaps in another
    generation: their sizes alone are looked at. What is found whole now is added to it.
    """
    for name, expected in manifest.files.items():
        known = (name, *expected) in verified
        if problem := _problem(index, manifest, name, size_only=known):
            raise damaged_file(index / manifest.folder / name, problem)
        verified.add((name, *expected))


def damaged_file(path: Path, problem: str) -> CorruptIndex:
    return CorruptIndex(
        f"{path} is damaged ({problem}): restore the index folder from a backup, or delete it and "
        "ingest again",
        str(path),
    )


def missing_file(path: Path) -> CorruptIndex:
    return damaged_file(path, "it is missing")


def _problem(index: Path, manifest: Manifest, name: str, *, size_only: bool = False) -> str | None:
    """What is wrong with one file of a generation, or None."""
    path = index / manifest.folder / name
    size, crc = manifest.files[name]
    try:
        found, found_crc = (path.stat().st_size, crc) if size_only else measure(path)
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return error.strerror or str(error)
    if found != size:
        return f"it holds {found} bytes instead of {size}"
    return None if found_crc == crc else "its checksum is wrong"


def remove_leftovers(index: Path) -> None:
    """Delete what neither the newest manifest nor the one before it names. Needs the lock."""
    kept = generations(index)[:2]
    names = {manifest_name(number) for number in kept}
    for number in kept:
        try:
            names.add(read_manifest(index / manifest_name(number), number).folder)
        except (ArchiveError, OSError):
            return  # Which folders it names is unknown, so none may go.
    for entry in index.iterdir():
        if _OURS.fullmatch(entry.name) and entry.name not in names:
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file whole and sync it; the name itself needs its folder synced."""
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
        _fsync(file)
    finally:
        os.close(file)


def sync_folder(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    folder = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _fsync(folder)
    finally:
        os.close(folder)


def _fsync(file: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # On macOS, fsync does not reach the disk's own cache.
        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)
