"""Whoosh's codec interfaces, for reading, over the archive's own segments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from searchkit.model import Article
from searchkit.published import civil_date
from searchkit.store.layout import BY_DAY, UNDATED
from searchkit.store.segment import Segment
from searchkit.whoosh_index._whoosh import whoosh
from searchkit.whoosh_index.archive_schema import published_field
from searchkit.whoosh_index.matcher import PostingMatcher
from searchkit.whoosh_index.terms import (
    FormTerms,
    PlainTerms,
    StemTerms,
    TermSource,
    ValueTerms,
    find,
)

READ_ONLY = (
    "this index is a searchkit archive, which Whoosh's own writer would damage: write to it "
    "through searchkit.Archive or searchkit.whoosh_index.open_index(path).writer()"
)


class ReadOnlyIndexError(whoosh.index.IndexError):  # type: ignore[misc]
    """A stock Whoosh writer was asked to change an archive."""


class ArchiveSegment(whoosh.codec.base.Segment):  # type: ignore[misc]
    """One segment of an archive, as Whoosh holds it. Its store segment is opened by its codec."""

    def __init__(self, number: int, load: Any) -> None:
        self.indexname, self.segid = "MAIN", f"{number}"
        self.compound = False
        self._number, self._load = number, load

    def opened(self, folder: Path) -> Segment:
        segment: Segment = self._load(folder)[self._number]
        return segment

    def codec(self) -> ArchiveCodec:
        return ArchiveCodec()

    def doc_count_all(self) -> NoReturn:
        # A writer asks this of each segment before it does anything else; readers never do.
        raise ReadOnlyIndexError(READ_ONLY)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ReadOnlyIndexError(READ_ONLY)

    deleted_count = deleted_docs = delete_document = is_deleted = set_doc_count = _refuse


class ArchiveCodec(whoosh.codec.base.Codec):  # type: ignore[misc]
    """Reads archives; to write a stock index by columns there is `ColumnCodec`."""

    def terms_reader(self, storage: Any, segment: ArchiveSegment) -> TermsReader:
        return TermsReader(segment.opened(Path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: ArchiveSegment) -> DocumentReader:
        return DocumentReader(segment.opened(Path(storage.folder)))

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ReadOnlyIndexError(READ_ONLY)

    per_document_writer = field_writer = postings_writer = new_segment = _refuse
    postings_reader = _refuse


class TermsReader(whoosh.codec.base.TermsReader):  # type: ignore[misc]
    """All terms of a segment: (field name, bytes)."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._opened: dict[str, TermSource] = {}

    def _source(self, field: str) -> TermSource | None:
        if field not in self._opened:
            make = _SOURCES.get(field)
            if make is None:
                return None
            self._opened[field] = make(self._segment)
        return self._opened[field]

    def _place(self, field: str, term: bytes) -> tuple[TermSource, int]:
        source = self._source(field)
        place = None if source is None else find(source, term)
        if source is None or place is None:
            raise whoosh.reading.TermNotFound(f"{field}:{term!r}")
        return source, place

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        source = self._source(term[0])
        return source is not None and find(source, term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        return sorted(_SOURCES)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """From a term on, through the fields that follow as well."""
        for name in sorted(_SOURCES):
            source = self._source(name)
            if name < field or source is None:
                continue
            for term in source.terms:
                if name > field or term >= prefix:
                    yield name, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return self.items_from("", b"")

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        for term in self.terms_from(field, prefix):
            yield term, self.term_info(*term)

    def term_info(self, field: str, term: bytes) -> Any:
        source, place = self._place(field, term)
        postings = source.postings(place)
        lengths = _lengths(self._segment, field)[postings.docnums]
        return whoosh.reading.TermInfo(
            weight=float(postings.weights.sum()),
            df=len(postings.docnums),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(postings.weights.max()),
            minid=int(postings.docnums[0]),
            maxid=int(postings.docnums[-1]),
        )

    # Whoosh asks each segment: the term may be in another one.

    def frequency(self, field: str, term: bytes) -> float:
        if (field, term) not in self:
            return 0.0
        source, place = self._place(field, term)
        return float(source.postings(place).weights.sum())

    def doc_frequency(self, field: str, term: bytes) -> int:
        if (field, term) not in self:
            return 0
        source, place = self._place(field, term)
        return source.df(place)

    def matcher(self, field: str, term: bytes, format_: Any, scorer: Any = None) -> Any:
        source, place = self._place(field, term)
        postings = source.postings(place)
        return PostingMatcher(
            (field, term),
            postings.docnums.tolist(),
            postings.weights.astype(np.float64).tolist(),
            postings.positions,
            scorer,
        )

    def cursor(self, field: str, fieldobj: Any) -> Cursor:
        source = self._source(field)
        return Cursor(fieldobj, [] if source is None else source.terms)


class Cursor(whoosh.codec.base.FieldCursor):  # type: ignore[misc]
    """Walks over a field's terms; `find` goes to the first that is not less."""

    def __init__(self, fieldobj: Any, terms: Any) -> None:
        self._from_bytes, self._terms, self._place = fieldobj.from_bytes, terms, 0

    def first(self) -> Any:
        self._place = 0
        return self.text()

    def find(self, term: Any) -> Any:
        from bisect import bisect_left

        wanted = term.encode("utf-8", "surrogatepass") if isinstance(term, str) else term
        self._place = bisect_left(self._terms, wanted)
        return self.text()

    def next(self) -> Any:
        self._place += 1
        return self.text()

    def text(self) -> Any:
        if self._place < len(self._terms):
            return self._from_bytes(self._terms[self._place])
        return None

    def term_info(self) -> NoReturn:
        raise NotImplementedError("ask the reader for a term's statistics")

    def is_valid(self) -> bool:
        return self._place < len(self._terms)


class DocumentReader(whoosh.codec.base.PerDocumentReader):  # type: ignore[misc]
    """What is stored of each article of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def doc_count(self) -> int:
        return self._segment.live_count

    def doc_count_all(self) -> int:
        return self._segment.documents

    def has_deletions(self) -> bool:
        return self._segment.deleted is not None

    def is_deleted(self, docnum: int) -> bool:
        deleted = self._segment.deleted
        return deleted is not None and bool(deleted[docnum])

    def deleted_docs(self) -> list[int]:
        deleted = self._segment.deleted
        return [] if deleted is None else [int(docnum) for docnum in np.flatnonzero(deleted)]

    def doc_field_length(self, docnum: int, field: str, default: int = 0) -> int:
        return int(_lengths(self._segment, field)[docnum])

    def field_length(self, field: str) -> int:
        return int(_lengths(self._segment, field).sum())

    def min_field_length(self, field: str) -> int:
        return int(_lengths(self._segment, field).min())

    def max_field_length(self, field: str) -> int:
        return int(_lengths(self._segment, field).max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The article's known fields; `published` as Whoosh's DATETIME has it, naive and in UTC."""
        article = Article.from_stored(self._segment.article(docnum))
        fields = {name: getattr(article, name) for name in _STORED}
        fields["published"] = _moment(article)
        return {name: value for name, value in fields.items() if value is not None}


def _moment(article: Article) -> datetime | None:
    when = article.when
    if isinstance(when, datetime):
        return when.astimezone(timezone.utc).replace(tzinfo=None)
    if when is None:
        return None
    day = civil_date(when)
    return datetime(day.year, day.month, day.day)


_STORED = ("id", "title", "body", "source", "author", "url", "language", "path")


def _lengths(segment: Segment, field: str) -> Any:
    """Each article's length in a field; whole values have length 1."""
    columns = segment.columns
    if field in ("text", "forms"):
        return columns.weighted_lengths
    name = f"{field.removesuffix('_forms')}_lengths"
    if name in _LENGTHS:
        return getattr(columns, name)
    return np.ones(segment.documents, np.int64)


_LENGTHS = ("title_lengths", "body_lengths", "author_lengths", "url_lengths")


def _ids(segment: Segment) -> TermSource:
    return ValueTerms([segment.id(n).encode() for n in range(segment.documents)])


def _sources(segment: Segment) -> TermSource:
    columns = segment.columns
    names = [name.casefold().encode() or None for name in columns.source_names]
    return ValueTerms([names[ordinal] for ordinal in columns.sources.tolist()])


def _languages(segment: Segment) -> TermSource:
    columns = segment.columns
    names = [name.encode() or None for name in columns.language_names]
    return ValueTerms([names[ordinal] for ordinal in columns.languages.tolist()])


def _published(segment: Segment) -> TermSource:
    field, columns = published_field(), segment.columns
    epoch = datetime(1970, 1, 1)
    moments: list[bytes | None] = []
    for precision, day, seconds in zip(
        columns.precisions.tolist(), columns.days.tolist(), columns.seconds.tolist(), strict=True
    ):
        if precision == UNDATED:
            moments.append(None)
        elif precision == BY_DAY:
            moments.append(field.to_bytes(datetime.fromordinal(day)))
        else:
            moments.append(field.to_bytes(epoch + timedelta(seconds=seconds)))
    return ValueTerms(moments)


_SOURCES: dict[str, Any] = {
    "text": lambda segment: StemTerms(segment, "text"),
    "title": lambda segment: StemTerms(segment, "title"),
    "body": lambda segment: StemTerms(segment, "body"),
    "forms": lambda segment: FormTerms(segment, "text"),
    "title_forms": lambda segment: FormTerms(segment, "title"),
    "body_forms": lambda segment: FormTerms(segment, "body"),
    "author": lambda segment: PlainTerms(segment, "author"),
    "url": lambda segment: PlainTerms(segment, "url"),
    "id": _ids,
    "source": _sources,
    "language": _languages,
    "published": _published,
}
