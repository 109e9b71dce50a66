"""Segment files made of articles, as an archive's writer makes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.analysis.batch import BatchAnalyzer
from searchkit.analysis.shingles import Sketcher
from searchkit.engines.local.stored_article import dump_article
from searchkit.model import Article
from searchkit.published import civil_date, sort_seconds
from searchkit.store import token_starts
from searchkit.store.article_columns import ArticleColumns
from searchkit.store.layout import BY_DAY, BY_INSTANT, UNDATED
from searchkit.store.segment import Segment
from searchkit.store.segment_writer import write_segment
from searchkit.store.sketches import Sketches

_NUMBERS = count()


def segment(folder: Path, articles: Sequence[Article], deleted: Sequence[str] = ()) -> Segment:
    """A segment of these articles, whose languages they must say; some deleted, by id."""
    path = folder / f"seg-{next(_NUMBERS)}.sk"
    write(path, articles)
    gone = np.array([article.id in set(deleted) for article in articles], np.bool_)
    return Segment(path, deleted=gone if gone.any() else None)


def write(path: Path, articles: Sequence[Article], silence: int = 0) -> None:
    """`silence`: so many positions more, without a word, has the first article's body."""
    analyzer = BatchAnalyzer()
    text = analyzer.text([(a.title, a.body, a.language) for a in articles], None)
    authors, author_lengths = analyzer.plain([a.author or "" for a in articles])
    urls, url_lengths = analyzer.plain([a.url or "" for a in articles])
    texts = [(a.title, a.body) for a in articles]
    starts = token_starts.encode(texts, text.starts, text.title_lengths, text.body_lengths)
    columns = ArticleColumns(
        ids=[a.id for a in articles],
        sources=[a.source or "" for a in articles],
        languages=[a.language or "" for a in articles],
        stem_languages=text.languages,
        unsure=text.unsure,
        title_lengths=text.title_lengths,
        body_lengths=text.body_lengths + np.eye(1, len(articles), dtype=np.int64)[0] * silence,
        author_lengths=author_lengths,
        url_lengths=url_lengths,
        sketches=Sketches(*Sketcher(analyzer.vocabulary).sketches(text)),
        **_dates(articles),
    )
    write_segment(
        path,
        "test",
        columns,
        [dump_article(a) for a in articles],
        starts,
        {"text": text.tokens, "author": authors, "url": urls},
        analyzer.vocabulary.forms,
        analyzer.vocabulary.stems,
    )


def _dates(articles: Sequence[Article]) -> dict[str, Any]:
    published = [article.when for article in articles]
    return {
        "seconds": [0.0 if when is None else sort_seconds(when) for when in published],
        "days": [0 if when is None else civil_date(when).toordinal() for when in published],
        "precisions": [
            UNDATED if when is None else BY_INSTANT if isinstance(when, datetime) else BY_DAY
            for when in published
        ],
    }
