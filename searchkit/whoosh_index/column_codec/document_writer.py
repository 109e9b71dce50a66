"""Writes what a segment keeps for each document: stored fields, lengths, columns, vectors."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.codec import base

from searchkit.store.container import ContainerWriter
from searchkit.whoosh_index.column_codec import stored_values
from searchkit.whoosh_index.column_codec.byte_stream import ByteStreamWriter
from searchkit.whoosh_index.column_codec.columns import ColumnWriter, column_writer
from searchkit.whoosh_index.column_codec.layout import DOCUMENTS_FILE, DOCUMENTS_KIND, narrow
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.storage_file import StorageFile
from searchkit.whoosh_index.column_codec.vectors import VectorsWriter


class ColumnDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Gathers documents in memory, the stored ones compressed."""

    def __init__(self, storage: Any, segment: ColumnSegment) -> None:
        self._storage, self._segment = storage, segment
        self._docnum = -1
        self._stored: dict[str, Any] | None = None
        self._stream, self._ends = ByteStreamWriter(), array("Q")
        self._lengths: dict[str, tuple[array[int], array[int]]] = {}
        self._columns: dict[str, ColumnWriter] = {}
        self._vectors: dict[str, VectorsWriter] = {}
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if self._stored is not None:
            raise ValueError("start_doc was called before the last document was finished")
        if docnum != self._docnum + 1:
            raise ValueError(f"document {docnum} cannot follow document {self._docnum}")
        self._docnum, self._stored = docnum, {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        assert self._stored is not None
        if value is not None:
            self._stored[fieldname] = stored_values.encode(value)
        if length:
            docnums, lengths = self._lengths.setdefault(fieldname, (array("I"), array("I")))
            docnums.append(self._docnum)
            lengths.append(length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        if fieldname not in self._columns:
            self._columns[fieldname] = column_writer(columnobj)
        self._columns[fieldname].add(self._docnum, value)

    def add_vector_items(
        self, fieldname: str, fieldobj: Any, items: Iterable[tuple[str, float, bytes]]
    ) -> None:
        self._vectors.setdefault(fieldname, VectorsWriter()).add(self._docnum, items)

    def finish_doc(self) -> None:
        if self._stored is None:
            raise ValueError("finish_doc was called outside of a document")
        if self._stored:
            self._stream.append(stored_values.dumps(self._stored))
        self._ends.append(self._stream.size)
        self._stored = None

    def close(self) -> None:
        if self._stored is not None:
            self.finish_doc()
        if len(self._ends):
            output = StorageFile(self._storage, self._segment.make_filename(DOCUMENTS_FILE))
            with ContainerWriter(output, DOCUMENTS_KIND) as container:
                self._segment.documents_size, _ = container.finish(self._write(container))
        self.is_closed = True

    def _write(self, container: ContainerWriter) -> dict[str, Any]:
        """The file's facts."""
        documents = len(self._ends)
        self._stream.write(container, "stored")
        container.add("stored.ends", narrow(self._ends))
        for number, (docnums, lengths) in enumerate(self._lengths.values()):
            column = np.zeros(documents, np.uint32)
            column[np.asarray(docnums)] = lengths
            container.add(f"lengths.{number}", narrow(column))
        for number, writer in enumerate(self._columns.values()):
            writer.write(container, f"columns.{number}", documents)
        for number, vectors in enumerate(self._vectors.values()):
            vectors.write(container, f"vectors.{number}")
        return {
            "documents": documents,
            "lengths": [[name, sum(lengths)] for name, (_, lengths) in self._lengths.items()],
            "columns": [[name, writer.kind] for name, writer in self._columns.items()],
            "vectors": list(self._vectors),
        }
