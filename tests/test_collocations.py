"""Phrases lie within a sentence, between words that say something, and are told by their stems."""

from __future__ import annotations

import pytest

from searchkit.collocations import Texts
from searchkit.model import Article


def texts(*bodies: str, title: str = "", language: str = "en") -> Texts:
    return Texts(Article(id="a", title=title, body=body, language=language) for body in bodies)


def written(*bodies: str, language: str = "en") -> set[str]:
    found = texts(*bodies, language=language)
    return set(found.spellings(found.counts()).values())


def test_phrases_have_two_or_three_words_and_no_grammar_at_their_ends() -> None:
    assert written("a state of emergency in Drosk") == {"state of emergency", "emergency in Drosk"}
    assert written("the dam gate failed") == {"dam gate", "gate failed", "dam gate failed"}
    assert written("it was not there for them") == set()


@pytest.mark.parametrize("between", [". ", ", ", "; ", ": ", "\n", " (", "” “", " – ", "?! "])
def test_a_phrase_ends_where_a_sentence_breaks(between: str) -> None:
    assert written(f"river dam{between}harbour gate") == {"river dam", "harbour gate"}


def test_initials_hyphens_and_apostrophes_break_nothing() -> None:
    assert "U.S Senate" in written("The U.S. Senate")
    assert written("left-hand hinge") == {"left-hand hinge"}
    assert written("governor’s office") == {"governor’s office"}


def test_numbers_alone_are_no_phrase() -> None:
    assert written("12 30 and 2022 45") == set()
    assert written("COVID 19 cases") == {"COVID 19", "COVID 19 cases", "19 cases"}


def test_the_title_is_read_too_and_no_phrase_runs_from_it_into_the_body() -> None:
    found = texts("Gate opens", title="River dam")
    assert set(found.spellings(found.counts()).values()) == {"River dam", "Gate opens"}


def test_a_phrase_counts_once_for_each_text_however_its_words_are_bent() -> None:
    found = texts("Ferry strike. Ferry strikes. ferry strikes", "ferry strike")
    (key,) = found.counts()
    assert found.counts()[key] == 2
    assert found.spellings([key]) == {key: "Ferry strike"}


def test_words_are_stemmed_and_left_out_in_their_own_language() -> None:
    assert written("Streik der Fähren", language="de") == {"Streik der Fähren"}
    assert written("die Fähren und die Züge", language="de") == set()


def test_what_has_no_words_has_no_phrases() -> None:
    assert texts("", "…", "one").counts() == {}
