"""Columns of fields: a value a document, to sort, group and collapse by.

Of Whoosh's column types, the common ones have kinds of their own, with sections named after the
column (N):

=========  =========================================================================================
numbers    `N`: u1, u2, u4, u8, i4, i8, f4 or f8, a document each
bits       `N`: u1, a document each
bytes      `N`: texts, a document each (of any of Whoosh's columns of one byte string a document)
values     `N`: texts, a document each: JSON of `stored_values` (for `PickleColumn`); empty: none
whoosh     `N`: u1, what Whoosh's own writer of any other type of column wrote
=========  =========================================================================================
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Protocol

import numpy as np
from whoosh import columns
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.idsets import BitSet

from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec import stored_values
from searchkit.whoosh_index.column_codec.layout import items
from searchkit.whoosh_index.column_codec.texts import Texts, TextsWriter


class ColumnWriter(Protocol):
    """Gathers one column's values, given by rising docnum; some documents may have none."""

    kind: str

    def add(self, docnum: int, value: Any) -> None: ...
    def write(self, container: ContainerWriter, name: str, documents: int) -> None: ...


class _NumbersWriter:
    kind = "numbers"

    def __init__(self, typecode: str, default: float) -> None:
        self._default: array[Any] = array(typecode, [default])
        self._values: array[Any] = array(typecode)

    def add(self, docnum: int, value: Any) -> None:
        self._fill(docnum)
        self._values.append(value)

    def write(self, container: ContainerWriter, name: str, documents: int) -> None:
        self._fill(documents)
        values = np.asarray(self._values)[:documents]
        # Files hold no signed numbers of one or two bytes.
        small = values.dtype.kind == "i" and values.itemsize < 4
        container.add(name, values.astype(np.int32) if small else values)

    def _fill(self, docnum: int) -> None:
        self._values.extend(self._default * (docnum - len(self._values)))


class _BitsWriter(_NumbersWriter):
    kind = "bits"

    def __init__(self) -> None:
        super().__init__("B", 0)

    def add(self, docnum: int, value: Any) -> None:
        super().add(docnum, bool(value))


class _BytesWriter:
    kind = "bytes"

    def __init__(self, default: bytes) -> None:
        self._default = default
        self._texts = TextsWriter()

    def add(self, docnum: int, value: Any) -> None:
        self._fill(docnum)
        self._texts.append(value)

    def write(self, container: ContainerWriter, name: str, documents: int) -> None:
        self._fill(documents)
        self._texts.write(container, name)

    def _fill(self, docnum: int) -> None:
        while len(self._texts) < docnum:
            self._texts.append(self._default)


class _ValuesWriter(_BytesWriter):
    kind = "values"

    def __init__(self) -> None:
        super().__init__(b"")

    def add(self, docnum: int, value: Any) -> None:
        if value is not None:
            super().add(docnum, stored_values.dumps(stored_values.encode(value)))


class _WhooshWriter:
    kind = "whoosh"

    def __init__(self, column: Any) -> None:
        self._buffer = BytesIO()
        self._writer = column.writer(StructFile(self._buffer))

    def add(self, docnum: int, value: Any) -> None:
        self._writer.add(docnum, value)

    def write(self, container: ContainerWriter, name: str, documents: int) -> None:
        self._writer.finish(documents)
        container.add(name, np.frombuffer(self._buffer.getvalue(), np.uint8))


_TYPECODES = "bBhHiIqQfd"
"""Those that mean the same to `struct`, of which Whoosh takes them, and to `array`."""
_BYTES_COLUMNS = (
    columns.VarBytesColumn,
    columns.FixedBytesColumn,
    columns.RefBytesColumn,
    columns.CompressedBytesColumn,
    columns.CompressedBlockColumn,
)


def column_writer(column: Any) -> ColumnWriter:
    """The writer for a column of any type."""
    # Derived types may encode values in their own way: only Whoosh's own are known.
    kind = type(column)
    if kind is columns.NumericColumn and column._typecode in _TYPECODES:
        return _NumbersWriter(column._typecode, column.default_value())
    if kind is columns.BitColumn:
        return _BitsWriter()
    if kind in _BYTES_COLUMNS:
        return _BytesWriter(getattr(column, "_default", b""))
    if kind is columns.PickleColumn:
        return _ValuesWriter()
    return _WhooshWriter(column)


class _NumbersReader(columns.ColumnReader):  # type: ignore[misc]
    def __init__(self, container: Container, name: str, column: Any) -> None:
        self._values = items(container.array(name))
        self._reverse = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values[docnum]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.load())

    def sort_key(self, docnum: int) -> Any:
        value = self[docnum]
        return 0 - value if self._reverse else value

    def set_reverse(self) -> None:
        self._reverse = True

    def load(self) -> list[Any]:
        return self._values.tolist()


class _BitsReader(_NumbersReader):
    def __getitem__(self, docnum: int) -> bool:
        return bool(self._values[docnum])

    def sort_key(self, docnum: int) -> int:
        return int(self[docnum] ^ self._reverse)

    def load(self) -> list[bool]:
        return [bool(value) for value in self._values]

    def id_set(self) -> Any:
        """The documents whose bit is set."""
        return BitSet(docnum for docnum, value in enumerate(self._values) if value)


class _BytesReader(columns.ColumnReader):  # type: ignore[misc]
    def __init__(self, container: Container, name: str, column: Any) -> None:
        self._texts = Texts(container, name)
        self._column = column

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, docnum: int) -> Any:
        return self._texts[docnum]

    def __iter__(self) -> Iterator[Any]:
        return (self[docnum] for docnum in range(len(self)))

    @property
    def had_stored_offsets(self) -> bool:
        """Whether the column asks for them, which Whoosh's tests look at; here all have them."""
        column = self._column
        return bool(column.allow_offsets and len(self) > column.write_offsets_cutoff)


class _ValuesReader(_BytesReader):
    def __getitem__(self, docnum: int) -> Any:
        data = self._texts[docnum]
        return stored_values.loads(data) if data else None

    def sort_key(self, docnum: int) -> bytes:
        """The JSON: values of several types have no order of their own."""
        return self._texts[docnum]


_READERS: dict[str, Any] = {
    _NumbersWriter.kind: _NumbersReader,
    _BitsWriter.kind: _BitsReader,
    _BytesWriter.kind: _BytesReader,
    _ValuesWriter.kind: _ValuesReader,
}


def column_reader(kind: str, container: Container, name: str, column: Any, documents: int) -> Any:
    """A reader as Whoosh's own of what was written as this kind."""
    if kind in _READERS:
        return _READERS[kind](container, name, column)
    return whoosh_column(column, container.array(name).data, documents)


def whoosh_column(column: Any, data: memoryview, documents: int) -> Any:
    """The reader of what a column's own writer wrote."""
    return column.reader(BufferFile(data), 0, len(data), documents)
