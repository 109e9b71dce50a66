"""One field of a segment: its terms, and the articles and places of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import Columns, Ints
from searchkit.store.container import Container
from searchkit.store.impact_table import Impacts, ImpactTable
from searchkit.store.layout import FIELD_WEIGHTS
from searchkit.store.lexicon import Lexicon, count_lists
from searchkit.store.occurrences import KeySpace, Occurrences
from searchkit.store.pairs import NOT_LISTED, PairPostings, Pairs, Unlisted
from searchkit.store.postings import PostingLists

Codes = npt.NDArray[np.uint32]

_TITLE_EXTRA = FIELD_WEIGHTS["title"] - FIELD_WEIGHTS["body"]


class TermIndex:
    """Lists are numbered by falling df; an *entry* is a form together with a list that it is in.

    Nothing is read before it is asked for. Arrays are read-only and may be shared by threads.
    Raises CorruptIndex, naming file and section, where what is stored cannot be right.
    """

    def __init__(self, container: Container, field: str, columns: Columns) -> None:
        self._container, self._field, self._columns = container, field, columns
        self.lists = count_lists(container, field)
        self.postings = PostingLists(container, field, self.lists, columns.documents)

    @property
    def df(self) -> Codes:
        """u4: articles of each list."""
        return self.postings.df

    @property
    def cf(self) -> Codes:
        """u4: occurrences of each list."""
        return self.postings.cf

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self._container, self._field, self.lists)

    def list_of(self, term: str) -> int | None:
        """The list of a stem (of `text`) or of a form (of other fields)."""
        return self.lexicon.list_of(term)

    def lists_of(self, terms: Sequence[str]) -> Ints:
        """The lists of many of them, sorted: int64, -1 where there is none."""
        return self.lexicon.lists_of(terms)

    def entries(self, form: str) -> range:
        """The entries of a form: one for each list it is in."""
        return self.lexicon.entries_of(form)

    def entries_from(self, prefix: str) -> range:
        """The entries of all forms that begin with a prefix, sorted by form."""
        return self.lexicon.entries_from(prefix)

    def forms(self, entries: range) -> list[str]:
        """The forms of consecutive entries."""
        return self.lexicon.forms.texts(entries.start, entries.stop)

    @property
    def entry_lists(self) -> Codes:
        """u4: the list of each entry."""
        return self.lexicon.entry_lists

    @property
    def entry_codes(self) -> Codes:
        """u4: each entry's code within its list."""
        return self.lexicon.entry_codes

    @property
    def entry_df(self) -> Codes:
        """u4: articles of each entry."""
        return self.lexicon.entry_df

    @property
    def entry_cf(self) -> Codes:
        """u4: occurrences of each entry."""
        return self.lexicon.entry_cf

    def docs(self, number: int) -> Ints:
        """int64[df]: the docnums of a list, rising."""
        return self.postings.docs(number)

    def freqs(self, number: int) -> Ints:
        """int64[df]: weighted frequencies."""
        return self.postings.kept("freqs", number, self._decode_freqs)

    def titles(self, number: int) -> Ints:
        """int64[df]: how many of each posting's occurrences are in the title."""
        return self.postings.kept("titles", number, self._decode_titles)

    def occurrences(self, number: int, chosen: Ints | None = None) -> Occurrences:
        """Of all postings of a list, or of those with these indices (rising)."""
        ends = self.postings.ends(number, self._counts)
        return self.postings.occurrences(number, ends, chosen, self._space)

    def positions_in(self, numbers: Sequence[int], docs: Ints) -> tuple[Ints, Ints]:
        """int64: all positions of some lists (rising) in a few articles (rising), and int64
        [lists * docs]: where those of each list in each article end.

        Body positions follow the title's, whatever either covers.
        """
        firsts, counts = [], []
        for number in numbers:
            ends = self.postings.ends(number, self._counts)
            rows = self.docs(number).searchsorted(docs)
            held = self.docs(number).take(rows, mode="clip") == docs
            begins = ends.take(rows, mode="clip")
            firsts.append(begins + self.postings.occurrence_starts.before(number))
            counts.append((ends.take(rows + 1, mode="clip") - begins) * held)
        lengths = np.tile(self._space.lengths.take(docs), len(numbers))
        return self.postings.positions(np.concatenate(firsts), np.concatenate(counts), lengths)

    def wide_docs(self, number: int) -> Ints:
        """int64: the docnums with occurrences that cover several positions, rising, each once."""
        wide = self.postings.nonzero("spans", number)
        if not len(wide):
            return wide
        ends = self.postings.ends(number, self._counts)
        postings = ends.searchsorted(wide, "right") - 1
        return self.docs(number).take(postings[np.diff(postings, prepend=-1) > 0])

    def impacts(self, number: int) -> Impacts | None:
        """Competitive pairs of a list; None where it has too few postings to have any."""
        return self._impacts.of(number) if self._titled else None

    def pair(self, first: int, second: int) -> PairPostings | Unlisted | None:
        """Two lists' words side by side: None where they never are; NOT_LISTED: not known."""
        return self.pairs.of(first, second) if self._titled else NOT_LISTED

    @cached_property
    def pairs(self) -> Pairs:
        return Pairs(self._container, self._columns.documents, self.cf, self._space)

    @cached_property
    def _impacts(self) -> ImpactTable:
        return ImpactTable(self._container, self.df)

    @cached_property
    def _space(self) -> KeySpace:
        columns = self._columns
        if self._titled:
            titles = columns.title_lengths.astype(np.int64)
            return KeySpace(columns.bases, titles, titles + columns.body_lengths)
        lengths = getattr(columns, f"{self._field}_lengths").astype(np.int64)
        return KeySpace(columns.key_bases(lengths), lengths, lengths)

    @property
    def _titled(self) -> bool:
        return self._field == "text"

    def _decode_freqs(self, number: int) -> Ints:
        freqs: Ints = np.add(self.postings.per_posting("freqs", number), 1, dtype=np.int64)
        return freqs

    def _decode_titles(self, number: int) -> Ints:
        if not self._titled:
            return np.zeros_like(self.docs(number))
        return self.postings.per_posting("titles", number).astype(np.int64)

    def _counts(self, number: int) -> Ints:
        """Occurrences of each posting."""
        if not self._titled:
            return self.freqs(number)
        counts: Ints = self.freqs(number) - _TITLE_EXTRA * self.titles(number)
        return counts
