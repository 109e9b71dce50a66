"""Which posting lists does a term or an expansion stand for in a segment, and what is in them?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Expansion, Leaf, Term
from searchkit.analysis.stemming import stem
from searchkit.deadline import check_deadline
from searchkit.search import places as algebra
from searchkit.search.collection import Collection, Part
from searchkit.search.postings import Postings, add, find, postings_of
from searchkit.store.layout import FIELD_WEIGHTS
from searchkit.store.term_index import TermIndex
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.search.expansion import Expanded

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TEXT = "text"
"""The indexed field of title and body."""
_PLAIN_BITS = 17
"""Of keys in fields other than the text: they have fewer than 2**16 positions."""


class Selection(Value):
    """Occurrences of one list: those of some forms, in articles of some stem languages.

    `codes` tells by code which forms count (its last stands for all that follow), `languages` by
    ordinal which languages do; None: all.
    """

    list: int
    codes: Bools | None = None
    languages: Bools | None = None


class Selections:
    """All that a leaf stands for. `overlapping`: two of its tokens may be at one place."""

    def __init__(self, parts: tuple[Selection, ...], overlapping: bool = False) -> None:
        self.parts, self.overlapping = parts, overlapping
        self.nbytes = 400 * (1 + len(parts))
        self.are_lists = not overlapping and all(part.codes is None for part in parts)
        """Whether they are whole lists, of all articles or of those in some languages."""
        self.whole: int | None = None
        """The one list that is all of it, if it is that simple."""
        if len(parts) == 1 and self.are_lists and parts[0].languages is None:
            self.whole = parts[0].list


def selections(part: Part, field: str, leaf: Leaf) -> Selections:
    """The lists of a leaf in one field of one segment, remembered for other searches."""
    key = ("selections", part.ordinal, field, leaf)
    found: Selections = part.collection.cache.get(key, lambda: _select(part, field, leaf))
    return found


def expanded(collection: Collection, field: str, leaf: Expansion) -> Expanded:
    """The forms of an expansion in one field, remembered for other searches."""
    from searchkit.search.expansion import expand

    key = ("expanded", field, leaf)
    found: Expanded = collection.cache.get(key, lambda: expand(collection, field, leaf))
    return found


def list_postings(part: Part, field: str, number: int) -> Postings:
    """The postings of one list, remembered for other searches."""
    check_deadline()
    index = part.segment.field(field)

    def make() -> Postings:
        return Postings(
            part.segment.documents,
            int(index.df[number]),
            lambda: index.docs(number),
            lambda: index.freqs(number),
            lambda: index.titles(number),
        )

    key = ("list", part.ordinal, field, number)
    postings: Postings = part.collection.cache.get(key, make)
    return postings


def leaf_postings(part: Part, field: str, leaf: Leaf) -> Postings | None:
    """The postings of a leaf; None when only its places can tell."""
    chosen = selections(part, field, leaf)
    if chosen.overlapping:
        return None
    lists = [_postings(part, field, selection) for selection in chosen.parts]
    return add(lists, part.segment.documents)


def leaf_lists(part: Part, field: str, leaf: Leaf) -> list[Postings]:
    """The postings of each of a leaf's lists, whichever of their forms they hold."""
    chosen = selections(part, field, leaf).parts
    return [list_postings(part, field, selection.list) for selection in chosen]


def leaf_places(part: Part, field: str, leaf: Leaf, docs: Ints) -> Ints:
    """Where a leaf stands in some articles: places of `searchkit.search.places`."""
    chosen = selections(part, field, leaf)
    length = leaf.length if isinstance(leaf, Term) else None
    found = [_places(part, field, selection, docs, length) for selection in chosen.parts]
    if len(found) == 1 and not chosen.overlapping:
        return found[0]
    return algebra.union(found)


def bases_of(part: Part, field: str, docs: Ints) -> Ints:
    """The key of each article's first position."""
    if field != TEXT:
        return docs << _PLAIN_BITS
    bases: Ints = part.segment.columns.bases.take(docs)
    return bases


def title_lengths_of(part: Part, field: str, docs: Ints) -> Ints:
    """Positions of each article's title; none in fields that have no title."""
    if field != TEXT:
        return np.zeros(len(docs), np.int64)
    return part.segment.columns.title_lengths.take(docs).astype(np.int64)


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
    """The list of the form's stem in each language, for the articles in that language."""
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


def _postings(part: Part, field: str, selection: Selection) -> Postings:
    number = selection.list
    if selection.codes is not None:
        postings = _of_forms(part, field, number, selection.codes)
    else:
        postings = list_postings(part, field, number)
    if selection.languages is None:
        return postings
    return _of_languages(part, postings, selection.languages)


def _of_forms(part: Part, field: str, number: int, codes: Bools) -> Postings:
    """Postings of those occurrences of a list that are of some forms."""
    index = part.segment.field(field)
    every = list_postings(part, field, number)
    titles = every.titles
    # A posting's occurrences in the title come first.
    ends = (every.freqs - (FIELD_WEIGHTS["title"] - FIELD_WEIGHTS["body"]) * titles).cumsum()
    before = np.zeros(int(index.cf[number]) + 1, np.int64)
    codes.take(index.occurrences(number).codes, mode="clip").cumsum(out=before[1:])
    starts = np.concatenate(([0], ends[:-1]))
    held = before.take(starts)
    counts, in_title = before.take(ends) - held, before.take(starts + titles) - held
    return postings_of(part.segment.documents, every.docs, counts, in_title)


def _of_languages(part: Part, postings: Postings, languages: Bools) -> Postings:
    """The postings of articles in some stem languages."""
    kept = languages.take(part.stem_languages.take(postings.docs))
    if kept.all():
        return postings
    chosen = kept.nonzero()[0]
    return Postings(
        part.segment.documents,
        len(chosen),
        lambda: postings.docs.take(chosen),
        lambda: postings.freqs.take(chosen),
        lambda: postings.titles.take(chosen),
    )


def _places(part: Part, field: str, selection: Selection, docs: Ints, length: int | None) -> Ints:
    """The places of a selection in some articles, in order unless `length` is given."""
    check_deadline()
    index = part.segment.field(field)
    if selection.languages is not None:
        docs = docs[selection.languages.take(part.stem_languages.take(docs))]
    listed = index.docs(selection.list)
    at, held = find(listed, docs)
    found = index.occurrences(selection.list, at[held])
    if field == TEXT:
        keys = found.keys
    else:
        keys = bases_of(part, field, listed.take(found.postings)) + found.positions
    places = algebra.pack(keys, found.spans if length is None else length)
    if selection.codes is not None:
        return places[selection.codes.take(found.codes, mode="clip")]
    return places
