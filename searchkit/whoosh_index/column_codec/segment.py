"""The segment object that Whoosh keeps in its table of contents."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from whoosh.codec import base

if TYPE_CHECKING:
    from searchkit.whoosh_index.column_codec.codec import ColumnCodec


class ColumnSegment(base.Segment):  # type: ignore[misc]
    """A segment's name, counts, deletions and file sizes (None for a file that it does not have).

    Whoosh pickles it: its attributes are of Python's own types.
    """

    def __init__(self, indexname: str, exact_lengths: bool) -> None:
        super().__init__(indexname)
        self.exact_lengths = exact_lengths
        self.documents_size: int | None = None
        self.terms_size: int | None = None
        self._count = 0
        self._deleted: set[int] | frozenset[int] = frozenset()

    def codec(self) -> ColumnCodec:
        from searchkit.whoosh_index.column_codec.codec import ColumnCodec

        return ColumnCodec(exact_lengths=self.exact_lengths)

    def set_doc_count(self, count: int) -> None:
        self._count = count

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Collection[int]:
        """A frozen set, so that the one which Whoosh makes of it for each term is no copy."""
        self._deleted = frozenset(self._deleted)
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        deleted = self._deleted if isinstance(self._deleted, set) else set(self._deleted)
        if delete:
            deleted.add(docnum)
        else:
            deleted.discard(docnum)
        self._deleted = deleted

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        """No: in a compound file the arrays would lose their alignment, and their map."""
        return False
