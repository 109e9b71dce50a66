"""A segment: articles 0 to n-1 and everything about them, read from one file as it is needed."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.store.column_reader import Columns, Ints
from searchkit.store.container import Container, damaged
from searchkit.store.ids import Ids
from searchkit.store.layout import FIELDS
from searchkit.store.stored import StoredArticles
from searchkit.store.term_index import TermIndex

KIND = "segment"


class Segment:
    """Immutable, and safe to share between threads: whatever it works out, it keeps.

    `deleted` is True for the docnums that are deleted; None where none is. Raises CorruptIndex
    where the file is damaged: at once for its frame, else when what is damaged is first read.
    """

    def __init__(
        self, path: Path, size: int | None = None, deleted: npt.NDArray[np.bool_] | None = None
    ) -> None:
        self.container = Container(path, KIND, size)
        self.name = path.name
        self.facts: dict[str, Any] = self.container.facts
        self.documents = self._count()
        self.columns = Columns(self.container, self.documents)
        self.stored = StoredArticles(self.container, self.columns)
        self.ids = Ids(self.container, self.documents)
        self.text, self.author, self.url = (
            TermIndex(self.container, field, self.columns) for field in FIELDS
        )
        self._delete(deleted)

    def with_deleted(self, deleted: npt.NDArray[np.bool_] | None) -> Segment:
        """The same segment with other articles deleted; what was read of it is shared."""
        other = copy.copy(self)
        other._delete(deleted)
        return other

    def field(self, name: str) -> TermIndex:
        """One of `layout.FIELDS`; KeyError for others."""
        if name not in FIELDS:
            raise KeyError(name)
        index: TermIndex = getattr(self, name)
        return index

    def id(self, docnum: int) -> str:
        """The id of an article."""
        return self.ids.by_docnum.text(docnum)

    def find(self, id: str) -> int | None:
        """The docnum of an id; None where no article has it, or only a deleted one."""
        docnum = self.ids.find(id)
        return None if docnum is None or self._is_deleted(docnum) else docnum

    def ids_from(self, prefix: str) -> Iterator[tuple[str, int]]:
        """(id, docnum) of all live articles whose id begins with a prefix, sorted by id."""
        return (pair for pair in self.ids.starting(prefix) if not self._is_deleted(pair[1]))

    def article(self, docnum: int) -> Mapping[str, Any]:
        """The fields of an article that are known, as JSON's types."""
        return self.stored.fields(docnum)

    def article_bytes(self, docnum: int) -> bytes:
        """The same as it is stored: `article_bytes` says how."""
        return self.stored.texts.part(docnum)

    def token_starts(self, docnum: int) -> tuple[Ints, Ints]:
        """int64: the code point where each position of the title, and of the body, begins."""
        return self.stored.token_starts(docnum)

    def check(self) -> Iterator[str]:
        """What is wrong with the file, in words: every checksum, and section against section."""
        # Searches start sooner without it.
        from searchkit.store.audit import problems

        return problems(self)

    def _delete(self, deleted: npt.NDArray[np.bool_] | None) -> None:
        if deleted is not None and len(deleted) != self.documents:
            problem = f"it holds {self.documents} articles; {len(deleted)} may be deleted"
            raise damaged(self.container.path, problem)
        self.deleted = deleted
        gone = 0 if deleted is None else int(np.count_nonzero(deleted))
        self.live_count = self.documents - gone

    def _is_deleted(self, docnum: int) -> bool:
        return self.deleted is not None and bool(self.deleted[docnum])

    def _count(self) -> int:
        count = self.facts.get("documents")
        if not isinstance(count, int) or count < 0:
            raise damaged(self.container.path, "its fact 'documents' is no number")
        return count
