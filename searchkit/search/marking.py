"""What of a query stands where in the articles of a page, and what did it give to their scores?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Occurrence, Pattern
from searchkit.deadline import begin
from searchkit.forking import cached_property
from searchkit.model import WordScore
from searchkit.search.clauses import AllOf, AnyOf, Clause, Without, Words, unchecked
from searchkit.search.collection import Collection, Part
from searchkit.search.marked_places import Articles
from searchkit.search.ranking import Ranked
from searchkit.store.segment import Segment

if TYPE_CHECKING:
    from searchkit.quotes.quotation import Quotation
    from searchkit.search.closeness import Closeness
    from searchkit.search.quoting import Quoted
    from searchkit.search.recency import Recency

Ints = npt.NDArray[np.int64]
Field = Literal["title", "body"]
FIELDS: tuple[Field, ...] = ("title", "body")
Found = tuple[list[Occurrence], float]
"""Where something stands in one text, sorted, and its rarity."""


class Marks:
    """The parts of a query that are looked for, without those that are negated.

    They are looked up for all articles of a page at once, when the first of them is asked about.
    `tiers` are the whole query in its readings, for what they give to scores.
    """

    def __init__(
        self,
        collection: Collection,
        clauses: tuple[Words, ...],
        page: Sequence[Ranked],
        closeness: Closeness | None = None,
        quoted: tuple[Quoted, ...] = (),
        recency: Recency | None = None,
        tiers: Sequence[Clause] = (),
    ) -> None:
        self._collection, self._clauses, self._page = collection, clauses, page
        self._tiers = tiers
        self._closeness, self._quoted, self._recency = closeness, quoted, recency
        self.asks_who = bool(quoted)
        """Whether the query asks for what somebody says."""

    def needles(self, segment: Segment, docnum: int) -> tuple[list[Found], list[Found]]:
        """Where each part stands in the title, and in the body, of an article of the page.

        Occurrences are positions `[start, end)` within that text. Parts are in the query's order,
        none twice; those that do not stand there are left out.
        """
        return self._found[self._collection.part_of(segment).ordinal, docnum]

    def of(self, page: Sequence[Ranked]) -> Marks:
        """The same for other articles."""
        return Marks(self._collection, self._clauses, page)

    @property
    def fewest(self) -> int | None:
        """How many articles hold the rarest of the words; None without words."""
        words = (word.sought.count for clause in self._clauses for word in clause.words)
        return min(words, default=None)

    def quotations(self, segment: Segment, docnum: int) -> tuple[Quotation, ...]:
        """What is said in an article of what is asked for, in the order of its body."""
        part = self._collection.part_of(segment)
        found = dict.fromkeys(
            quotation for one in self._quoted for quotation in one.quotations(part, docnum)
        )
        return tuple(sorted(found, key=lambda quotation: (quotation.start, quotation.end)))

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
        """What each word gave to an article, each two side by side, and recency.

        Of the first reading of the query that finds it; nothing for a part that does not.
        """
        part, docs = self._collection.part_of(segment), np.array([docnum], np.int64)
        given: tuple[WordScore, ...] = ()
        for tier in self._tiers:
            if len(tier.narrow(part, docs)):
                given = tuple(_scores(tier, part, docs))
                break
        close = self._closeness.explain(segment, docnum) if self._closeness is not None else ()
        if self._recency is not None:
            whole = sum(score.score for score in given)
            given += (self._recency.explain(part, docnum, whole),)
        return (*given, *close)


def _scores(clause: Clause, part: Part, docs: Ints) -> Iterator[WordScore]:
    """What each word gives to the one article of `docs`, which the clause finds."""
    if isinstance(clause, Words):
        for word in clause.words:
            freqs = word.sought.parts[part.ordinal].postings.freqs_of(docs)
            score = float(word.scores(part, docs)[0]) * clause.weight
            yield WordScore(word.text, score, word.sought.rarity, float(freqs[0]), clause.weight)
    elif isinstance(clause, (AllOf, AnyOf)):
        for one in clause.clauses:
            if isinstance(clause, AllOf) or len(one.narrow(part, docs)):
                yield from _scores(one, part, docs)
    elif isinstance(clause, Without):
        yield from _scores(clause.wanted, part, docs)
    else:
        more = unchecked(clause)
        if more is not None:
            yield from _scores(more, part, docs)


def _find(part: Part, docs: Ints, clauses: Sequence[Words]) -> list[list[Found]]:
    """What is found in each title and body: two items for every article."""
    articles = Articles(part, docs, [clause.pattern for clause in clauses])
    found: list[list[Found]] = [[] for _ in range(2 * len(docs))]
    seen: dict[Pattern, set[str]] = {}
    for clause in clauses:
        looked_at = seen.setdefault(clause.pattern, set())
        fields = [
            i for i, name in enumerate(FIELDS) if name in clause.fields and name not in looked_at
        ]
        if not fields:
            continue
        looked_at.update(clause.fields)
        begin(clause.node)
        listed, rarity = articles.marks(clause.pattern), clause.rarity()
        for i in fields:
            for own, occurrences in zip(found[i::2], listed[i::2], strict=True):
                if occurrences:
                    own.append((occurrences, rarity))
    return found
