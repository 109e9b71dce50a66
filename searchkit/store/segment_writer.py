"""A new segment from analysed articles. `layout` describes the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from searchkit.store.article_columns import MAX_PLAIN_LENGTH, ArticleColumns, check_key_space
from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import DecodedLists, Ints
from searchkit.store.field_writer import FieldWriter
from searchkit.store.impacts_writer import ImpactsWriter
from searchkit.store.inversion import Inversion, Strings, TokenRows, Tokens, invert
from searchkit.store.layout import FIELDS
from searchkit.store.lexicon_writer import Lexicon
from searchkit.store.pairs_writer import PairsWriter
from searchkit.store.stored_writer import StoredWriter

KIND = "segment"


def write_segment(
    path: Path,
    analyzer: str,
    columns: ArticleColumns,
    stored: Sequence[bytes],
    starts: Sequence[bytes],
    tokens: Mapping[str, Tokens],
    forms: Sequence[str],
    stems: Sequence[str],
    plain_forms: Sequence[str] | None = None,
) -> tuple[int, int]:
    """Write and sync a segment's file: (its size in bytes, its CRC-32).

    `stored` and `starts` are the articles' bytes and token starts by docnum, `tokens` those of
    each field by its name; `forms` and `stems` are by id, `plain_forms` those of other fields than
    text, where these have others. OverflowError when the articles are
    too much for one segment: see `article_columns.check_key_space`.
    """
    check_key_space(columns)
    with ContainerWriter(path, KIND) as container:
        articles = StoredWriter(container)
        for article, article_starts in zip(stored, starts, strict=True):
            articles.append(article, article_starts)
        articles.finish()
        facts = {"documents": len(columns), "analyzer": analyzer, **columns.write(container)}
        for field in FIELDS:
            words = words_of(field, forms, stems, plain_forms)
            inverted = invert_field(field, tokens[field], *words, columns)
            facts |= write_field(
                container, field, inverted.lexicon, inverted.cf, inverted.lists(), columns
            )
        return container.finish(facts)


def words_of(
    field: str, forms: Sequence[str], stems: Sequence[str], plain_forms: Sequence[str] | None
) -> tuple[Sequence[str], Sequence[str]]:
    """A field's forms and stems by id, of what `write_segment` takes."""
    if field == "text":
        return forms, stems
    plain = forms if plain_forms is None else plain_forms
    return plain, plain


def invert_field(
    field: str,
    tokens: Tokens,
    forms: Strings,
    stems: Strings,
    columns: ArticleColumns,
) -> Inversion:
    """The posting lists of a field's tokens; `forms` and `stems` as `invert` takes them."""
    titles = np.asarray(columns.title_lengths, np.int64)
    if field == "text":
        return invert(tokens, forms, stems, titles)
    return invert(_indexed(tokens), forms, stems, titles * 0)


def write_field(
    container: ContainerWriter,
    field: str,
    lexicon: Lexicon,
    cf: Ints,
    batches: Iterable[DecodedLists],
    columns: ArticleColumns,
) -> dict[str, int]:
    """Add all sections of a field, whose lists come in batches; the facts about them."""
    postings = FieldWriter(field, lexicon)
    if field != "text":
        for lists in batches:
            postings.append(lists)
        postings.write(container)
        return {}
    impacts = ImpactsWriter(columns.weighted_lengths())
    title_lengths = np.asarray(columns.title_lengths, np.int64)
    pairs = PairsWriter(title_lengths, np.asarray(columns.body_lengths, np.int64), cf)
    for lists in batches:
        postings.append(lists)
        impacts.append(lists)
        pairs.append(lists)
    postings.write(container)
    impacts.write(container)
    pairs.write(container)
    return {"pairs_from": pairs.least_cf}


def _indexed(tokens: Tokens) -> Tokens:
    """The tokens of a plain field within as many positions as are indexed."""
    inside = tokens.positions + tokens.spans.astype(np.int64) <= MAX_PLAIN_LENGTH
    return tokens if inside.all() else TokenRows.chosen(tokens, inside)
