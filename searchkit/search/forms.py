"""The words of an archive as they are written: how many articles hold each, what is near one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from searchkit.search.collection import Collection
from searchkit.search.leaves import TEXT
from searchkit.store.term_index import TermIndex

MOST_COMPARED = 4096
"""So many forms at most are compared with a word one by one: half a millisecond's work."""
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


class Forms:
    """The surface forms of all segments together. Deleted articles count until merged away."""

    def __init__(self, collection: Collection, field: str = TEXT) -> None:
        self._indexes = tuple(part.segment.field(field) for part in collection.parts)
        self._cache = collection.cache

    def count(self, form: str) -> int:
        """How many articles hold a form."""
        return sum(_count(index, index.entries(form)) for index in self._indexes)

    def starting(self, prefix: str, most: int) -> Counter[str]:
        """The forms in most articles that begin with a prefix: so many, or a few more."""
        found: set[str] = set()
        for index in self._indexes:
            entries = index.entries_from(prefix)
            for place in self._frequent(index, entries, most):
                found.update(index.forms(range(place, place + 1)))
        return Counter({form: self.count(form) for form in found})

    def _frequent(self, index: TermIndex, entries: range, most: int) -> list[int]:
        """Those of some entries that are in most articles; remembered where there are many."""
        counts = index.entry_df[entries.start : entries.stop]
        if len(counts) <= most:
            return list(entries)

        def choose() -> npt.NDArray[Any]:
            return counts.argpartition(len(counts) - most)[-most:] + entries.start

        if len(counts) <= MOST_COMPARED:
            places = choose()
        else:
            places = self._cache.get(("frequent", id(index), entries, most), choose)
        return list(map(int, places))

    def near(self, word: str, distance: int) -> Counter[str]:
        """Forms one edit away from a word, with the articles that hold them.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours. With a distance of
        2, also those two edits away that begin as the word does.

        All forms that share the word's beginning are compared with it: of these as many letters
        as leave few enough. An edit within the beginning is tried letter by letter, so the time
        hardly grows with the archive.
        """
        head = self._head(word)
        found: Counter[str] = Counter()
        alphabet = set(word)
        if word.isascii():
            alphabet |= _LATIN
        for index in self._indexes:
            entries = index.entries_from(word[:head])
            forms = index.forms(entries)
            if head:
                alphabet.update(*forms[:256])
            for place in _close(word, forms, distance):
                found[forms[place]] += int(index.entry_df[entries.start + place])
        for form in set(_edits(word, head, filter(str.isalpha, alphabet))):
            count = self.count(form)
            if count:
                found[form] = count
        found.pop(word, None)
        return found

    def _head(self, word: str) -> int:
        """How many letters a form has to share with the word to be compared."""
        for length in range(len(word)):
            entries = (index.entries_from(word[:length]) for index in self._indexes)
            if sum(map(len, entries)) <= MOST_COMPARED:
                return length
        return len(word)


def _count(index: TermIndex, entries: range) -> int:
    return int(index.entry_df[entries.start : entries.stop].sum()) if entries else 0


def _close(word: str, forms: list[str], distance: int) -> list[int]:
    """Which of some forms are within a distance."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    near = extract(word, forms, scorer=OSA.distance, score_cutoff=distance, limit=None)
    return [place for _, _, place in near]


def _edits(word: str, head: int, alphabet: Iterator[str]) -> Iterator[str]:
    """The words one edit away in which one of the first `head` letters is another."""
    letters = tuple(alphabet)
    for i in range(head):
        before, at, after = word[:i], word[i], word[i + 1 :]
        yield before + after
        if after:
            yield before + after[0] + at + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + at + after
