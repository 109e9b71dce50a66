"""Which articles hold words side by side? The common case of it: words that are whole lists.

Nearly all occurrences cover one position, so that the words of a phrase have keys one apart. The
few articles where one of the words covers more are looked at once more, as any pattern is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchkit.analysis import patterns
from searchkit.analysis.patterns import Term
from searchkit.deadline import check_deadline
from searchkit.search import places as algebra
from searchkit.search.collection import Part
from searchkit.search.keys import ListKeys, is_new, list_keys
from searchkit.search.leaves import TEXT, Selections, leaf_places, list_postings, selections
from searchkit.search.postings import merge, narrow
from searchkit.store.pairs import PairPostings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


_RARE = 2048
"""A phrase is looked for from a pair of its words when that is in no more articles."""


def find_phrase(part: Part, phrase: patterns.Sequence) -> Ints | None:
    """The articles that hold the phrase; None where no rare pair of its words leads to them."""
    chosen = _chosen(part, phrase)
    if chosen is None:
        return None
    found = []
    for lists, languages in _readings(chosen):
        docs = _find_lists(part, phrase, lists)
        if docs is None:
            return None
        found.append(_in_languages(part, docs, languages))
    return found[0] if len(found) == 1 else merge(found, part.segment.documents)


def narrow_phrase(part: Part, phrase: patterns.Sequence, docs: Ints) -> Ints | None:
    """Those of `docs`, which hold all its words, that hold the phrase; None: cannot tell."""
    chosen = _chosen(part, phrase)
    if chosen is None:
        return None
    found = []
    readings = _readings(chosen)
    for lists, languages in readings:
        held = docs
        if languages is not None or len(readings) > 1:
            # The words may be there through another language's stems, and these lists not.
            held = _in_lists(part, lists, _in_languages(part, docs, languages))
        if len(held):
            found.append(_narrow_lists(part, phrase, lists, held))
    return found[0] if len(found) == 1 else merge(found, part.segment.documents)


def _chosen(part: Part, phrase: patterns.Sequence) -> list[Selections] | None:
    """The lists that each word stands for; None if it stands for less than whole lists."""
    chosen = []
    for word in phrase.parts:
        if not isinstance(word, Term):
            return None
        found = selections(part, TEXT, word)
        if not found.are_lists:
            return None
        chosen.append(found)
    return chosen


def _readings(chosen: Sequence[Selections]) -> list[tuple[tuple[int, ...], Bools | None]]:
    """The lists of the words, and the stem languages in which those are their stems' lists."""
    if all(selected.whole is not None for selected in chosen):
        return [(tuple(selected.parts[0].list for selected in chosen), None)]
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


def _in_lists(part: Part, lists: tuple[int, ...], docs: Ints) -> Ints:
    """Those of `docs` that are in all lists."""
    for number in set(lists):
        if len(docs):
            docs = list_postings(part, TEXT, number).narrow(docs)
    return docs


def _find_lists(part: Part, phrase: patterns.Sequence, lists: tuple[int, ...]) -> Ints | None:
    """All articles that hold occurrences of the lists side by side, if a listed pair is rare."""
    listed = [part.segment.text.pair(*pair) for pair in pairwise(lists)]
    pairs = [(len(pair.docs), i) for i, pair in enumerate(listed) if isinstance(pair, PairPostings)]
    if None in listed:
        found = np.zeros(0, np.int64)
    elif pairs and min(pairs)[0] <= _RARE:
        first = min(pairs)[1]
        pair = listed[first]
        assert isinstance(pair, PairPostings)
        docs = pair.docs if len(lists) == 2 else _in_lists(part, lists, pair.docs)
        found = (
            docs if len(lists) == 2 else _follow([list_keys(part, n) for n in lists], docs, first)
        )
    else:
        return None
    wide = [some for number in set(lists) if len(some := list_keys(part, number).wide)]
    if not wide:
        return found
    walked = _walk(part, phrase, _in_lists(part, lists, merge(wide, part.segment.documents)))
    return merge([found, walked], part.segment.documents)


def _narrow_lists(
    part: Part, phrase: patterns.Sequence, lists: tuple[int, ...], docs: Ints
) -> Ints:
    """Those of `docs` that hold occurrences of the lists side by side."""
    documents = part.segment.documents
    listed = [list_keys(part, number) for number in lists]
    wide = [narrow(docs, keys.wide, documents) for keys in listed if len(keys.wide)]
    found, are_told = _narrow_pairs(part, lists, docs)
    if not are_told:
        fewest = min(range(len(listed)), key=lambda i: listed[i].mean)
        found = _follow(listed, found, fewest)
    if any(map(len, wide)):
        found = merge([found, _walk(part, phrase, merge(wide, documents))], documents)
    return found


def _narrow_pairs(part: Part, lists: tuple[int, ...], docs: Ints) -> tuple[Ints, bool]:
    """Leave out articles that lack a pair of neighbours; whether that tells all there is to tell.

    It does where the phrase is one pair, and pairs of such words are listed.
    """
    are_told = len(lists) == 2
    for first, second in pairwise(lists):
        pair = part.segment.text.pair(first, second)
        if pair is None:
            return docs[:0], True
        if isinstance(pair, PairPostings):
            docs = narrow(pair.docs, docs, part.segment.documents)
        else:
            are_told = False
    return docs, are_told


def _follow(listed: Sequence[ListKeys], docs: Ints, first: int) -> Ints:
    """Those of `docs` where occurrences of one position each follow one another.

    `listed[first]` has them all.
    """
    owners, keys = listed[first].within(docs)
    for i in sorted(range(len(listed)), key=lambda i: listed[i].postings.count):
        if i != first and len(keys):
            check_deadline()
            held = listed[i].hold(keys + (i - first)).nonzero()[0]
            owners, keys = owners.take(held), keys.take(held)
    return docs.take(owners.compress(is_new(owners)))


def _owners(part: Part, docs: Ints, keys: Ints) -> Ints:
    """Those of `docs` that the rising keys lie in."""
    owners = part.segment.columns.bases.take(docs).searchsorted(keys, "right") - 1
    return docs.take(owners.compress(is_new(owners)))


def _walk(part: Part, phrase: patterns.Sequence, docs: Ints) -> Ints:
    """Those of `docs` that hold the phrase, whatever positions its words cover."""
    by_word = {
        word: leaf_places(part, TEXT, word, docs)
        for word in dict.fromkeys(phrase.parts)
        if isinstance(word, Term)
    }
    found = algebra.chain([by_word[word] for word in phrase.parts if isinstance(word, Term)])
    return _owners(part, docs, algebra.starts_of(found))
