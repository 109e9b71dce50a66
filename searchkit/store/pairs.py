"""Two common words side by side: lists of their own, so that their phrase costs no scan."""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np

from searchkit.forking import cached_property
from searchkit.store.column_reader import Array, Ints, check_below, read_narrow
from searchkit.store.container import Container, damaged
from searchkit.store.occurrences import KeySpace, Occurrences
from searchkit.store.postings import PostingLists
from searchkit.values import Value


class Unlisted(Enum):
    """The answer where only the words' own lists can tell."""

    NOT_LISTED = "not listed"


NOT_LISTED: Final = Unlisted.NOT_LISTED
PAIR_BASE = 1 << 32


class PairPostings(Value):
    """The articles in which a pair occurs."""

    docs: Ints
    """int64[df]: docnums, rising."""
    ends: Ints
    """int64[df + 1]: between which of the pair's occurrences those of each posting lie."""
    _lists: PostingLists
    _number: int
    _space: KeySpace

    @property
    def counts(self) -> Ints:
        """int64[df]: how often in each."""
        counts: Ints = self.ends[1:] - self.ends[:-1]
        return counts

    def occurrences(self, chosen: Ints | None = None) -> Occurrences:
        """Where the first word stands: `postings`, `positions`, `keys`; no spans, no codes."""
        return self._lists.occurrences(self._number, self.ends, chosen, self._space)


class Pairs:
    """The pairs of a segment. `cf` are the occurrences of each list of `text`."""

    def __init__(self, container: Container, documents: int, cf: Array, space: KeySpace) -> None:
        self._container, self._cf, self._space = container, cf, space
        self.lists = PostingLists(
            container, "pairs", len(container.section("pairs.firsts")), documents
        )

    def of(self, first: int, second: int) -> PairPostings | Unlisted | None:
        """Postings of two lists' words side by side; None where they never are."""
        least = self.least
        if least is None or self._cf.item(first) < least or self._cf.item(second) < least:
            return NOT_LISTED
        key = first * PAIR_BASE + second
        number = int(np.searchsorted(self.keys, key))
        if number == len(self.keys) or self.keys[number] != key:
            return None
        ends = self.lists.ends(number, self._counts)
        return PairPostings(self.lists.docs(number), ends, self.lists, number, self._space)

    @cached_property
    def least(self) -> int | None:
        """The fact `pairs_from`: occurrences of both lists that a pair needs to be listed."""
        least = self._container.facts.get("pairs_from")
        if least is not None and not isinstance(least, int):
            raise damaged(self._container.path, "its fact 'pairs_from' is no number")
        return least

    @cached_property
    def keys(self) -> Ints:
        """int64: first list * PAIR_BASE + second list, rising."""
        firsts, seconds = self._column("firsts"), self._column("seconds")
        return firsts.astype(np.int64) * PAIR_BASE + seconds

    def _column(self, part: str) -> Array:
        column = read_narrow(self._container, f"pairs.{part}", "<u4", self.lists.lists)
        return check_below(self._container, f"pairs.{part}", column, len(self._cf))

    def _counts(self, number: int) -> Ints:
        return self.lists.per_posting("counts", number).astype(np.int64) + 1
