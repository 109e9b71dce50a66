"""Whoosh's walk over the terms of one field."""

from __future__ import annotations

from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo

from searchkit.whoosh_index.column_codec.term_table import TermTable


class ColumnCursor(base.FieldCursor):  # type: ignore[misc]
    """Stands on a term of a field, or behind the last. Texts are what the field makes of bytes."""

    def __init__(self, table: TermTable, fieldname: str, fieldobj: Any) -> None:
        self._table, self._field = table, fieldobj
        self._first, self._stop = table.ranges[fieldname]
        self._number = self._first

    def first(self) -> Any:
        self._number = self._first
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term that is not before this one."""
        text = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._number = self._table.texts.find(text, self._first, self._stop)
        return self.text()

    def next(self) -> Any:
        self._number = min(self._number + 1, self._stop)
        return self.text()

    def text(self) -> Any:
        """None behind the last term."""
        if not self.is_valid():
            return None
        return self._field.from_bytes(self._table.texts[self._number])

    def term_info(self) -> TermInfo | None:
        if not self.is_valid():
            return None
        return next(self._table.infos(self._number, self._number + 1))

    def is_valid(self) -> bool:
        return self._number < self._stop
