"""Cuts against the grapheme rules of the `regex` module, which comes with NLTK."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.snippets.graphemes import is_boundary

PIECES = [
    *"a 1.é\u0301\u0308\u200d\ufe0f\r\n\t👍🏽🚀👩❤️🇩🇪🇫ก\u0e34\u0e33",
    *("각", "가", "\u1100", "\u1161", "\u11a8", "न", "\u093f", "\u094d", "が", "か\u3099"),
]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_boundaries_are_those_of_uax_29(text):
    ends = {match.end() for match in regex.finditer(r"\X", text)} | {0}
    ours = {place for place in range(len(text) + 1) if is_boundary(text, place)}
    # Conjunct consonants of Indic scripts may be cut; nothing else may differ.
    joined = regex.compile(r"\u094d[\p{M}\p{Sk}\u200d]*\Z")
    conjuncts = {place for place in ours if joined.search(text[:place])}
    assert ours - conjuncts == ends - conjuncts


@pytest.mark.parametrize("offset", [-1, 0, 3, 9])
def test_the_ends_of_a_text_are_boundaries(offset):
    assert is_boundary("abc", offset)


@given(st.text(max_size=20), st.integers(-2, 22))
def test_no_text_raises(text, offset):
    assert is_boundary(text, offset) in (True, False)
