"""What an index knows of each article besides its words: one value a document, by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from searchkit.whoosh_index.schema import UNDATED


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one segment, indexed by its document numbers; deleted ones included.

    `days` are proleptic ordinals, `seconds` count from 1970 in UTC; both mean nothing where
    `precisions` says UNDATED. Lengths are in words.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    stem_languages: Sequence[str]
    precisions: Sequence[int]
    days: Sequence[int]
    seconds: Sequence[float]
    title_lengths: Sequence[int]
    body_lengths: Sequence[int]
    live: Sequence[int]


def read_columns(reader: Any) -> Columns:
    """Read every column of one Whoosh segment reader."""

    def column(name: str) -> list[Any]:
        values = reader.column_reader(name)
        return [values[docnum] for docnum in range(reader.doc_count_all())]

    return Columns(
        ids=column("id"),
        sources=column("source"),
        languages=column("language"),
        stem_languages=column("stem_language"),
        precisions=column("precision"),
        days=column("day"),
        seconds=column("seconds"),
        title_lengths=column("title_length"),
        body_lengths=column("body_length"),
        live=_live(reader),
    )


def day_of(columns: Columns, docnum: int) -> date | None:
    """The civil date of an article, or None."""
    if columns.precisions[docnum] == UNDATED:
        return None
    return date.fromordinal(columns.days[docnum])


@dataclass(slots=True)
class Census:
    """Counts over the live articles. `unsure` are the document numbers stemmed by fallback."""

    documents: int = 0
    undated: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    unsure: list[int] = field(default_factory=list)
    commonest: str | None = None


def take_census(reader: Any) -> Census:
    """Count what is in an index; its commonest language is that of most articles that have one."""
    census = Census()
    if not reader.doc_count_all():
        return census
    languages, stems = reader.column_reader("language"), reader.column_reader("stem_language")
    precisions, unsure = reader.column_reader("precision"), reader.column_reader("unsure")
    known: Counter[str] = Counter()
    for docnum in _live(reader):
        census.documents += 1
        census.undated += precisions[docnum] == UNDATED
        census.languages[languages[docnum]] += 1
        if unsure[docnum]:
            census.unsure.append(docnum)
        else:
            known[stems[docnum]] += 1
    if known:
        census.commonest = min(known, key=lambda language: (-known[language], language))
    return census


def live_ids(reader: Any) -> dict[str, int]:
    """Document number of every live article, by id."""
    if not reader.doc_count_all():
        return {}
    ids = reader.column_reader("id")
    return {ids[docnum]: docnum for docnum in _live(reader)}


def _live(reader: Any) -> list[int]:
    return [n for n in range(reader.doc_count_all()) if not reader.is_deleted(n)]
