"""Writes a segment's terms and postings."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from operator import ne
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec import base

from searchkit.store.container import ContainerWriter
from searchkit.whoosh_index.column_codec.layout import TERMS_FILE, TERMS_KIND, narrow
from searchkit.whoosh_index.column_codec.payloads import PayloadsWriter
from searchkit.whoosh_index.column_codec.segment import ColumnSegment
from searchkit.whoosh_index.column_codec.storage_file import StorageFile
from searchkit.whoosh_index.column_codec.texts import TextsWriter

Numbers = npt.NDArray[Any]
Posting = tuple[str, bytes, int, float, bytes | None]

_AT_ONCE = 1 << 13
"""Postings taken from Whoosh in one step."""


class ColumnFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Gathers postings in memory: about 24 bytes each, and their values compressed."""

    def __init__(self, storage: Any, segment: ColumnSegment, block: int) -> None:
        self._storage, self._segment, self._block = storage, segment, block
        self._fields: dict[str, int] = {}
        self._field: str | None = None
        self._term: bytes | None = None
        self._last_term: bytes | None = None
        self._terms = TextsWriter()
        self._ends = array("Q")
        self._docnums, self._lengths = array("I"), array("I")
        self._payloads = PayloadsWriter()
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        """Take all of a segment's postings: (field, term, docnum, weight, value), sorted.

        `lengths` (None where lengths are of no use) tells how long the documents' fields are.
        Postings of a document beyond the last are of one that failed to be added: they are dropped.
        """
        counted = getattr(lengths, "doc_count_all", None)
        documents = counted() if counted else 1 << 32
        postings = iter(items)
        while batch := list(islice(postings, _AT_ONCE)):
            # Whoosh marks what is no posting, but a word for spelling only, by a docnum of -1.
            batch = [posting for posting in batch if 0 <= posting[2] < documents]
            if batch:
                self._add_batch(schema, lengths, *map(list, zip(*batch, strict=True)))
        if self._field is not None:
            self.finish_term()
            self.finish_field()

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        if self._fields and fieldname <= (last := next(reversed(self._fields))):
            raise base.OutOfOrderError(f"field {fieldname!r} follows {last!r}")
        self._field, self._last_term = fieldname, None
        self._fields[fieldname] = 0

    def start_term(self, btext: bytes) -> None:
        if self._field is None:
            raise ValueError("start_term was called outside of a field")
        if self._last_term is not None and btext <= self._last_term:
            raise base.OutOfOrderError(f"term {btext!r} follows {self._last_term!r}")
        self._term = btext

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        self._docnums.append(docnum)
        self._lengths.append(length or 0)
        self._payloads.extend([weight], [vbytes])

    def finish_term(self) -> None:
        self._finish_term(len(self._docnums))

    def finish_field(self) -> None:
        if self._field is None:
            raise ValueError("finish_field was called outside of a field")
        self._field = None

    def _add_batch(
        self,
        schema: Any,
        lengths: Any,
        fields: Sequence[str],
        terms: Sequence[bytes],
        docnums: list[int],
        weights: Sequence[float],
        values: Sequence[bytes | None],
    ) -> None:
        before = len(self._docnums)
        for start in [0, *_changes(fields, terms)]:
            if fields[start] == self._field and terms[start] == self._term:
                continue
            if self._field is not None:
                self._finish_term(before + start)
            if fields[start] != self._field:
                self.start_field(fields[start], schema[fields[start]])
            self.start_term(terms[start])
        self._docnums.extend(docnums)
        self._lengths.frombytes(_lengths(lengths, fields, docnums).tobytes())
        self._payloads.extend(weights, [value or b"" for value in values])

    def _finish_term(self, end: int) -> None:
        assert self._term is not None
        assert self._field is not None
        # A term that got no posting is none.
        if end > (self._ends[-1] if self._ends else 0):
            self._terms.append(self._term)
            self._ends.append(end)
            self._fields[self._field] += 1
        self._last_term, self._term = self._term, None

    def close(self) -> None:
        if len(self._terms):
            output = StorageFile(self._storage, self._segment.make_filename(TERMS_FILE))
            with ContainerWriter(output, TERMS_KIND) as container:
                self._write(container)
                fields = list(self._fields.items())
                size, _ = container.finish({"fields": fields, "block": self._block})
            self._segment.terms_size = size
        self.is_closed = True

    def _write(self, container: ContainerWriter) -> None:
        ends = np.asarray(self._ends, np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        weights, lengths = np.asarray(self._payloads.weights), np.asarray(self._lengths)
        self._terms.write(container, "terms")
        container.add("posting_ends", narrow(ends))
        container.add("docs", narrow(self._docnums))
        self._payloads.write(container, "postings", ends)
        container.add("weights", np.add.reduceat(weights, starts))
        container.add("max_weights", np.maximum.reduceat(weights, starts))
        container.add("min_lengths", narrow(np.minimum.reduceat(lengths, starts)))
        container.add("max_lengths", narrow(np.maximum.reduceat(lengths, starts)))
        self._write_blocks(container, starts, ends, weights, lengths)

    def _write_blocks(
        self,
        container: ContainerWriter,
        starts: Numbers,
        ends: Numbers,
        weights: Numbers,
        lengths: Numbers,
    ) -> None:
        counts = -((starts - ends) // self._block)
        block_ends = np.cumsum(counts)
        within = np.arange(block_ends[-1]) - np.repeat(block_ends - counts, counts)
        first_postings = np.repeat(starts, counts) + within * self._block
        long = counts > 1
        listed = np.repeat(long, counts)
        container.add("long_terms", narrow(np.flatnonzero(long)))
        container.add("long_block_ends", narrow(np.cumsum(counts[long])))
        container.add("block_max_weights", np.maximum.reduceat(weights, first_postings)[listed])
        shortest = np.minimum.reduceat(lengths, first_postings)[listed]
        longest = np.maximum.reduceat(lengths, first_postings)[listed]
        container.add("block_min_lengths", narrow(shortest))
        container.add("block_max_lengths", narrow(longest))


def _changes(fields: Sequence[str], terms: Sequence[bytes]) -> list[int]:
    """Where postings begin to be of another term."""
    count = len(terms) - 1
    other_terms = np.fromiter(map(ne, terms[1:], terms), bool, count)
    other_fields = np.fromiter(map(ne, fields[1:], fields), bool, count)
    changes: list[int] = (np.flatnonzero(other_terms | other_fields) + 1).tolist()
    return changes


def _lengths(lengths: Any, fields: Sequence[str], docnums: list[int]) -> Numbers:
    """The length of each posting's field in its document, u4."""
    if lengths is None:
        return np.zeros(len(fields), np.uint32)
    if not hasattr(lengths, "field_lengths"):
        found = [lengths.doc_field_length(*at) or 0 for at in zip(docnums, fields, strict=True)]
        return np.array(found, np.uint32)
    parts = []
    start = 0
    for field, run in groupby(fields):
        stop = start + sum(1 for _ in run)
        column = np.asarray(lengths.field_lengths(field), np.uint32)
        parts.append(column[docnums[start:stop]] if len(column) else np.zeros(stop - start))
        start = stop
    return np.concatenate(parts).astype(np.uint32)
