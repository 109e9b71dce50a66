"""Who wrote the articles of a segment? Bylines have no column: they are told by their words.

Articles have the same author where their bylines have the same words in the same order, however
these are written. A number is made of each byline's words from the lists of the field, once for a
segment; only the bylines that are shown are read from their articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.shingles import mixed
from searchkit.model import Counts
from searchkit.search.collection import Part
from searchkit.search.facets import counted
from searchkit.store.decoded_lists import batches, running_sums
from searchkit.store.part_field import AT_ONCE, PartField, decode
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Uint64s = npt.NDArray[np.uint64]


class Bylines(NamedTuple):
    """`keys` uint64[authors], rising, are the same in all segments of a process; `ordinals`
    int64[articles] tell whose each is, from 1; 0: nobody's."""

    keys: Uint64s
    ordinals: Ints

    @property
    def nbytes(self) -> int:
        return 200 + self.keys.nbytes + self.ordinals.nbytes


def authors(found: Sequence[tuple[Part, Ints]], limit: int | None = None) -> Counts:
    """Articles by author, as one of the articles writes it: most first, then by name.

    With a `limit` no others than the first ones are read.
    """
    counts: dict[int, int] = {}
    places: dict[int, tuple[Segment, int]] = {}
    for part, docs in found:
        keys, ordinals = bylines(part)
        of_part = counted(ordinals, docs)
        firsts = np.zeros(len(keys) + 1, np.int64)
        firsts[ordinals.take(docs[::-1])] = docs[::-1]
        for ordinal in of_part[1:].nonzero()[0].tolist():
            key = keys.item(ordinal)
            counts[key] = counts.get(key, 0) + of_part.item(ordinal + 1)
            places.setdefault(key, (part.segment, firsts.item(ordinal + 1)))
    shown = sorted(counts, key=lambda key: -counts[key])
    if limit is not None and limit < len(shown):
        # Those with as many articles as the last one are in the order of their names, too.
        least = counts[shown[limit - 1]] if limit else len(shown)
        shown = [key for key in shown if counts[key] >= least]
    named = [(_name(*places[key]), counts[key]) for key in shown]
    return sorted(named, key=lambda item: (-item[1], item[0]))[:limit]


def bylines(part: Part) -> Bylines:
    """Whose articles a segment holds, remembered for other searches."""
    key = ("bylines", part.ordinal)
    found: Bylines = part.collection.cache.get(key, lambda: _bylines(part.segment))
    return found


def _bylines(segment: Segment) -> Bylines:
    numbers = _numbers(segment)
    keys, ordinals = np.unique(numbers, return_inverse=True)
    nobody = int(len(keys) > 0 and keys[0] == 0)
    return Bylines(keys[nobody:], ordinals.reshape(-1).astype(np.int64) + 1 - nobody)


def _numbers(segment: Segment) -> Uint64s:
    """A number for each article's byline, 0 where it has no words."""
    field = PartField(segment, "author")
    terms, lists = field.terms()
    words = np.zeros(len(lists), np.uint64)
    words[lists] = np.array(list(map(hash, terms.texts(0, len(terms)))), np.int64).view(np.uint64)
    sums = np.zeros((2, segment.documents))
    for first, stop in batches(field.cf, AT_ONCE):
        chosen = np.arange(first, stop)
        found = decode([field], np.zeros_like(chosen), chosen)
        docs = np.repeat(found.docs, found.counts)
        positions = running_sums(found.gaps, found.posting_starts()).astype(np.uint64)
        placed = mixed(np.repeat(words[chosen], found.cf) + mixed(positions + np.uint64(1)))
        # Sums of a few thousand numbers below 2**32 are exact in float64.
        for row, half in enumerate((placed >> np.uint64(32), placed & np.uint64(0xFFFFFFFF))):
            sums[row] += np.bincount(docs, half, segment.documents)
    high, low = sums.astype(np.uint64)
    numbers: Uint64s = (high << np.uint64(32)) + low
    return numbers


def _name(segment: Segment, docnum: int) -> str:
    name: str = segment.article(docnum).get("author", "")
    return " ".join(name.split())
