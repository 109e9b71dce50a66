"""Words that go by numbers while a segment is gathered, and are sorted as strings at its end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress
from typing import NamedTuple

import numpy as np

from searchkit.store.decoded_lists import Ints


class Words(NamedTuple):
    """Words by their ids in a vocabulary; `ids` are int64, rising or not, some perhaps twice."""

    vocabulary: Sequence[str]
    ids: Ints

    def strings(self) -> list[str]:
        return [self.vocabulary[id] for id in self.ids.tolist()]


Counted = tuple["Sequence[str] | Words", Ints, Ints]
"""Strings, sorted, or words in any order; what number each of them has; counts by number."""


def union(parts: Sequence[Counted]) -> tuple[list[str], list[Ints]]:
    """(all strings that count anything, sorted, each once; where each part's are, or -1)

    The places are by number. Words of one vocabulary are compared by id.
    """
    words = [strings for strings, _, _ in parts if isinstance(strings, Words)]
    if len(words) == len(parts) and len({id(part.vocabulary) for part in words}) == 1:
        return _union_of_words(words, parts)
    plain = [_sorted(*part) for part in parts]
    used = [
        list(strings if counts.all() else compress(strings, (counts[numbers] > 0).tolist()))
        for strings, numbers, counts in plain
    ]
    # Sorting finds the parts' own order: it only merges.
    union = list(dict.fromkeys(sorted(chain.from_iterable(used))))
    places = {string: place for place, string in enumerate(union)}
    of_strings = [
        np.fromiter((places.get(string, -1) for string in strings), np.int64, len(strings))
        for strings, _, _ in plain
    ]
    return union, [_by_number(*part) for part in zip(plain, of_strings, strict=True)]


def _union_of_words(
    words: Sequence[Words], parts: Sequence[Counted]
) -> tuple[list[str], list[Ints]]:
    vocabulary = words[0].vocabulary
    places = np.full(len(vocabulary), -1)
    for (_, ids), (_, numbers, counts) in zip(words, parts, strict=True):
        places[ids[counts[numbers] > 0]] = 0
    used = np.flatnonzero(places == 0)
    strings = Words(vocabulary, used).strings()
    # Code points order strings as UTF-8 orders their bytes.
    order = sorted(range(len(strings)), key=strings.__getitem__)
    places[used[order]] = np.arange(len(used))
    ranks = [_by_number(part, places[of.ids]) for part, of in zip(parts, words, strict=True)]
    return [strings[place] for place in order], ranks


def _sorted(
    strings: Sequence[str] | Words, numbers: Ints, counts: Ints
) -> tuple[Sequence[str], Ints, Ints]:
    if not isinstance(strings, Words):
        return strings, numbers, counts
    found = strings.strings()
    order = sorted(range(len(found)), key=found.__getitem__)
    return [found[place] for place in order], numbers[order], counts


def _by_number(part: Counted, places: Ints) -> Ints:
    _, numbers, counts = part
    by_number = np.empty(len(numbers), np.int64)
    by_number[numbers] = places
    by_number[counts == 0] = -1
    return by_number
