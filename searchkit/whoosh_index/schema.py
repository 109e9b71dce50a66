"""The archive's Whoosh schema: which fields an article has, and how its words are posted."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, DATETIME, ID, STORED, FieldType, Schema
from whoosh.formats import Format

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.patterns import Occurrence
from searchkit.analysis.stemming import stem

UNDATED, BY_DAY, BY_INSTANT = 0, 1, 2
"""Values of the `precision` column."""


class OccurrenceFormat(Format):  # type: ignore[misc]
    """A posting's value: every occurrence of a term in a field, with the positions it covers.

    Little-endian: one byte, 1 if any occurrence covers more than one position, else 0; then the
    positions as uint32, ascending; then, after a 1, the lengths as uint8.
    """

    def word_values(
        self, value: Mapping[str, list[Occurrence]], analyzer: object = None, **_: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        for term, places in value.items():
            yield term, len(places), float(len(places)), encode_occurrences(places)

    def decode_frequency(self, value: bytes) -> int:
        return (len(value) - 1) // (5 if value[0] else 4)

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))

    def decode_positions(self, value: bytes) -> list[int]:
        return [start for start, _ in decode_occurrences(value)]

    def combine(self, values: list[bytes]) -> bytes:
        """One value for postings of several terms; Whoosh asks for it when it merges them."""
        return encode_occurrences(
            sorted({place for value in values for place in decode_occurrences(value)})
        )


def encode_occurrences(places: list[Occurrence]) -> bytes:
    lengths = [end - start for start, end in places]
    value = struct.pack(f"<{len(places)}I", *(start for start, _ in places))
    if max(lengths) == 1:
        return b"\0" + value
    return b"\1" + value + bytes(lengths)


def decode_occurrences(value: bytes) -> list[Occurrence]:
    count = (len(value) - 1) // (5 if value[0] else 4)
    starts = struct.unpack_from(f"<{count}I", value, 1)
    if not value[0]:
        return [(start, start + 1) for start in starts]
    return [
        (start, start + length)
        for start, length in zip(starts, value[1 + 4 * count :], strict=True)
    ]


class QueryAnalyzer(Analyzer):  # type: ignore[misc]
    """Our analysis for Whoosh's own query parser: stems of one language, or folded forms."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, value: str, **_: object) -> Iterator[WhooshToken]:
        token = WhooshToken(positions=True)
        for found in analyze(value).tokens:
            token.text = stem(found.form, self.language) if self.language else found.form
            token.pos, token.stopped = found.position, False
            yield token


class OccurrenceField(FieldType):  # type: ignore[misc]
    """Words with positions, analysed before they reach Whoosh.

    Its value is a mapping from term to occurrences: a document that cannot be analysed never
    gets as far as the writer, which a failing field would leave broken.
    """

    indexed = True
    stored = False
    scorable = True
    unique = False
    vector = None
    column_type = None
    spelling = False

    def __init__(self, language: str | None = None) -> None:
        self.format = OccurrenceFormat()
        self.analyzer = QueryAnalyzer(language)

    def index(
        self, value: Mapping[str, list[Occurrence]], **_: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, frequency, weight, data in self.format.word_values(value):
            yield term.encode("utf-8"), frequency, weight, data


TEXT_FIELDS = ("title", "body")
"""Fields that plain words are looked for in; their terms are stems."""
FORMS_OF = {"title": "title_forms", "body": "body_forms", "author": "author", "url": "url"}
"""Where each searchable field's surface forms are."""


def archive_schema(language: str = "en") -> Schema:
    """The schema; `language` only serves Whoosh's own query parser, which knows no articles."""
    fields: dict[str, Any] = {
        "id": ID(unique=True, stored=True, sortable=True),
        "title": OccurrenceField(language),
        "body": OccurrenceField(language),
        "title_forms": OccurrenceField(),
        "body_forms": OccurrenceField(),
        "author": OccurrenceField(),
        "url": OccurrenceField(),
        "source": ID(sortable=True),
        "language": ID(sortable=True),
        "stem_language": ID(sortable=True),
        "unsure": COLUMN(NumericColumn("B")),
        "path": ID(),
        "published": DATETIME(),
        "precision": COLUMN(NumericColumn("B")),
        "day": COLUMN(NumericColumn("i")),
        "seconds": COLUMN(NumericColumn("d", default=0.0)),
        "title_length": COLUMN(NumericColumn("I")),
        "body_length": COLUMN(NumericColumn("I")),
        "article": STORED(),
    }
    return Schema(**fields)
