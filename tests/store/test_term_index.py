"""Posting lists, occurrences, impacts and pairs: what was written in plain loops is read."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_articles import archives, opened
from naive_writer import NaiveArticle, NaiveList, Word, naive_lists, naive_pairs, weighted

from searchkit.store.layout import GAP
from searchkit.store.occurrences import Occurrences
from searchkit.store.pairs import NOT_LISTED, PairPostings
from searchkit.store.term_index import TermIndex

FIELDS = ("text", "author", "url")


def title_length(article: NaiveArticle, field: str) -> int:
    return article.length("title") if field == "text" else 0


def naive_key(articles: list[NaiveArticle], docnum: int, position: int) -> int:
    """Of an occurrence in `text`."""
    base = sum(a.length("title") + a.length("body") + 2 * GAP for a in articles[:docnum])
    in_body = position >= articles[docnum].length("title")
    return base + position + (GAP if in_body else 0)


def of_postings(listed: NaiveList, chosen: list[int]) -> list[tuple[int, int, Word]]:
    """(posting, docnum, word) of the occurrences of these postings."""
    postings = list(listed.postings.items())
    return [(n, postings[n][0], word) for n in chosen for word in postings[n][1]]


def lists_of(
    articles: list[NaiveArticle],
) -> list[tuple[str, TermIndex, list[NaiveList]]]:
    segment = opened(articles)
    return [(field, segment.field(field), naive_lists(articles, field)) for field in FIELDS]


@given(archives())
def test_every_list_is_found_by_its_term_and_has_its_articles(articles: list[NaiveArticle]) -> None:
    for field, index, lists in lists_of(articles):
        assert index.lists == len(lists)
        for number, listed in enumerate(lists):
            assert index.list_of(listed.term) == number
            assert index.docs(number).tolist() == list(listed.postings)
            freqs = [
                weighted(w, title_length(articles[d], field)) for d, w in listed.postings.items()
            ]
            assert index.freqs(number).tolist() == freqs
            titles = [
                sum(word.position < title_length(articles[docnum], field) for word in words)
                for docnum, words in listed.postings.items()
            ]
            assert index.titles(number).tolist() == titles
            assert index.df[number] == len(listed.postings)
            assert index.cf[number] == len(listed.words)


@given(archives(), st.randoms(use_true_random=False))
def test_occurrences_of_all_or_some_postings_are_where_they_were_written(
    articles: list[NaiveArticle], random: object
) -> None:
    for field, index, lists in lists_of(articles):
        for number, listed in enumerate(lists):
            everything = list(range(len(listed.postings)))
            some = [n for n in everything if random.random() < 0.5]  # type: ignore[attr-defined]
            for chosen, found in (
                (everything, index.occurrences(number)),
                (some, index.occurrences(number, np.array(some, np.int64))),
            ):
                expected = of_postings(listed, chosen)
                assert_same(found, expected, listed)
                if field == "text":
                    keys = [naive_key(articles, d, word.position) for _, d, word in expected]
                    assert found.keys.tolist() == keys


def assert_same(
    found: Occurrences, expected: list[tuple[int, int, Word]], listed: NaiveList
) -> None:
    assert len(found) == len(expected)
    assert found.postings.tolist() == [posting for posting, _, _ in expected]
    assert found.positions.tolist() == [word.position for _, _, word in expected]
    assert found.spans.tolist() == [word.span for _, _, word in expected]
    assert found.codes.tolist() == [listed.forms.index(word.form) for _, _, word in expected]


@given(archives())
def test_keys_of_other_fields_keep_articles_apart(articles: list[NaiveArticle]) -> None:
    index = opened(articles).author
    keys = [index.occurrences(number).keys for number in range(index.lists)]
    docs = [index.docs(n)[index.occurrences(n).postings] for n in range(index.lists)]
    placed = sorted(zip(np.concatenate([*keys, []]), np.concatenate([*docs, []]), strict=True))
    for (key, docnum), (next_key, next_docnum) in pairwise(placed):
        assert docnum <= next_docnum
        assert docnum == next_docnum or next_key - key > GAP


@given(archives())
def test_articles_with_words_of_several_positions_are_told(articles: list[NaiveArticle]) -> None:
    for _, index, lists in lists_of(articles):
        for number, listed in enumerate(lists):
            wide = [d for d, words in listed.postings.items() if any(w.span > 1 for w in words)]
            assert index.wide_docs(number).tolist() == wide


@given(archives())
def test_every_entry_tells_its_list_code_and_counts(articles: list[NaiveArticle]) -> None:
    for _, index, lists in lists_of(articles):
        entries = index.entries_from("")
        expected = []
        for number, listed in enumerate(lists):
            for code, form in enumerate(listed.forms):
                cf = sum(word.form == form for word in listed.words)
                df = sum(form in {w.form for w in words} for words in listed.postings.values())
                expected.append((form, number, code, cf, df))
        columns = (index.entry_lists, index.entry_codes, index.entry_cf, index.entry_df)
        found = zip(index.forms(entries), *(column.tolist() for column in columns), strict=True)
        assert list(found) == sorted(expected)


@given(archives(), st.integers(1, 20))
def test_a_pair_is_found_missing_or_not_listed(articles: list[NaiveArticle], least: int) -> None:
    index = opened(articles, pairs_from=least).text
    pairs = naive_pairs(articles, least)
    common = [number for number in range(index.lists) if index.cf[number] >= least]
    for first in range(index.lists):
        for second in range(index.lists):
            found = index.pair(first, second)
            if first not in common or second not in common:
                assert found is NOT_LISTED
            elif (first, second) not in pairs:
                assert found is None
            else:
                assert isinstance(found, PairPostings)
                assert_same_pair(found, pairs[first, second], articles)


def assert_same_pair(
    found: PairPostings, expected: dict[int, list[int]], articles: list[NaiveArticle]
) -> None:
    assert found.docs.tolist() == list(expected)
    assert found.counts.tolist() == [len(places) for places in expected.values()]
    for chosen in (None, np.arange(0, len(expected), 2)):
        postings = list(expected.items())
        wanted = range(len(postings)) if chosen is None else chosen.tolist()
        places = found.occurrences(chosen)
        assert places.postings.tolist() == [n for n in wanted for _ in postings[n][1]]
        assert places.positions.tolist() == [p for n in wanted for p in sorted(postings[n][1])]
        assert places.keys.tolist() == [
            naive_key(articles, postings[n][0], p) for n in wanted for p in sorted(postings[n][1])
        ]


def test_no_pairs_are_known_of_other_fields_or_where_none_were_written() -> None:
    segment = opened([NaiveArticle("a", "the cat", author="the cat")])
    assert segment.text.pair(0, 1) is NOT_LISTED
    assert segment.author.pair(0, 1) is NOT_LISTED


@pytest.fixture(scope="module")
def long_lists() -> tuple[list[NaiveArticle], TermIndex]:
    articles = [
        NaiveArticle(
            f"{n:04}",
            "the cat " * (n % 3),
            "the " * (n % 7 + 1) + "of " * (n % 11) + ("rare " * 300 if n in (5, 399) else ""),
        )
        for n in range(400)
    ]
    return articles, opened(articles).text


def test_impacts_hold_what_no_other_posting_of_the_run_beats(
    long_lists: tuple[list[NaiveArticle], TermIndex],
) -> None:
    articles, index = long_lists
    lengths = np.array([3 * a.length("title") + a.length("body") for a in articles])
    for number in range(index.lists):
        impacts = index.impacts(number)
        if index.df[number] < 256:
            assert impacts is None
            continue
        assert impacts is not None
        best = []
        for first in range(0, int(index.df[number]), 128):
            freqs = index.freqs(number)[first : first + 128].tolist()
            of_run = lengths[index.docs(number)[first : first + 128]].tolist()
            best.append(competitive(list(zip(freqs, of_run, strict=True))))
        assert impacts.counts.tolist() == [len(run) for run in best]
        pairs = zip(impacts.freqs.tolist(), impacts.lengths.tolist(), strict=True)
        assert list(pairs) == [pair for run in best for pair in run]


def competitive(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    shortest: dict[int, int] = defaultdict(lambda: 1 << 40)
    for freq, length in pairs:
        shortest[freq] = min(shortest[freq], length)
    return [
        (freq, length)
        for freq, length in sorted(shortest.items())
        if all(other > length for higher, other in shortest.items() if higher > freq)
    ]


def test_few_postings_of_a_long_list_are_the_same_as_those_among_all(
    long_lists: tuple[list[NaiveArticle], TermIndex],
) -> None:
    _, index = long_lists
    number = index.list_of("the")
    assert number is not None
    everything = index.occurrences(number)
    for chosen in ([0], [399 - 58], [3, 200, 201, 330], list(range(0, 342, 7))):
        picked = index.occurrences(number, np.array(chosen))
        kept = np.isin(everything.postings, chosen)
        for name in ("postings", "positions", "keys", "spans", "codes"):
            assert (getattr(picked, name) == getattr(everything, name)[kept]).all(), name


def test_lists_may_not_be_changed_by_who_reads_them() -> None:
    index = opened([NaiveArticle("a", "the cat")]).text
    for array in (index.docs(0), index.freqs(0), index.titles(0), index.df, index.entry_lists):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_a_list_is_decoded_once() -> None:
    index = opened([NaiveArticle("a", "the cat")]).text
    assert index.docs(0) is index.docs(0)
    other = opened([NaiveArticle("b"), NaiveArticle("c", "the")]).text
    assert other.docs(0).tolist() == [1]


@given(archives(), st.data())
def test_positions_of_several_lists_are_found_together(
    articles: list[NaiveArticle], data: st.DataObject
) -> None:
    for _, index, lists in lists_of(articles):
        chosen = data.draw(st.sets(st.integers(0, max(0, len(lists) - 1)), max_size=4))
        numbers = sorted(number for number in chosen if number < len(lists))
        if not numbers:
            continue
        docs = sorted(data.draw(st.sets(st.integers(0, len(articles) - 1), min_size=1)))
        positions, ends = index.positions_in(numbers, np.array(docs, np.int64))
        found = [positions[a:b].tolist() for a, b in pairwise([0, *ends.tolist()])]
        assert found == [
            [word.position for word in lists[number].postings.get(docnum, ())]
            for number in numbers
            for docnum in docs
        ]
