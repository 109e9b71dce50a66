"""Which spellings count as one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.folding import IGNORABLE, fold


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Kyiv", "kyiv"),
        ("ÉCOLE", "ecole"),
        ("ecole\u0301", "ecole"),
        ("Ångström", "angstrom"),
        ("Æther", "aether"),
        ("Œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("ĐÀ", "da"),
        ("ẞ", "ss"),
        ("ΆΣ", "ασ"),
        ("ἀρχή", "αρχη"),
        ("Ёж", "еж"),
        ("й", "й"),
        ("Й", "й"),
        ("и\u0306", "й"),
        ("हिन्दी", "हिन्दी"),
        ("\u0e34\u0e19", "\u0e34\u0e19"),
        ("が", "が"),
        ("か\u3099", "が"),
        ("ｶﾞ", "ガ"),
        ("ﬃ", "ffi"),
        ("x\u200dy\u00adz", "xyz"),
        ("½", "1⁄2"),
    ],
)
def test_case_and_accents_fold_where_they_are_accents(word, form):
    assert fold(word) == form


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=20))
def test_forms_do_not_depend_on_how_a_letter_is_composed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet=st.characters(max_codepoint=0x52F, categories=["L", "Mn"])))
def test_no_accent_is_left_on_latin_greek_and_cyrillic_letters(text):
    left = unicodedata.normalize("NFD", fold(text)).replace("и\u0306", "")
    assert not [character for character in left if unicodedata.category(character) == "Mn"]


@given(st.text(max_size=20), st.sampled_from(IGNORABLE))
def test_what_nobody_sees_makes_no_difference(text, ignorable):
    assert fold(ignorable.join(text)) == fold("".join(text))
