"""Tokens, their positions, and their offsets in the text as it was given."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis.analyzer import Token, analyze
from searchkit.analysis.folding import MAX_FORM, fold
from searchkit.analysis.identity import analyzer_id
from searchkit.analysis.patterns import word_patterns

PIECES = [
    *"aZ1 .,-_#@&+'’·ßéИйङ\u0301\u200b\u00ad\u093f\u0e34\uff9e京都กナ\x00\n😀",
    *("U.S.", "3.5", "10,000", "AT&T", "C++", "l'", "’s", "e-mail", "ﷺ", "İ"),
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def test_a_whole_form_stands_at_its_first_piece_and_covers_all():
    assert analyze("an e-mail").tokens == (
        Token("an", 0, 1),
        Token("email", 1, 2),
        Token("e", 1, 1),
        Token("mail", 2, 1),
    )


def test_pairs_of_characters_overlap_and_the_last_character_stands_alone():
    tokens = analyze("東京都")
    assert tokens.tokens == (Token("東京", 0, 1), Token("京都", 1, 1), Token("都", 2, 1))
    assert (tokens.starts, tokens.ends) == ((0, 1, 2), (1, 2, 3))


def test_positions_give_offsets():
    text = "The U.S. “e-mail” server’s gone"
    tokens = analyze(text)
    words = [text[slice(*tokens.offsets(place, place + 1))] for place in range(len(tokens))]
    assert words == ["The", "U.S.", "e", "mail", "server", "gone"]
    assert text[slice(*tokens.offsets(1, 4))] == "U.S. “e-mail"
    assert text[slice(*tokens.offsets(4, 99))] == "server’s gone"


def test_a_chain_of_many_pieces_is_only_its_pieces():
    assert [token.form for token in analyze("a-b-c-d-e-f").tokens] == list("abcdef")


def test_a_word_without_end_is_known_by_its_beginning():
    [token] = analyze("x" * 100_000).tokens
    assert token.form == "x" * MAX_FORM
    assert analyze("é" * 100_000).tokens == (Token("e" * MAX_FORM, 0, 1),)


@pytest.mark.parametrize(
    "text", ["", " ", "_", "--", "'", "’’", "#", "@", "&&", "…", "\u0301", "😀"]
)
def test_signs_alone_are_no_words(text):
    assert analyze(text).tokens == ()


def test_the_analyzer_names_itself_its_version_and_its_stemmer():
    name, stemmer = analyzer_id().split()
    assert name.startswith("news-")
    assert stemmer.startswith(("snowball-", "nltk-"))


@settings(max_examples=500)
@given(TEXTS)
def test_any_text_has_tokens_in_order_that_slice_back(text):
    tokens = analyze(text)
    assert len(tokens.starts) == len(tokens.ends) == len(tokens)
    edges = [edge for pair in zip(tokens.starts, tokens.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True)
    )
    places = [token.position for token in tokens.tokens]
    assert places == sorted(places)
    for token in tokens.tokens:
        assert token.form
        assert token.length >= 1
        assert token.position + token.length <= len(tokens)
        assert len(token.form) <= MAX_FORM


@settings(max_examples=500)
@given(TEXTS)
def test_a_plain_token_is_the_fold_of_what_it_stands_on(text):
    """Looked at from the index: what is marked for a form reads as the form, but for signs."""
    tokens = analyze(text)
    for token in tokens.tokens:
        there = text[slice(*tokens.offsets(token.position, token.position + token.length))]
        if token.length == 1 and there.isalpha() and there.isascii() and there != "US":
            assert token.form.lstrip("#@") == fold(there)


@settings(max_examples=500)
@given(TEXTS)
def test_any_text_has_patterns(text):
    for typed, pattern in word_patterns(text):
        assert typed in text
        assert pattern is not None


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000 + "bb",
        "京" + "a." * 50_000 + "bb",
        "a-" * 50_000,
        "a'" * 50_000,
        "京'" * 50_000,
        "_a" * 50_000,
        "#" * 100_000,
        "1," * 50_000,
        "1.1." * 25_000,
        "111," * 25_000 + "11",
        "a&" * 50_000,
        "a+" * 50_000,
        "\u200d" * 100_000,
        "a" + "\u0301" * 100_000,
        "京a" * 50_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_no_text_takes_more_than_its_length(text):
    """What is quadratic takes minutes here; what is linear, a fraction of a second."""
    started = time.process_time()
    analyze(text)
    assert time.process_time() - started < 10
