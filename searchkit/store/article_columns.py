"""What a segment holds once for each article, as it is written: columns, ids, recency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.store.container import ContainerWriter
from searchkit.store.layout import FIELD_WEIGHTS, GAP, MAX_KEYS, UNDATED
from searchkit.store.packing import narrowed
from searchkit.store.sketches import Sketches

Array = npt.NDArray[Any]

MAX_PLAIN_LENGTH = (1 << 16) - 1
"""Positions of an author or an address that are indexed."""
_NARROW = ("title_lengths", "body_lengths", "author_lengths", "url_lengths")
_DTYPES = {
    "seconds": "<f8",
    "days": "<i4",
    "precisions": "|u1",
    "unsure": "|u1",
}
_NAMES = ("sources", "languages", "stem_languages")


@dataclass(slots=True)
class ArticleColumns:
    """One value an article, by docnum: lists or arrays, named and meant as `layout` says.

    `sources`, `languages` and `stem_languages` are the names themselves, "" where unknown.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    stem_languages: Sequence[str]
    unsure: Sequence[bool] | Array
    seconds: Sequence[float] | Array
    days: Sequence[int] | Array
    precisions: Sequence[int] | Array
    title_lengths: Sequence[int] | Array
    body_lengths: Sequence[int] | Array
    author_lengths: Sequence[int] | Array
    url_lengths: Sequence[int] | Array
    sketches: Sketches

    def __len__(self) -> int:
        return len(self.ids)

    def weighted_lengths(self) -> npt.NDArray[np.int64]:
        """Of each article: positions, the title's counted as often as they weigh."""
        titles = np.asarray(self.title_lengths, np.int64) * FIELD_WEIGHTS["title"]
        return titles + np.asarray(self.body_lengths, np.int64) * FIELD_WEIGHTS["body"]

    def write(self, container: ContainerWriter) -> dict[str, list[str]]:
        """Add the columns' sections; the names that their ordinals stand for, as facts."""
        for name in _NARROW:
            values = np.asarray(getattr(self, name), np.int64)
            if name in ("author_lengths", "url_lengths"):
                values = np.minimum(values, MAX_PLAIN_LENGTH)
            container.add(name, narrowed(values))
        for name, dtype in _DTYPES.items():
            container.add(name, np.asarray(getattr(self, name)).astype(dtype))
        facts = {}
        for name in _NAMES:
            values = getattr(self, name)
            facts[name] = sorted(set(values))
            ordinals = {value: ordinal for ordinal, value in enumerate(facts[name])}
            container.add(name, narrowed(np.array([ordinals[value] for value in values], np.int64)))
        self.sketches.write(container)
        self._write_ids(container)
        return facts

    def _write_ids(self, container: ContainerWriter) -> None:
        # Code points order strings as UTF-8 orders their bytes.
        order = np.array(sorted(range(len(self)), key=self.ids.__getitem__), np.int64)
        encoded = [id.encode("utf-8") for id in self.ids]
        container.add("recency", narrowed(self._recency(order)))
        container.add("ids.bytes", np.frombuffer(b"".join(encoded), np.uint8))
        container.add("ids.lengths", narrowed(np.array([len(id) for id in encoded], np.int64)))
        container.add("ids.order", narrowed(order))

    def _recency(self, order: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
        """Each article's rank, newest first, undated last, then by id."""
        undated = np.asarray(self.precisions)[order] == UNDATED
        seconds = np.where(undated, 0, np.asarray(self.seconds, np.float64)[order])
        ranks = np.empty(len(order), np.uint32)
        ranks[order[np.lexsort((-seconds, undated))]] = np.arange(len(order), dtype=np.uint32)
        return ranks


def check_key_space(columns: ArticleColumns) -> None:
    """OverflowError when a field needs more keys than one segment has: cut before."""
    for lengths in (
        (columns.title_lengths, columns.body_lengths),
        (columns.author_lengths,),
        (columns.url_lengths,),
    ):
        words = sum(int(np.sum(numbers, dtype=np.int64)) for numbers in lengths)
        if words + 2 * GAP * len(columns) >= MAX_KEYS:
            raise OverflowError(f"{len(columns)} articles have too many words for one segment")
