"""Terms by bisection: every form, stem and prefix is found, and nothing else is."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_articles import archives, opened
from naive_writer import NaiveArticle

from searchkit.store.segment import Segment
from searchkit.store.term_index import TermIndex

WORDS = [f"w{n:03x}{'éß中𝒳'[n % 4] * (n % 3)}" for n in range(1000)]


@pytest.fixture(scope="module")
def many() -> Segment:
    return opened([NaiveArticle("a", " ".join(WORDS[::2]), " ".join(WORDS[::5]))])


@pytest.fixture(scope="module")
def forms(many: Segment) -> list[str]:
    return many.text.forms(many.text.entries_from(""))


def test_forms_come_sorted_and_whole(forms: list[str]) -> None:
    assert forms == sorted({*WORDS[::2], *WORDS[::5]})


def test_every_form_is_one_entry_and_what_is_not_there_none(
    many: Segment, forms: list[str]
) -> None:
    for place, form in enumerate(forms):
        assert many.text.entries(form) == range(place, place + 1)
        assert not many.text.entries(form + "x")
        assert not many.text.entries(form[:-1])


def test_every_stem_has_its_list(many: Segment, forms: list[str]) -> None:
    assert {many.text.list_of(form) for form in forms} == set(range(many.text.lists))


def test_lists_are_found_for_many_stems_at_once(many: Segment, forms: list[str]) -> None:
    wanted = sorted({*forms[::7], "", "w0", "w3e", forms[3] + "x", "zebra"})
    expected = [many.text.list_of(form) for form in wanted]
    assert None in expected
    found = many.text.lists_of(wanted).tolist()
    assert found == [-1 if number is None else number for number in expected]
    assert len(many.text.lists_of([])) == 0


@given(st.text("w0129abcé中𝒳\U0010ffff", max_size=4))
def test_a_prefix_finds_what_begins_with_it(many: Segment, forms: list[str], prefix: str) -> None:
    entries = many.text.entries_from(prefix)
    assert many.text.forms(entries) == [form for form in forms if form.startswith(prefix)]
    assert entries.start == bisect_left(forms, prefix)


@given(st.integers(0, 600), st.integers(0, 600))
def test_any_run_of_entries_gives_its_forms(
    many: Segment, forms: list[str], start: int, stop: int
) -> None:
    start, stop = sorted((min(start, len(forms)), min(stop, len(forms))))
    assert many.text.forms(range(start, stop)) == forms[start:stop]


@given(archives())
def test_a_form_has_an_entry_for_each_list_it_is_in(archive: list[NaiveArticle]) -> None:
    index = opened(archive).text
    every = index.forms(index.entries_from(""))
    for form in set(every):
        assert [every[entry] for entry in index.entries(form)] == [form] * every.count(form)
        lists = [int(index.entry_lists[entry]) for entry in index.entries(form)]
        assert lists == sorted(set(lists))


@pytest.mark.parametrize("odd", ["\ud800", "w\udfff", "", "\0", "w" * 70_000, "\U0010ffff" * 9])
def test_what_no_text_can_hold_is_not_found(many: Segment, odd: str) -> None:
    for index in (many.text, many.author):
        assert index.list_of(odd) is None
        assert not index.entries(odd)
        assert len(index.entries_from(odd)) == (0 if odd else every_entry(index))


def every_entry(index: TermIndex) -> int:
    return len(index.entry_lists)


def test_an_empty_lexicon_finds_nothing() -> None:
    index = opened([]).text
    assert index.list_of("the") is None
    assert not index.entries("the")
    assert index.forms(index.entries_from("")) == []
