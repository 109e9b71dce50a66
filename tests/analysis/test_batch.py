"""A batch has the same words as each text alone: forms, stems, positions, spans and starts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import batch, chunk_memory
from searchkit.analysis.analyzer import Tokens, analyze
from searchkit.analysis.batch import BatchAnalyzer, TextArrays, TokenArrays
from searchkit.analysis.stemming import stem

ENGLISH = "The ferries would not leave before the wind had turned and that was all there is to it "
GERMAN = "Der Hafenmeister sagte, dass die Fähren nicht auslaufen, bevor der Wind sich dreht und "

PIECES = [
    *"aZsSuUx105 .,-_#@+&'’‐‑ʼßéИйङ\u0301\u0300\u200b\u00ad\ufeff\u093f\u0e34\uff9e京都กナ²٣\x00\n",
    *("U.S.", "US", "us", "3.5", "10,000", "AT&T", "C++", "C#", "#tag", "@name", "l'", "d’", "’s"),
    *("e-mail", "U.S.-led", "COVID-19", "ﷺ", "İ", "ﬁ", "😀", "\ud800", "ǅ", "snake_case"),
    *("1,234,567.89", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.", "sixteen-letters-", "w" * 70, "é" * 17),
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(st.characters(max_codepoint=0x2FF), max_size=40),
)
ARTICLES = st.lists(
    st.tuples(TEXTS, TEXTS, st.sampled_from(["en", "de", "fr-FR", "Russian", "ja"])), max_size=6
)


def rows(arrays: TokenArrays, doc: int, terms: list[str], ids: np.ndarray) -> list[tuple]:
    chosen = arrays.docs == doc
    columns = arrays.positions[chosen], arrays.spans[chosen], ids[chosen]
    return sorted(
        (position, span, terms[term])
        for position, span, term in zip(*(column.tolist() for column in columns), strict=True)
    )


def placed(tokens: Tokens, after: int = 0) -> list[tuple]:
    return [(token.position + after, token.length, token.form) for token in tokens.tokens]


def check_text(analyzer: BatchAnalyzer, articles: list[tuple[str, str, str]]) -> TextArrays:
    arrays = analyzer.text(articles, "en")
    assert (np.diff(arrays.tokens.docs) >= 0).all()
    starts: list[int] = []
    for doc, (title, body, _) in enumerate(articles):
        one, two = analyze(title), analyze(body)
        wanted = placed(one) + placed(two, len(one))
        vocabulary, language = analyzer.vocabulary, arrays.languages[doc]
        forms = rows(arrays.tokens, doc, vocabulary.forms, arrays.tokens.forms)
        stems = rows(arrays.tokens, doc, vocabulary.stems, arrays.tokens.stems)
        assert forms == sorted(wanted)
        assert stems == sorted((place, span, stem(form, language)) for place, span, form in wanted)
        lengths = [arrays.title_lengths[doc], arrays.body_lengths[doc]]
        assert lengths == [len(one), len(two)]
        for text in one, two:
            # Each position begins behind the one before it: the store relies on that.
            assert all(start < following for start, following in pairwise(text.starts))
            starts += text.starts
    assert arrays.starts.tolist() == starts
    return arrays


@settings(max_examples=600)
@given(ARTICLES)
def test_any_texts_have_the_words_that_they_have_alone(articles):
    check_text(BatchAnalyzer(), articles)


REMEMBERING = BatchAnalyzer()


@settings(max_examples=300)
@given(ARTICLES)
def test_what_was_met_before_makes_no_difference(articles):
    check_text(REMEMBERING, articles)


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=6))
def test_plain_texts_are_not_stemmed(texts):
    analyzer = BatchAnalyzer()
    tokens, lengths = analyzer.plain(texts)
    assert lengths.tolist() == [len(analyze(text)) for text in texts]
    assert tokens.stems.tolist() == tokens.forms.tolist()
    for doc, text in enumerate(texts):
        found = rows(tokens, doc, analyzer.vocabulary.forms, tokens.forms)
        assert found == sorted(placed(analyze(text)))


@pytest.mark.parametrize("pair", PIECES)
def test_any_two_pieces_side_by_side(pair):
    check_text(REMEMBERING, [("", f" {pair}{other}", "en") for other in PIECES])
    check_text(REMEMBERING, [(f"U.{pair}{other}x", "", "en") for other in PIECES])


@pytest.mark.parametrize(
    "body",
    [
        "x" * 300 + " a", " " * 255 + "a", " " * 254 + "a" + " " * 1000 + "b", "京都" * 300,
        "a." * 500 + "bb", "+" * 400, "1," * 300, "\u200d" * 300, "é" * 300 + " é", "a-" * 300,
    ],
    ids=lambda body: repr(body[:6]),
)  # fmt: skip
def test_words_and_gaps_without_end(body):
    check_text(BatchAnalyzer(), [("", "before", "en"), (body, body, "en"), ("after", "", "en")])


def test_nothing_has_no_words():
    assert BatchAnalyzer().text([], None).starts.tolist() == []
    arrays = check_text(BatchAnalyzer(), [("", "", "en"), (" - ", "…", "en")])
    assert arrays.tokens.forms.dtype == np.int32
    assert BatchAnalyzer().plain([])[1].size == 0


def test_windows_do_not_show(monkeypatch):
    articles = [(f"Title {i}", f"{ENGLISH} İstanbul {i}", "en") for i in range(20)]
    articles[7] = ("Über Köln", GERMAN, "de")
    whole = BatchAnalyzer().text(articles, "en")
    monkeypatch.setattr(batch, "WINDOW", 200)
    analyzer = BatchAnalyzer()
    arrays = check_text(analyzer, articles)
    assert arrays.tokens.docs.tolist() == whole.tokens.docs.tolist()
    assert arrays.starts.tolist() == whole.starts.tolist()


def test_a_memory_that_is_full_forgets_and_keeps_its_vocabulary(monkeypatch):
    monkeypatch.setattr(chunk_memory, "MAX_CHUNKS", 10)
    analyzer = BatchAnalyzer()
    first = check_text(analyzer, [("", ENGLISH, "en")])
    check_text(analyzer, [("", GERMAN, "de"), ("İ", "一", "de")])
    again = check_text(analyzer, [("", ENGLISH, "en")])
    assert again.tokens.forms.tolist() == first.tokens.forms.tolist()
    assert len(set(analyzer.vocabulary.forms)) == len(analyzer.vocabulary.forms)


def test_more_new_chunks_than_the_memory_has_slots_for(monkeypatch):
    monkeypatch.setattr(chunk_memory, "_MOST_FILLED", 50)
    words = " ".join(f"word{i}" for i in range(200))
    check_text(BatchAnalyzer(), [("", words, "en"), (words, words, "en")])


def test_chunks_that_meet_in_one_slot_are_told_apart(monkeypatch):
    monkeypatch.setattr(chunk_memory, "_HASH_SHIFT", np.uint64(60))
    words = " ".join(f"word{i} longer-word{i}" for i in range(100))
    analyzer = BatchAnalyzer()
    check_text(analyzer, [("", words, "en")])
    check_text(analyzer, [(f"new word50 {words}", "", "en")])


def test_an_article_has_the_stemmer_it_says_else_its_words_say_else_the_fallback():
    articles = [
        ("", ENGLISH * 2, None), ("", GERMAN * 2, None), ("Eins", "zwei", None),
        ("", ENGLISH, "de-AT"), ("", ENGLISH, "Klingon"),
    ]  # fmt: skip
    arrays = BatchAnalyzer().text(articles, "fr")
    assert arrays.languages == ["en", "de", "fr", "de", "klingon"]
    assert arrays.unsure == [False, False, True, False, False]
    assert BatchAnalyzer().text(articles[2:3], None).languages == ["en"]
