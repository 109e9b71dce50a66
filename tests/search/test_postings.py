"""Looking postings up, adding lists, and which field an occurrence is in."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search.places import pack
from searchkit.search.postings import (
    Postings,
    add,
    count_places,
    docnums,
    merge,
    narrow,
    unite,
    without,
)
from searchkit.store.layout import GAP

docsets = st.sets(st.integers(0, 199)).map(sorted)


def ints(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, np.int64)


def postings(freqs: dict[int, int], documents: int) -> Postings:
    docs = ints(sorted(freqs))
    values = ints([freqs[doc] for doc in sorted(freqs)])
    return Postings(documents, len(docs), lambda: docs, lambda: values, lambda: values * 0)


@given(docsets, docsets)
def test_narrow_and_without_split_articles(listed: list[int], wanted: list[int]) -> None:
    for documents in (200, 100_000):  # few of many are looked up one by one
        inside = narrow(ints(listed), ints(wanted), documents).tolist()
        outside = without(ints(listed), ints(wanted), documents).tolist()
        assert inside == [doc for doc in wanted if doc in set(listed)]
        assert sorted(inside + outside) == wanted
        assert merge([ints(listed), ints(wanted)], documents).tolist() == sorted({*listed, *wanted})


@given(st.dictionaries(st.integers(0, 199), st.integers(1, 9)))
def test_frequencies_are_found_with_a_table_and_without(freqs: dict[int, int]) -> None:
    for documents in (200, 100_000):
        found = postings(freqs, documents)
        every = np.arange(200)
        assert found.freqs_of(every).tolist() == [freqs.get(doc, 0) for doc in range(200)]
        assert found.freqs_of(every[:3]).tolist() == [freqs.get(doc, 0) for doc in range(3)]
        assert found.narrow(every).tolist() == sorted(freqs)


@given(st.lists(st.dictionaries(st.integers(0, 99), st.integers(1, 9)), min_size=1, max_size=4))
def test_added_lists_add_their_frequencies(lists: list[dict[int, int]]) -> None:
    total: Counter[int] = Counter()
    for freqs in lists:
        total.update(freqs)
    for documents in (100, 100_000):
        found = add([postings(freqs, documents) for freqs in lists], documents)
        counted = dict(zip(found.docs.tolist(), found.freqs.tolist(), strict=True))
        assert counted == dict(total)
        assert found.count == len(total)


@pytest.mark.parametrize(
    ("fields", "docs"), [(("title", "body"), [2, 5]), (("title",), [2]), (("body",), [2, 5])]
)
def test_places_are_counted_by_article_and_field(fields: tuple[str, ...], docs: list[int]) -> None:
    # Article 2: a title of three positions; 5: none; 7 has no place.
    bases, titles = ints([1000, 2000, 3000]), ints([3, 0, 2])
    starts = ints([1001, 1003 + GAP, 1009 + GAP, 2004 + GAP])
    found = count_places(pack(starts, 1), ints([2, 5, 7]), bases, titles, 100)
    assert found.freqs.tolist() == [3 + 1 + 1, 1]
    assert found.titles.tolist() == [1, 0]
    assert found.docs_in(fields).tolist() == docs


@given(st.lists(docsets, max_size=3), st.sampled_from([200, 20_000]))
def test_many_articles_are_united_as_flags_and_few_as_docnums(
    lists: list[list[int]], documents: int
) -> None:
    found = unite([ints(listed) for listed in lists], documents)
    filled = [listed for listed in lists if listed]
    many = len(filled) > 1 and 16 * sum(map(len, filled)) >= documents
    assert (found.dtype == np.bool_) == many
    assert docnums(found).tolist() == sorted({doc for listed in lists for doc in listed})
