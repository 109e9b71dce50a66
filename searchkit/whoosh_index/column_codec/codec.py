"""The codec itself: which writer and reader serves what."""

from __future__ import annotations

from typing import Any

from whoosh.codec import base

from searchkit.whoosh_index.column_codec.document_reader import (
    ColumnDocumentReader,
    added_column_file,
)
from searchkit.whoosh_index.column_codec.document_writer import ColumnDocumentWriter
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.term_reader import ColumnTermsReader
from searchkit.whoosh_index.column_codec.term_writer import ColumnFieldWriter


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """Keeps an index of Whoosh's in numpy columns: `index.writer(codec=ColumnCodec())`.

    Lengths of fields are written as they are. Readers round them as Whoosh's own codec does, so
    that scores are the same with both; with `exact_lengths`, readers leave them as they are. Bounds
    of scores are kept for each `blocklimit` postings. What is stored with a document must be of a
    type that `stored_values` knows; TypeError otherwise.
    """

    def __init__(self, blocklimit: int = 128, *, exact_lengths: bool = False) -> None:
        self._block, self._exact_lengths = blocklimit, exact_lengths

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        return ColumnSegment(indexname, self._exact_lengths)

    def per_document_writer(self, storage: Any, segment: ColumnSegment) -> ColumnDocumentWriter:
        return ColumnDocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ColumnSegment) -> ColumnFieldWriter:
        return ColumnFieldWriter(storage, segment, self._block)

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> ColumnDocumentReader:
        return ColumnDocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> ColumnTermsReader:
        return ColumnTermsReader(storage, segment)

    @staticmethod
    def column_filename(segment: ColumnSegment, fieldname: str) -> str:
        """Where `whoosh.sorting.add_sortable` puts a column that it adds to a written segment."""
        return added_column_file(segment, fieldname)
