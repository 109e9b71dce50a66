"""Two writers that share no thought: section by section, their files hold the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given
from naive_articles import MANY, archives
from naive_writer import NaiveArticle, naive_token_starts, write_naive

from searchkit.store import pairs_writer
from searchkit.store.article_columns import ArticleColumns
from searchkit.store.inversion import TokenRows
from searchkit.store.segment import Segment
from searchkit.store.segment_writer import write_segment
from searchkit.store.sketches import Sketches

# Into which frames articles go, and how they are compressed, is a writer's own affair.
OWN = {"stored.frames", "stored.frame_lengths", "stored.frame_articles"} | {
    "stored.frame_dictionaries",
    "stored.dictionaries",
    "stored.dictionary_ends",
}


def columns_of(articles: Sequence[NaiveArticle]) -> ArticleColumns:
    return ArticleColumns(
        ids=[article.id for article in articles],
        sources=[article.source for article in articles],
        languages=[article.language for article in articles],
        stem_languages=[article.stem_language for article in articles],
        unsure=[article.unsure for article in articles],
        seconds=[article.seconds for article in articles],
        days=[article.day for article in articles],
        precisions=[article.precision for article in articles],
        title_lengths=[article.length("title") for article in articles],
        body_lengths=[article.length("body") for article in articles],
        author_lengths=[article.length("author") for article in articles],
        url_lengths=[article.length("url") for article in articles],
        sketches=Sketches(
            np.array([len(article.sketch) for article in articles], np.uint8),
            np.array([number for article in articles for number in article.sketch], np.uint32),
            np.zeros(0, np.uint8),
        ),
    )


def write(path: Path, articles: Sequence[NaiveArticle]) -> None:
    """By the writer that archives are written with."""
    forms: dict[str, int] = {}
    stems: dict[str, int] = {}
    tokens = {}
    for field in ("text", "author", "url"):
        terms = stems if field == "text" else forms
        rows = [
            (
                *(docnum, word.position, word.span),
                forms.setdefault(word.form, len(forms)),
                terms.setdefault(word.stem, len(terms)),
            )
            for docnum, article in enumerate(articles)
            for word in article.words(field)
        ]
        tokens[field] = TokenRows(*np.array(rows, np.int32).reshape(-1, 5).T)
    stored = [article.stored for article in articles]
    starts = [naive_token_starts(article) for article in articles]
    columns = columns_of(articles)
    write_segment(path, "naive-1", columns, stored, starts, tokens, list(forms), list(stems))


@given(archives())
@example(MANY)
def test_every_section_is_the_same(articles: list[NaiveArticle]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs_writer, "LEAST", 2)
        ours, naive = Path(folder, "seg-ours.sk"), Path(folder, "seg-naive.sk")
        write(ours, articles)
        segment = Segment(ours)
        write_naive(naive, articles, segment.facts["pairs_from"])
        other = Segment(naive)
        assert segment.container.names == other.container.names
        assert segment.facts == other.facts
        for name in sorted(segment.container.names - OWN):
            one, two = segment.container.array(name), other.container.array(name)
            assert (name, one.dtype.str, one.tolist()) == (name, two.dtype.str, two.tolist())
        for docnum in range(len(articles)):
            assert segment.article_bytes(docnum) == other.article_bytes(docnum)
            for one, two in zip(
                segment.token_starts(docnum), other.token_starts(docnum), strict=True
            ):
                assert one.tolist() == two.tolist()
        assert list(segment.check()) == []
