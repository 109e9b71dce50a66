"""Where texts may be cut, and which signs stay with the words beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import chunks
from searchkit.analysis.analyzer import analyze


def cut(text: str) -> list[str]:
    whole = chunks.join([text], "\n")
    starts, ends = chunks.spans(chunks.classes_of(whole))
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The end. Next,please", ["The", "end", "Next", "please"]),
        ("the U.S.-led U.N. and J. Doe.", ["the", "U.S.-led", "U.N.", "and", "J", "Doe"]),
        ("10,000 3.5 2006, 7.", ["10,000", "3.5", "2006", "7"]),
        ("‘Biden’s’ rock 'n' roll", ["Biden’s", "rock", "n", "roll"]),
        ("e-mail -- AT&T & Co-", ["e-mail", "AT&T", "Co"]),
        ("www.a-paper.org/x", ["www", "a-paper", "org", "x"]),
        ("#tag @name C++ C#-like", ["#tag", "@name", "C++", "C#-like"]),
        ("東京都、Tokyo", ["東京都", "Tokyo"]),
    ],
)
def test_signs_stay_where_a_word_may_hold_them(text, found):
    assert cut(text) == found


@given(st.text(max_size=40))
def test_chunks_have_the_words_of_their_text(text):
    apart = [token.form for chunk in cut(text) for token in analyze(chunk).tokens]
    assert apart == [token.form for token in analyze(text).tokens]
