"""Prefixes, wildcards and misspellings, against regular expressions and the textbook's table."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis.expansions import expansion, matcher
from searchkit.analysis.patterns import Expansion

FORMS = st.text(alphabet="abé", max_size=8)


def distance(one: str, other: str) -> int:
    """Damerau–Levenshtein without restriction (Lowrance and Wagner 1975), cell by cell."""
    most = len(one) + len(other)
    table = {(i, -1): most for i in range(-1, len(one) + 1)}
    table |= {(-1, j): most for j in range(-1, len(other) + 1)}
    table |= {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    last_row: dict[str, int] = {}
    for i, a in enumerate(one, 1):
        last_column = 0
        for j, b in enumerate(other, 1):
            row, column = last_row.get(b, 0), last_column
            if a == b:
                last_column = j
            table[i, j] = min(
                table[i - 1, j - 1] + (a != b),
                table[i, j - 1] + 1,
                table[i - 1, j] + 1,
                table[row - 1, column - 1] + (i - row - 1) + 1 + (j - column - 1),
            )
        last_row[a] = i
    return table[len(one), len(other)]


@settings(max_examples=500, deadline=None)
@given(FORMS, FORMS, st.sampled_from([1, 2]))
def test_a_fuzzy_form_is_as_far_as_the_textbook_says(asked, form, most):
    edits = distance(asked, form)
    wanted = edits if edits <= most else None
    assert matcher(Expansion("fuzzy", asked, most))(form) == wanted


@pytest.mark.parametrize(
    ("form", "edits"),
    [("embassy", 1), ("embasy", 0), ("embsay", 1), ("embassys", 2), ("emassys", None), ("e", None)],
)
def test_a_misspelling_is_found_with_its_distance(form, edits):
    assert matcher(Expansion("fuzzy", "embasy", 2))(form) == edits


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="ab*?", max_size=8), FORMS)
def test_a_wildcard_matches_what_its_regular_expression_does(pattern, form):
    expression = pattern.replace("*", ".*").replace("?", ".")
    wanted = 0 if re.fullmatch(expression, form) else None
    assert matcher(Expansion("wildcard", pattern))(form) == wanted


@given(FORMS, FORMS)
def test_a_prefix_matches_what_begins_with_it(asked, form):
    assert (matcher(Expansion("prefix", asked))(form) == 0) == (form[: len(asked)] == asked)


def test_a_hostile_wildcard_is_no_slower():
    match = matcher(Expansion("wildcard", "a*" * 50 + "b"))
    started = time.process_time()
    assert match("a" * 100) is None
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [("Évacu", "evacu"), ("e-m", "em"), ("don’t", "don't"), ("W?RD*", "w?rd*")],
)
def test_what_is_typed_is_spelled_as_forms_are(typed, looked_for):
    assert expansion("wildcard", typed).text == looked_for


def test_escaped_signs_of_a_wildcard_are_left_out_as_words_leave_them_out():
    assert expansion("wildcard", r"wh\?t*").text == "wht*"


def test_an_expansion_is_spelled_as_forms_are():
    assert expansion("prefix", "10,0").text == "100"
    assert expansion("wildcard", "10,00?").text == "1000?"
    assert expansion("prefix", "Biden’s").text == "biden"
    assert expansion("wildcard", "b?den's*").text == "b?den*"
    assert expansion("prefix", "don't").text == "don't"
    assert expansion("prefix", "'s").text == "'s"
