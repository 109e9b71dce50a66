"""Copies of an archive in another folder, and how one becomes the archive again."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from searchkit.analysis.batch import DEFAULT_LANGUAGE
from searchkit.damage import BackupReport, RestoreReport
from searchkit.errors import ArchiveError, ArchiveNotFound, CorruptIndex
from searchkit.store import durable
from searchkit.store.backup_folder import BackupFolder
from searchkit.store.commit import NewGeneration, make_folder, remove_leftovers
from searchkit.store.lock import LOCK_NAME, WriteLock
from searchkit.store.manifest import generations, read_newest
from searchkit.store.transfer import HeldGeneration, hold_newest
from searchkit.store.whoosh_toc import write_toc


def back_up(index: Path, folder: Path) -> BackupReport:
    """Make a folder a backup of the newest generation; what it holds of it already is kept.

    Durable when it returns; cut off before, the folder holds the earlier backup, or none. Writers
    go on meanwhile. Raises ArchiveError for a folder that is no earlier backup of this archive,
    CorruptIndex where the archive itself is damaged.
    """
    if _lies_within(folder, index) or _lies_within(index, folder):
        raise ArchiveError(f"{folder} and the archive {index} lie in each other: choose another")
    with hold_newest(index) as held:
        lock = _locked(folder)
        try:
            backup = BackupFolder(folder, index, held.manifest)
            backup.begin()
            copied = held.bring(folder)
            lock.confirm()
            backup.finish()
        finally:
            lock.release()
        files = held.manifest.files
        return BackupReport(
            path=str(folder),
            generation=held.manifest.generation,
            documents=held.manifest.documents,
            files=len(files),
            copied=len(copied),
            bytes_copied=sum(files[name][0] for name in copied),
        )


def restore(source: Path, index: Path, *, force: bool, wait_seconds: float) -> RestoreReport:
    """Make a backup (or any archive's folder) the newest generation of an archive.

    Every file is checked while it is copied; then the manifest is renamed into place, as by any
    commit. An archive that holds articles, or cannot be read, is only replaced with `force`, and
    kept beside. Raises ArchiveError, and CorruptIndex, naming each file, for a damaged backup.
    """
    if not generations(source):
        raise ArchiveNotFound(f"no backup in {source}: `searchkit backup DEST` makes one")
    with hold_newest(source) as held:
        if index.resolve() == source.resolve():
            raise ArchiveError(f"{source} is the archive itself: name the backup's folder")
        lock = _locked(index, wait_seconds)
        try:
            kept = _keep_beside(index) if _is_in_the_way(index, force) else None
            _put(held, index, lock)
        finally:
            lock.release()
        return RestoreReport(
            path=str(index),
            documents=held.manifest.documents,
            files=len(held.manifest.files),
            bytes=held.manifest.total_bytes,
            replaced=None if kept is None else str(kept),
        )


def _put(held: HeldGeneration, index: Path, lock: WriteLock) -> None:
    try:
        copied = held.bring(index)
    except CorruptIndex as error:
        raise CorruptIndex(
            f"nothing was restored, the backup is damaged: {error}", error.path
        ) from None
    new = NewGeneration(index)
    try:
        lock.confirm()
        manifest = new.publish(held.manifest)
    except BaseException:
        if not new.is_published:
            for name in copied:
                durable.remove(index / name)
        raise
    with suppress(OSError, ArchiveError):
        write_toc(index, manifest, DEFAULT_LANGUAGE)
        remove_leftovers(index)


def _is_in_the_way(index: Path, force: bool) -> bool:
    """Whether there is an archive that is not to be lost."""
    if not generations(index):
        return False
    try:
        documents = read_newest(index).documents
    except ArchiveError as error:
        holds = f"holds an archive that cannot be read ({error})"
    else:
        if not documents:
            return False
        holds = f"holds {documents:,} articles"
    if not force:
        raise ArchiveError(
            f"{index} {holds}: restore into another folder (--index), or replace it with --force, "
            "which keeps it beside"
        )
    return True


def _keep_beside(index: Path) -> Path:
    """Every file of a folder, in a new one beside it: links where the file system has them.

    Folders too: archives of format version 1 have them.
    """
    number = 1
    while (kept := index.with_name(f"{index.name}.replaced-{number}")).exists():
        number += 1
    make_folder(kept)
    for folder, _, names in os.walk(index):
        copy = kept / Path(folder).relative_to(index)
        make_folder(copy)
        for name in names:
            _link(Path(folder, name), copy / name)
        durable.sync_folder(copy)
    return kept


def _link(file: Path, copy: Path) -> None:
    if file.is_file() and file.name != LOCK_NAME:
        try:
            os.link(file, copy)
        except OSError:
            shutil.copy2(file, copy)


def _locked(folder: Path, wait_seconds: float = 0.0) -> WriteLock:
    try:
        make_folder(folder)
        lock = WriteLock(folder)
        lock.acquire(wait_seconds)
    except OSError as error:
        raise ArchiveError(
            f"nothing can be written in {folder}: {error.strerror or error}"
        ) from error
    return lock


def _lies_within(folder: Path, other: Path) -> bool:
    return folder.resolve().is_relative_to(other.resolve())
