"""Where the words of a posting list stand: decoded when asked for, array by array."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import Array, Ints, running_sum
from searchkit.store.layout import GAP
from searchkit.values import Value

_NONE = np.zeros(0, np.int64)


class KeySpace(Value):
    """Where the keys of a field's occurrences lie. The arrays are by docnum."""

    bases: Ints
    """The key of each article's position 0."""
    gap_from: Array
    """Positions from here on lie a GAP further."""
    lengths: Ints
    """All positions are below."""


class PostingList(Value):
    """One list: its docnums, and between which of its occurrences each posting's lie."""

    number: int
    docs: Ints
    ends: Ints
    """int64[df + 1]: from 0 to the list's occurrences."""
    first: int
    """The list's first occurrence, of all lists'."""


class Packed(Protocol):
    """What is packed for each occurrence of a file's lists."""

    def per_occurrence(self, name: str, places: Ints | tuple[int, int]) -> Array: ...

    def damaged(self, problem: str) -> Exception: ...


class Occurrences:
    """Occurrences of a list, by posting, position and span: of all postings, or of the chosen.

    `chosen` are indices into the list's postings, rising. Raises CorruptIndex where what is stored
    cannot be right.
    """

    def __init__(
        self, packed: Packed, listed: PostingList, chosen: Ints | None, keys: KeySpace
    ) -> None:
        self._packed, self._list, self._chosen, self._space = packed, listed, chosen, keys
        if chosen is None:
            self._docs, self._firsts = listed.docs, listed.ends
        else:
            self._docs = listed.docs.take(chosen)
            begins = listed.ends.take(chosen)
            self._firsts = running_sum(listed.ends.take(chosen + 1) - begins)

    def __len__(self) -> int:
        return self._firsts.item(-1)

    @cached_property
    def postings(self) -> Ints:
        """int64: which of the list's postings each occurrence belongs to."""
        return self._rows if self._chosen is None else self._chosen.take(self._rows)

    @cached_property
    def positions(self) -> Ints:
        """int64: within the article, body after title."""
        if not len(self):
            return _NONE
        gaps = self._packed.per_occurrence("positions", self._places)
        positions: Ints = np.cumsum(gaps, dtype=np.int64)
        firsts = self._firsts[:-1]
        positions -= (positions.take(firsts) - gaps.take(firsts)).take(self._rows)
        self._check(positions)
        return positions

    @cached_property
    def keys(self) -> Ints:
        """int64: places in the segment, rising but for equal ones, as `layout` says."""
        rows, space = self._rows, self._space
        keys: Ints = space.bases.take(self._docs).take(rows)
        keys += self.positions
        in_body = self.positions >= space.gap_from.take(self._docs).take(rows)
        keys += np.multiply(in_body, GAP, dtype=np.int64)
        return keys

    @cached_property
    def spans(self) -> npt.NDArray[np.uint8]:
        """u1: positions covered."""
        spans = self._packed.per_occurrence("spans", self._places)
        return (spans + 1).astype(np.uint8)

    @cached_property
    def codes(self) -> Ints:
        """int64: which of the list's forms it is."""
        codes = self._packed.per_occurrence("codes", self._places)
        return codes.astype(np.int64)

    @cached_property
    def _rows(self) -> Ints:
        """Which of the postings asked for each occurrence belongs to."""
        counts = self._firsts[1:] - self._firsts[:-1]
        return np.repeat(np.arange(len(counts)), counts)

    @cached_property
    def _places(self) -> Ints | tuple[int, int]:
        """Which occurrences they are, of all lists'."""
        first, chosen = self._list.first, self._chosen
        if chosen is None:
            return first, first + len(self)
        shifts = self._list.ends.take(chosen) - self._firsts[:-1] + first
        places: Ints = shifts.take(self._rows)
        places += np.arange(len(places))
        return places

    def _check(self, positions: Ints) -> None:
        lasts = positions.take(self._firsts[1:] - 1)
        if (lasts >= self._space.lengths.take(self._docs)).any():
            raise self._packed.damaged(f"list {self._list.number} reaches beyond its articles")
