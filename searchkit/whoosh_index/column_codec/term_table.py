"""A segment's terms by number, with their statistics and postings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whoosh.reading import TermInfo

from searchkit.store.container import Array, Container
from searchkit.whoosh_index.column_codec.layout import items
from searchkit.whoosh_index.column_codec.lengths import rounded
from searchkit.whoosh_index.column_codec.payloads import Payloads
from searchkit.whoosh_index.column_codec.posting_list import Bounds, PostingList
from searchkit.whoosh_index.column_codec.texts import Texts

_AT_ONCE = 1024
"""Terms whose statistics are read together when many are asked for."""


class TermTable:
    """The terms of a file, numbered field after field, within a field by their bytes.

    Statistics have lengths rounded as Whoosh's own, unless they are to be exact.
    `ranges` gives each field's numbers `[first, stop)`, in the fields' order. Safe to share
    between threads.
    """

    def __init__(self, file: Container, exact_lengths: bool) -> None:
        self.ranges: dict[str, tuple[int, int]] = {}
        first = 0
        for name, count in file.facts["fields"]:
            self.ranges[name] = first, first + count
            first += count
        self.texts = Texts(file, "terms")
        self._block: int = file.facts["block"]
        self._payloads = Payloads(file, "postings")
        self._file, self._exact_lengths = file, exact_lengths

    def find(self, field: str, text: bytes) -> int | None:
        """The number of a term, if there is one."""
        first, stop = self.ranges.get(field, (0, 0))
        number = self.texts.find(text, first, stop)
        return number if number < stop and self.texts[number] == text else None

    def weight(self, number: int) -> float:
        return float(self._part("weights", number, number + 1)[0])

    def df(self, number: int) -> int:
        first, stop = self._postings(number)
        return stop - first

    def infos(self, first: int, stop: int) -> Iterator[TermInfo]:
        """Whoosh's statistics of the terms `[first, stop)`."""
        for start in range(first, stop, _AT_ONCE):
            yield from self._infos(start, min(start + _AT_ONCE, stop))

    def posting_list(self, number: int) -> PostingList:
        first, stop = self._postings(number)
        names = "max_weights", "min_lengths", "max_lengths"
        one_block = stop - first <= self._block
        return PostingList(
            items(self._part("docs", first, stop)),
            self._payloads,
            (number, first, stop),
            self._bounds(names, number, number + 1) if one_block else self._blocks(number),
            self._block,
        )

    def _postings(self, number: int) -> tuple[int, int]:
        if not number:
            return 0, int(self._part("posting_ends", 0, 1)[0])
        first, stop = self._part("posting_ends", number - 1, number + 1).tolist()
        return first, stop

    def _infos(self, first: int, stop: int) -> Iterator[TermInfo]:
        start = self._postings(first)[0]
        ends = self._part("posting_ends", first, stop).tolist()
        docs = items(self._part("docs", start, ends[-1]))
        columns = [self._part(name, first, stop) for name in ("weights", "max_weights")]
        for name in ("min_lengths", "max_lengths"):
            lengths = self._part(name, first, stop)
            columns.append(lengths if self._exact_lengths else rounded(lengths))
        rows = zip(ends, *(column.tolist() for column in columns), strict=True)
        begin = start
        for end, weight, heaviest, shortest, longest in rows:
            ids = docs[begin - start], docs[end - start - 1]
            df, begin = end - begin, end
            yield TermInfo(weight, df, shortest, longest, heaviest, *ids)

    def _part(self, name: str, first: int, stop: int) -> Array:
        return self._file.section(name).part(first, stop)

    def _blocks(self, number: int) -> Sequence[Bounds]:
        """The bounds of each block of a term that has more than one."""
        place = int(self._file.array("long_terms").searchsorted(number))
        first = int(self._part("long_block_ends", place - 1, place)[0]) if place else 0
        stop = int(self._part("long_block_ends", place, place + 1)[0])
        names = ("block_max_weights", "block_min_lengths", "block_max_lengths")
        return self._bounds(names, first, stop)

    def _bounds(self, names: Sequence[str], first: int, stop: int) -> list[Bounds]:
        columns = (self._part(name, first, stop).tolist() for name in names)
        return [Bounds(*row) for row in zip(*columns, strict=True)]
