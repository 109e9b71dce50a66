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
from searchkit.search.postings import find
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CALL, _BLOCK = 20_000, 64
"""What decoding for some articles costs besides, in occurrences: at all, and for each article."""


class ListKeys(Value):
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
        owners = np.repeat(np.arange(len(rows)), counts)
        at = (firsts - (counts.cumsum() - counts)).take(owners)
        at += np.arange(len(at))
        return owners, self.keys.take(at).astype(np.int64)

    def of_one(self, row: int) -> list[int]:
        """The keys of one posting's occurrences."""
        keys: list[int] = self.keys[self.ends.item(row) : self.ends.item(row + 1)].tolist()
        return keys


def occurrences_in(part: Part, number: int, docs: Ints) -> tuple[Ints, Ints]:
    """A list's occurrences of one position in articles that are all in it.

    Which of `docs` each is in, and its key; rising.
    """
    rows = list_postings(part, TEXT, number).rows_of(docs).astype(np.int64, copy=False)
    kept = _kept(part, number, len(docs))
    return _decode(part, number, rows) if kept is None else kept.of(rows)


def hold(part: Part, number: int, keys: Ints) -> Bools:
    """Whether a list has an occurrence of one position at each of these keys, which rise."""
    kept = _kept(part, number, len(keys))
    listed = _keys_near(part, number, keys) if kept is None else kept.keys
    if not len(listed):
        return np.zeros(len(keys), np.bool_)
    # Looked up as what they are: the longer array would be converted otherwise.
    wanted = keys.astype(listed.dtype)
    found: Bools = listed.take(listed.searchsorted(wanted), mode="clip") == wanted
    return found


def _keys_near(part: Part, number: int, keys: Ints) -> Ints:
    """A list's occurrences of one position in the articles that some keys lie in."""
    docs = part.segment.columns.bases.searchsorted(keys, "right") - 1
    docs = docs.compress(is_new(docs))
    postings = list_postings(part, TEXT, number)
    rows = postings.rows_of(docs).astype(np.int64, copy=False)
    return _decode(part, number, rows.compress(rows != postings.count))[1]


def is_new(numbers: Ints) -> Bools:
    """Which of these rising numbers differ from the one before."""
    new = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new


def kept_offsets(part: Part, number: int, docs: Ints) -> list[list[int]] | None:
    """The offsets of a list's occurrences of one position in each of a few articles, rising.

    Offsets are keys less the base of the article. None where they are not kept. Each costs so
    little that arrays would cost more.
    """
    kept = _kept(part, number, len(docs))
    if kept is None:
        return None
    rows, held = find(list_postings(part, TEXT, number).docs, docs)
    bases = part.segment.columns.bases.take(docs)
    found = zip(rows.tolist(), held.tolist(), bases.tolist(), strict=True)
    return [
        [key - base for key in kept.of_one(row)] if is_held else [] for row, is_held, base in found
    ]


def wide_docs(part: Part, number: int) -> Ints:
    """The articles where an occurrence of a list covers several positions."""
    key = ("wide", part.ordinal, number)
    docs: Ints = part.collection.cache.get(key, lambda: part.segment.text.wide_docs(number))
    return docs


def _kept(part: Part, number: int, docs: int) -> ListKeys | None:
    """All of a list; None while decoding for so many articles costs less in the long run."""
    index = part.segment.text
    occurrences = index.cf.item(number)
    if part.decoded[number] < occurrences:
        per_posting = occurrences // index.df.item(number)
        part.decoded[number] += _CALL + docs * (_BLOCK + per_posting)
        return None
    key = ("keys", part.ordinal, number)
    kept: ListKeys = part.collection.cache.get(key, lambda: _read(part, number))
    return kept


def _decode(part: Part, number: int, rows: Ints) -> tuple[Ints, Ints]:
    """The same as `ListKeys.of`, from the segment."""
    found = part.segment.text.occurrences(number, rows)
    owners = rows.searchsorted(found.postings)
    if len(wide_docs(part, number)):
        narrow = found.spans == 1
        return owners.compress(narrow), found.keys.compress(narrow)
    return owners, found.keys


def _read(part: Part, number: int) -> ListKeys:
    count = part.segment.text.df.item(number)
    owners, keys = _decode(part, number, np.arange(count))
    ends = np.zeros(count + 1, np.uint32)
    ends[1:] = np.bincount(owners, minlength=count).cumsum()
    return ListKeys(keys.astype(np.uint32), ends)
