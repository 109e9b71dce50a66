"""Where patterns stand in the titles and bodies of a few articles of one segment, as lists.

For the ten articles of a page, whole arrays cost more than one number at a time. So they are for
patterns that need the algebra of `searchkit.search.places`; words and phrases go without, and the
positions of all their lists are decoded together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
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
from searchkit.deadline import check_deadline
from searchkit.forking import cached_property
from searchkit.search.collection import Part
from searchkit.search.keys import list_keys
from searchkit.search.leaves import TEXT, Selections, selections
from searchkit.search.matching import places
from searchkit.search.places import ends_of, starts_of
from searchkit.store.layout import GAP

Ints = npt.NDArray[np.int64]
Texts = list[list[Occurrence]]
"""Positions `[start, end)` in each title and body, sorted: two items for every article."""
Starts = list[list[int]]
"""Positions in each title and body: two items for every article."""


class Articles:
    """Some articles of a segment, by rising docnum, in which these patterns will be asked for."""

    def __init__(self, part: Part, docs: Ints, patterns: Iterable[Pattern]) -> None:
        self._part, self._docs, self._patterns = part, docs, tuple(patterns)
        self._titles: list[int] = part.segment.columns.title_lengths.take(docs).tolist()
        self._languages: list[int] = part.stem_languages.take(docs).tolist()

    def marks(self, pattern: Pattern) -> Texts:
        """What is to be marked of a pattern: a phrase as a whole, words near each other singly."""
        check_deadline()
        if isinstance(pattern, Near):
            return self._near(pattern)
        words = pattern.parts if isinstance(pattern, Sequence) else (pattern,)
        listed = []
        for word in words:
            starts = self._starts(word) if isinstance(word, (Term, Expansion)) else None
            if starts is None:
                return self._split(places(self._part, TEXT, pattern, self._docs))
            listed.append(starts)
        if len(listed) == 1:
            return [[(start, start + 1) for start in starts] for starts in listed[0]]
        length = len(listed)
        return [
            [(start, start + length) for start in _follow(words)]
            for words in zip(*listed, strict=True)
        ]

    def _near(self, pattern: Near) -> Texts:
        by_leaf = {leaf: self.marks(leaf) for leaf in set(leaves(pattern))}

        def of_text(number: int) -> list[Occurrence]:
            return marks(pattern, lambda leaf: by_leaf[leaf][number])

        return [of_text(number) for number in range(2 * len(self._docs))]

    def _starts(self, leaf: Leaf) -> Starts | None:
        """Where a leaf's occurrences begin.

        None where some cover several positions, or not all of a list counts.
        """
        chosen = self._chosen[leaf]
        if not chosen.are_lists:
            return None
        found: Starts = [[] for _ in range(2 * len(self._docs))]
        for selection in chosen.parts:
            check_deadline()
            listed = self._listed.get(selection.list)
            if listed is None:
                return None
            held = selection.languages
            if held is None and len(chosen.parts) == 1:
                return listed
            for i, starts in enumerate(listed):
                if starts and (held is None or held.item(self._languages[i >> 1])):
                    found[i] = sorted({*found[i], *starts}) if found[i] else starts
        return found

    @cached_property
    def _chosen(self) -> dict[Leaf, Selections]:
        return {
            leaf: selections(self._part, TEXT, leaf)
            for pattern in self._patterns
            for leaf in leaves(pattern)
        }

    @cached_property
    def _listed(self) -> dict[int, Starts]:
        """The lists of all leaves, without those of which some occurrence covers more."""
        part, docs = self._part, self._docs
        whole = {
            one.list for found in self._chosen.values() if found.are_lists for one in found.parts
        }
        listed, others = {}, []
        for number in whole:
            check_deadline()
            keys = list_keys(part, number)
            if len(keys.wide):
                continue
            kept = keys.offsets(docs)
            if kept is None:
                others.append(number)
            else:
                listed[number] = self._by_text(kept, GAP)
        if others:
            others.sort()
            positions, ends = part.segment.text.positions_in(others, docs)
            every, spans = positions.tolist(), pairwise([0, *ends.tolist()])
            found = [every[first:last] for first, last in spans]
            for i, number in enumerate(others):
                listed[number] = self._by_text(found[i * len(docs) : (i + 1) * len(docs)], 0)
        return listed

    def _by_text(self, found: list[list[int]], gap: int) -> Starts:
        """Positions in each article, those in the body a gap further, by text."""
        starts: Starts = []
        for title, positions in zip(self._titles, found, strict=True):
            if positions and positions[0] < title:
                behind = bisect_left(positions, title)
                starts.append(positions[:behind])
                positions = positions[behind:]
            else:
                starts.append([])
            base = title + gap
            starts.append([position - base for position in positions])
        return starts

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
    """Where all words stand side by side: the positions of the first."""
    shortest = min(range(len(words)), key=lambda number: len(words[number]))
    starts = [start - shortest for start in words[shortest]]
    for number, others in enumerate(words):
        if starts and number != shortest:
            held = set(others)
            starts = [start for start in starts if start + number in held]
    return starts
