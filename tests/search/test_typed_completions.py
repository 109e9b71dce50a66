"""Suggestions as somebody types: words by frequency, what follows words, sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import article
from segments import segment

from searchkit.search.collection import Collection
from searchkit.search.completion import completions

TEXTS = {
    "The embassy in Kyiv ordered an evacuation.": 5,
    "An emergency was declared; the embassy evacuated its staff.": 3,
    "Emma Émile spoke in the White House.": 2,
    "The election is over, the elected senate meets.": 4,
    "A house, white, for the event of the evening.": 1,
}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder: Path = tmp_path_factory.mktemp("segments")
    texts = [text for text, count in TEXTS.items() for _ in range(count)]
    sources = ["Example Wire", "Émile's Daily", None]
    items = [
        article(f"{number}", text, source=sources[number % 3]) for number, text in enumerate(texts)
    ]
    return Collection([segment(folder, items[::2]), segment(folder, items[1::2])])


def texts(collection: Collection, typed: str, limit: int = 10) -> list[str]:
    return [one.text for one in completions(collection, typed, limit)]


def test_words_come_most_frequent_first_with_their_articles(collection):
    found = completions(collection, "em", 10)
    words = [(one.text, one.articles) for one in found if one.kind == "word"]
    assert words == [("embassy", 8), ("emergency", 3), ("emile", 2), ("emma", 2)]


def test_case_and_accents_make_no_difference(collection):
    assert texts(collection, "ÉM") == texts(collection, "em")


def test_a_whole_word_is_offered_and_words_of_grammar_are_not(collection):
    assert texts(collection, "emma")[0] == "emma"
    assert "the" not in texts(collection, "t")
    assert texts(collection, "the")[0] == "the"


def test_nothing_typed_offers_what_is_most_frequent(collection):
    assert texts(collection, "", 2) == ["embassy", "evacuation"]


def test_behind_other_words_come_those_that_follow_them(collection):
    found = completions(collection, "white h", 10)
    assert (found[0].text, found[0].kind, found[0].articles) == ("white house", "phrase", None)
    assert texts(collection, "White h")[0] == "White house"
    assert texts(collection, "white ")[0] == "white house"


def test_then_come_words_of_the_same_articles(collection):
    found = completions(collection, "embassy ev", 10)
    assert [(one.text, one.kind) for one in found] == [
        ("embassy evacuated", "phrase"),
        ("embassy evacuation", "words"),
    ]


def test_words_that_no_article_holds_together_are_not_offered(collection):
    assert texts(collection, "election ev") == []
    assert texts(collection, "zeppelin ev") == []


def test_sources_are_offered_as_filters(collection):
    assert texts(collection, "exam") == ['source:"Example Wire"']
    assert texts(collection, "emile")[-1] == 'source:"Émile\'s Daily"'
    assert texts(collection, "source:") == ['source:"Example Wire"', 'source:"Émile\'s Daily"']
    assert texts(collection, 'source:"em') == ['source:"Émile\'s Daily"']
    assert texts(collection, "embassy source:ex") == ['embassy source:"Example Wire"']


def test_a_source_is_found_behind_the_article_of_its_name(tmp_path):
    items = [article("1", "The mill.", source="The Harbour Courier")]
    harbour = Collection([segment(tmp_path, items)])
    for typed in ("source:harb", "source:the", 'source:"the harb', "harb"):
        assert texts(harbour, typed)[-1] == 'source:"The Harbour Courier"'
    assert "source" not in str(texts(harbour, "cour"))


def test_there_are_no_more_than_wanted(collection):
    for typed in ("", "e", "em", "embassy e", "source:", "white "):
        assert len(texts(collection, typed, 1)) == 1


@pytest.mark.parametrize(
    "typed", ["zzz", '"', "(", "*", "-", " ", "\ud800", "😀", "a" * 5000, "-x "]
)
def test_anything_may_be_typed(collection, typed):
    assert isinstance(texts(collection, typed), list)


def test_an_archive_without_articles_offers_nothing():
    for typed in ("", "e", "embassy e", "source:"):
        assert texts(Collection([]), typed) == []


def test_deleted_articles_offer_no_phrases(tmp_path):
    items = [article("1", "the harbour tunnel"), article("2", "the harbour gate")]
    found = Collection([segment(tmp_path, items, deleted=["1"])])
    assert texts(found, "harbour ") == ["harbour gate"]
