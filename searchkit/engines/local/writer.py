"""Writing one generation: Whoosh's segment writer in a folder that nobody sees until the commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from searchkit.analysis.analyzer import analyzer_id
from searchkit.engines.local.columns import Census, live_ids, take_census
from searchkit.engines.local.document import document, load_article
from searchkit.engines.local.record import RECORD_NAME, dump_record, load_record, sorted_items
from searchkit.errors import ArchiveClosed, CommitUncertain
from searchkit.model import Article
from searchkit.store.generation import NewGeneration, remove_leftovers
from searchkit.store.lock import WriteLock
from searchkit.store.manifest import Manifest
from searchkit.whoosh_index import FileStorage
from searchkit.whoosh_index.schema import archive_schema


class LocalWriter:
    """One uncommitted generation. The lock is released when it is committed or cancelled."""

    def __init__(self, index: Path, lock: WriteLock, base: Manifest | None) -> None:
        self._index, self._lock = index, lock
        self._base = base if base and base.folder else None
        self._fallback = self._base.fallback_language if self._base else None
        self._generation = NewGeneration(index, self._base)
        self._open = True
        self._changed = base is None  # a new archive, or a rebuilt one, is news in itself
        try:
            self._record = load_record(self._generation.path) if self._base else {}
            self._storage = FileStorage(str(self._generation.path))
            self._whoosh = (
                self._storage.open_index()
                if self._base
                else self._storage.create_index(archive_schema())
            )
            self._begin()
            self._old_documents = dict(self._documents)
            self._old_reader = self._whoosh.reader()
        except BaseException:
            self._generation.discard()
            raise

    # Articles

    def put(self, article: Article) -> bool:
        self._check_open()
        fields = document(article, self._fallback)
        replaced = self.delete(article.id)
        try:
            self._writer.add_document(**fields)
        except BaseException:
            # Whoosh has taken half of it: what it wrote so far is of no use.
            self.cancel()
            raise
        self._added.add(article.id)
        self._changed = True
        return replaced

    def delete(self, id: str) -> bool:
        self._check_open()
        if id in self._added:
            self._flush()
        docnum = self._documents.pop(id, None)
        if docnum is None:
            return False
        self._writer.delete_document(docnum)
        self._changed = True
        return True

    def has(self, id: str) -> bool:
        return id in self._added or id in self._documents

    def get(self, id: str) -> Article | None:
        docnum = self._old_documents.get(id)
        if docnum is None:
            return None
        return load_article(self._old_reader.stored_fields(docnum)["article"])

    # The record

    def entry(self, key: str) -> Any | None:
        return self._record.get(key)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        return iter(sorted_items(self._record, prefix))

    def set_entry(self, key: str, value: Any | None) -> None:
        self._check_open()
        if value == self._record.get(key):
            return
        self._changed = True
        if value is None:
            del self._record[key]
        else:
            self._record[key] = value

    # Ending

    def commit(self) -> int:
        self._check_open()
        if self._base and not self._changed:
            self.cancel()
            return self._base.generation
        try:
            self._writer.commit()
            manifest = self._settle()
            self._write_record()
            self._tidy()
            manifest = self._generation.publish(manifest)
        except CommitUncertain:
            self._close()
            self._lock.release()
            raise
        except BaseException:
            self.cancel()
            raise
        self._close()
        remove_leftovers(self._index)
        self._lock.release()
        return manifest.generation

    def cancel(self) -> None:
        if self._open:
            self._close()
            self._generation.discard()
            self._lock.release()

    def _close(self) -> None:
        self._open = False
        self._old_reader.close()
        if not self._writer.is_closed:
            self._writer.cancel()

    def _check_open(self) -> None:
        if not self._open:
            raise ArchiveClosed("this writer has been committed or cancelled: open a new one")

    def _settle(self) -> Manifest:
        """Stem the articles of unknown language as the archive's commonest one.

        The result hangs on the archive's content alone, not on the order it was added in.
        """
        census = self._census()
        if census.commonest != self._fallback and census.unsure:
            self._fallback = census.commonest
            self._begin()
            with self._whoosh.reader() as reader:
                for docnum in census.unsure:
                    article = load_article(reader.stored_fields(docnum)["article"])
                    self._writer.delete_document(docnum)
                    self._writer.add_document(**document(article, self._fallback))
            self._writer.commit()
        return Manifest(
            analyzer=analyzer_id(),
            documents=census.documents,
            undated=census.undated,
            languages=dict(sorted(census.languages.items())),
            fallback_language=census.commonest,
        )

    def _census(self) -> Census:
        with self._whoosh.reader() as reader:
            return take_census(reader)

    def _write_record(self) -> None:
        path = self._generation.path / RECORD_NAME
        path.unlink(missing_ok=True)  # never write through a link into the generation before
        path.write_bytes(dump_record(self._record))

    def _tidy(self) -> None:
        """Remove what Whoosh leaves beside its segments: its lock file and temporary folder."""
        for path in self._generation.path.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name.endswith("WRITELOCK"):
                path.unlink()

    # Whoosh

    def _begin(self) -> None:
        """Start a Whoosh writer, knowing where each article stands that it may delete."""
        self._writer = self._whoosh.writer()
        self._added: set[str] = set()
        with self._whoosh.reader() as reader:
            self._documents = live_ids(reader)

    def _flush(self) -> None:
        """Close Whoosh's current segment: it cannot delete what it has not yet written."""
        self._writer.commit(merge=False)
        self._begin()
