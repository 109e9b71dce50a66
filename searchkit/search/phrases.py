"""Which articles hold words side by side? The common case of it: words that are whole lists.

Keys of a list are kept decoded, and those of a few articles are taken from them: a search in the
keys of a whole list costs a miss of the processor's cache at each of its steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchkit.analysis import patterns
from searchkit.analysis.patterns import Term
from searchkit.search import places as algebra
from searchkit.search.collection import Part
from searchkit.search.leaves import TEXT, Selections, leaf_places, selections
from searchkit.search.postings import find, merge, narrow
from searchkit.store.pairs import PairPostings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ListKeys:
    """The occurrences of a list that cover one position, and the articles that have others.

    `keys` are uint32, rising; those of posting i lie between `ends[i]` and `ends[i + 1]`.
    """

    keys: npt.NDArray[np.uint32]
    ends: Ints
    wide_docs: Ints

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.ends.nbytes + self.wide_docs.nbytes

    def of(self, rows: Ints) -> Ints:
        """The keys of these postings, int64."""
        firsts = self.ends.take(rows)
        counts = self.ends.take(rows + 1)
        counts -= firsts
        shifts = firsts - (counts.cumsum() - counts)
        at: Ints = np.repeat(shifts, counts)
        at += np.arange(len(at))
        return self.keys.take(at).astype(np.int64)


def narrow_phrase(part: Part, phrase: patterns.Sequence, docs: Ints) -> Ints | None:
    """Those of `docs`, which hold all its words, that hold the phrase; None: cannot tell."""
    chosen = []
    for word in phrase.parts:
        if not isinstance(word, Term):
            return None
        chosen.append(selections(part, TEXT, word))
    if not all(found.are_lists for found in chosen):
        return None
    found = [
        _narrow_lists(part, phrase, lists, _in_languages(part, docs, languages))
        for lists, languages in _readings(chosen)
    ]
    if len(found) == 1:
        return found[0]
    return merge(found, part.segment.documents)


def _readings(chosen: Sequence[Selections]) -> Iterable[tuple[tuple[int, ...], Bools | None]]:
    """The lists of the words, and the stem languages in which those are their stems' lists."""
    readings: list[tuple[tuple[int, ...], Bools | None]] = [((), None)]
    for selected in chosen:
        readings = [
            ((*lists, selection.list), both)
            for lists, languages in readings
            for selection in selected.parts
            if (both := _both(languages, selection.languages)) is None or both.any()
        ]
    return readings


def _both(one: Bools | None, other: Bools | None) -> Bools | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _in_languages(part: Part, docs: Ints, languages: Bools | None) -> Ints:
    if languages is None:
        return docs
    return docs.compress(languages.take(part.stem_languages.take(docs)))


def _narrow_lists(
    part: Part, phrase: patterns.Sequence, lists: tuple[int, ...], docs: Ints
) -> Ints:
    """Those of `docs` that hold occurrences of the lists side by side."""
    if not len(docs):
        return docs
    documents = part.segment.documents
    keys = {number: _keys(part, number) for number in lists}
    wide = [narrow(docs, listed.wide_docs, documents) for listed in keys.values()]
    found = _narrow_pairs(part, lists, docs)
    if len(lists) > 2 or not _is_pair(part, lists):
        found = _follow(part, lists, keys, found)
    if any(len(some) for some in wide):
        found = merge([found, _walk(part, phrase, merge(wide, documents))], documents)
    return found


def _narrow_pairs(part: Part, lists: tuple[int, ...], docs: Ints) -> Ints:
    """Leave out articles that lack a pair of neighbours, where pairs are listed."""
    for first, second in dict.fromkeys(pairwise(lists)):
        pair = part.segment.text.pair(first, second)
        if pair is None:
            return docs[:0]
        if isinstance(pair, PairPostings):
            docs = narrow(pair.docs, docs, part.segment.documents)
    return docs


def _is_pair(part: Part, lists: tuple[int, ...]) -> bool:
    first, second = lists
    pair = part.segment.text.pair(first, second)
    return pair is None or isinstance(pair, PairPostings)


def _follow(part: Part, lists: tuple[int, ...], keys: dict[int, ListKeys], docs: Ints) -> Ints:
    """Those of `docs` where occurrences of one position each follow one another."""
    order = sorted(range(len(lists)), key=lambda i: len(keys[lists[i]].keys))
    anchor, chains = order[0], np.zeros(0, np.int64)
    for i in order:
        if not len(docs):
            break
        number = lists[i]
        rows, _ = find(part.segment.text.docs(number), docs)
        held = keys[number].of(rows)
        if i == anchor:
            chains = held
            continue
        wanted = chains + (i - anchor)
        chains = chains.compress(find(held, wanted)[1])
        docs = _owners(part, docs, chains)
    return docs


def _owners(part: Part, docs: Ints, keys: Ints) -> Ints:
    """Those of `docs` that the rising keys lie in."""
    owners = part.segment.columns.bases.take(docs).searchsorted(keys, "right") - 1
    if len(owners) > 1:
        new = np.empty(len(owners), np.bool_)
        new[0] = True
        np.not_equal(owners[1:], owners[:-1], out=new[1:])
        owners = owners.compress(new)
    return docs.take(owners)


def _walk(part: Part, phrase: patterns.Sequence, docs: Ints) -> Ints:
    """Those of `docs` that hold the phrase, whatever positions its words cover."""
    by_word = {
        word: leaf_places(part, TEXT, word, docs)
        for word in dict.fromkeys(phrase.parts)
        if isinstance(word, Term)
    }
    found = algebra.chain([by_word[word] for word in phrase.parts if isinstance(word, Term)])
    return _owners(part, docs, algebra.starts_of(found))


def _keys(part: Part, number: int) -> ListKeys:
    """The keys of a list, remembered for other searches."""
    key = ("keys", part.ordinal, number)
    keys: ListKeys = part.collection.cache.get(key, lambda: _read_keys(part, number))
    return keys


def _read_keys(part: Part, number: int) -> ListKeys:
    index = part.segment.text
    found = index.occurrences(number)
    keys = found.keys.astype(np.uint32)
    owners = found.postings
    is_wide = found.spans > 1
    wide_docs = index.docs(number).take(owners.compress(is_wide))
    if len(wide_docs):
        wide_docs = np.unique(wide_docs)
        keys, owners = keys.compress(~is_wide), owners.compress(~is_wide)
    ends = np.zeros(int(index.df[number]) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(ends) - 1), out=ends[1:])
    return ListKeys(keys, ends, wide_docs)
