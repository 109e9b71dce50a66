"""Where words begin: whatever is said comes back, and what is said is the rule's mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from naive_writer import naive_surprises

from searchkit.store import layout, token_starts

TEXTS = st.text("ab1 .-'é中ไ𝒳\ud800\u200b\uffff", max_size=12)


@st.composite
def texts_with_starts(draw: st.DrawFn) -> tuple[str, list[int]]:
    text = draw(TEXTS) + " " * draw(st.sampled_from((0, 0, 254, 255, 256, 600))) + draw(TEXTS)
    starts = draw(st.sets(st.integers(0, len(text) - 1))) if text else set()
    return text, sorted(starts)


Said = list[tuple[tuple[str, list[int]], tuple[str, list[int]]]]


def encoded(said: Said) -> list[bytes]:
    texts = [(title, body) for (title, _), (body, _) in said]
    starts = [start for article in said for _, of_text in article for start in of_text]
    titles, bodies = (
        np.array([len(article[part][1]) for article in said], np.int64) for part in (0, 1)
    )
    return token_starts.encode(texts, np.array(starts, np.int64), titles, bodies)


@given(st.lists(st.tuples(texts_with_starts(), texts_with_starts()), max_size=5))
@example([])
def test_any_starts_come_back_and_cost_a_byte_for_each_surprise(said: Said) -> None:
    for ((title, first), (body, second)), stored in zip(said, encoded(said), strict=True):
        starts = first + [len(title) + 1 + start for start in second]
        found = token_starts.decode((title, body), stored)
        assert found.tolist() == starts
        assert stored == naive_surprises(f"{title}\n{body}", starts)


def test_articles_of_several_steps_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    said: Said = [(("a'b", [0]), (" c" * count, [])) for count in range(40)]
    whole = encoded(said)
    monkeypatch.setattr(token_starts, "_WINDOW", 20)
    assert encoded(said) == whole
    assert [len(stored) for stored in whole] == [count + 1 for count in range(40)]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("The ferry, 12:30 (p.m.)", [0, 4, 11, 14, 18, 20]),
        ("Größe où Ελλάδα Москва", [0, 6, 9, 16]),
        ("東京都 है カナ", [0, 1, 2, 4, 7, 8]),
    ],
)
def test_nothing_is_stored_of_what_is_expected(text: str, starts: list[int]) -> None:
    assert encoded([(("", []), (text, starts))]) == [b""]


def test_a_place_behind_the_article_is_an_error() -> None:
    with pytest.raises(IndexError):
        token_starts.decode(("a", "b"), b"\x03")


def test_the_ranges_do_not_meet() -> None:
    ranges = sorted(layout.WORD_CHARACTERS + layout.UNSPACED)
    bounds = [bound for first, last in ranges for bound in (first, last + 0.5)]
    assert bounds == sorted(set(bounds))
    assert bounds[-1] < 1 << 16
