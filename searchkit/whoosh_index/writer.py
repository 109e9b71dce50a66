"""Whoosh's writer interface over the archive's own writing: durable, atomic, one at a time."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NoReturn

from searchkit.archive import Archive
from searchkit.errors import InvalidArticle
from searchkit.model import Article
from searchkit.whoosh_index._whoosh import whoosh

if TYPE_CHECKING:
    from searchkit.whoosh_index.index import ArchiveIndex

_FIELDS = ("id", "title", "body", "source", "author", "url", "language", "path", "published")


class ArchiveWriter(whoosh.writing.IndexWriter):  # type: ignore[misc]
    """Takes documents with an article's fields as keywords."""

    def __init__(self, archive: Archive, index: ArchiveIndex) -> None:
        self._archive, self._index = archive, index
        self.schema = index.schema
        self.is_closed = False
        archive.delete()  # takes the lock, and changes nothing

    def reader(self, reuse: Any = None) -> Any:
        return self._index.refresh().reader()

    def searcher(self, **options: Any) -> Any:
        return whoosh.searching.Searcher(self.reader(), **options)

    def add_document(self, **fields: Any) -> None:
        """Add an article, replacing the one of the same id, as `Archive.add` does."""
        unknown = [name for name in fields if name not in _FIELDS]
        if unknown:
            raise InvalidArticle(f"an article has no field {unknown[0]!r}", unknown[0])
        when = fields.get("published")
        if isinstance(when, datetime) and when.tzinfo is None:
            # Whoosh's DATETIME is in UTC and does not say so.
            fields["published"] = when.replace(tzinfo=timezone.utc)
        self._archive.add(Article(**fields))

    def update_document(self, **fields: Any) -> None:
        self.add_document(**fields)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if not delete:
            raise ValueError("a deleted article is brought back by adding it")
        reader = self.reader()
        try:
            self._archive.delete(reader.stored_fields(docnum)["id"])
        finally:
            reader.close()

    def delete_by_query(self, q: Any, searcher: Any = None) -> int:
        own = searcher or self.searcher()
        try:
            ids = [own.stored_fields(docnum)["id"] for docnum in own.docs_for_query(q)]
        finally:
            if searcher is None:
                own.close()
        return self._archive.delete(*ids)

    def is_deleted(self, docnum: int) -> bool:
        reader = self.reader()
        try:
            return bool(reader.is_deleted(docnum))
        finally:
            reader.close()

    def commit(self, mergetype: Any = None, optimize: bool = False, merge: bool = True) -> None:
        """Make what was written durable. Segments are merged as the archive sees fit."""
        self._archive.commit()
        self._end()

    def cancel(self) -> None:
        self._end()

    def _end(self) -> None:
        self.is_closed = True
        self._archive.close()

    def add_field(self, fieldname: str, fieldtype: Any, **_: Any) -> NoReturn:
        raise InvalidArticle("an archive's fields are fixed", fieldname)

    remove_field = add_field

    def add_reader(self, reader: Any) -> NoReturn:
        raise InvalidArticle("an archive takes articles, not other indexes", "reader")
