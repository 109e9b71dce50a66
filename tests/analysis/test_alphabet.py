"""A byte for each letter, as texts bring them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.alphabet import Alphabet
from searchkit.analysis.analyzer import analyze
from searchkit.analysis.chunks import classes_of

TEXTS = st.text(
    st.characters(max_codepoint=0x6FF) | st.sampled_from("‘’“”—…‐‑•\u200b東ไ"), max_size=40
)


@given(st.lists(TEXTS, max_size=5))
def test_narrow_text_has_a_byte_for_each_character_and_the_same_words(texts):
    alphabet = Alphabet()
    kept = [(text, narrow) for text in texts if (narrow := alphabet.narrow(text)) is not None]
    for text, narrow in kept:  # when the alphabet is larger than it was for the first of them
        assert len(narrow) == len(text)
        assert alphabet.classes(narrow).tolist() == classes_of(text).tolist()
        assert analyze(alphabet.widen(narrow)) == analyze(text)
        assert alphabet.narrow(text) == narrow


def test_a_script_fits_and_a_second_one_may_not():
    alphabet = Alphabet()
    assert alphabet.narrow("“Été” – l’Élysée…") is not None
    assert alphabet.narrow("Капитан порта сказал: Łódź zero\u200bwidth") is not None
    assert alphabet.narrow("".join(map(chr, range(0x400, 0x4FF)))) is None
    assert alphabet.narrow("".join(map(chr, range(0x3B1, 0x3CA)))) is not None


def test_scripts_without_spaces_take_no_bytes():
    alphabet = Alphabet()
    assert [alphabet.narrow(text) for text in ("東京", "กา", "é東")] == [None] * 3
    assert alphabet.narrow("é") == bytes([128])
