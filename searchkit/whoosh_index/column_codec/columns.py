"""Columns of fields: a value a document, to sort, group and collapse by.

Of Whoosh's column types, those of numbers, bits and bytes have kinds of their own, with sections
named after the column (N):

=========  =========================================================================================
numbers    `N`: u1, u2, u4, u8, i4, i8, f4 or f8, a document each
bits       `N`: u1, a document each
bytes      `N`: texts, a document each (of fixed or variable length, or references)
values     `N`: texts, a document each: JSON of `stored_values` (for `PickleColumn`); empty: none
whoosh     `N`: u1, whatever Whoosh's own writer of any other column type wrote
=========  =========================================================================================
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Protocol

import numpy as np
from whoosh.filedb.structfile import BufferFile, StructFile

from searchkit.store.container import Container, ContainerWriter


class ColumnWriter(Protocol):
    """Gathers one column's values, given by rising docnum; some documents may have none."""

    kind: str

    def add(self, docnum: int, value: Any) -> None: ...
    def write(self, container: ContainerWriter, name: str, documents: int) -> None: ...


class _WhooshColumnWriter:
    kind = "whoosh"

    def __init__(self, column: Any) -> None:
        self._buffer = BytesIO()
        self._writer = column.writer(StructFile(self._buffer))

    def add(self, docnum: int, value: Any) -> None:
        self._writer.add(docnum, value)

    def write(self, container: ContainerWriter, name: str, documents: int) -> None:
        self._writer.finish(documents)
        container.add(name, np.frombuffer(self._buffer.getvalue(), np.uint8))


def column_writer(column: Any) -> ColumnWriter:
    """The writer for a column of one of Whoosh's types, or of any other."""
    return _WhooshColumnWriter(column)


def column_reader(kind: str, container: Container, name: str, column: Any, documents: int) -> Any:
    data = container.array(name)
    return column.reader(BufferFile(data.data), 0, len(data), documents)
