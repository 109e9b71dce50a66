"""Did you mean: misspelled queries, and queries that are fine, over a small archive."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from asking import article
from segments import segment

from searchkit.query.parser import parse
from searchkit.query.printer import to_query
from searchkit.search.collection import Collection
from searchkit.search.forms import MOST_COMPARED, Forms
from searchkit.search.suggestion import suggestion

NOW = datetime(2022, 2, 1, tzinfo=timezone.utc)
TEXTS = {
    "The embassy in Kyiv ordered an evacuation after military action.": 40,
    "The government passed a budget. The White House said so.": 200,
    "A passport was stolen at the harbour; the mayor has a new passport.": 30,
    "An election for the senate was called.": 25,
    "The selection of a jury took a week.": 35,
    "A goverment spokesman erred.": 1,
    "Crates of apples, one crate of pears.": 4,
}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Two segments of the same articles, half of each text in either."""
    folder: Path = tmp_path_factory.mktemp("segments")
    texts = [text for text, count in TEXTS.items() for _ in range(count)]
    items = [article(f"{number}", text, language="en") for number, text in enumerate(texts)]
    german = article("de", "Die Straßen in München; ein Bürgermeister.", language="de")
    russian = article("ru", "Правительство приняло бюджет.", language="ru")
    return Collection(
        [segment(folder, items[::2]), segment(folder, [*items[1::2], german, russian])]
    )


def suggested(collection: Collection, query: str) -> str | None:
    found = suggestion(collection, parse(query, now=NOW).node)
    return None if found is None else to_query(found)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("embasy", "embassy"),
        ("embsasy evacuaton", "embassy evacuation"),
        ("Embasy", "Embassy"),
        ("EMBASY", "EMBASSY"),
        ("goverment", "government"),  # in one article, where 200 have the other
        ("govrnmeent", "government"),  # two slips in a long word
        ("whitehouse", "white house"),
        ("pass port", "passport"),
        ("gover nment budget", "government budget"),
        ("straßn", "strassen"),
        ("burgermeistr", "burgermeister"),
        ("правительсво", "правительство"),
        ('"militry action" budjet', '"military action" budget'),
        ("title:embasy -mayr", "title:embassy -mayr"),
        ("embasy^2 OR senaet", "embassy^2 OR senate"),
        ("whitehouse OR embasy", "(white house) OR embassy"),
        ('embasy after:2022-01-01 source:"Daily Exmple"', None),
        ("embasy's", "embassy's"),
        ("harbour-mayr", "harbour-mayor"),
        ('said:"the spokesmn" budget', 'said:"the spokesman" budget'),
    ],
)
def test_a_misspelled_query_is_suggested_as_a_whole(collection, query, meant):
    meant = meant or query.replace("embasy", "embassy")
    assert suggested(collection, query) == meant


@pytest.mark.parametrize(
    "query",
    [
        "embassy evacuation",
        "evacuations",  # nobody wrote it, yet it finds the evacuation
        "crate",
        "white house",
        "senate election",
        "selections",
        "embasy* embasy~ exact:embasy",
        "author:embasy url:embasy",
        "-embasy",
        "xqzt",
        "ab",
        "covid-19",
        "",
        "source:embasy",
        "東京都",
        "!?",
        "#embasy",
        "said:goverment",  # the archive has it, and a name may be as rare
    ],
)
def test_nothing_is_suggested_for_what_is_fine_or_unlike_any_word(collection, query):
    assert suggested(collection, query) is None


def test_what_is_suggested_needs_no_suggestion(collection):
    for query in ("embasy evacuaton", "whitehouse", "pass port goverment"):
        found = suggestion(collection, parse(query, now=NOW).node)
        assert suggestion(collection, found) is None


def test_the_other_words_decide_between_two_that_are_as_likely(collection):
    assert suggested(collection, "zelection") == "selection"
    assert suggested(collection, "senate eelection") == "senate election"
    assert suggested(collection, "jury eelection") == "jury selection"


def test_neighbours_are_the_same_whether_compared_or_tried_letter_by_letter(
    collection, monkeypatch
):
    forms = Forms(collection)
    words = ["embasy", "mebassy", "mbassy", "eembassy", "embassi", "goverment"]
    compared = [forms.near(word, 1) for word in words]
    assert all(compared)
    monkeypatch.setattr("searchkit.search.forms.MOST_COMPARED", 3)
    assert MOST_COMPARED > 3
    assert [forms.near(word, 1) for word in words] == compared


def test_of_a_very_long_query_only_the_beginning_is_looked_at(collection):
    assert suggested(collection, "mayor " * 50 + "pass port") is None
    found = suggested(collection, "embasy " * 50)
    assert found.split() == ["embassy"] * 12 + ["embasy"] * 38


def test_a_form_is_counted_over_all_segments(collection):
    assert Forms(collection).count("embassy") == 40
    assert Forms(collection).count("zeppelin") == 0


def test_an_archive_without_articles_has_nothing_to_suggest():
    assert suggested(Collection([]), "embasy budget") is None
