"""The archive's fields as Whoosh knows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import DATETIME, ID, STORED, FieldType, Schema
from whoosh.formats import Format

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.stemming import stem
from searchkit.errors import ArchiveError

TEXTS = ("text", "title", "body")
"""Fields whose terms are stems: `text` is title and body together, what our ranking scores."""
FORMS = ("forms", "title_forms", "body_forms", "author", "url")
"""Fields whose terms are the folded words themselves."""


class OccurrenceFormat(Format):  # type: ignore[misc]
    """Postings with weights and positions, which the matcher gives without any encoded value."""

    def supports(self, name: str) -> bool:
        return name in ("frequency", "weight", "positions")

    def decoder(self, name: str) -> Any:
        return lambda value: value

    def word_values(self, value: Any, analyzer: Any, **_: object) -> NoReturn:
        raise ArchiveError("articles are indexed by searchkit's own writer")


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
    """Words with positions; `language` None means forms."""

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


def published_field() -> Any:
    """Instants in UTC, each one term: ranges of them are ranges of terms."""
    field = DATETIME()
    field.shift_step = 0
    return field


class ArchiveSchema(Schema):  # type: ignore[misc]
    """The schema of every archive. `language` serves Whoosh's query parser alone."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(
            id=ID(unique=True, stored=True),
            source=ID(stored=True),
            language=ID(stored=True),
            published=published_field(),
            path=STORED(),
            **{name: OccurrenceField(language) for name in TEXTS},
            **{name: OccurrenceField() for name in FORMS},
        )
        self.stem_language = language

    def clean(self) -> NoReturn:
        """Whoosh calls this when it is about to write a table of contents of its own."""
        raise ArchiveError(
            "this schema is a searchkit archive's: Whoosh's own writer cannot write it"
        )

    def copy(self) -> ArchiveSchema:
        return ArchiveSchema(self.stem_language)

    def to_json(self) -> str:
        """Field names and kinds: all that there is to say of the schema."""
        kinds = {name: type(field).__name__ for name, field in self.items()}
        return json.dumps({"language": self.stem_language, "fields": kinds})
