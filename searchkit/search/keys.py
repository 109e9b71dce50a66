"""Where the words of a list stand in a few articles: decoded for them, or taken from what is kept.

Decoding all of a frequent word costs too much for one search, and decoding it for some articles
too much for every search. So it is decoded for some until that has cost as much as decoding all,
which is then done once, and kept: at most twice the cost of having known.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchkit.search.collection import Part
from searchkit.search.leaves import TEXT, list_postings
from searchkit.search.postings import Postings, find
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CALL, _BLOCK = 20_000, 64
"""What decoding for some articles costs besides, in occurrences: at all, and for each article."""


class Kept(Value):
    """The keys of all occurrences of a list that cover one position, rising.

    Those of posting i lie between `ends[i]` and `ends[i + 1]`.
    """

    keys: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.uint32]

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.ends.nbytes

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The occurrences of some postings: which of `rows` each is of, and its key."""
        firsts = self.ends.take(rows).astype(np.int64)
        counts = self.ends.take(rows + 1) - firsts
        if (counts == 1).all():
            return np.arange(len(rows)), self.keys.take(firsts).astype(np.int64)
        owners = np.repeat(np.arange(len(rows)), counts)
        at = (firsts - (counts.cumsum() - counts)).take(owners)
        at += np.arange(len(at))
        return owners, self.keys.take(at).astype(np.int64)

    def of_one(self, row: int) -> list[int]:
        """The keys of one posting's occurrences."""
        keys: list[int] = self.keys[self.ends.item(row) : self.ends.item(row + 1)].tolist()
        return keys


class ListKeys:
    """Where a list's occurrences of one position are, in the articles that are asked about.

    `wide` are the docnums where an occurrence covers several positions.
    """

    def __init__(self, part: Part, number: int) -> None:
        index = part.segment.text
        self._part, self._number = part, number
        self._count, self._occurrences = index.df.item(number), index.cf.item(number)
        self._decoded = 0
        self.postings: Postings = list_postings(part, TEXT, number)
        self.wide: Ints = index.wide_docs(number)

    @property
    def nbytes(self) -> int:
        """Of what is its own: postings and kept keys count for themselves."""
        return 600 + self.wide.nbytes

    @property
    def mean(self) -> float:
        """Occurrences in an article."""
        return self._occurrences / self._count

    def within(self, docs: Ints) -> tuple[Ints, Ints]:
        """The occurrences in articles that are all in the list.

        Which of `docs` each is in, and its key; rising.
        """
        rows = self.postings.rows_of(docs).astype(np.int64, copy=False)
        kept = self._keep(len(docs))
        return self._decode(rows) if kept is None else kept.of(rows)

    def hold(self, keys: Ints) -> Bools:
        """Whether there is an occurrence at each of these keys, which rise."""
        kept = self._keep(len(keys))
        listed = self._near(keys) if kept is None else kept.keys
        if not len(listed):
            return np.zeros(len(keys), np.bool_)
        # Looked up as what they are: the longer array would be converted otherwise.
        wanted = keys.astype(listed.dtype)
        found: Bools = listed.take(listed.searchsorted(wanted), mode="clip") == wanted
        return found

    def offsets(self, docs: Ints) -> list[list[int]] | None:
        """The offsets of the occurrences in each of a few articles, rising.

        Offsets are keys less the base of the article. None where they are not kept. Each costs so
        little that arrays would cost more.
        """
        kept = self._keep(len(docs))
        if kept is None:
            return None
        rows, held = find(self.postings.docs, docs)
        bases = self._part.segment.columns.bases.take(docs)
        found = zip(rows.tolist(), held.tolist(), bases.tolist(), strict=True)
        return [
            [key - base for key in kept.of_one(row)] if is_held else []
            for row, is_held, base in found
        ]

    def _near(self, keys: Ints) -> Ints:
        """The occurrences in the articles that some keys lie in."""
        docs = self._part.segment.columns.bases.searchsorted(keys, "right") - 1
        rows = self.postings.rows_of(docs.compress(is_new(docs))).astype(np.int64, copy=False)
        return self._decode(rows.compress(rows != self._count))[1]

    def _keep(self, docs: int) -> Kept | None:
        """All of the list; None while decoding for so many articles costs less in the long run."""
        if self._decoded < self._occurrences:
            per_posting = self._occurrences // self._count
            self._decoded += _CALL + docs * (_BLOCK + per_posting)
            return None
        key = ("keys", self._part.ordinal, self._number)
        kept: Kept = self._part.collection.cache.get(key, self._read)
        return kept

    def _decode(self, rows: Ints) -> tuple[Ints, Ints]:
        """The same as `Kept.of`, from the segment."""
        found = self._part.segment.text.occurrences(self._number, rows)
        owners = rows.searchsorted(found.postings)
        if len(self.wide):
            narrow = found.spans == 1
            return owners.compress(narrow), found.keys.compress(narrow)
        return owners, found.keys

    def _read(self) -> Kept:
        owners, keys = self._decode(np.arange(self._count))
        ends = np.zeros(self._count + 1, np.uint32)
        ends[1:] = np.bincount(owners, minlength=self._count).cumsum()
        return Kept(keys.astype(np.uint32), ends)


def list_keys(part: Part, number: int) -> ListKeys:
    """The occurrences of a list of the text, remembered for other searches."""
    key = ("occurrences", part.ordinal, number)
    keys: ListKeys = part.collection.cache.get(key, lambda: ListKeys(part, number))
    return keys


def is_new(numbers: Ints) -> Bools:
    """Which of these rising numbers differ from the one before."""
    new = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new
