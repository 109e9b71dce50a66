"""Where do the words of one query stand in the index, and what are they worth?

One Evaluation serves one search: it remembers what it has read, so that a word in several parts
of a query, and in both tiers of a relaxed one, is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from searchkit.analysis.expansions import matcher
from searchkit.analysis.patterns import (
    AnyOf,
    Expansion,
    Leaf,
    Occurrence,
    Pattern,
    Term,
    occurrences,
)
from searchkit.analysis.stemming import stem
from searchkit.engines.local.columns import Columns, read_columns
from searchkit.engines.local.scoring import (
    FIELD_WEIGHTS,
    inverse_document_frequency,
    saturation,
)
from searchkit.query.limits import MAX_EXPANSIONS
from searchkit.whoosh_index.schema import FORMS_OF, TEXT_FIELDS, decode_occurrences

_SIGNS = {"prefix": "*", "fuzzy": "~"}
Places = dict[int, list[Occurrence]]
"""Document number to the sorted occurrences in one field of that document."""


class Segment:
    """One Whoosh segment reader and its columns; `base` is its first global document number."""

    def __init__(self, reader: Any, base: int) -> None:
        self.reader, self.base = reader, base

    @cached_property
    def columns(self) -> Columns:
        return read_columns(self.reader)

    @cached_property
    def lengths(self) -> list[int]:
        """Weighted length of each document, in words."""
        columns = self.columns
        title, body = FIELD_WEIGHTS["title"], FIELD_WEIGHTS["body"]
        return [
            title * a + body * b
            for a, b in zip(columns.title_lengths, columns.body_lengths, strict=True)
        ]

    def postings(self, field: str, term: str) -> Iterator[tuple[int, list[Occurrence]]]:
        """Live documents that hold the term, with its occurrences."""
        if (field, term) not in self.reader:
            return
        posting = self.reader.postings(field, term)
        while posting.is_active():
            yield posting.id(), decode_occurrences(posting.value())
            posting.next()


class Collection:
    """All segments of a reader, and the statistics that scores need: of live articles only."""

    def __init__(self, reader: Any) -> None:
        self.segments = (
            [Segment(leaf, base) for leaf, base in reader.leaf_readers()]
            if reader.doc_count_all()
            else []
        )
        self._by_reader = {id(segment.reader): segment for segment in self.segments}

    def segment_of(self, reader: Any) -> Segment:
        return self._by_reader[id(reader)]

    @cached_property
    def documents(self) -> int:
        return sum(len(segment.columns.live) for segment in self.segments)

    @cached_property
    def average_length(self) -> float:
        total = sum(
            segment.lengths[docnum] for segment in self.segments for docnum in segment.columns.live
        )
        return total / self.documents if self.documents else 0.0

    @cached_property
    def stem_languages(self) -> tuple[str, ...]:
        return tuple(
            sorted(
                {
                    segment.columns.stem_languages[docnum]
                    for segment in self.segments
                    for docnum in segment.columns.live
                }
            )
        )

    def forms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Surface forms of a field that start with a prefix, with their document frequencies."""
        name = FORMS_OF[field]
        start = prefix.encode("utf-8", "surrogatepass")  # half a pair is a prefix of nothing
        for segment in self.segments:
            for term in segment.reader.expand_prefix(name, start):
                form = term.decode("utf-8")
                yield form, segment.reader.doc_frequency(name, term)


@dataclass(frozen=True, slots=True)
class Worth:
    """What one word gives to one document."""

    score: float
    frequency: float


class Evaluation:
    """The memory of one search over a collection."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.warnings: dict[str, None] = {}
        self._places: dict[tuple[int, str, Pattern], Places] = {}
        self._frequencies: dict[tuple[int, Pattern], dict[int, int]] = {}
        self._rarities: dict[Pattern, float] = {}
        self._forms: dict[tuple[Expansion, tuple[str, ...]], frozenset[str]] = {}

    def places(self, segment: Segment, field: str, pattern: Pattern) -> Places:
        """Where the pattern occurs in one field, by document of one segment."""
        key = (segment.base, field, pattern)
        if key not in self._places:
            self._places[key] = self._find(segment, field, pattern)
        return self._places[key]

    def frequencies(self, segment: Segment, pattern: Pattern) -> dict[int, int]:
        """Weighted frequency of a pattern over title and body, by document of one segment."""
        key = (segment.base, pattern)
        if key not in self._frequencies:
            total: dict[int, int] = {}
            for field in TEXT_FIELDS:
                weight = FIELD_WEIGHTS[field]
                for docnum, places in self.places(segment, field, pattern).items():
                    total[docnum] = total.get(docnum, 0) + weight * len(places)
            self._frequencies[key] = total
        return self._frequencies[key]

    def rarity(self, pattern: Pattern) -> float:
        """Inverse document frequency of a pattern taken as one word."""
        if pattern not in self._rarities:
            found = sum(
                len(self.frequencies(segment, pattern)) for segment in self.collection.segments
            )
            self._rarities[pattern] = inverse_document_frequency(self.collection.documents, found)
        return self._rarities[pattern]

    def worth(self, segment: Segment, pattern: Pattern, docnum: int) -> Worth:
        """What the pattern, taken as one word, gives to a document."""
        frequency = self.frequencies(segment, pattern).get(docnum, 0)
        length, average = segment.lengths[docnum], self.collection.average_length
        score = self.rarity(pattern) * saturation(frequency, length, average) if frequency else 0.0
        return Worth(score, frequency)

    def forms(self, expansion: Expansion, field: str) -> frozenset[str]:
        """The archive's own words that an expansion stands for: the best, if there are too many.

        Title and body share their words; the pieces of addresses are nobody's words but theirs.
        """
        fields = TEXT_FIELDS if field in TEXT_FIELDS else (field,)
        key = (expansion, fields)
        if key not in self._forms:
            self._forms[key] = self._expand(expansion, fields)
        return self._forms[key]

    def _expand(self, expansion: Expansion, fields: tuple[str, ...]) -> frozenset[str]:
        distance_of = matcher(expansion)
        prefix = _fixed_prefix(expansion)
        counts: dict[str, int] = {}
        distances: dict[str, int] = {}
        for field in fields:
            for form, count in self.collection.forms(field, prefix):
                if form not in distances:
                    distance = distance_of(form)
                    if distance is None:
                        continue
                    distances[form] = distance
                counts[form] = counts.get(form, 0) + count
        best = sorted(counts, key=lambda form: (distances[form], -counts[form], form))
        if len(best) > MAX_EXPANSIONS:
            typed = expansion.text + _SIGNS.get(expansion.kind, "")
            self.warnings[
                f"{typed!r} stands for {len(best):,} words of the archive, more than the "
                f"limit of {MAX_EXPANSIONS:,}: only the commonest were searched"
            ] = None
        return frozenset(best[:MAX_EXPANSIONS])

    def _find(self, segment: Segment, field: str, pattern: Pattern) -> Places:
        if isinstance(pattern, Term | Expansion):
            return self._find_leaf(segment, field, pattern)
        parts = [self.places(segment, field, part) for part in pattern.parts]
        if isinstance(pattern, AnyOf):
            candidates = sorted(set().union(*parts))
        else:
            rarest = min(parts, key=len)
            candidates = [d for d in sorted(rarest) if all(d in part for part in parts)]
        found: Places = {}
        for docnum in candidates:
            places = occurrences(
                pattern,
                lambda leaf, d=docnum: self.places(segment, field, leaf).get(d, []),  # type: ignore[misc]
            )
            if places:
                found[docnum] = places
        return found

    def _find_leaf(self, segment: Segment, field: str, leaf: Leaf) -> Places:
        found: dict[int, set[Occurrence]] = {}
        for name, term, languages in self._terms(field, leaf):
            for docnum, places in segment.postings(name, term):
                if languages and segment.columns.stem_languages[docnum] not in languages:
                    continue
                if isinstance(leaf, Term) and leaf.length is not None:
                    places = [(start, start + leaf.length) for start, _ in places]
                found.setdefault(docnum, set()).update(places)
        return {docnum: sorted(found[docnum]) for docnum in sorted(found)}

    def _terms(self, field: str, leaf: Leaf) -> Iterator[tuple[str, str, set[str] | None]]:
        """(Whoosh field, term, languages of articles that count or None for all) of a leaf."""
        if isinstance(leaf, Expansion):
            for form in self.forms(leaf, field):
                yield FORMS_OF[field], form, None
        elif leaf.exact or field not in TEXT_FIELDS:
            yield FORMS_OF[field], leaf.form, None
        else:
            stems: dict[str, set[str]] = {}
            for language in self.collection.stem_languages:
                stems.setdefault(stem(leaf.form, language), set()).add(language)
            for term, languages in stems.items():
                yield field, term, languages if len(stems) > 1 else None


def _fixed_prefix(expansion: Expansion) -> str:
    """What every form of the expansion starts with."""
    if expansion.kind == "prefix":
        return expansion.text
    if expansion.kind == "wildcard":
        return expansion.text.partition("*")[0].partition("?")[0]
    return ""
