"""Writes what a segment keeps for each document: stored fields, lengths, columns, vectors."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Document:
    """What came of a document so far: nothing of one that fails is kept."""

    stored: dict[str, Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    columns: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    vectors: dict[str, list[tuple[str, float, bytes]]] = field(default_factory=dict)


class ColumnDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Gathers documents in memory, the stored ones compressed."""

    def __init__(self, storage: Any, segment: ColumnSegment) -> None:
        self._storage, self._segment = storage, segment
        self._document: _Document | None = None
        self._stream, self._ends = ByteStreamWriter(), array("Q")
        self._lengths: dict[str, tuple[array[int], array[int]]] = {}
        self._columns: dict[str, ColumnWriter] = {}
        self._vectors: dict[str, VectorsWriter] = {}
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if self._document is not None:
            raise ValueError("start_doc was called before the last document was finished")
        if docnum != len(self._ends):
            raise ValueError(f"document {docnum} cannot follow {len(self._ends)} documents")
        self._document = _Document()

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        document = self._started()
        if value is not None:
            document.stored[fieldname] = stored_values.encode(value)
        if length:
            document.lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        self._started().columns[fieldname] = columnobj, value

    def add_vector_items(
        self, fieldname: str, fieldobj: Any, items: Iterable[tuple[str, float, bytes]]
    ) -> None:
        self._started().vectors[fieldname] = list(items)

    def cancel_doc(self) -> None:
        """Forget what was added since `start_doc`."""
        self._document = None

    def finish_doc(self) -> None:
        document, docnum = self._started(), len(self._ends)
        for name, (column, value) in document.columns.items():
            if name not in self._columns:
                self._columns[name] = column_writer(column)
            self._columns[name].add(docnum, value)
        for name, items in document.vectors.items():
            self._vectors.setdefault(name, VectorsWriter()).add(docnum, items)
        for name, length in document.lengths.items():
            docnums, lengths = self._lengths.setdefault(name, (array("I"), array("I")))
            docnums.append(docnum)
            lengths.append(length)
        if document.stored:
            self._stream.append(stored_values.dumps(document.stored))
        self._ends.append(self._stream.size)
        self._document = None

    def close(self) -> None:
        """Write the documents that were finished."""
        if len(self._ends):
            output = StorageFile(self._storage, self._segment.make_filename(DOCUMENTS_FILE))
            with ContainerWriter(output, DOCUMENTS_KIND) as container:
                self._segment.documents_size, _ = container.finish(self._write(container))
        self.is_closed = True

    def _started(self) -> _Document:
        if self._document is None:
            raise ValueError("no document was started")
        return self._document

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
