"""Phrases, by keys kept and by keys decoded: the same articles as patterns find in each text."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from asking import article
from segments import segment

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.patterns import (
    Leaf,
    Occurrence,
    Pattern,
    Sequence,
    Term,
    join,
    occurrences,
    word_patterns,
)
from searchkit.analysis.stemming import stem
from searchkit.model import Article
from searchkit.search import keys, matching
from searchkit.search.collection import Collection, Part
from searchkit.search.leaves import list_postings
from searchkit.search.phrases import find_phrase, narrow_phrase

WORDS = "e-mail email mail house houses the of covid-19 covid 19 ET et #house".split()
PHRASES = [
    "the house",
    "of the house",
    "the e-mail",
    "email of",
    "mail the email house",
    "the the",
    "covid 19 the",
    "house of #house",
    "houses et the",
]


def articles(seed: int, count: int) -> list[Article]:
    dice = random.Random(seed)
    return [
        article(
            f"{i}",
            " ".join(dice.choices(WORDS, k=dice.randint(0, 40))),
            title=" ".join(dice.choices(WORDS, k=dice.randint(0, 3))),
            language=dice.choice(["en", "en", "fr"]),
        )
        for i in range(count)
    ]


def part_of(folder: Path, items: list[Article]) -> Part:
    return Collection([segment(folder, items)]).parts[0]


def phrase(text: str) -> Pattern:
    return join(tuple(pattern for _, pattern in word_patterns(text)))


def holds(text: str, language: str, pattern: Pattern) -> bool:
    tokens = analyze(text).tokens

    def lookup(leaf: Leaf) -> list[Occurrence]:
        assert isinstance(leaf, Term)
        wanted = leaf.form if leaf.exact else stem(leaf.form, language)
        return [
            (token.position, token.position + token.length)
            for token in tokens
            if (token.form if leaf.exact else stem(token.form, language)) == wanted
        ]

    return bool(occurrences(pattern, lookup))


def expected(items: list[Article], pattern: Pattern, field: str) -> list[int]:
    return [
        docnum
        for docnum, item in enumerate(items)
        if holds(getattr(item, field), item.language or "", pattern)
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [30, 400])
def test_phrases_are_found_where_each_text_holds_them(
    tmp_path: Path, seed: int, count: int
) -> None:
    items = articles(seed, count)
    part = part_of(tmp_path, items)
    for text in PHRASES * 2:  # the second time, keys are kept
        pattern = phrase(text)
        title, body = (expected(items, pattern, field) for field in ("title", "body"))
        both = ("title", "body")
        assert matching.holding(part, both, pattern).tolist() == sorted({*title, *body}), text
        assert matching.holding(part, ("title",), pattern).tolist() == title
        assert matching.holding(part, ("body",), pattern).tolist() == body


def test_phrases_of_plain_words_go_the_short_way(tmp_path: Path) -> None:
    part = part_of(tmp_path, articles(1, 50))
    every = np.arange(50)
    for text in ("the house", "of the house"):
        pattern = phrase(text)
        assert isinstance(pattern, Sequence)
        assert narrow_phrase(part, pattern, every) is not None
    compound = phrase("the e-mail")  # either form of a word that is written in two
    assert isinstance(compound, Sequence)
    assert narrow_phrase(part, compound, every) is None


def test_phrases_of_common_words_begin_from_their_pairs(tmp_path: Path) -> None:
    items = articles(3, 400)
    part = part_of(tmp_path, items)
    assert part.segment.text.pairs.least is not None
    for text in ("of the", "the house of", "of the the"):
        pattern = phrase(text)
        assert isinstance(pattern, Sequence)
        found = find_phrase(part, pattern)
        title, body = (expected(items, pattern, field) for field in ("title", "body"))
        assert found is not None
        assert found.tolist() == sorted({*title, *body})
        assert found.tolist() == narrow_phrase(part, pattern, np.arange(400)).tolist()


@pytest.mark.parametrize("long", [False, True], ids=["u2", "u4"])
def test_kept_keys_are_those_that_are_decoded(tmp_path: Path, long: bool) -> None:
    items = articles(2, 60)
    if long:
        items.append(article("long", "the " * 3 + "x " * 70_000 + "the"))
    part = part_of(tmp_path, items)
    index = part.segment.text
    number = index.list_of("the")
    assert number is not None
    docs = list_postings(part, "text", number).docs[1::2]
    if long:
        docs = np.append(docs, len(items) - 1) if docs[-1] < len(items) - 1 else docs
    every = index.occurrences(number).keys
    listed = keys.list_keys(part, number)
    decoded, kept = listed.within(docs), listed.within(docs)
    for one, other in zip(decoded, kept, strict=True):
        assert one.tolist() == other.tolist()
    probes = np.union1d(kept[1], kept[1] + 1)
    for looked_up in (listed, keys.ListKeys(part, number)):  # kept; decoded for these articles
        assert looked_up.hold(probes).tolist() == np.isin(probes, every).tolist()


def test_a_word_of_another_languages_stem_is_no_word_of_the_phrase(tmp_path: Path) -> None:
    """Spanish stems `denver` to `denv`; an English article with that word holds no `denver`."""
    items = [
        article("right", "time in denver and time again", language="en"),
        *(article(f"wrong{n}", "time in denv", language="en") for n in range(3)),
        article("spanish", "hola mundo", language="es"),
    ]
    part = part_of(tmp_path, items)
    both = ("title", "body")
    for _ in range(2):  # by keys that are decoded, and by keys that are kept
        assert matching.holding(part, both, phrase("time in denver")).tolist() == [0]


def test_exact_words_with_a_stem_of_their_own_in_each_language_stand_side_by_side(tmp_path):
    items = [
        article("en", "they saw the laufen cafe", language="en"),
        article("de", "die laufen cafe an", language="de"),
        article("apart", "cafe laufen", language="de"),
    ]
    part = part_of(tmp_path, items)
    words = join(tuple(pattern for _, pattern in word_patterns("laufen cafe", exact=True)))
    found = matching.holding(part, ("title", "body"), words)
    assert sorted(part.segment.id(docnum) for docnum in found.tolist()) == ["de", "en"]
