"""The contract's table "Words in text", as a table: what finds what, and what does not."""

from __future__ import annotations

import pytest
from token_search import finds, marked

BOTH_WAYS = [
    ("COVID-19", "COVID-19"),
    ("COVID-19", "covid\u201119"),
    ("e-mail", "E\u2010mail"),
    ("Biden's", "Biden"),
    ("Biden’s", "Biden"),
    ("Biden's", "Biden’s"),
    ("BIDEN'S", "biden"),
    ("Socrates'", "Socrates"),
    ("U.S.", "US"),
    ("U.S.-led", "US-led"),
    ("U.N.", "UN"),
    ("C.I.A.", "CIA"),
    ("don't", "don’t"),
    ("DON'T", "don't"),
    ("AT&T", "at&t"),
    ("C++", "c++"),
    ("C#", "c#"),
    ("3.5", "3.5"),
    ("10,000", "10000"),
    ("1,234,567.89", "1234567.89"),
    ("#metoo", "#MeToo"),
    ("@name", "@Name"),
    ("café", "cafe"),
    ("cafe\u0301", "café"),
    ("Øresund", "oresund"),
    ("Łódź", "lodz"),
    ("Straße", "strasse"),
    ("İstanbul", "istanbul"),
    ("Ελλάδα", "ελλαδα"),
    ("ΕΛΛΆΔΑ", "ελλάδα"),
    ("ёлка", "елка"),
    ("ﬁnance", "finance"),
    ("ｋｙｉｖ", "kyiv"),
    ("co\u00adoperate", "cooperate"),
    ("snake_case", "snake case"),
    ("東京都", "東京都"),
    ("running", "runs"),
    ("embassies", "embassy"),
    ("L'ambassade", "l’ambassade"),
]
ONE_WAY = [  # (query, a text that it finds); not the other way round
    ("covid 19", "COVID-19"),
    ("covid19", "COVID-19"),
    ("COVID-19", "covid 19"),
    ("COVID-19", "covid19"),
    ("email", "e-mail"),
    ("e-mail", "email"),
    ("e-mail", "e mail"),
    ("l'ambassade", "lambassade"),
    ("ambassade", "l'ambassade"),
    ("ambassade", "qu'ambassade"),
    ("name", "@name"),
    ("metoo", "#metoo"),
    ("東京", "東京都"),
    ("京都", "東京都"),
    ("東", "東京"),
    ("京", "東京"),
    ("都", "都"),
    ("ไทย", "ภาษาไทย"),
    ("kyiv", "Kyiv在东京"),
    ("在东", "Kyiv在东京"),
    ("neill", "O'Neill's"),
    ("oneill", "O’Neill"),
]
NOT = [  # (query, a text that it does not find)
    ("us", "The U.S. said"),
    ("us", "The US said"),
    ("US", "give us time"),
    ("U.S.", "give us time"),
    ("don", "don't"),
    ("dont", "don't"),
    ("don't", "don t"),
    ("AT&T", "at t"),
    ("AT&T", "at and t"),
    ("C++", "c"),
    ("c", "C++"),
    ("C#", "c"),
    ("3.5", "3 5"),
    ("35", "3.5"),
    ("10", "10,000"),
    ("#metoo", "metoo"),
    ("@name", "name"),
    ("covid19", "covid 19"),
    ("cafe", "кафе"),
    ("йод", "иод"),
    ("हिंदी", "हद"),
    ("ีน", "ิน"),
    ("東都", "東京都"),
    ("京東", "東京都"),
    ("s", "Biden's"),
    ("", "anything"),
    ("… — !", "anything …"),
]


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_each_finds_the_other(one, other):
    assert finds(one, f"So {other}, they say.")
    assert finds(other, f"So {one}, they say.")


@pytest.mark.parametrize(("query", "text"), ONE_WAY)
def test_the_query_finds_the_text(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(("query", "text"), NOT)
def test_the_query_does_not_find_the_text(query, text):
    assert not finds(query, text)


def test_exact_words_have_no_stems():
    assert finds("running", "He was running", exact=True)
    assert not finds("running", "He runs", exact=True)
    assert not finds("run", "He was running", exact=True)


def test_stems_follow_the_language():
    assert finds("Häuser", "das Haus der Hauser", language="de")
    assert not finds("running", "he runs", language="zz")


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("covid 19", "On COVID-19.", ["COVID", "19"]),
        ("COVID-19", "On covid 19, covid19.", ["covid 19", "covid19"]),
        ("biden", "Biden’s plan", ["Biden"]),
        ("us", "the U.S. and us", ["us"]),
        ("US", "the U.S. and us", ["U.S."]),
        ("metoo", "#metoo", ["metoo"]),
        ("10000", "10,000 left", ["10,000"]),
        ("東京", "大東京都", ["東京"]),
        ("東京都", "大東京都", ["東京都"]),
        ("京", "東京と京都", ["京", "京"]),
        ("都", "京都", ["都"]),
        ("ambassade", "l'ambassade", ["ambassade"]),
        ("cafe", "cafe\u0301s", ["cafe\u0301s"]),
    ],
)
def test_what_is_marked_is_what_was_asked_for(query, text, wanted):
    assert marked(query, text) == wanted


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("the e-mail server", "So the email server fell.", ["the email server"]),
        ("the email server", "So the e-mail server fell.", ["the e-mail server"]),
        ("the e mail server", "So the e-mail server fell.", ["the e-mail server"]),
        ("military action", "military; action, military of action", ["military; action"]),
        ("u.s. troops", "The U.S. troops", ["U.S. troops"]),
    ],
)
def test_phrases_run_through_words_in_pieces(query, text, wanted):
    assert marked(query, text, phrase=True) == wanted


def test_words_near_each_other_are_marked_one_by_one():
    text = "The action was called military by some; no action by the military."
    assert marked("military action", text, slop=2) == ["action", "military", "action", "military"]
    assert marked("military action", text, slop=1) == []
