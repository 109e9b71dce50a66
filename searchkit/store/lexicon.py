"""The terms of one field of a segment: which list is a term's, and which terms begin how?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import Ints, check_below
from searchkit.store.container import Container, damaged
from searchkit.store.layout import FIELDS
from searchkit.store.packed_array import PackedArray, read_packed
from searchkit.store.strings import SortedStrings, encode

Codes = npt.NDArray[np.uint32]


def count_lists(container: Container, field: str) -> int:
    """How many lists a field has: as many as terms."""
    terms = "stems" if field == FIELDS[0] else "forms"
    return len(container.section(f"{field}.{terms}.lengths"))


class Lexicon:
    """The terms of a field's lists, and its *entries*: a form together with a list. Both sorted.

    Raises CorruptIndex where the sections cannot be those of so many lists.
    """

    def __init__(self, container: Container, field: str, lists: int) -> None:
        self._container, self._field, self._lists = container, field, lists
        self.entries = len(container.section(f"{field}.forms.lengths"))
        self.forms = SortedStrings(container, f"{field}.forms", self.entries)

    def list_of(self, term: str) -> int | None:
        """The list of a term, or None."""
        wanted, terms = encode(term), self.terms
        place = terms.place(wanted)
        if place == len(terms) or terms.encoded(place) != wanted:
            return None
        number = self._stored_lists.range(place, place + 1).item()
        if number >= self._lists:
            raise damaged(self._container.path, f"a term of {self._field!r} is in list {number}")
        return number

    def lists_of(self, terms: Sequence[str]) -> Ints:
        """int64: the lists of terms that are sorted, each once; -1 where there is none."""
        wanted = [encode(term) for term in terms]
        places = np.array([self.terms.place(term) for term in wanted], np.int64)
        held = np.zeros(len(places), np.bool_)
        for number, place in enumerate(places.tolist()):
            held[number] = place < len(self.terms) and self.terms.encoded(place) == wanted[number]
        lists = np.full(len(places), -1, np.int64)
        lists[held] = self._stored_lists.take(places[held])
        if lists.max(initial=-1) >= self._lists:
            problem = f"a term of {self._field!r} is in list {lists.max()}"
            raise damaged(self._container.path, problem)
        return lists

    def entries_of(self, form: str) -> range:
        """The entries of a form."""
        return self.forms.matches(encode(form))

    def entries_from(self, prefix: str) -> range:
        """The entries of all forms that begin with a prefix."""
        return self.forms.starting(encode(prefix))

    @cached_property
    def terms(self) -> SortedStrings:
        """What the lists are of: stems in `text`, forms elsewhere."""
        if self._stemmed:
            return SortedStrings(self._container, f"{self._field}.stems", self._lists)
        if self.entries != self._lists:
            problem = f"{self._field!r} has {self.entries} forms for {self._lists} lists"
            raise damaged(self._container.path, problem)
        return self.forms

    @cached_property
    def _stored_lists(self) -> PackedArray:
        """The list of each term: few terms are looked up, so they are not all unpacked."""
        name = "stems.lists" if self._stemmed else "forms.lists"
        return PackedArray(self._container, f"{self._field}.{name}", self._lists)

    @cached_property
    def term_lists(self) -> Codes:
        """u4: the list of each term."""
        return self._below("stems.lists", self._lists) if self._stemmed else self.entry_lists

    @cached_property
    def entry_lists(self) -> Codes:
        """u4: the list of each entry."""
        return self._below("forms.lists", self._lists)

    @cached_property
    def entry_codes(self) -> Codes:
        """u4: each entry's code within its list."""
        return self._below("forms.codes", self.entries)

    @cached_property
    def entry_df(self) -> Codes:
        """u4: articles of each entry."""
        return read_packed(self._container, f"{self._field}.forms.df", self.entries)

    @cached_property
    def entry_cf(self) -> Codes:
        """u4: occurrences of each entry."""
        return read_packed(self._container, f"{self._field}.forms.cf", self.entries)

    @property
    def _stemmed(self) -> bool:
        return self._field == FIELDS[0]

    def _below(self, name: str, limit: int) -> Codes:
        name = f"{self._field}.{name}"
        count = self._lists if "stems" in name else self.entries
        return check_below(self._container, name, read_packed(self._container, name, count), limit)
