"""Which posting lists does one word of a query stand for, in one segment?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Expansion, Leaf
from searchkit.analysis.stemming import stem
from searchkit.search.collection import Collection, Part
from searchkit.search.expansion import Expanded, expand
from searchkit.store.term_index import TermIndex

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TEXT = "text"
"""The indexed field of title and body."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Occurrences of one list: those of some forms, in articles of some stem languages.

    `codes` tells by code which forms count (its last stands for all that follow), `languages` by
    ordinal which languages do; None: all.
    """

    list: int
    codes: Bools | None = None
    languages: Bools | None = None

    @property
    def is_whole(self) -> bool:
        return self.codes is None and self.languages is None


@dataclass(frozen=True, slots=True)
class Selections:
    """All that a leaf stands for. `overlapping`: two of its tokens may be at one place."""

    parts: tuple[Selection, ...]
    overlapping: bool = False

    @property
    def nbytes(self) -> int:
        return 400 * (1 + len(self.parts))

    @property
    def whole(self) -> int | None:
        """The one list that is all of it, if it is that simple."""
        if len(self.parts) == 1 and self.parts[0].is_whole and not self.overlapping:
            return self.parts[0].list
        return None


def selections(part: Part, field: str, leaf: Leaf) -> Selections:
    """The lists of a leaf in one field of one segment, remembered for other searches."""
    key = ("selections", part.ordinal, field, leaf)
    return part.collection.cache.get(key, lambda: _select(part, field, leaf))


def expanded(collection: Collection, field: str, leaf: Expansion) -> Expanded:
    """The forms of an expansion in one field, remembered for other searches."""
    key = ("expanded", field, leaf)
    return collection.cache.get(key, lambda: expand(collection, field, leaf))


def _select(part: Part, field: str, leaf: Leaf) -> Selections:
    index = part.segment.field(field)
    if isinstance(leaf, Expansion):
        forms = expanded(part.collection, field, leaf)
        return Selections(tuple(_of_entries(index, forms.entries[part.ordinal])), forms.overlapping)
    if leaf.exact or field != TEXT:
        entries = index.entries(leaf.form)
        found = tuple(_of_entries(index, np.arange(entries.start, entries.stop)))
    else:
        found = tuple(_of_stems(part, leaf.form))
    return Selections(found, overlapping=leaf.length is not None)


def _of_stems(part: Part, form: str) -> Iterable[Selection]:
    stems: dict[str, set[str]] = {}
    for language in part.collection.stem_languages:
        stems.setdefault(stem(form, language), set()).add(language)
    names = part.segment.columns.stem_language_names
    for term, languages in stems.items():
        number = part.segment.text.list_of(term)
        counts = np.array([name in languages for name in names], np.bool_)
        if number is not None and counts.any():
            yield Selection(number, languages=None if counts.all() else counts)


def _of_entries(index: TermIndex, entries: Ints) -> Iterable[Selection]:
    """The lists that entries belong to, each with those of its forms that count."""
    lists = np.asarray(index.entry_lists[entries], np.int64)
    order = lists.argsort(kind="stable")
    ends = np.append((np.diff(lists[order]) > 0).nonzero()[0] + 1, len(lists))
    first = 0
    for end in ends.tolist() if len(lists) else ():
        chosen = entries[order[first:end]]
        number = int(lists[order[first]])
        first = end
        if int(index.entry_cf[chosen].sum(dtype=np.int64)) == int(index.cf[number]):
            yield Selection(number)
        else:
            codes = np.asarray(index.entry_codes[chosen], np.int64)
            counts = np.zeros(int(codes.max()) + 2, np.bool_)
            counts[codes] = True
            yield Selection(number, codes=counts)
