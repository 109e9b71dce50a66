"""Where words end, read from the text around them, as the whole text's analysis has it."""

from __future__ import annotations

import re
import sys
import time
from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.offsets import _INNER, Offsets

PIECES = (
    *"aBéж12²ª .,-'’ʼ&_#@+!“”\n\u00ad\u200b\u0301\u3000東都カー。、กั็าט한🎉",
    *("U.S.", "US", "C++", "C#", "l'", "’s", "'S", "ʼs", "don't", "3.5", "10,000", "a_b"),
    *("AT&T", "#x"),
    *(" ", "  ", ". ", ", ", "word ", "The "),
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=60))


@given(TEXTS)
def test_positions_are_where_the_analyzer_has_them(text):
    tokens = analyze(text)
    places = [(position, position + 1) for position in range(len(tokens))]
    expected = list(zip(tokens.starts, tokens.ends, strict=True))
    assert Offsets(text, tokens.starts).spans(places) == expected
    for place in reversed(places):  # whatever was asked before
        assert Offsets(text, tokens.starts).spans([place]) == [expected[place[0]]]


@given(TEXTS)
def test_a_place_is_inside_a_word_as_the_analyzer_has_it(text):
    tokens = analyze(text)
    offsets = Offsets(text, tokens.starts)
    for place in range(len(text) + 1):
        before = bisect_left(tokens.starts, place) - 1
        assert offsets.is_inside(place) == (before >= 0 and tokens.ends[before] > place)


def test_several_positions_are_one_span_that_ends_with_the_text():
    text = "On COVID-19’s return"
    starts = analyze(text).starts
    assert Offsets(text, starts).spans([(1, 3), (0, 9)]) == [(3, 11), (0, 20)]


def test_starts_may_be_an_array_s_memoryview():
    text = "東京 Embassy's gate"
    starts = np.array(analyze(text).starts, np.int64).data
    assert Offsets(text, starts).spans([(0, 2), (2, 3), (3, 4)]) == [(0, 2), (3, 10), (13, 17)]


def test_no_word_goes_on_across_a_space():
    inner = re.compile(f"[{_INNER}]")
    spaces = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()]
    assert len(spaces) > 20
    assert not any(inner.match(space) for space in spaces)


@pytest.mark.parametrize(
    "text",
    ["東京" * 40_000, "ab東京" * 10_000, "a-" * 40_000, "ก็" * 40_000, "a" * 400_000],
    ids=["chinese", "mixed", "hyphens", "thai", "word"],
)
def test_a_long_run_is_read_once_however_often_it_is_asked_for(text):
    tokens = analyze(text)
    offsets = Offsets(text, tokens.starts)
    started = time.perf_counter()
    spans = offsets.spans((position, position + 1) for position in range(len(tokens)))
    assert time.perf_counter() - started < 10
    assert spans == list(zip(tokens.starts, tokens.ends, strict=True))
