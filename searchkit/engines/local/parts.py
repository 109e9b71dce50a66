"""Which articles does the generation being written hold? Its segments, and who was taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.layout import GAP, UNDATED
from searchkit.store.segment import Segment

Ints = npt.NDArray[np.int64]
_HASH_AFTER = 16
"""Once a segment was asked for one in so many of its ids, their hashes are worth having."""


class Part:
    """A segment of the generation being written, from which articles may be deleted."""

    def __init__(self, segment: Segment, size: int, crc: int) -> None:
        self.segment, self.size, self.crc = segment, size, crc
        self.name = segment.name
        self.deleted = segment.deleted
        self.touched = False
        """Whether articles were deleted since it was opened."""
        self._asked = 0

    @property
    def live_count(self) -> int:
        gone = 0 if self.deleted is None else int(np.count_nonzero(self.deleted))
        return self.segment.documents - gone

    @property
    def live_bytes(self) -> int:
        return self.size * self.live_count // self.segment.documents

    @property
    def live(self) -> Ints:
        """The docnums that are not deleted, rising."""
        if self.deleted is None:
            return np.arange(self.segment.documents, dtype=np.int64)
        return np.flatnonzero(~self.deleted)

    @property
    def keys(self) -> int:
        """How many keys its live articles take."""
        columns, live = self.segment.columns, self.live
        lengths = (columns.title_lengths, columns.body_lengths)
        positions = sum(int(values[live].sum(dtype=np.int64)) for values in lengths)
        return positions + 2 * GAP * len(live)

    def current(self) -> Segment:
        """The segment without what was deleted since."""
        return self.segment.with_deleted(self.deleted) if self.touched else self.segment

    def let_go(self) -> None:
        """Forget what was read of it, which is as much as the archive is large."""
        deleted = self.segment.deleted
        self.segment = Segment(self.segment.container.path, self.size, deleted)

    def find(self, id: str) -> int | None:
        """The docnum of a live article."""
        if not self._may_hold(id):
            return None
        docnum = self.segment.find(id)
        gone = docnum is None or (
            self.touched and self.deleted is not None and self.deleted[docnum]
        )
        return None if gone else docnum

    def remove(self, id: str) -> bool:
        """Delete an article; whether it was there."""
        docnum = self.find(id)
        if docnum is not None:
            self.delete([docnum])
        return docnum is not None

    def delete(self, docnums: Iterable[int]) -> None:
        chosen = np.fromiter(docnums, np.int64)
        if not len(chosen):
            return
        if not self.touched:
            none = np.zeros(self.segment.documents, bool)
            self.deleted = none if self.deleted is None else self.deleted.copy()
            self.touched = True
        assert self.deleted is not None
        self.deleted[chosen] = True

    def _may_hold(self, id: str) -> bool:
        """False only for ids that the segment does not have."""
        self._asked += 1
        if self._asked * _HASH_AFTER < self.segment.documents:
            return True
        number = hash(id)
        place = int(self._hashes.searchsorted(number))
        return place < len(self._hashes) and self._hashes.item(place) == number

    @cached_property
    def _hashes(self) -> Ints:
        """int64: of every id, sorted."""
        texts = map(self.segment.id, range(self.segment.documents))
        return np.sort(np.fromiter(map(hash, texts), np.int64, self.segment.documents))


@dataclass(slots=True)
class Census:
    """Counts over the live articles."""

    documents: int = 0
    undated: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    commonest: str | None = None
    """The stem language of most articles that have one of their own."""


def take_census(parts: Iterable[Part]) -> Census:
    """Count what is in some segments."""
    census = Census()
    known: Counter[str] = Counter()
    for part in parts:
        columns, live = part.segment.columns, part.live
        census.documents += len(live)
        census.undated += int(np.count_nonzero(columns.precisions[live] == UNDATED))
        census.languages.update(_counts(columns.languages[live], columns.language_names))
        sure = live[columns.unsure[live] == 0]
        known.update(_counts(columns.stem_languages[sure], columns.stem_language_names))
    if known:
        census.commonest = min(known, key=lambda language: (-known[language], language))
    return census


def stemmed_otherwise(part: Part, language: str) -> Ints:
    """The docnums of live articles of unknown language that were not stemmed as this one."""
    columns, live = part.segment.columns, part.live
    others = np.array([name != language for name in columns.stem_language_names], bool)
    chosen: Ints = live[(columns.unsure[live] != 0) & others[columns.stem_languages[live]]]
    return chosen


def _counts(ordinals: npt.NDArray[np.uint16], names: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(ordinals, minlength=len(names)).tolist()
    return {name: count for name, count in zip(names, counts, strict=True) if count}
