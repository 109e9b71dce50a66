"""Tokens in the order of articles become posting lists in the order of terms, by one sort.

A token is one number: its stem, article, position, span and form, each in as many bits as the
largest of this batch needs, most significant first. Sorting such numbers costs 10 to 30 ns each,
sorting an index by them twice that; so the form, needed but never compared, is carried along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from searchkit.store.decoded_lists import (
    Array,
    DecodedLists,
    Ints,
    batches,
    gaps,
    indexes,
    starts_of,
)
from searchkit.store.lexicon_writer import Lexicon

Keys = npt.NDArray[np.uint64]
Rows = slice | Ints
Strings = Sequence[str] | range

_AT_ONCE = 1 << 17
"""Tokens handled in one step, so that what is in passing stays in the cache."""


class Tokens(Protocol):
    """One row a token, articles ascending, in any order within an article. Integer arrays.

    docs        docnums
    positions   within the article; the body's go on where the title's end
    spans       positions covered, at least 1
    forms       form ids
    stems       stem ids; of plain fields, the form ids
    """

    @property
    def docs(self) -> Array: ...
    @property
    def positions(self) -> Array: ...
    @property
    def spans(self) -> Array: ...
    @property
    def forms(self) -> Array: ...
    @property
    def stems(self) -> Array: ...


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Some of the rows of `Tokens`."""

    docs: Array
    positions: Array
    spans: Array
    forms: Array
    stems: Array

    @classmethod
    def chosen(cls, tokens: Tokens, rows: Array) -> TokenRows:
        """Those of these rows: a mask, or indexes."""
        columns = (tokens.docs, tokens.positions, tokens.spans, tokens.forms, tokens.stems)
        return cls(*(column[rows] for column in columns))


def invert(tokens: Tokens, forms: Strings, stems: Strings, title_lengths: Array) -> Inversion:
    """A field's posting lists. `forms` and `stems` are by id; title lengths, in words, by docnum.

    Where they are ranges, ids stand for themselves, in the lexicon too, and so are they ordered.

    Of occurrences of one stem in the same place and with the same span, the first one counts.
    """
    entries = _Entries(tokens, forms, stems)
    keys = _sorted_keys(tokens, entries)
    postings, repeats = _postings(keys)
    if repeats:
        columns = (tokens.spans, tokens.positions, tokens.docs, tokens.stems)
        order = np.lexsort(columns)
        new = np.zeros(len(order), bool)
        new[:1] = True
        for column in columns:
            new[1:] |= np.diff(column[order]) != 0
        kept = TokenRows.chosen(tokens, np.sort(order[new]))
        return invert(kept, forms, stems, title_lengths)
    return Inversion(keys, entries, postings, title_lengths)


class Inversion:
    """A field's posting lists: `lexicon` names them, `lists` decodes them in their order."""

    def __init__(
        self, keys: _Keys, entries: _Entries, postings: Ints, title_lengths: Array
    ) -> None:
        self._keys, self._postings, self._title_lengths = keys, postings, title_lengths
        self._starts = starts_of(entries.stem_cf)
        self._first_postings = np.searchsorted(postings, self._starts)
        df = np.diff(self._first_postings, append=len(postings) - 1)
        # Stems are ranked by their terms, which so decide between lists of one length.
        self._ranks = np.argsort(-df, kind="stable")
        self.df, self.cf = df[self._ranks], entries.stem_cf[self._ranks]
        self.lexicon = entries.lexicon(self._ranks)

    def lists(self) -> Iterator[DecodedLists]:
        """All lists, in batches."""
        for first, stop in batches(self.cf, 2 * _AT_ONCE):
            yield self._decoded(self._ranks[first:stop], self.df[first:stop], self.cf[first:stop])

    def _decoded(self, ranks: Ints, df: Ints, cf: Ints) -> DecodedLists:
        keys, postings = self._keys, indexes(self._first_postings[ranks], df)
        first_tokens = self._postings[postings]
        counts = self._postings[postings + 1] - first_tokens
        docs = keys.docs(first_tokens)
        positions, spans, codes = keys.places(indexes(self._starts[ranks], cf))
        firsts = starts_of(counts)
        titles = _in_titles(positions, firsts, counts, self._title_lengths[docs])
        return DecodedLists(df, cf, docs, counts, titles, gaps(positions, firsts), spans, codes)


def _in_titles(positions: Array, firsts: Ints, counts: Ints, title_lengths: Array) -> Ints:
    """How many of each posting's positions are its article's title's: most have none."""
    titles = np.zeros(len(firsts), np.int64)
    chosen = np.flatnonzero(positions[firsts] < title_lengths)
    if len(chosen):
        starts, lengths = firsts[chosen], counts[chosen]
        inside = positions[indexes(starts, lengths)] < np.repeat(title_lengths[chosen], lengths)
        titles[chosen] = np.add.reduceat(inside, starts_of(lengths), dtype=np.int64)
    return titles


class _Entries:
    """Which forms stand for which stems: an entry is a form and a stem that occur together."""

    def __init__(self, tokens: Tokens, forms: Strings, stems: Strings) -> None:
        self.of_tokens, entry_forms, entry_stems = _pairs(tokens.forms, tokens.stems)
        cf = np.zeros(len(entry_forms), np.int64)
        for rows in _steps(self.of_tokens, 8 * _AT_ONCE):
            cf += np.bincount(self.of_tokens[rows], minlength=len(cf))
        used = np.flatnonzero(cf)
        self._cf = cf[used]
        self._terms, self._ranks = _ranked(entry_stems[used], stems)
        self._forms, self._form_ranks = _ranked(entry_forms[used], forms)
        self.stem_cf = np.zeros(len(self._terms), np.int64)
        np.add.at(self.stem_cf, self._ranks, self._cf)
        self._codes = _codes(self._ranks, self._cf, self._form_ranks)
        self.ranks = np.zeros(len(entry_forms), np.uint64)
        self.ranks[used] = self._ranks
        self.codes = np.zeros(len(entry_forms), np.uint64)
        self.codes[used] = self._codes

    def lexicon(self, ranks: Ints) -> Lexicon:
        """`ranks` are the stems' in the order of lists."""
        lists = np.empty(len(ranks), np.int64)
        lists[ranks] = np.arange(len(ranks))
        entry_lists = lists[self._ranks]
        order = np.lexsort((self._codes, entry_lists))
        return Lexicon(
            terms=self._terms,
            term_lists=lists,
            forms=self._forms,
            entry_forms=self._form_ranks[order],
            entry_lists=entry_lists[order],
            entry_codes=self._codes[order],
            entry_cf=self._cf[order],
        )


def _pairs(forms: Array, stems: Array) -> tuple[Array, Array, Array]:
    """(entry of each token, form id of each entry, its stem id). Some entries may be unused."""
    # Nearly every form has one stem, which finds its pairs without sorting the tokens.
    usual = np.zeros(int(forms.max(initial=-1)) + 1, np.int32)
    usual[forms] = stems
    other = np.concatenate(
        [np.flatnonzero(usual[forms[rows]] != stems[rows]) + rows.start for rows in _steps(forms)]
    )
    if not len(other):
        return forms, np.arange(len(usual)), usual
    pairs = (forms[other].astype(np.int64) << 32) | stems[other]
    pairs, numbers = np.unique(pairs, return_inverse=True)
    entries = forms.astype(np.int64)
    entries[other] = len(usual) + numbers
    entry_forms = np.concatenate([np.arange(len(usual)), pairs >> 32])
    return entries, entry_forms, np.concatenate([usual, pairs & 0xFFFFFFFF])


def _steps(rows: Array, most: int = _AT_ONCE) -> list[slice]:
    """All rows, in slices that the cache holds; one at least."""
    return [slice(first, first + most) for first in range(0, max(len(rows), 1), most)]


def _ranked(ids: Ints, strings: Strings) -> tuple[Any, Ints]:
    """(the strings of these ids in the order of their UTF-8, where each id's is among them)."""
    used, numbers = np.unique(ids, return_inverse=True)
    if isinstance(strings, range):
        return used.astype(np.int32), numbers
    found = [strings[id] for id in used.tolist()]
    # Code points order strings as UTF-8 orders their bytes.
    order = sorted(range(len(found)), key=found.__getitem__)
    ranks = np.empty(len(found), np.int64)
    ranks[order] = np.arange(len(found))
    return [found[number] for number in order], ranks[numbers]


def _codes(groups: Ints, cf: Ints, form_ranks: Ints) -> Ints:
    """Of each entry, its place in its group: by falling occurrences, then by form."""
    order = np.lexsort((form_ranks, -cf, groups))
    sizes = np.bincount(groups)
    codes = np.empty(len(order), np.int64)
    codes[order] = np.arange(len(order)) - np.repeat(starts_of(sizes), sizes)
    return codes


class _Keys:
    """Sorted tokens: high parts (stem, article) and low parts (position, span, form)."""

    def __init__(self, bits: _Bits, keys: Keys, low_keys: Keys | None) -> None:
        self._bits, self._keys, self._low_keys = bits, keys, low_keys

    def __len__(self) -> int:
        return len(self._keys)

    def high(self, rows: Rows) -> Keys:
        if self._low_keys is not None:
            return self._keys[rows]
        high: Keys = self._keys[rows] >> np.uint64(self._bits.low)
        return high

    def low(self, rows: Rows) -> Keys:
        if self._low_keys is not None:
            return self._low_keys[rows]
        low: Keys = self._keys[rows] & np.uint64((1 << self._bits.low) - 1)
        return low

    def docs(self, rows: Rows) -> Ints:
        docs = self.high(rows)
        docs &= np.uint64((1 << self._bits.doc) - 1)
        return docs.view(np.int64)

    def same_place(self, rows: Rows) -> Keys:
        """What two occurrences of a posting may not share."""
        places: Keys = self.low(rows) >> np.uint64(self._bits.code)
        return places

    def places(self, rows: Rows) -> tuple[Array, Array, Array]:
        """(positions, spans less 1, codes), u4 and u1"""
        low, bits = self.low(rows), self._bits
        codes = (low & np.uint64((1 << bits.code) - 1)).astype("u1" if bits.code <= 8 else "u4")
        low >>= np.uint64(bits.code)
        spans = (low & np.uint64((1 << bits.span) - 1)).astype(np.uint8)
        low >>= np.uint64(bits.span)
        return low.astype(np.uint32), spans, codes


@dataclass(frozen=True, slots=True)
class _Bits:
    """How many bits each part of a key takes."""

    rank: int
    doc: int
    position: int
    span: int
    code: int

    @property
    def low(self) -> int:
        return self.position + self.span + self.code

    @property
    def fit(self) -> bool:
        return self.rank + self.doc + self.low <= 64


def _sorted_keys(tokens: Tokens, entries: _Entries) -> _Keys:
    bits = _Bits(
        rank=_bit_length(entries.ranks),
        doc=_bit_length(tokens.docs),
        position=_bit_length(tokens.positions),
        span=_bit_length(tokens.spans),
        code=_bit_length(entries.codes),
    )
    keys = np.empty(len(tokens.docs), np.uint64)
    low_keys = None if bits.fit else np.empty_like(keys)
    for rows in _steps(keys):
        high, low = _key_parts(tokens, entries, bits, rows)
        if low_keys is None:
            high <<= np.uint64(bits.low)
            high |= low
        else:
            low_keys[rows] = low
        keys[rows] = high
    if low_keys is None:
        keys.sort()
        return _Keys(bits, keys, None)
    order = np.lexsort((low_keys, keys))
    return _Keys(bits, keys[order], low_keys[order])


def _bit_length(numbers: Array) -> int:
    return int(numbers.max(initial=0)).bit_length()


def _key_parts(tokens: Tokens, entries: _Entries, bits: _Bits, rows: slice) -> tuple[Keys, Keys]:
    of_tokens = entries.of_tokens[rows]
    high = entries.ranks[of_tokens]
    high <<= np.uint64(bits.doc)
    high |= tokens.docs[rows].astype(np.uint64)
    low = tokens.positions[rows].astype(np.uint64)
    low <<= np.uint64(bits.span)
    low |= tokens.spans[rows].astype(np.uint64) - np.uint64(1)
    low <<= np.uint64(bits.code)
    low |= entries.codes[of_tokens]
    return high, low


def _postings(keys: _Keys) -> tuple[Ints, bool]:
    """(the first token of each posting and the end of the last, whether any occurrence repeats)"""
    starts = [np.zeros(min(len(keys), 1), np.int64)]
    repeats = False
    for first in range(1, len(keys), _AT_ONCE):
        rows = slice(first - 1, first + _AT_ONCE)
        high, places = keys.high(rows), keys.same_place(rows)
        new = high[1:] != high[:-1]
        repeats = repeats or not bool((new | (places[1:] != places[:-1])).all())
        starts.append(np.flatnonzero(new) + first)
    return np.concatenate([*starts, np.array([len(keys)])]), repeats
