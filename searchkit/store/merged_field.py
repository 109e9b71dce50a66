"""One field of several segments as one: the same lists, renumbered, without deleted articles.

Nothing is analysed or sorted again: lists are laid one after the other as they are, and only
docnums and codes change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

import numpy as np

from searchkit.store.decoded_lists import DecodedLists, Ints, batches, starts_of
from searchkit.store.lexicon_writer import Lexicon
from searchkit.store.part_field import AT_ONCE, Live, without
from searchkit.store.strings import EncodedStrings
from searchkit.store.words import Strings, Words, union


class Field(Protocol):
    """A field to be merged with others: `part_field.PartField` says what each gives."""

    @property
    def entry_lists(self) -> Ints: ...
    @property
    def first_entries(self) -> Ints: ...
    @property
    def live(self) -> Live: ...
    def terms(self) -> tuple[Strings | Words, Ints]: ...
    def forms(self) -> tuple[Strings | Words, Ints]: ...


F = TypeVar("F", bound=Field)


class MergedField(Generic[F]):
    """`lexicon` names the lists, `lists` decodes them in their order.

    `docnums` are the new docnums of all segments' articles, those of the first segment first;
    -1 for what is deleted. `decode` gives lists of several fields, as `part_field.decode` does.
    """

    def __init__(
        self,
        fields: Sequence[F],
        docnums: Sequence[Ints],
        decode: Callable[[Sequence[F], Ints, Ints], DecodedLists],
    ) -> None:
        self._fields, self._docnums, self._decode = fields, np.concatenate(docnums), decode
        self._first_docs = starts_of(np.array([len(numbers) for numbers in docnums]))
        self._first_entries = starts_of(np.array([len(field.entry_lists) for field in fields]))
        terms, ranks = union([(*field.terms(), field.live.df) for field in fields])
        self._number_lists(len(terms), ranks)
        self.lexicon = self._merge_entries(terms, ranks)

    def lists(self) -> Iterator[DecodedLists]:
        """All lists, in batches."""
        for first, stop in batches(self.cf, AT_ONCE):
            yield self._merged(first, stop)

    def _merged(self, first: int, stop: int) -> DecodedLists:
        pieces = slice(*np.searchsorted(self._piece_lists, [first, stop]))
        parts, numbers = self._piece_parts[pieces], self._piece_numbers[pieces]
        lists = self._decode(self._fields, parts, numbers)
        docs = self._docnums[lists.docs + np.repeat(self._first_docs[parts], lists.df)]
        own_entries = np.empty(len(parts), np.int64)
        for part, field in enumerate(self._fields):
            own = np.flatnonzero(parts == part)
            own_entries[own] = field.first_entries[numbers[own]] + self._first_entries[part]
        codes = self._codes[np.repeat(own_entries, lists.cf) + lists.codes]
        lists = without(replace(lists, docs=docs, codes=codes), docs >= 0)
        return replace(lists, df=self.df[first:stop], cf=self.cf[first:stop])

    def _number_lists(self, terms: int, ranks: Sequence[Ints]) -> None:
        """Number the lists by falling df, then by term, and find the pieces of each."""
        df, cf = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
        for field, places in zip(self._fields, ranks, strict=True):
            left = places >= 0
            df[places[left]] += field.live.df[left]
            cf[places[left]] += field.live.cf[left]
        order = np.argsort(-df, kind="stable")
        self.df, self.cf = df[order], cf[order]
        self._list_of_term = np.empty(terms, np.int64)
        self._list_of_term[order] = np.arange(terms)
        numbers = [np.flatnonzero(places >= 0) for places in ranks]
        lists = [self._list_of_term[p[n]] for p, n in zip(ranks, numbers, strict=True)]
        parts = [np.full(len(own), part) for part, own in enumerate(numbers)]
        self._piece_lists = np.concatenate(lists)
        order = np.argsort(self._piece_lists, kind="stable")
        self._piece_lists = self._piece_lists[order]
        self._piece_numbers = np.concatenate(numbers)[order]
        self._piece_parts = np.concatenate(parts)[order]

    def _merge_entries(self, terms: EncodedStrings, ranks: Sequence[Ints]) -> Lexicon:
        cf = [field.live.entry_cf for field in self._fields]
        forms, form_ranks = union([(*field.forms(), field.live.entry_cf) for field in self._fields])
        of_entries = [
            places[field.entry_lists] for field, places in zip(self._fields, ranks, strict=True)
        ]
        all_cf = np.concatenate(cf)
        left = np.flatnonzero(all_cf)
        lists = self._list_of_term[np.concatenate(of_entries)[left]]
        pairs = (lists << 32) | np.concatenate(form_ranks)[left]
        pairs, numbers = np.unique(pairs, return_inverse=True)
        entry_cf = np.zeros(len(pairs), np.int64)
        np.add.at(entry_cf, numbers, all_cf[left])
        entry_lists, entry_forms = pairs >> 32, pairs & 0xFFFFFFFF
        order = np.lexsort((entry_forms, -entry_cf, entry_lists))
        entry_lists = entry_lists[order]
        codes = np.arange(len(order)) - np.searchsorted(entry_lists, entry_lists)
        of_pairs = np.empty(len(order), np.int64)
        of_pairs[order] = codes
        self._codes = np.zeros(len(all_cf), np.int64)
        self._codes[left] = of_pairs[numbers]
        return Lexicon(
            terms=terms,
            term_lists=self._list_of_term,
            forms=forms,
            entry_forms=entry_forms[order],
            entry_lists=entry_lists,
            entry_codes=codes,
            entry_cf=entry_cf[order],
        )
