"""Opening readers and writers of an archive folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from searchkit.analysis.identity import analyzer_id
from searchkit.engines.local.reader import LocalReader
from searchkit.errors import ArchiveError, ArchiveNotFound, CorruptIndex, IncompatibleIndex
from searchkit.store.manifest import KINDS, Manifest, generations, no_archive, read_newest
from searchkit.store.snapshot import Snapshot
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.engines.base import Reader
    from searchkit.engines.local.salvage import Salvage
    from searchkit.engines.local.writer import LocalWriter
    from searchkit.store.lock import WriteLock

_ATTEMPTS = 5


class LocalEngine(Value):
    """One archive folder. `create` lets it not exist yet: it is then empty until a commit."""

    index: Path
    create: bool = False
    wait_seconds: float = 0.0

    def exists(self) -> bool:
        return bool(generations(self.index))

    def reader(self, *, stored_only: bool = False) -> Reader:
        """The newest generation, tried again if a commit removes it while it is being opened."""
        for attempt in range(_ATTEMPTS):
            try:
                manifest = self._newest(stored_only)
            except IncompatibleIndex as error:
                if not stored_only:
                    raise
                return self._earlier(error)
            try:
                return LocalReader(Snapshot.open(self.index, manifest))
            except CorruptIndex:
                if attempt == _ATTEMPTS - 1 or self._newest(stored_only) == manifest:
                    raise
        raise AssertionError("unreachable")

    def writer(self, *, fresh: bool = False) -> LocalWriter:
        # Analysing and writing are a third of what there is to import; a search needs neither.
        from searchkit.engines.local.writer import LocalWriter
        from searchkit.store.commit import remove_leftovers

        if not (self.create or self.exists()):
            raise no_archive(self.index)
        if not fresh and self.exists():
            self._newest()  # Refused before anything is touched.
        lock = self._locked()
        try:
            base = None
            if not fresh and self.exists():
                base = Snapshot.open(self.index, self._newest())
            remove_leftovers(self.index)
            return LocalWriter(self.index, lock, base)
        except BaseException:
            lock.release()
            raise

    def salvage(self) -> tuple[Salvage, LocalWriter]:
        """What can still be read of a damaged archive, and a fresh writer for it.

        Nothing is removed before the writer commits. Raises ArchiveNotFound where there are not
        even files of one.
        """
        from searchkit.engines.local.salvage import Salvage
        from searchkit.engines.local.writer import LocalWriter

        if not (self.exists() or any(self.index.glob(f"{KINDS['segment']}-*"))):
            raise no_archive(self.index)
        lock = self._locked()
        try:
            return Salvage(self.index), LocalWriter(self.index, lock)
        except BaseException:
            lock.release()
            raise

    def _earlier(self, refusal: IncompatibleIndex) -> Reader:
        from searchkit.engines.local.earlier import EarlierReader

        # The rest of a reader it refuses, whatever is asked.
        return cast("Reader", EarlierReader(self.index, refusal))

    def _locked(self) -> WriteLock:
        from searchkit.store.commit import make_folder
        from searchkit.store.lock import WriteLock

        try:
            make_folder(self.index)
            lock = WriteLock(self.index)
            lock.acquire(self.wait_seconds)
        except OSError as error:
            raise ArchiveError(
                f"no archive can be written in {self.index}: {error.strerror or error}"
            ) from error
        return lock

    def _newest(self, any_analyzer: bool = False) -> Manifest:
        try:
            manifest = read_newest(self.index)
        except ArchiveNotFound:
            if not self.create:
                raise
            return Manifest(analyzer=analyzer_id())
        if manifest.analyzer != analyzer_id() and not any_analyzer:
            raise IncompatibleIndex(
                f"the archive in {self.index} was made with the analyzer {manifest.analyzer!r}; "
                f"this searchkit has {analyzer_id()!r}: run `searchkit rebuild --stored`"
            )
        return manifest
