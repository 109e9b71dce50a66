"""From articles to a segment: what is stored of each, its columns, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.batch import BatchAnalyzer, TextArrays
from searchkit.analysis.identity import analyzer_id
from searchkit.analysis.shingles import Sketcher
from searchkit.engines.local.heap import trim_heap
from searchkit.engines.local.stored_article import dump_article, load_article
from searchkit.ingest.line_ranges import LineRange, read_range
from searchkit.model import Article, Rejected
from searchkit.published import civil_date, sort_seconds
from searchkit.store import token_starts
from searchkit.store.article_columns import ArticleColumns
from searchkit.store.inversion import Tokens
from searchkit.store.layout import BY_DAY, BY_INSTANT, UNDATED
from searchkit.store.segment_spool import SegmentSpool
from searchkit.store.segment_writer import write_segment
from searchkit.store.sketches import Sketches

_MANY_FORMS = 100_000
"""A vocabulary that holds more words, some 30 MB, is begun anew with the next segment."""
_MOST_FORMS = 1_000_000
"""One that holds more words than this, even within a segment."""
_ADDRESSES = 10_000
"""Addresses and authors that are remembered: few come again."""
_Analysed = tuple[
    ArticleColumns,
    Sequence[bytes],
    Sequence[bytes],
    Mapping[str, Tokens],
    Sequence[str],
    Sequence[str],
    Sequence[str],
]
"""What a segment is written from, as `segment_writer.write_segment` takes it."""


class Draft(NamedTuple):
    """An article that is to be indexed, and the bytes that are stored of it."""

    article: Article
    stored: bytes

    @classmethod
    def of(cls, article: Article) -> Draft:
        return cls(article, dump_article(article))

    @classmethod
    def read(cls, stored: bytes) -> Draft:
        return cls(load_article(stored), stored)


class LineRead(NamedTuple):
    """What was read of a line: an article's claimed id, its content's hash, and whether it was
    added to the segment; or, with None in the last place, where and why nothing was."""

    claim: str
    hash: str
    added: bool | None


class SegmentBuilder:
    """Builds one segment after another from batches of articles.

    Words met before are known from then on. `fallback` is the language of articles that neither
    say nor show which one they are in.
    """

    def __init__(self) -> None:
        self._begin()
        self._begin_plain()
        self._spool: SegmentSpool | None = None
        self._ids: set[str] = set()
        """Those in the segment."""

    def add_lines(self, path: Path, lines: LineRange, fallback: str | None) -> Sequence[LineRead]:
        """Add the articles of a file's lines, and say what was read.

        An article whose id the segment has already is left out.
        """
        read: list[LineRead] = []
        drafts = []
        for item in read_range(lines):
            if isinstance(item, Rejected):
                read.append(LineRead(item.path, item.reason, None))
                continue
            new = item.claim not in self._ids
            read.append(LineRead(item.claim, item.hash, new))
            if new:
                self._ids.add(item.claim)
                drafts.append(Draft.of(item.article))
        if drafts:
            self.add(path, drafts, fallback)
        return read

    def add(self, path: Path, drafts: Sequence[Draft], fallback: str | None) -> None:
        """Add a batch to the segment that is to be at `path`."""
        if self._spool is None:
            self._spool = SegmentSpool(path, analyzer_id())
        self._ids.update([draft.article.id for draft in drafts])
        self._spool.append(*self._analysed(drafts, fallback))
        trim_heap()

    def finish(self, path: Path, drafts: Sequence[Draft], fallback: str | None) -> tuple[int, int]:
        """Write and sync the segment with its last batch: (its size in bytes, its CRC-32).

        Without an article there is no file.
        """
        if self._spool is None and not drafts:
            return 0, 0
        if self._spool is None:
            return write_segment(path, analyzer_id(), *self._analysed(drafts, fallback))
        if drafts:
            self.add(path, drafts, fallback)
        self._ids = set()
        # What comes again in the next segment is words: addresses do not.
        self._begin_plain()
        if len(self._analyzer.vocabulary.forms) > _MANY_FORMS:
            self._begin()
        with self._spool as spool:
            self._spool = None
            written = spool.finish()
        trim_heap()
        return written

    def close(self) -> None:
        """Drop the segment that was begun."""
        spool, self._spool, self._ids = self._spool, None, set()
        if spool is not None:
            spool.__exit__(None, None, None)

    def _begin(self) -> None:
        self._analyzer = BatchAnalyzer()
        self._sketcher = Sketcher(self._analyzer.vocabulary)

    def _begin_plain(self) -> None:
        self._plain = BatchAnalyzer(remembered=_ADDRESSES)

    def _analysed(self, drafts: Sequence[Draft], fallback: str | None) -> _Analysed:
        if len(self._analyzer.vocabulary.forms) > _MOST_FORMS:
            self._begin()
        if len(self._plain.vocabulary.forms) > _MOST_FORMS:
            self._begin_plain()
        articles = [draft.article for draft in drafts]
        text = self._analyzer.text([(a.title, a.body, a.language) for a in articles], fallback)
        author, author_lengths = self._plain.plain([a.author or "" for a in articles])
        url, url_lengths = self._plain.plain([a.url or "" for a in articles])
        return (
            _columns(
                articles,
                text,
                author_lengths,
                url_lengths,
                Sketches(*self._sketcher.sketches(text)),
            ),
            [draft.stored for draft in drafts],
            token_starts.encode(
                [(a.title, a.body) for a in articles],
                text.starts,
                text.title_lengths,
                text.body_lengths,
            ),
            {"text": text.tokens, "author": author, "url": url},
            self._analyzer.vocabulary.forms,
            self._analyzer.vocabulary.stems,
            self._plain.vocabulary.forms,
        )


def _columns(
    articles: Sequence[Article],
    text: TextArrays,
    author_lengths: npt.NDArray[np.int32],
    url_lengths: npt.NDArray[np.int32],
    sketches: Sketches,
) -> ArticleColumns:
    dates = [_date(article) for article in articles]
    return ArticleColumns(
        ids=[article.id for article in articles],
        sources=[article.source or "" for article in articles],
        languages=[article.language or "" for article in articles],
        stem_languages=text.languages,
        unsure=text.unsure,
        seconds=[seconds for seconds, _, _ in dates],
        days=[day for _, day, _ in dates],
        precisions=[precision for _, _, precision in dates],
        title_lengths=text.title_lengths,
        body_lengths=text.body_lengths,
        author_lengths=author_lengths,
        url_lengths=url_lengths,
        sketches=sketches,
    )


def _date(article: Article) -> tuple[float, int, int]:
    """An article's seconds, day and precision, as columns have them."""
    when = article.when
    if when is None:
        return 0.0, 0, UNDATED
    precision = BY_INSTANT if isinstance(when, datetime) else BY_DAY
    return sort_seconds(when), civil_date(when).toordinal(), precision
