"""The codec itself: which writer and reader serves what."""

from __future__ import annotations

from typing import Any

from whoosh.codec import base

from searchkit.whoosh_index.column_codec.document_reader import ColumnDocumentReader
from searchkit.whoosh_index.column_codec.document_writer import ColumnDocumentWriter
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.term_reader import ColumnTermsReader
from searchkit.whoosh_index.column_codec.term_writer import ColumnFieldWriter


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """Keeps an index of Whoosh's in numpy columns: `index.writer(codec=ColumnCodec())`.

    Bounds of scores are kept for each `blocklimit` postings. What is stored with a document must
    be of a type that `stored_values` knows; TypeError otherwise.
    """

    def __init__(self, blocklimit: int = 128) -> None:
        self._block = blocklimit

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        return ColumnSegment(indexname)

    def per_document_writer(self, storage: Any, segment: ColumnSegment) -> ColumnDocumentWriter:
        return ColumnDocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ColumnSegment) -> ColumnFieldWriter:
        return ColumnFieldWriter(storage, segment, self._block)

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> ColumnDocumentReader:
        return ColumnDocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> ColumnTermsReader:
        return ColumnTermsReader(storage, segment)
