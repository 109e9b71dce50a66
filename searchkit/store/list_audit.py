"""Do a field's posting lists, lexicon and impacts agree with each other and with the articles?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from searchkit.store.column_reader import Array, Ints
from searchkit.store.layout import FIELDS, IMPACT_BLOCK, IMPACTS_FROM
from searchkit.store.pairs import PAIR_BASE, PairPostings
from searchkit.store.posting_audit import PostingAudit
from searchkit.store.strings import SortedStrings

if TYPE_CHECKING:
    from searchkit.store.segment import Segment

Findings = Iterator[tuple[str, str]]
"""(section, what is wrong with it)."""

_STRINGS = 1 << 14
"""Strings compared at a time."""
_LENGTH_BITS = 32
_LONGEST = (1 << _LENGTH_BITS) - 1


class ListAudit:
    """Looks at one field. CorruptIndex where what is stored cannot even be decoded."""

    def __init__(self, segment: Segment, field: str) -> None:
        self._segment, self._field = segment, field
        self._index, self._columns = segment.field(field), segment.columns
        self._titled = field == FIELDS[0]

    def order(self) -> Findings:
        """Lists come by falling df, then by term."""
        lexicon, df = self._index.lexicon, self._index.df.astype(np.int64)
        terms = self._name("stems.lists" if self._titled else "forms.lists")
        if (np.bincount(lexicon.term_lists, minlength=len(df)) != 1).any():
            yield terms, "not every list has one term"
            return
        if (np.diff(df) > 0).any():
            yield self._name("df"), "lists are not in the order of their articles"
        places = np.argsort(lexicon.term_lists)
        if (np.diff(places)[np.diff(df) == 0] < 0).any():
            yield terms, "equally long lists are not in the order of their terms"

    def lexicon(self) -> Findings:
        """Terms and entries are sorted; a list's codes are numbered by falling cf."""
        lexicon = self._index.lexicon
        if self._titled and not _is_sorted(lexicon.terms, np.zeros(len(lexicon.terms))):
            yield self._name("stems.bytes"), "terms are not in order, or not unique"
        if not _is_sorted(lexicon.forms, lexicon.entry_lists):
            yield self._name("forms.bytes"), "forms are not in order, or not unique"
        order = self._by_code()
        lists = lexicon.entry_lists[order]
        codes = np.arange(len(order)) - np.searchsorted(lists, lists)
        if (lexicon.entry_codes[order] != codes).any():
            yield self._name("forms.codes"), "the codes of a list are not 0, 1, 2 and so on"
        cf = lexicon.entry_cf[order].astype(np.int64)
        if (np.diff(cf)[codes[1:] > 0] > 0).any():
            yield self._name("forms.cf"), "a form is commoner than one of a lower code"

    def postings(self) -> Findings:
        """Articles are there, occurrences within them, and forms as frequent as they say."""
        audit = PostingAudit(self._segment, self._field, *self._text_lengths())
        if audit.problem is not None:
            section, problem = audit.problem
            yield self._name(section), problem
            return
        lexicon, order = self._index.lexicon, self._by_code()
        for name, met, stored in (
            ("forms.cf", audit.cf, lexicon.entry_cf),
            ("forms.df", audit.df, lexicon.entry_df),
        ):
            if (met != stored[order]).any():
                yield self._name(name), "a form is not as frequent as it says"

    def impacts(self) -> Findings:
        """Impacts are the pairs that no other posting of their run beats, and all of them."""
        if not self._titled:
            return
        lengths = self._columns.weighted_lengths
        for number in np.flatnonzero(self._index.df >= IMPACTS_FROM).tolist():
            found = self._index.impacts(number)
            of_postings = lengths.take(self._index.docs(number))
            best = _competitive(self._index.freqs(number), of_postings)
            stored = (found.counts, found.freqs, found.lengths) if found else ()
            if not all(map(np.array_equal, stored, best)):
                yield self._name("impact_freqs"), f"list {number} has other impacts"

    def _text_lengths(self) -> tuple[Ints, Ints]:
        """Positions in the title and in all, by docnum."""
        columns = self._columns
        if self._titled:
            titles = columns.title_lengths.astype(np.int64)
            return titles, titles + columns.body_lengths
        lengths = getattr(columns, f"{self._field}_lengths").astype(np.int64)
        return np.zeros_like(lengths), lengths

    def _by_code(self) -> Ints:
        """The entries by list and code."""
        lexicon = self._index.lexicon
        return np.lexsort((lexicon.entry_codes, lexicon.entry_lists))

    def _name(self, part: str) -> str:
        return f"{self._field}.{part}"


def audit_pairs(segment: Segment) -> Findings:
    """Pairs are sorted, of common words, and within one text. Reading them checks the rest."""
    keys, titles = segment.text.pairs.keys, segment.columns.title_lengths
    if (np.diff(keys) <= 0).any():
        yield "pairs.firsts", "pairs are not in order, or not unique"
        return
    for key in keys.tolist():
        first, second = divmod(key, PAIR_BASE)
        found = segment.text.pair(first, second)
        if not isinstance(found, PairPostings):
            yield "pairs.firsts", f"lists {first} and {second} are too short for a pair"
            continue
        places = found.occurrences()
        across = places.positions + 1 == titles.take(found.docs).take(places.postings)
        if across.any() or (np.diff(places.keys) <= 0).any():
            yield "pairs.positions", f"lists {first} and {second} do not meet in one text there"


def _is_sorted(strings: SortedStrings, lists: Array) -> bool:
    """Whether (string, list) rise."""
    last: list[tuple[str, int]] = []
    for first in range(0, len(strings), _STRINGS):
        stop = min(first + _STRINGS, len(strings))
        pairs = list(zip(strings.texts(first, stop), lists[first:stop].tolist(), strict=True))
        if any(pair >= following for pair, following in pairwise(last + pairs)):
            return False
        last = pairs[-1:]
    return True


def _competitive(freqs: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """(counts, freqs, lengths) of the impacts of a list with these postings."""
    runs = -(-len(freqs) // IMPACT_BLOCK)
    # By rising frequency and falling length: a posting is beaten only by those behind it.
    keys = np.full(runs * IMPACT_BLOCK, -1, np.int64)
    keys[: len(freqs)] = freqs << _LENGTH_BITS | (_LONGEST - lengths)
    keys = np.sort(keys.reshape(runs, IMPACT_BLOCK), axis=1)
    sorted_lengths = _LONGEST - (keys & _LONGEST)
    shortest = np.minimum.accumulate(sorted_lengths[:, ::-1], axis=1)[:, ::-1]
    best = keys >= 0
    best[:, :-1] &= sorted_lengths[:, :-1] < shortest[:, 1:]
    return best.sum(axis=1), keys[best] >> _LENGTH_BITS, sorted_lengths[best]
