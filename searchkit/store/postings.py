"""Posting lists of a file: which articles, and what is packed for each posting and occurrence."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.cache import DECODED, frozen
from searchkit.store.column_reader import Array, Ints, check_below, running_sum
from searchkit.store.container import Container, damaged
from searchkit.store.occurrences import KeySpace, Occurrences, PostingList
from searchkit.store.packed_array import PackedArray, read_packed
from searchkit.store.running_sums import RunningSums

_serials = count()


class PostingLists:
    """Lists of a file by number, under `NAME.df`, `NAME.cf`, `NAME.docs` and so on.

    Raises CorruptIndex where what is stored cannot be lists of so many articles.
    """

    def __init__(self, container: Container, name: str, lists: int, documents: int) -> None:
        self._container, self._name, self._documents = container, name, documents
        self._serial = next(_serials)
        self._packed: dict[str, PackedArray] = {}
        self.lists = lists

    @cached_property
    def df(self) -> npt.NDArray[np.uint32]:
        """u4: articles of each list."""
        name = f"{self._name}.df"
        df = read_packed(self._container, name, self.lists)
        return check_below(self._container, name, df, self._documents + 1)

    @cached_property
    def cf(self) -> npt.NDArray[np.uint32]:
        """u4: occurrences of each list."""
        return read_packed(self._container, f"{self._name}.cf", self.lists)

    @cached_property
    def starts(self) -> RunningSums:
        """Postings before each list."""
        return RunningSums(self.df)

    @cached_property
    def occurrence_starts(self) -> RunningSums:
        """Occurrences before each list."""
        return RunningSums(self.cf)

    def docs(self, number: int) -> Ints:
        """int64[df]: the docnums of a list, rising."""
        return self.kept("docs", number, self._decode_docs)

    def ends(self, number: int, decode: Callable[[int], Array]) -> Ints:
        """int64[df + 1]: between which of the list's occurrences those of each posting lie.

        `decode` gives how many they are.
        """
        return self.kept("ends", number, lambda number: self._add_up(number, decode(number)))

    def kept(self, what: str, number: int, decode: Callable[[int], Ints]) -> Ints:
        """What `decode` makes of a list, from the cache or into it. Read-only."""
        return DECODED.get((self._serial, what, number), lambda: frozen(decode(number)))

    def per_posting(self, name: str, number: int) -> npt.NDArray[np.uint32]:
        """u4[df]: what is packed under a name for the postings of a list."""
        starts = self.starts
        packed = self._packed.get(name) or self._packed_array(name, starts)
        return packed.range(starts.before(number), starts.before(number + 1))

    def per_occurrence(self, name: str, places: Ints | tuple[int, int]) -> Array:
        """u4: what is packed under a name for these occurrences (rising), or for a range."""
        packed = self._packed.get(name) or self._packed_array(name, self.occurrence_starts)
        return packed.range(*places) if isinstance(places, tuple) else packed.take(places)

    def nonzero(self, name: str, number: int) -> Ints:
        """Which of a list's occurrences have something other than 0 packed under a name."""
        starts = self.occurrence_starts
        packed = self._packed.get(name) or self._packed_array(name, starts)
        first = starts.before(number)
        return packed.nonzero(first, starts.before(number + 1)) - first

    def occurrences(
        self, number: int, ends: Ints, chosen: Ints | None, keys: KeySpace
    ) -> Occurrences:
        """Those of a list, or of the chosen ones of its postings."""
        first = self.occurrence_starts.before(number)
        return Occurrences(self, PostingList(number, self.docs(number), ends, first), chosen, keys)

    def positions(self, firsts: Ints, counts: Ints, limits: Ints) -> tuple[Ints, Ints]:
        """int64: positions of some postings, and where those of each end; all are below limits.

        Of all lists' occurrences, a posting's are `counts` from `firsts` on, which rise; others
        have none.
        """
        ends = counts.cumsum()
        begins = ends - counts
        rows = np.repeat(np.arange(len(counts)), counts)
        places = (firsts - begins).take(rows)
        places += np.arange(len(places))
        gaps = self.per_occurrence("positions", places)
        sums = np.zeros(len(gaps) + 1, np.int64)
        gaps.cumsum(dtype=np.int64, out=sums[1:])
        positions: Ints = sums[1:] - sums.take(begins).take(rows)
        if (positions >= limits.take(rows)).any():
            raise self.damaged("an occurrence lies beyond its article")
        return positions, ends

    def damaged(self, problem: str) -> Exception:
        return damaged(self._container.path, f"posting lists {self._name!r}: {problem}")

    def _packed_array(self, name: str, starts: RunningSums) -> PackedArray:
        array = PackedArray(self._container, f"{self._name}.{name}", starts.total)
        self._packed[name] = array
        return array

    def _decode_docs(self, number: int) -> Ints:
        docs = np.add(self.per_posting("docs", number), 1, dtype=np.int64)
        np.cumsum(docs, out=docs)
        docs -= 1
        if not len(docs) or docs.item(-1) >= self._documents:
            raise self.damaged(f"list {number} has no articles, or one that is not there")
        return docs

    def _add_up(self, number: int, counts: Array) -> Ints:
        ends = running_sum(counts)
        if not len(counts) or counts.min() < 1 or ends.item(-1) != self.cf.item(number):
            raise self.damaged(f"list {number} does not have {self.cf.item(number)} occurrences")
        return ends
