"""Words that only hold a long query together are told from those that say what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.quiet_words import quiet_words


@pytest.mark.parametrize(
    ("query", "loud"),
    [
        ("what was written about the war in the north", "written war north"),
        ("who was the first to say that the dam would not hold", "say dam hold"),
        ("was wurde über den krieg im norden geschrieben", "krieg norden geschrieben"),
        ("qu est ce que le ministre a dit sur la guerre", "ministre dit guerre"),
        ("qué se sabe de la guerra en el norte", "sabe guerra norte"),
    ],
)
def test_what_a_question_is_about_stays(query: str, loud: str) -> None:
    words = query.split()
    quiet = quiet_words(tuple(words))
    kept = [word for word in words if word not in quiet]
    assert set(loud.split()) <= set(kept)
    assert len(kept) <= len(loud.split()) + 2


@pytest.mark.parametrize("query", ["the who", "to be or not to be", "the war in the north of it"])
def test_a_word_counts_in_its_own_language(query: str) -> None:
    assert "war" not in quiet_words(tuple(query.split()))


def test_a_query_of_nothing_but_such_words_is_about_them() -> None:
    assert quiet_words(tuple("to be or not to be".split())) == frozenset()


@given(st.lists(st.text(min_size=1), max_size=12))
def test_something_is_always_left(words: list[str]) -> None:
    quiet = quiet_words(tuple(words))
    assert not words or {word.lower() for word in words} - quiet
