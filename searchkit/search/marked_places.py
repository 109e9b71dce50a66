"""Where patterns stand in the titles and bodies of a few articles of one segment, as lists.

For the ten articles of a page, whole arrays cost more than one number at a time. So they are for
patterns that need the algebra of `searchkit.search.places`; words and phrases go without.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import (
    Expansion,
    Leaf,
    Near,
    Occurrence,
    Pattern,
    Sequence,
    Term,
    leaves,
    marks,
)
from searchkit.search.collection import Part
from searchkit.search.keys import offsets_by_article, wide_docs
from searchkit.search.leaves import TEXT, selections
from searchkit.search.matching import places
from searchkit.search.places import ends_of, starts_of
from searchkit.store.layout import GAP

Ints = npt.NDArray[np.int64]
Texts = list[list[Occurrence]]
"""Positions `[start, end)` in each title and body, sorted: two items for every article."""


class Articles:
    """Some articles of a segment, by rising docnum."""

    def __init__(self, part: Part, docs: Ints) -> None:
        self._part, self._docs = part, docs
        self._titles: list[int] = part.segment.columns.title_lengths.take(docs).tolist()
        self._languages: list[int] = part.stem_languages.take(docs).tolist()

    def marks(self, pattern: Pattern) -> Texts:
        """What is to be marked of a pattern: a phrase as a whole, words near each other singly."""
        if isinstance(pattern, Near):
            return self._near(pattern)
        words = pattern.parts if isinstance(pattern, Sequence) else (pattern,)
        listed = []
        for word in words:
            offsets = self._offsets(word) if isinstance(word, Term | Expansion) else None
            if offsets is None:
                return self._split(places(self._part, TEXT, pattern, self._docs))
            listed.append(offsets)
        found = listed[0]
        if len(listed) > 1:
            found = [_follow(offsets) for offsets in zip(*listed, strict=True)]
        return self._texts(found, len(listed))

    def _near(self, pattern: Near) -> Texts:
        by_leaf = {leaf: self.marks(leaf) for leaf in set(leaves(pattern))}

        def of_text(number: int) -> list[Occurrence]:
            return marks(pattern, lambda leaf: by_leaf[leaf][number])

        return [of_text(number) for number in range(2 * len(self._docs))]

    def _offsets(self, leaf: Leaf) -> list[list[int]] | None:
        """Keys, less the article's base, of all of a leaf's occurrences in each article.

        None where some cover several positions, or not all of a list counts.
        """
        part, docs = self._part, self._docs
        chosen = selections(part, TEXT, leaf)
        if not chosen.are_lists:
            return None
        found: list[list[int]] = [[] for _ in range(len(docs))]
        for selection in chosen.parts:
            held = selection.languages
            if held is not None and not any(held.item(number) for number in self._languages):
                continue
            if len(wide_docs(part, selection.list)):
                return None
            listed = offsets_by_article(part, selection.list, docs)
            for i, offsets in enumerate(listed):
                if offsets and (held is None or held.item(self._languages[i])):
                    found[i] = sorted({*found[i], *offsets}) if found[i] else offsets
        return found

    def _texts(self, found: list[list[int]], length: int) -> Texts:
        """Occurrences of so many positions, from where they begin."""
        texts: Texts = []
        for title, offsets in zip(self._titles, found, strict=True):
            first, base = bisect_left(offsets, title), title + GAP
            texts.append([(start, start + length) for start in offsets[:first]])
            texts.append([(key - base, key - base + length) for key in offsets[first:]])
        return texts

    def _split(self, found: Ints) -> Texts:
        """Places in the segment, by text."""
        titles = self._part.segment.columns.bases.take(self._docs)
        bodies = titles + np.array(self._titles, np.int64) + GAP
        bases = np.stack((titles, bodies), axis=1).ravel()
        starts = starts_of(found)
        # Within a segment, keys rise from text to text.
        firsts = starts.searchsorted(bases)
        shifts = bases.repeat(np.diff(firsts, append=len(starts)))
        pairs = list(
            zip((starts - shifts).tolist(), (ends_of(found) - shifts).tolist(), strict=True)
        )
        return [pairs[first:last] for first, last in pairwise([*firsts.tolist(), len(pairs)])]


def _follow(words: tuple[list[int], ...]) -> list[int]:
    """Where all words stand side by side: the offsets of the first."""
    shortest = min(range(len(words)), key=lambda number: len(words[number]))
    starts = [offset - shortest for offset in words[shortest]]
    for number, offsets in enumerate(words):
        if starts and number != shortest:
            held = set(offsets)
            starts = [start for start in starts if start + number in held]
    return starts
