"""Whoosh's reading of a segment's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from searchkit.whoosh_index.column_codec.layout import TERMS_FILE, TERMS_KIND
from searchkit.whoosh_index.column_codec.matcher import ColumnMatcher
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.storage_file import open_container
from searchkit.whoosh_index.column_codec.term_cursor import ColumnCursor
from searchkit.whoosh_index.column_codec.term_table import TermTable

Term = tuple[str, bytes]


class NoSuchTerm(TermNotFound, KeyError):  # type: ignore[misc]
    """Whoosh expects the one error of some methods, and the other of others."""


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment, which may have none."""

    def __init__(self, storage: Any, segment: ColumnSegment) -> None:
        self._table: TermTable | None = None
        if segment.terms_size is not None:
            name = segment.make_filename(TERMS_FILE)
            file = open_container(storage, name, TERMS_KIND, segment.terms_size)
            self._table = TermTable(file, segment.exact_lengths)

    def close(self) -> None:
        self._table = None

    def indexed_field_names(self) -> Iterable[str]:
        return self._table.ranges.keys() if self._table else ()

    def __contains__(self, term: Term) -> bool:
        return self._table is not None and self._table.find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        if self._table is None or fieldname not in self._table.ranges:
            return base.EmptyCursor()
        return ColumnCursor(self._table, fieldname, fieldobj)

    def terms(self) -> Iterator[Term]:
        return (term for term, _ in self._numbered(None, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """From this term on, through the fields after it as well: Whoosh stops by itself."""
        return (term for term, _ in self._numbered(fieldname, prefix))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return self._with_infos(None, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """As `terms_from`."""
        return self._with_infos(fieldname, prefix)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        table, number = self._found(fieldname, text)
        return next(table.infos(number, number + 1))

    def frequency(self, fieldname: str, text: bytes) -> float:
        table, number = self._found(fieldname, text)
        return table.weight(number)

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        table, number = self._found(fieldname, text)
        return table.df(number)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ColumnMatcher:
        table, number = self._found(fieldname, text)
        return ColumnMatcher(table.posting_list(number), format_, (fieldname, text), scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[TermTable, int]:
        number = self._table.find(fieldname, text) if self._table else None
        if self._table is None or number is None:
            raise NoSuchTerm(f"no term {fieldname}:{text!r}")
        return self._table, number

    def _spans(self, fieldname: str | None, prefix: bytes) -> Iterator[tuple[str, int, int]]:
        """(field, first, stop) of a field's terms from `prefix` on, and of all fields after it."""
        table = self._table
        if table is None or (fieldname is not None and fieldname not in table.ranges):
            return
        begun = fieldname is None
        for name, (first, stop) in table.ranges.items():
            if name == fieldname:
                begun, first = True, table.texts.find(prefix, first, stop)
            if begun and first < stop:
                yield name, first, stop

    def _numbered(self, fieldname: str | None, prefix: bytes) -> Iterator[tuple[Term, int]]:
        table = self._table
        for name, first, stop in self._spans(fieldname, prefix):
            assert table is not None
            for number, text in enumerate(table.texts.between(first, stop), first):
                yield (name, text), number

    def _with_infos(self, fieldname: str | None, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        table = self._table
        for name, first, stop in self._spans(fieldname, prefix):
            assert table is not None
            texts, infos = table.texts.between(first, stop), table.infos(first, stop)
            for text, info in zip(texts, infos, strict=True):
                yield (name, text), info
