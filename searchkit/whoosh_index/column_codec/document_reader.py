"""Whoosh's reading of what a segment keeps for each document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from whoosh.codec import base

from searchkit.whoosh_index.column_codec.columns import whoosh_column
from searchkit.whoosh_index.column_codec.document_table import DocumentTable
from searchkit.whoosh_index.column_codec.layout import DOCUMENTS_FILE, DOCUMENTS_KIND
from searchkit.whoosh_index.column_codec.matcher import ColumnMatcher
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.storage_file import open_container


class ColumnDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment, which may have none. Deletions are the segment's own."""

    def __init__(self, storage: Any, segment: ColumnSegment) -> None:
        self._storage, self._segment = storage, segment
        self._table: DocumentTable | None = None
        if segment.documents_size is not None:
            name = segment.make_filename(DOCUMENTS_FILE)
            file = open_container(storage, name, DOCUMENTS_KIND, segment.documents_size)
            self._table = DocumentTable(file, segment.exact_lengths)

    def close(self) -> None:
        self._table = None

    def doc_count(self) -> int:
        return self._segment.doc_count_all() - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Collection[int]:
        return self._segment.deleted_docs()

    def all_doc_ids(self) -> Iterator[int]:
        """The documents that are not deleted."""
        docnums, deleted = range(self.doc_count_all()), self.deleted_docs()
        return (docnum for docnum in docnums if docnum not in deleted)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return self._table.stored_fields(docnum) if self._table else {}

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        if self._table is not None and self._table.has_column(fieldname):
            return True
        return bool(self._storage.file_exists(added_column_file(self._segment, fieldname)))

    def column_reader(self, fieldname: str, column: Any) -> Any:
        if self._table is not None and self._table.has_column(fieldname):
            return self._table.column(fieldname, column)
        file = self._storage.open_file(added_column_file(self._segment, fieldname))
        try:
            data = file.read()
        finally:
            file.close()
        return whoosh_column(column, memoryview(data), self.doc_count_all())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self.field_lengths(fieldname)
        return (lengths[docnum] if lengths else 0) or default

    def field_lengths(self, fieldname: str) -> Sequence[int]:
        """`doc_field_length` of every document; empty where all are 0."""
        return self._table.lengths(fieldname) if self._table else ()

    def field_length(self, fieldname: str) -> int:
        return self._table.total_lengths.get(fieldname, 0) if self._table else 0

    def min_field_length(self, fieldname: str) -> int:
        lengths = self.field_lengths(fieldname)
        return min(lengths, default=0)

    def max_field_length(self, fieldname: str) -> int:
        lengths = self.field_lengths(fieldname)
        return max(lengths, default=0)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        vectors = self._table.vectors(fieldname) if self._table else None
        return vectors is not None and vectors.find(docnum) is not None

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ColumnMatcher:
        vectors = self._table.vectors(fieldname) if self._table else None
        number = vectors.find(docnum) if vectors else None
        if vectors is None or number is None:
            raise KeyError(f"document {docnum} has no vector of the field {fieldname!r}")
        return ColumnMatcher(vectors.posting_list(number), format_)


def added_column_file(segment: ColumnSegment, fieldname: str) -> str:
    """The name of a column that Whoosh itself adds to a segment written before."""
    return str(segment.make_filename(f".{fieldname}.col"))
