"""A new segment from several batches of articles, each of which is forgotten once it is inverted.

Memory is bounded by a batch and what a segment has of each article: the words wait in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.store.article_columns import ArticleColumns, check_key_space
from searchkit.store.container import ContainerWriter
from searchkit.store.inversion import Tokens
from searchkit.store.layout import FIELDS
from searchkit.store.merged_field import MergedField
from searchkit.store.run_field import RunField, Spool, decode_runs
from searchkit.store.segment_writer import KIND, invert_field, words_of, write_field
from searchkit.store.sketches import Sketches
from searchkit.store.stored_writer import StoredWriter


class SegmentSpool:
    """A segment's file while batches are added. As a context manager it removes it unless
    `finish` ran."""

    def __init__(self, path: Path, analyzer: str) -> None:
        self.documents = 0
        self._analyzer = analyzer
        self._container = ContainerWriter(path, KIND)
        self._articles = StoredWriter(self._container)
        self._spool = Spool()
        self._columns: list[ArticleColumns] = []
        self._runs: dict[str, list[RunField]] = {field: [] for field in FIELDS}

    def __enter__(self) -> SegmentSpool:
        return self

    def __exit__(self, *error: Any) -> None:
        self._spool.close()
        self._container.__exit__(*error)

    def append(
        self,
        columns: ArticleColumns,
        stored: Sequence[bytes],
        starts: Sequence[bytes],
        tokens: Mapping[str, Tokens],
        forms: Sequence[str],
        stems: Sequence[str],
        plain_forms: Sequence[str] | None = None,
    ) -> None:
        """The next articles, as `segment_writer.write_segment` takes them."""
        for article, article_starts in zip(stored, starts, strict=True):
            self._articles.append(article, article_starts)
        for field in FIELDS:
            words = words_of(field, forms, stems, plain_forms)
            # Ids stand for the words until the end, when each is sorted once.
            ids = range(len(words[0])), range(len(words[1]))
            inverted = invert_field(field, tokens[field], *ids, columns)
            self._runs[field].append(RunField(inverted, self._spool, *words))
        self._columns.append(columns)
        self.documents += len(columns)

    def finish(self) -> tuple[int, int]:
        """Write and sync the segment: (its size in bytes, its CRC-32).

        OverflowError when the articles are too much for one segment.
        """
        columns = _joined(self._columns)
        check_key_space(columns)
        self._articles.finish()
        facts = {
            "documents": len(columns),
            "analyzer": self._analyzer,
            **columns.write(self._container),
        }
        ends = np.cumsum([len(part) for part in self._columns])
        docnums = np.split(np.arange(len(columns)), ends[:-1])
        for field in FIELDS:
            merged = MergedField(self._runs.pop(field), docnums, decode_runs)
            facts |= write_field(
                self._container, field, merged.lexicon, merged.cf, merged.lists(), columns
            )
        return self._container.finish(facts)


def _joined(parts: Sequence[ArticleColumns]) -> ArticleColumns:
    names = {field.name for field in fields(ArticleColumns)}
    columns: dict[str, Any] = {"sketches": Sketches.joined([part.sketches for part in parts])}
    for name in names - columns.keys():
        values = [getattr(part, name) for part in parts]
        if all(isinstance(value, np.ndarray) for value in values):
            columns[name] = np.concatenate(values)
        else:
            columns[name] = [item for value in values for item in value]
    return ArticleColumns(**columns)
