"""Words of several parts of a segment, sorted and each once: where each part's are among them.

Those of batches go by numbers while a segment is gathered, and are sorted as strings at its end.
Those of segments are sorted already: a stretch of the alphabet after the other is read and joined,
so that there are never many strings in memory.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, compress, pairwise
from typing import NamedTuple

import numpy as np

from searchkit.store.decoded_lists import Ints
from searchkit.store.strings import EncodedStrings, SortedStrings

_AT_ONCE = 1 << 14
"""Strings of the largest part that are joined with the others at a time."""


class Words(NamedTuple):
    """Words by their ids in a vocabulary; `ids` are int64, rising or not, some perhaps twice."""

    vocabulary: Sequence[str]
    ids: Ints

    def strings(self) -> list[str]:
        return [self.vocabulary[id] for id in self.ids.tolist()]


Strings = Sequence[str] | SortedStrings
Counted = tuple["Strings | Words", Ints, Ints]
"""Strings, sorted, or words in any order; what number each of them has; counts by number."""


def union(parts: Sequence[Counted]) -> tuple[EncodedStrings, list[Ints]]:
    """(all strings that count anything, sorted, each once; where each part's are, or -1)

    The places are by number. Words of one vocabulary are compared by id.
    """
    words = [strings for strings, _, _ in parts if isinstance(strings, Words)]
    if len(words) == len(parts) and len({id(part.vocabulary) for part in words}) == 1:
        return _union_of_words(words, parts)
    return _union_of_sorted([_sorted(*part) for part in parts])


def _union_of_words(
    words: Sequence[Words], parts: Sequence[Counted]
) -> tuple[EncodedStrings, list[Ints]]:
    vocabulary = words[0].vocabulary
    places = np.full(len(vocabulary), -1)
    for (_, ids), (_, numbers, counts) in zip(words, parts, strict=True):
        places[ids[counts[numbers] > 0]] = 0
    used = np.flatnonzero(places == 0)
    strings = Words(vocabulary, used).strings()
    # Code points order strings as UTF-8 orders their bytes.
    order = sorted(range(len(strings)), key=strings.__getitem__)
    places[used[order]] = np.arange(len(used))
    ranks = [
        _by_number(numbers, counts, places[of.ids])
        for (_, numbers, counts), of in zip(parts, words, strict=True)
    ]
    return EncodedStrings.of([strings[place] for place in order]), ranks


def _union_of_sorted(
    parts: Sequence[tuple[Strings, Ints, Ints]],
) -> tuple[EncodedStrings, list[Ints]]:
    places = [np.empty(len(strings), np.int64) for strings, _, _ in parts]
    pieces = []
    before = 0
    for stretches in _stretches([strings for strings, _, _ in parts]):
        texts = [
            _texts(part[0], first, stop)
            for part, (first, stop) in zip(parts, stretches, strict=True)
        ]
        used = [
            compress(of_part, (counts[numbers[first:stop]] > 0).tolist())
            for of_part, (_, numbers, counts), (first, stop) in zip(
                texts, parts, stretches, strict=True
            )
        ]
        # Sorting finds the parts' own order: it only merges.
        united = list(dict.fromkeys(sorted(chain.from_iterable(used))))
        known = {string: place for place, string in enumerate(united, before)}
        for own, of_part, (first, stop) in zip(places, texts, stretches, strict=True):
            own[first:stop] = [known.get(string, -1) for string in of_part]
        pieces.append(EncodedStrings.of(united))
        before += len(united)
    ranks = [_by_number(*part[1:], own) for part, own in zip(parts, places, strict=True)]
    return EncodedStrings.joined(pieces), ranks


def _stretches(parts: Sequence[Strings]) -> list[list[tuple[int, int]]]:
    """Stretches of the alphabet: of each, which strings of each part are in it."""
    largest = max(parts, key=len)
    bounds = [[0] for _ in parts]
    for number in range(_AT_ONCE, len(largest), _AT_ONCE):
        (bound,) = _texts(largest, number, number + 1)
        for part, own in zip(parts, bounds, strict=True):
            own.append(_place(part, bound))
    for part, own in zip(parts, bounds, strict=True):
        own.append(len(part))
    return [list(ends) for ends in zip(*map(pairwise, bounds), strict=True)]


def _texts(strings: Strings, first: int, stop: int) -> Sequence[str]:
    if isinstance(strings, SortedStrings):
        return strings.texts(first, stop)
    return strings[first:stop]


def _place(strings: Strings, wanted: str) -> int:
    """How many strings are less than the wanted one."""
    if isinstance(strings, SortedStrings):
        return strings.place(wanted.encode("utf-8"))
    return bisect_left(strings, wanted)


def _sorted(strings: Strings | Words, numbers: Ints, counts: Ints) -> tuple[Strings, Ints, Ints]:
    if not isinstance(strings, Words):
        return strings, numbers, counts
    found = strings.strings()
    order = sorted(range(len(found)), key=found.__getitem__)
    return [found[place] for place in order], numbers[order], counts


def _by_number(numbers: Ints, counts: Ints, places: Ints) -> Ints:
    by_number = np.empty(len(numbers), np.int64)
    by_number[numbers] = places
    by_number[counts == 0] = -1
    return by_number
