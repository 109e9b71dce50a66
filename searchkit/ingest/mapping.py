"""Records under other names: fields renamed as a mapping says, before anything reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from searchkit.analysis.language import normalise_language
from searchkit.ingest.field_names import field_named
from searchkit.ingest.rules import Paths, Treatment, value_at
from searchkit.ingest.source_names import names_from
from searchkit.model import Article, Candidate, Rejected
from searchkit.published import format_published

Items = Iterator[Article | Rejected]
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def mapped(record: object, fields: Mapping[str, Paths], language: str | None = None) -> object:
    """The record with the mapped fields under Article's names.

    A mapped field comes from where the mapping says or from nowhere: what else the record calls by
    one of its usual names is left out. Other fields stay as they are. A record that names no
    language is in `language`, which tells how its dates are written.
    """
    if not isinstance(record, dict) or not (fields or language):
        return record
    kept = {name: value for name, value in record.items() if _field(name) not in fields}
    for field, paths in fields.items():
        values = (value_at(record, path) for path in paths)
        value = next((value for value in values if value not in _EMPTY), None)
        if value is not None:
            kept[field] = value
    if language and not any(kept[name] for name in kept if _field(name) == "language"):
        kept["language"] = language
    return kept


def as_ruled(items: Items, treatment: Treatment) -> Items:
    """The articles with their file's constants, each source under its publisher's one name."""
    normalise = names_from(treatment.sources).normalise
    for item in items:
        item = with_constants(item, treatment) if treatment.constants else item
        yield normalise(item) if isinstance(item, Article) else item


def with_constants(item: Article | Rejected, treatment: Treatment) -> Article | Rejected:
    """The article with what its file's rules say of all of its articles; what it had before stays
    as a candidate."""
    if isinstance(item, Rejected):
        return item
    changes: dict[str, Any] = {}
    before: list[Candidate] = []
    for name, value in treatment.constants.items():
        if name == "language":
            value = normalise_language(value) or value
        old = format_published(item.when) if name == "published" else getattr(item, name)
        if old and old != value:
            before.append(Candidate(name, old, getattr(item, f"{name}_basis") or "user"))
        changes |= {name: value, f"{name}_basis": "user"}
    return replace(item, **changes, candidates=(*item.candidates, *before))


def _field(name: str) -> str | None:
    field = field_named(name)
    return "html" if field == "markup" else field
