"""The shipped lists, and how they are asked."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

import pytest

from searchkit.snippets.abbreviations import FILE, abbreviations, holds

DATA = json.loads(files("searchkit.snippets").joinpath(FILE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", sorted(DATA))
def test_lists_are_sorted_and_can_be_met_in_a_text(language):
    for words in (value for value in DATA[language].values() if isinstance(value, list)):
        assert words == sorted(set(words))
        assert all(word == word.strip().rstrip(".") and word for word in words)


@pytest.mark.parametrize("language", sorted(DATA))
def test_a_starter_is_written_small_and_is_no_abbreviation_of_every_kind(language):
    assert all(word == word.lower() for word in DATA[language]["starters"])
    assert not set(DATA[language]["before_names"]) & set(DATA[language]["before_numbers"])


@pytest.mark.parametrize("code", ["de", "DE", "de-AT", "de_CH"])
def test_a_language_is_found_by_any_spelling_of_its_code(code):
    assert abbreviations(code) is abbreviations("de")


@pytest.mark.parametrize("code", [None, "", "xx", "tlh"])
def test_an_unknown_language_has_the_lists_of_all(code):
    assert {"Hr", "Mme", "Gov"} <= abbreviations(code).before_names


def test_a_capital_in_a_list_is_meant():
    words = frozenset({"Sen", "bzw"})
    assert [holds(words, word) for word in ("Sen", "SEN", "sen")] == [True, True, False]
    assert [holds(words, word) for word in ("bzw", "Bzw", "BZW", "x")] == [True, True, True, False]


def test_neither_nltk_nor_the_lists_are_read_on_import():
    code = (
        "import sys, searchkit.snippets.passages, searchkit.snippets.abbreviations as a;"
        "assert 'nltk' not in sys.modules; assert not a._lists.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
