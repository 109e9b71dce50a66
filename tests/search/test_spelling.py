"""Which slips are likelier than others, and when a word that is known is a slip all the same."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search.spelling import (
    edit_cost,
    is_respelled,
    is_slip,
    is_split,
    likelihood,
    may_be_slip,
)

WORDS = st.text("abcdeé", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("typed", "likelier", "other"),
    [
        ("gabrel", "gabriel", "gabrell"),  # a missing letter; one of two equal ones
        ("paart", "part", "paort"),  # one letter twice
        ("hpuse", "house", "hvuse"),  # neighbours on the keyboard
        ("sitting", "sittinf", "sittinx"),
        ("independant", "independent", "independxnt"),  # letters that sound alike
        ("thier", "their", "tier"),  # letters swapped, before one too many
        ("harbour", "harbours", "barbour"),  # a missing letter, before a wrong one
        ("harbour", "harbor", "hbr"),  # one edit, before several
    ],
)
def test_of_two_words_the_likelier_slip_costs_less(typed, likelier, other):
    if typed == "gabrel":
        likelier, other = other, likelier
    assert edit_cost(typed, likelier) < edit_cost(typed, other)


@given(WORDS, WORDS)
def test_any_two_words_have_a_cost(typed, meant):
    if typed != meant:
        assert edit_cost(typed, meant) > -1


def test_more_articles_make_a_word_likelier():
    assert likelihood(100, 2.0) > likelihood(10, 2.0) > likelihood(10, 3.0)


def test_a_word_that_nobody_wrote_is_a_slip():
    assert is_slip("embasy", 0, 1, 5.0)
    assert is_split(0, 1)


def test_a_word_is_a_slip_only_where_another_is_far_commoner():
    cost = edit_cost("goverment", "government")
    assert is_slip("goverment", 3, 18_000, cost)
    assert not is_slip("goverment", 300, 18_000, cost)


def test_short_words_have_many_neighbours_and_need_more_to_be_slips():
    assert is_slip("militry", 10, 1_000, 2.0)
    assert not is_slip("mony", 10, 1_000, 2.0)


def test_whatever_is_a_slip_may_be_one():
    for known in (1, 30, 1_000):
        for typed, meant in (("goverment", "government"), ("wil", "will"), ("thier", "their")):
            if is_slip(typed, known, 72_000, edit_cost(typed, meant)):
                assert may_be_slip(typed, known, 72_000)


def test_forms_of_one_word_need_less():
    assert is_respelled(0, 40, log(8))
    assert not is_respelled(10, 40, log(8))
