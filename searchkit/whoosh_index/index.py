"""The archive as a `whoosh.index.Index`."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

from searchkit.archive import Archive
from searchkit.store.manifest import Manifest, generations, manifest_name, read_newest
from searchkit.store.snapshot import Snapshot
from searchkit.whoosh_index._whoosh import FileStorage, whoosh
from searchkit.whoosh_index.archive_codec import READ_ONLY, ArchiveSegment, ReadOnlyIndexError
from searchkit.whoosh_index.archive_schema import ArchiveSchema
from searchkit.whoosh_index.writer import ArchiveWriter


class ArchiveIndex(whoosh.index.Index):  # type: ignore[misc]
    """One generation of an archive. `refresh` gives the newest as another index."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        self.storage = FileStorage(str(self.path), readonly=True)
        self._manifest: Manifest = read_newest(self.path)
        self._schema = ArchiveSchema(self._manifest.fallback_language or "en")
        segments = Snapshot.open(self.path, self._manifest).segments
        self._segments = [
            ArchiveSegment(number, lambda folder: segments) for number in range(len(segments))
        ]

    @property
    def schema(self) -> ArchiveSchema:
        return self._schema

    def is_empty(self) -> bool:
        return not self.doc_count()

    def doc_count(self) -> int:
        return self._manifest.documents

    def latest_generation(self) -> int:
        return max(generations(self.path), default=-1)

    def up_to_date(self) -> bool:
        return self.latest_generation() == self._manifest.generation

    def refresh(self) -> ArchiveIndex:
        return self if self.up_to_date() else ArchiveIndex(self.path)

    def last_modified(self) -> float:
        path = self.path / manifest_name(self._manifest.generation)
        return path.stat().st_mtime

    def reader(self, reuse: Any = None) -> Any:
        generation = self._manifest.generation
        readers = [
            whoosh.reading.SegmentReader(self.storage, self._schema, segment, generation)
            for segment in self._segments
        ]
        if not readers:
            return whoosh.reading.EmptyReader(self._schema)
        if len(readers) == 1:
            return readers[0]
        return whoosh.reading.MultiReader(readers, generation=generation)

    def writer(self, **options: Any) -> ArchiveWriter:
        """A writer that holds the archive's lock until it commits or cancels.

        `timeout` is how many seconds it waits for another one. Raises ArchiveLocked.
        """
        return ArchiveWriter(Archive.open(self.path, wait=options.get("timeout", 0.0)), self)

    def add_field(self, fieldname: str, fieldspec: Any) -> NoReturn:
        raise ReadOnlyIndexError("an archive's fields are fixed")

    remove_field = add_field

    def delete_by_term(self, fieldname: str, text: Any, searcher: Any = None) -> None:
        writer = self.writer()
        writer.delete_by_term(fieldname, text, searcher=searcher)
        writer.commit()

    def lock(self, name: str) -> NoReturn:
        raise ReadOnlyIndexError(READ_ONLY)
