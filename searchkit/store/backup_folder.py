"""A folder that holds a backup: one generation, and a note of whose it is.

The note says which manifests a backup has put there, so that no other archive, and none that has
been written to since, is taken for an earlier backup and replaced. It is written before anything
else; the manifest that it names comes last.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

from searchkit.errors import ArchiveError
from searchkit.store import durable
from searchkit.store.lock import LOCK_NAME
from searchkit.store.manifest import Manifest, generations, is_file_name, manifest_name

NOTE = "backup.json"
_PENDING_NOTE = "pending-backup.json"


class BackupFolder:
    """Where an archive's generations are to be kept. The caller holds the folder's lock."""

    def __init__(self, folder: Path, index: Path, manifest: Manifest) -> None:
        """Raises ArchiveError where there is anything but an earlier backup of this archive."""
        self._folder, self._index, self._manifest = folder, index, manifest
        self._known = self._earlier()

    def begin(self) -> None:
        """Note whose backup it is, and which manifest will come."""
        self._note([*self._known, self._digest])

    def finish(self) -> None:
        """Put the manifest in place, all whose files are synced, and remove what it replaces."""
        durable.sync_folder(self._folder)
        number = self._manifest.generation
        pending = self._folder / f"pending-{number}"
        durable.remove(pending)
        durable.write_file(pending, self._manifest.dump())
        durable.rename(pending, self._folder / manifest_name(number))
        durable.sync_folder(self._folder)
        self._remove_others()
        self._note([self._digest])

    @property
    def _digest(self) -> str:
        return f"{zlib.crc32(self._manifest.dump()):08x}"

    def _earlier(self) -> list[str]:
        """The digests of the manifests that backups have left here."""
        if not set(os.listdir(self._folder)) - {LOCK_NAME, _PENDING_NOTE}:
            return []
        try:
            note: dict[str, Any] = json.loads((self._folder / NOTE).read_bytes())
            known: list[str] = note["manifests"]
            same = str(self._index.resolve()) == note["archive"]
            same = same or note["index_id"] == self._manifest.index_id
        except (OSError, ValueError, KeyError, TypeError):
            raise ArchiveError(
                f"{self._folder} is neither empty nor a backup: name a new folder"
            ) from None
        if not same:
            raise ArchiveError(
                f"{self._folder} is a backup of another archive ({note['archive']}): "
                "name a new folder"
            )
        newest = generations(self._folder)[:1]
        if newest and self._found(newest[0]) not in known:
            raise ArchiveError(
                f"{self._folder} has been changed since it was made a backup: name a new folder"
            )
        return known

    def _found(self, number: int) -> str:
        return f"{zlib.crc32((self._folder / manifest_name(number)).read_bytes()):08x}"

    def _note(self, manifests: list[str]) -> None:
        note = {
            "archive": str(self._index.resolve()),
            "index_id": self._manifest.index_id,
            "manifests": manifests,
        }
        pending = self._folder / _PENDING_NOTE
        durable.remove(pending)
        durable.write_file(pending, json.dumps(note).encode())
        durable.rename(pending, self._folder / NOTE)
        durable.sync_folder(self._folder)

    def _remove_others(self) -> None:
        # A manifest of a higher number goes too: an archive that was restored counts from there.
        kept = {manifest_name(self._manifest.generation), *self._manifest.files}
        for number in generations(self._folder):
            if manifest_name(number) not in kept:
                durable.remove(self._folder / manifest_name(number))
        durable.sync_folder(self._folder)
        for name in os.listdir(self._folder):
            if is_file_name(name) and name not in kept:
                durable.remove(self._folder / name)
