"""Sketches of articles hang on their words alone, and share what the articles share."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.batch import BatchAnalyzer
from searchkit.analysis.shingles import (
    LEAST,
    LEAST_WORDS,
    LONG,
    MARKS,
    SHORT,
    SMALLEST,
    WORDS,
    Sketcher,
)

Sketch = tuple[list[int], list[int]]
"""Its numbers and its marks."""
Texts = tuple[str, str]

SYLLABLES = "ba co du fe gi ho ka lu me no pi ra su te vo".split()
words = st.sampled_from(("river", "mayor", "the", "e-mail", "U.S.", "don't", "北京大学", "größe"))
texts = st.lists(words, max_size=60).map(" ".join)


def story(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(count)]


def sketches(*articles: Texts) -> list[Sketch]:
    analyzer = BatchAnalyzer()
    text = analyzer.text([(title, body, "en") for title, body in articles], None)
    sizes, values, marks = Sketcher(analyzer.vocabulary).sketches(text)
    assert [sizes.dtype, values.dtype, marks.dtype] == [np.uint8, np.uint32, np.uint8]
    found, numbers, bytes_ = [], values.tolist(), marks.tolist()
    for size in sizes.tolist():
        count = MARKS if size == LONG else 0
        found.append((numbers[:size], bytes_[:count]))
        del numbers[:size], bytes_[:count]
    assert numbers == bytes_ == []
    return found


def sketch(body: list[str], title: str = "") -> Sketch:
    return sketches((title, " ".join(body)))[0]


def shared(one: Sketch, two: Sketch) -> int:
    return len(set(one[0]) & set(two[0]))


def smallest(found: Sketch) -> list[int]:
    return found[0][:SMALLEST]


def test_a_sketch_is_the_smallest_shingles_of_the_body() -> None:
    body = story(1, 404)
    # Pieces that overlap by four words have every shingle between them.
    pieces = [sketch(body[place : place + 44]) for place in range(0, 400, 40)]
    numbers = {number for piece in pieces for number in smallest(piece)}
    assert smallest(sketch(body)) == sorted(numbers)[:SMALLEST]


def test_with_each_shingle_comes_its_place() -> None:
    body, begun = story(2, 300), story(3, 17)
    one, two = sketch(body), sketch(begun + body)
    places = dict(zip(smallest(one), one[1], strict=False))
    moved = dict(zip(smallest(two), two[1], strict=False))
    both = places.keys() & moved.keys()
    assert len(both) > SMALLEST // 2
    assert {(moved[number] - places[number]) % 256 for number in both} == {17}


def test_marks_tell_how_a_text_begins_and_ends() -> None:
    body, other = story(2, 300), story(3, 300)
    assert sketch(body)[1][SMALLEST:] == sketch(body[:50] + other + body[50:])[1][SMALLEST:]
    assert sketch(body)[1][SMALLEST] == sketch(body[:200])[1][SMALLEST]
    assert sketch(body)[1][SMALLEST + 1] != sketch(body[:200])[1][SMALLEST + 1]


def test_the_last_number_is_that_of_the_whole_body() -> None:
    body = story(2, 300)
    changed = [*body[:150], "changed", *body[151:]]
    assert sketch(body)[0][-1] != sketch(changed)[0][-1]
    assert sketch(body)[0][-1] == sketch(body, title="a title")[0][-1]


@given(st.lists(st.tuples(texts, texts), max_size=8), st.randoms(use_true_random=False))
def test_a_sketch_is_the_same_whatever_is_read_with_it(
    articles: list[Texts], rng: random.Random
) -> None:
    alone = [sketches(article)[0] for article in articles]
    assert sketches(*articles) == alone
    order = rng.sample(range(len(articles)), len(articles))
    assert sketches(*(articles[n] for n in order)) == [alone[n] for n in order]


def test_long_articles_and_short_ones_fill_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [("t " * (n % 3), " ".join(story(n, n * 37 % 900))) for n in range(40)]
    alone = [sketches(article)[0] for article in articles]
    monkeypatch.setattr("searchkit.analysis.shingles._BLOCK", 500)
    assert sketches(*articles) == alone


def test_a_copy_with_another_lede_and_a_cut_end_shares_much_of_the_sketch() -> None:
    for seed in range(30):
        body = story(seed, 300)
        copy = story(seed + 1000, 40) + body[40:225]
        assert shared(sketch(body), sketch(copy)) >= 3
        assert shared(sketch(body), sketch(story(seed + 2000, 300))) == 0


def test_titles_case_and_punctuation_change_nothing_of_a_long_article() -> None:
    body = story(3, 80)
    shouted = [f"{word.upper()}," for word in body]
    assert sketch(shouted, title="Another headline") == sketch(body)


def test_a_short_article_is_sketched_as_a_whole() -> None:
    short = story(4, LEAST + WORDS - 2)
    assert len(sketch(short)[0]) == SHORT
    assert shared(sketch(short), sketch(short[:-1])) == 0
    assert shared(sketch(short), sketch(short, title="a title")) == 0
    assert sketch([word.upper() for word in short]) == sketch(short)
    assert len(sketch([*short, "more"])[0]) == LONG


def test_what_belongs_to_the_title_makes_a_difference() -> None:
    one, two = sketches(("a b c", "d e f"), ("a b", "c d e f"))
    assert shared(one, two) == 0


def test_a_text_that_repeats_itself_is_sketched_as_a_whole() -> None:
    assert len(sketch(story(5, 7) * 30)[0]) == SHORT
    assert len(sketch(story(5, 40) * 30)[0]) == LONG


def test_a_few_words_have_no_sketch() -> None:
    assert sketch(story(6, LEAST_WORDS - 1)) == ([], [])
    assert sketches(("one two three", "four five six"))[0] != ([], [])
    assert sketches() == []
