"""Where do the patterns of a query hold in one segment? Patterns in, articles and places out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import AnyOf, Expansion, Leaf, Near, Pattern, Sequence, Term
from searchkit.deadline import check_deadline
from searchkit.search import places as algebra
from searchkit.search.collection import Part
from searchkit.search.keys import list_keys
from searchkit.search.leaves import (
    TEXT,
    Selection,
    bases_of,
    leaf_lists,
    leaf_places,
    leaf_postings,
    list_postings,
    selections,
    title_lengths_of,
)
from searchkit.search.postings import Postings, count_places, merge, narrow

Ints = npt.NDArray[np.int64]


def indexed_field(fields: tuple[str, ...]) -> str:
    """The index that serves these fields of the query language."""
    return fields[0] if fields[0] in ("author", "url") else TEXT


def read(part: Part, field: str, pattern: Pattern) -> Postings:
    """The articles in which a pattern occurs, deleted ones included."""
    if isinstance(pattern, (Term, Expansion)):
        postings = leaf_postings(part, field, pattern)
        if postings is not None:
            return postings
    return _count(part, field, pattern, candidates(part, field, pattern))


def find_rare(part: Part, fields: tuple[str, ...], pattern: Pattern) -> Ints | None:
    """The same articles as `holding`, if the pattern is a phrase that is quickly found."""
    if isinstance(pattern, Sequence) and len(fields) > 1:
        from searchkit.search.phrases import find_phrase

        return find_phrase(part, pattern)
    return None


def holding(part: Part, fields: tuple[str, ...], pattern: Pattern) -> Ints:
    """The articles that hold a pattern in one of the fields."""
    found = find_rare(part, fields, pattern)
    if found is not None:
        return found
    field = indexed_field(fields)
    return check(part, fields, pattern, candidates(part, field, pattern))


def check(part: Part, fields: tuple[str, ...], pattern: Pattern, docs: Ints) -> Ints:
    """Those of `docs`, which hold the words of the pattern, that hold it in one of the fields."""
    field = indexed_field(fields)
    if isinstance(pattern, Sequence) and field == TEXT:
        from searchkit.search.phrases import narrow_phrase

        found = narrow_phrase(part, pattern, docs)
        if found is not None and len(fields) > 1:
            return found
        docs = docs if found is None else found
    return _count(part, field, pattern, docs).docs_in(fields)


def size(part: Part, field: str, pattern: Pattern) -> int:
    """About how many articles hold the pattern, without looking for it."""
    if isinstance(pattern, (Term, Expansion)):
        df = part.segment.field(field).df
        return sum(int(df[chosen.list]) for chosen in selections(part, field, pattern).parts)
    sizes = [size(part, field, parts) for parts in pattern.parts]
    return sum(sizes) if isinstance(pattern, AnyOf) else min(sizes)


def candidates(part: Part, field: str, pattern: Pattern, docs: Ints | None = None) -> Ints:
    """Articles (of `docs`) that may hold the pattern: they hold the words it needs."""
    check_deadline()
    documents = part.segment.documents
    if isinstance(pattern, (Term, Expansion)):
        lists = leaf_lists(part, field, pattern)
        if len(lists) == 1:
            return lists[0].docs if docs is None else lists[0].narrow(docs)
        listed = merge([one.docs for one in lists], documents)
        return listed if docs is None else narrow(listed, docs, documents)
    if isinstance(pattern, AnyOf):
        return merge([candidates(part, field, one, docs) for one in pattern.parts], documents)
    for needed in sorted(set(pattern.parts), key=lambda one: size(part, field, one)):
        docs = candidates(part, field, needed, docs)
    assert docs is not None  # patterns have parts
    return docs


def places(part: Part, field: str, pattern: Pattern, docs: Ints) -> Ints:
    """Where the pattern stands in these articles: places of `searchkit.search.places`."""
    check_deadline()
    if isinstance(pattern, (Term, Expansion)):
        return _leaf_places(part, field, pattern, docs)
    if isinstance(pattern, AnyOf):
        return algebra.union([places(part, field, one, docs) for one in pattern.parts])
    by_part = {one: places(part, field, one, docs) for one in dict.fromkeys(pattern.parts)}
    if isinstance(pattern, Near):
        return algebra.near([(one, by_part[one]) for one in pattern.parts], pattern.slop)
    return algebra.chain([by_part[one] for one in pattern.parts])


def _leaf_places(part: Part, field: str, leaf: Leaf, docs: Ints) -> Ints:
    chosen = selections(part, field, leaf)
    if field != TEXT or not chosen.are_lists:
        return leaf_places(part, field, leaf, docs)
    found = []
    for selection in chosen.parts:
        listed = _in_list(part, selection, docs)
        if len(listed):
            keys = list_keys(part, selection.list)
            if len(keys.wide):
                return leaf_places(part, field, leaf, docs)
            found.append(algebra.pack(keys.within(listed)[1], 1))
    return found[0] if len(found) == 1 else algebra.union(found)


def _in_list(part: Part, selection: Selection, docs: Ints) -> Ints:
    """Those of `docs` that are in a list, and in the languages for which it is chosen."""
    if selection.languages is not None:
        docs = docs.compress(selection.languages.take(part.stem_languages.take(docs)))
    return list_postings(part, TEXT, selection.list).narrow(docs) if len(docs) else docs


def _count(part: Part, field: str, pattern: Pattern, docs: Ints) -> Postings:
    """Postings of a pattern, of the candidates that really hold it."""
    found = places(part, field, pattern, docs)
    titles = title_lengths_of(part, field, docs)
    return count_places(found, docs, bases_of(part, field, docs), titles, part.segment.documents)
