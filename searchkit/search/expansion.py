"""Which of the archive's own words does a prefix, a wildcard or a misspelling stand for?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchkit.analysis.expansions import matcher
from searchkit.analysis.patterns import Expansion
from searchkit.deadline import check_deadline
from searchkit.query.limits import MAX_EXPANSIONS
from searchkit.search.collection import Collection
from searchkit.store.term_index import TermIndex
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
Places = dict[str, list[tuple[int, int]]]
"""Of each form, the entries that hold it: (which index, which of its entries)."""
_TYPED = {"prefix": "*", "fuzzy": "~"}
_SIGNS = "#@"
_CHUNK = 256
"""Forms that are compared before the time is looked at."""


class Expanded(Value):
    """The entries of each segment that an expansion stands for, at most MAX_EXPANSIONS forms.

    `found` counts the forms before the limit. `overlapping` says that two of them may be one
    token: `#metoo` stands where `metoo` does.
    """

    entries: tuple[Ints, ...]
    found: int
    overlapping: bool

    @property
    def nbytes(self) -> int:
        return 400 + sum(entries.nbytes for entries in self.entries)


def expand(collection: Collection, field: str, expansion: Expansion) -> Expanded:
    """The best forms of the field: nearest first, then those in most articles, then by form."""
    indexes = [part.segment.field(field) for part in collection.parts]
    if expansion.kind == "prefix":
        ranges = [index.entries_from(expansion.text) for index in indexes]
        if sum(len(entries) for entries in ranges) <= MAX_EXPANSIONS:
            every = tuple(np.arange(r.start, r.stop) for r in ranges)
            return Expanded(every, sum(map(len, ranges)), False)
    return _choose(indexes, expansion)


def too_many(expansion: Expansion, found: int) -> str:
    """The warning that not all words were searched."""
    typed = expansion.text + _TYPED.get(expansion.kind, "")
    return (
        f"{typed!r} stands for {found:,} words of the archive, more than the "
        f"limit of {MAX_EXPANSIONS:,}: only the commonest were searched"
    )


def _choose(indexes: list[TermIndex], expansion: Expansion) -> Expanded:
    places, distances = _matching(indexes, expansion)
    best = list(distances)
    if len(best) > MAX_EXPANSIONS:
        counts = {
            form: sum(int(indexes[ordinal].entry_df[entry]) for ordinal, entry in of_form)
            for form, of_form in places.items()
        }
        best.sort(key=lambda form: (distances[form], -counts[form], form))
    best = best[:MAX_EXPANSIONS]
    chosen: list[list[int]] = [[] for _ in indexes]
    for form in best:
        for ordinal, entry in places[form]:
            chosen[ordinal].append(entry)
    signed = sum(form.startswith(tuple(_SIGNS)) for form in best)
    return Expanded(
        tuple(np.array(sorted(entries), np.int64) for entries in chosen),
        len(distances),
        0 < signed < len(best),
    )


def _matching(indexes: list[TermIndex], expansion: Expansion) -> tuple[Places, dict[str, int]]:
    """Where each form that matches stands, and its distance from what was typed."""
    distance_of = matcher(expansion)
    places: Places = {}
    distances: dict[str, int] = {}
    for ordinal, index in enumerate(indexes):
        within = index.entries_from(_fixed_prefix(expansion))
        for entry, form in zip(within, index.forms(within), strict=True):
            if not entry % _CHUNK:
                check_deadline()
            if form not in distances:
                distance = distance_of(form)
                if distance is None:
                    continue
                distances[form] = distance
            places.setdefault(form, []).append((ordinal, entry))
    return places, distances


def _fixed_prefix(expansion: Expansion) -> str:
    """What every form of the expansion starts with."""
    if expansion.kind == "prefix":
        return expansion.text
    if expansion.kind == "wildcard":
        return expansion.text.partition("*")[0].partition("?")[0]
    return ""
