"""What of a query stands where in the articles of a page, and what did it give to their scores?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Near, Occurrence, Pattern, leaves, marks
from searchkit.model import WordScore
from searchkit.search.clauses import Words
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import TEXT
from searchkit.search.matching import places
from searchkit.search.places import ends_of, starts_of
from searchkit.search.ranking import Ranked
from searchkit.store.layout import GAP
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
Field = Literal["title", "body"]
FIELDS: tuple[Field, ...] = ("title", "body")
Found = tuple[list[Occurrence], float]
"""Where something stands in one text, sorted, and its rarity."""


class Marks:
    """The parts of a query that are looked for, without those that are negated.

    They are looked up for all articles of a page at once, when the first of them is asked about.
    """

    def __init__(
        self, collection: Collection, clauses: tuple[Words, ...], page: Sequence[Ranked]
    ) -> None:
        self._collection, self._clauses, self._page = collection, clauses, page

    def needles(self, segment: Segment, docnum: int) -> tuple[list[Found], list[Found]]:
        """Where each part stands in the title, and in the body, of an article of the page.

        Occurrences are positions `[start, end)` within that text. Parts are in the query's order,
        none twice; those that do not stand there are left out.
        """
        return self._found[self._collection.part_of(segment).ordinal, docnum]

    @cached_property
    def _found(self) -> dict[tuple[int, int], tuple[list[Found], list[Found]]]:
        """By ordinal of the segment and docnum."""
        docnums: dict[int, list[int]] = defaultdict(list)
        for ranked in self._page:
            docnums[self._collection.part_of(ranked.segment).ordinal].append(ranked.docnum)
        found = {}
        for ordinal, docs in docnums.items():
            docs.sort()
            texts = _find(self._collection.parts[ordinal], np.array(docs, np.int64), self._clauses)
            for number, docnum in enumerate(docs):
                found[ordinal, docnum] = texts[2 * number], texts[2 * number + 1]
        return found

    def explain(self, segment: Segment, docnum: int) -> tuple[WordScore, ...]:
        """What each word gave to an article; nothing for a part that does not match it."""
        part = self._collection.part_of(segment)
        scores: dict[tuple[Pattern, str], WordScore] = {}
        for clause in self._clauses:
            for score in _explain(clause, part, docnum):
                scores.setdefault((clause.pattern, score.word), score)
        return tuple(scores.values())


def _explain(clause: Words, part: Part, docnum: int) -> Iterator[WordScore]:
    docs = np.array([docnum], np.int64)
    if len(clause.narrow(part, docs)):
        for word in clause.words:
            freqs = word.sought.parts[part.ordinal].postings.freqs_of(docs)
            score = float(word.scores(part, docs)[0]) * clause.weight
            yield WordScore(word.text, score, word.sought.rarity, float(freqs[0]), clause.weight)


def _find(part: Part, docs: Ints, clauses: Iterable[Words]) -> list[list[Found]]:
    """What is found in each title and body: two items for every article."""
    columns = part.segment.columns
    titles = columns.bases.take(docs)
    bodies = titles + columns.title_lengths.take(docs) + GAP
    bases = np.stack((titles, bodies), axis=1).ravel()
    found: list[list[Found]] = [[] for _ in range(len(bases))]
    seen: set[tuple[str, Pattern]] = set()
    for clause in clauses:
        asked = [(field, clause.pattern) for field in FIELDS if field in clause.fields]
        listed = _occurrences(part, clause.pattern, docs, bases) if asked else []
        for place in asked:
            if place not in seen:
                seen.add(place)
                text = FIELDS.index(place[0])
                for own, occurrences in zip(found[text::2], listed[text::2], strict=True):
                    if occurrences:
                        own.append((occurrences, clause.rarity()))
    return found


def _occurrences(part: Part, pattern: Pattern, docs: Ints, bases: Ints) -> list[list[Occurrence]]:
    """What is to be marked of a pattern in each title and body."""
    if not isinstance(pattern, Near):
        return _split(places(part, TEXT, pattern, docs), bases)
    by_leaf = {leaf: _split(places(part, TEXT, leaf, docs), bases) for leaf in set(leaves(pattern))}

    def of_text(number: int) -> list[Occurrence]:
        return marks(pattern, lambda leaf: by_leaf[leaf][number])

    return [of_text(number) for number in range(len(bases))]


def _split(found: Ints, bases: Ints) -> list[list[Occurrence]]:
    """The places in each text, counted from its base."""
    starts = starts_of(found)
    # Within a segment, keys rise from text to text.
    firsts = starts.searchsorted(bases)
    shifts = bases.repeat(np.diff(firsts, append=len(starts)))
    pairs = list(zip((starts - shifts).tolist(), (ends_of(found) - shifts).tolist(), strict=True))
    return [pairs[first:last] for first, last in pairwise([*firsts.tolist(), len(pairs)])]
