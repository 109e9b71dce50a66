"""The terms of a field and the forms that stand for them, as a segment stores them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import Ints
from searchkit.store.packed_sections import write_numbers
from searchkit.store.packing import narrowed
from searchkit.store.strings import EncodedStrings


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`terms` and `forms` are sorted by their UTF-8 bytes, each once.

    term_lists    [terms]    the list of each
    entry_forms   [entries]  places in `forms`; entries are by list, then by code
    entry_lists   [entries]
    entry_codes   [entries]  from 0 within each list, the commonest first
    entry_cf      [entries]  occurrences, at least 1
    """

    terms: Sequence[str] | EncodedStrings
    term_lists: Ints
    forms: Sequence[str] | EncodedStrings
    entry_forms: Ints
    entry_lists: Ints
    entry_codes: Ints
    entry_cf: Ints

    def first_entries(self) -> Ints:
        """Where each list's entries begin, and where the last one's end."""
        return np.searchsorted(self.entry_lists, np.arange(len(self.terms) + 1))

    def write(self, container: ContainerWriter, field: str, entry_df: Ints) -> None:
        """Add the sections of a field's lexicon; `entry_df` is by list, then by code."""
        if field == "text":
            _write_strings(container, f"{field}.stems", _encoded(self.terms))
            write_numbers(container, f"{field}.stems.lists", self.term_lists)
        order = np.lexsort((self.entry_lists, self.entry_forms))
        forms = _encoded(self.forms).chosen(self.entry_forms[order])
        _write_strings(container, f"{field}.forms", forms)
        columns = {
            "lists": self.entry_lists,
            "codes": self.entry_codes,
            "cf": self.entry_cf,
            "df": entry_df,
        }
        for name, numbers in columns.items():
            write_numbers(container, f"{field}.forms.{name}", numbers[order])


def _encoded(strings: Sequence[str] | EncodedStrings) -> EncodedStrings:
    return strings if isinstance(strings, EncodedStrings) else EncodedStrings.of(strings)


def _write_strings(container: ContainerWriter, name: str, strings: EncodedStrings) -> None:
    container.add(f"{name}.bytes", strings.data)
    container.add(f"{name}.lengths", narrowed(strings.lengths))
