"""Writing one generation: Whoosh's segment writer in a folder that nobody sees until the commit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from searchkit.analysis.analyzer import analyzer_id
from searchkit.engines.local.columns import Census, live_ids, take_census
from searchkit.engines.local.document import document, load_article
from searchkit.engines.local.record import RECORD_NAME, dump_record, load_record, sorted_items
from searchkit.errors import ArchiveClosed
from searchkit.model import Article
from searchkit.store.generation import NewGeneration, remove_leftovers
from searchkit.store.lock import WriteLock
from searchkit.store.folder_manifest import Manifest
from searchkit.whoosh_index import WritableStorage
from searchkit.whoosh_index.schema import archive_schema

_HELD = 64
"""Articles kept back from Whoosh, which must close a segment to replace one it has taken."""


class LocalWriter:
    """One uncommitted generation. The lock is released when it is committed or cancelled."""

    def __init__(self, index: Path, lock: WriteLock, base: Manifest | None) -> None:
        self._index, self._lock = index, lock
        self._base = base if base and base.folder else None
        self._fallback = self._base.fallback_language if self._base else None
        self._generation = NewGeneration(index, self._base)
        self._open = True
        self._changed = base is None  # a new archive, or a rebuilt one, is news in itself
        self._held: dict[str, dict[str, Any]] = {}
        self._storage = WritableStorage(str(self._generation.path))
        try:
            self._record = load_record(self._generation.path) if self._base else {}
            self._whoosh = (
                self._storage.open_index()
                if self._base
                else self._storage.create_index(archive_schema())
            )
            self._begin()
            self._old_documents = dict(self._documents)
            self._old_reader = self._whoosh.reader()
        except BaseException:
            self._storage.close_files()
            self._generation.discard()
            raise

    # Articles

    def put(self, article: Article) -> bool:
        self._check_open()
        fields = document(article, self._fallback)
        with self._cancelling():
            replaced = self._remove(article.id)
            self._held[article.id] = fields
            self._changed = True
            if len(self._held) > _HELD:
                self._hand_over()
        return replaced

    def delete(self, id: str) -> bool:
        self._check_open()
        with self._cancelling():
            removed = self._remove(id)
        self._changed = self._changed or removed
        return removed

    def has(self, id: str) -> bool:
        return id in self._held or id in self._added or id in self._documents

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
        # A copy, as it will be read: what the caller does with its own is no change.
        value = json.loads(json.dumps(value))
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
        with self._cancelling():
            self._hand_over()
            self._writer.commit()
            manifest = self._settle()
            self._write_record()
            self._tidy()
            manifest = self._generation.publish(manifest)
            # The commit is done: what cannot be removed now is left for the next writer.
            with suppress(OSError):
                remove_leftovers(self._index)
        self._end()
        return manifest.generation

    def cancel(self) -> None:
        if self._open:
            self._end()

    def _end(self) -> None:
        self._open = False
        try:
            self._old_reader.close()
            if not self._writer.is_closed:
                self._abandon()
        finally:
            self._storage.close_files()
            self._generation.discard()
            self._lock.release()

    def _abandon(self) -> None:
        """Close Whoosh's writer, which may have failed half-way through a commit."""
        try:
            self._writer.cancel()
        except Exception:  # noqa: BLE001 - what it cannot finish goes with its folder
            with suppress(Exception):
                self._writer.writelock.release()

    @contextmanager
    def _cancelling(self) -> Iterator[None]:
        """An error leaves Whoosh's writer with half of something: nothing it wrote is kept."""
        try:
            yield
        except BaseException:
            self.cancel()
            raise

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

    def _remove(self, id: str) -> bool:
        if self._held.pop(id, None) is not None:
            return True
        if id in self._added:
            self._flush()
        docnum = self._documents.pop(id, None)
        if docnum is None:
            return False
        self._writer.delete_document(docnum)
        return True

    def _hand_over(self) -> None:
        for fields in self._held.values():
            self._writer.add_document(**fields)
        self._added.update(self._held)
        self._held.clear()

    def _flush(self) -> None:
        """Close Whoosh's current segment: it cannot delete what it has not yet written."""
        self._writer.commit(merge=False)
        self._begin()
