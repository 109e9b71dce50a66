"""A segment's documents by number: stored fields, lengths, columns and vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from searchkit.store.container import Container
from searchkit.whoosh_index.column_codec import stored_values
from searchkit.whoosh_index.column_codec.byte_stream import ByteStream
from searchkit.whoosh_index.column_codec.columns import column_reader
from searchkit.whoosh_index.column_codec.layout import items
from searchkit.whoosh_index.column_codec.lengths import rounded
from searchkit.whoosh_index.column_codec.vectors import Vectors


class DocumentTable:
    """The documents of a file. Safe to share between threads."""

    def __init__(self, file: Container, exact_lengths: bool) -> None:
        facts = file.facts
        self._file, self._exact_lengths = file, exact_lengths
        self._documents: int = facts["documents"]
        self._stored, self._ends = ByteStream(file, "stored"), file.section("stored.ends")
        self.total_lengths: dict[str, int] = dict(facts["lengths"])
        self._lengths_places = _places(self.total_lengths)
        self._lengths: dict[str, Sequence[int]] = {}
        self._column_kinds: dict[str, str] = dict(facts["columns"])
        self._column_places = _places(self._column_kinds)
        self._vectors_places = _places(facts["vectors"])
        self._vectors: dict[str, Vectors] = {}

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        start = int(self._ends.part(docnum - 1, docnum)[0]) if docnum else 0
        data = self._stored.part(start, int(self._ends.part(docnum, docnum + 1)[0]))
        fields: dict[str, Any] = stored_values.loads(data) if data else {}
        return fields

    def lengths(self, field: str) -> Sequence[int]:
        """A field's length in each document, 0 where it has none; empty where none has any.

        Rounded as Whoosh's own codec does, unless they are to be exact.
        """
        lengths = self._lengths.get(field)
        if lengths is None:
            place = self._lengths_places.get(field)
            if place is None:
                return ()
            column = self._file.array(f"lengths.{place}")
            lengths = items(column if self._exact_lengths else rounded(column))
            self._lengths[field] = lengths
        return lengths

    def has_column(self, field: str) -> bool:
        return field in self._column_places

    def column(self, field: str, column: Any) -> Any:
        """A reader as Whoosh's are, of the column of a field that has one."""
        name, kind = f"columns.{self._column_places[field]}", self._column_kinds[field]
        return column_reader(kind, self._file, name, column, self._documents)

    def vectors(self, field: str) -> Vectors | None:
        vectors = self._vectors.get(field)
        if vectors is None and field in self._vectors_places:
            vectors = Vectors(self._file, f"vectors.{self._vectors_places[field]}")
            self._vectors[field] = vectors
        return vectors


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}
