"""Several segments become one, without their deleted articles, as if all had been written at once.

Articles keep their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.errors import IncompatibleIndex
from searchkit.store.article_columns import ArticleColumns, check_key_space
from searchkit.store.column_reader import Columns
from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import DecodedLists, Ints
from searchkit.store.ids import Ids
from searchkit.store.layout import FIELDS
from searchkit.store.merged_field import MergedField
from searchkit.store.part_field import Part, PartField, decode
from searchkit.store.segment_writer import KIND, write_field
from searchkit.store.sketches import Sketches
from searchkit.store.stored_merge import merge_stored

_LET_GO = 1 << 21
"""Occurrences: some 10 MB of files."""
_NAMED = ("sources", "languages", "stem_languages")
_PLAIN = (
    "unsure",
    "seconds",
    "days",
    "precisions",
    "title_lengths",
    "body_lengths",
    "author_lengths",
    "url_lengths",
)


def merge_segments(path: Path, parts: Sequence[Part]) -> tuple[int, int]:
    """Write and sync a segment of all live articles of others: (its size in bytes, its CRC-32).

    IncompatibleIndex when they were not analysed alike, OverflowError when they are too much for
    one segment, CorruptIndex when one is damaged.
    """
    analyzers = {str(part.container.facts["analyzer"]) for part in parts}
    if len(analyzers) != 1:
        raise IncompatibleIndex(f"{path}: segments of {' and '.join(sorted(analyzers))}")
    kept = [_kept(part) for part in parts]
    columns = _columns(parts, kept)
    check_key_space(columns)
    with ContainerWriter(path, KIND) as container:
        merge_stored(container, parts, kept)
        facts = {"documents": len(columns), "analyzer": analyzers.pop(), **columns.write(container)}
        for field in FIELDS:
            fields = [PartField(part, field) for part in parts]
            merged = MergedField(fields, _docnums(kept), _Decoder(parts).decode)
            facts |= write_field(
                container, field, merged.lexicon, merged.cf, merged.lists(), columns
            )
        return container.finish(facts)


class _Decoder:
    """Decodes lists of segments, and does not keep their files in this process's memory."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._read = 0

    def decode(self, fields: Sequence[PartField], parts: Ints, numbers: Ints) -> DecodedLists:
        lists = decode(fields, parts, numbers)
        self._read += len(lists.gaps)
        if self._read >= _LET_GO:
            self._read = 0
            for part in self._parts:
                part.container.let_go()
        return lists


def _kept(part: Part) -> npt.NDArray[np.bool_]:
    return np.ones(part.documents, bool) if part.deleted is None else ~part.deleted


def _docnums(kept: Sequence[npt.NDArray[np.bool_]]) -> list[Ints]:
    """Of each part, its articles' docnums in the whole; -1 for those not kept."""
    docnums, before = [], 0
    for of_part in kept:
        docnums.append(np.where(of_part, np.cumsum(of_part) - 1 + before, -1))
        before += int(np.count_nonzero(of_part))
    return docnums


def _columns(parts: Sequence[Part], kept: Sequence[npt.NDArray[np.bool_]]) -> ArticleColumns:
    names: dict[str, Any] = {name: [] for name in ("ids", *_NAMED)}
    arrays: dict[str, Any] = {name: [] for name in _PLAIN}
    sketches = []
    for part, of_part in zip(parts, kept, strict=True):
        columns = Columns(part.container, part.documents)
        ids = Ids(part.container, part.documents).by_docnum.texts(0, part.documents)
        names["ids"] += [ids[doc] for doc in np.flatnonzero(of_part).tolist()]
        for name in _NAMED:
            known = part.container.facts[name]
            names[name] += [known[i] for i in getattr(columns, name)[of_part].tolist()]
        for name, of_parts in arrays.items():
            of_parts.append(getattr(columns, name)[of_part])
        sketches.append(columns.sketches.chosen(of_part))
    joined: dict[str, Any] = {name: np.concatenate(of) for name, of in arrays.items()}
    return ArticleColumns(**names, **joined, sketches=Sketches.joined(sketches))
