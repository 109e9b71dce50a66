"""A paragraph that somebody pastes is text: what it quotes need not be in any article."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

import pytest

from searchkit import Archive, Article
from searchkit.prose import REMARK, is_prose, without_quotations, without_scare_quotes
from searchkit.query.nodes import And, Node, Or, Phrase, Word
from searchkit.query.parser import parse

PASSAGE = (
    'The harbour master said that the ferry had been "unfit for winter" for years, and that the '
    'owners of the line were told so in letters to which "nobody" ever replied.'
)
LIST = "ferry harbour winter owners letters line storm crew rescue court inquiry coast guard fog "


def read(text: str) -> Node:
    return parse(text, now=datetime.now(timezone.utc)).node


def test_a_paragraph_that_quotes_is_a_passage() -> None:
    assert is_prose(read(PASSAGE))


@pytest.mark.parametrize(
    "query",
    [
        'ferry "unfit for winter"',
        'which articles of the last years say that the ferry was "unfit for winter" and why',
        LIST + LIST + '"unfit for winter"',
        PASSAGE + " -budget",
        PASSAGE + " source:ap",
        PASSAGE + " title:ferry",
        PASSAGE + ' "letters replied"~5',
        PASSAGE + " OR storm",
    ],
)
def test_a_query_is_none(query: str) -> None:
    assert not is_prose(read(query))


def test_a_quotation_of_one_word_is_that_word() -> None:
    node = without_scare_quotes(read(PASSAGE))
    assert isinstance(node, And)
    assert [child for child in node.children if isinstance(child, Phrase)] == [
        Phrase("unfit for winter")
    ]
    assert Word("nobody") in node.children


def test_its_last_reading_asks_for_none_of_its_quotations() -> None:
    node = without_quotations(read(PASSAGE))
    assert isinstance(node, Or)
    assert {Word("unfit"), Word("for"), Word("winter"), Word("nobody")} <= set(node.children)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    with Archive.open(tmp_path / "index", create=True) as writing:
        writing.add(Article(id="ferry", body="A ferry left the harbour. Ferry, master, winter."))
        writing.add(Article(id="quoted", body="It was found unfit for winter."))
    return Archive.open(tmp_path / "index")


@pytest.mark.parametrize("match", ["auto", "any"])
def test_articles_with_its_quotations_come_before_others_like_it(
    archive: Archive, match: Literal["auto", "any"]
) -> None:
    found = archive.search(PASSAGE, match=match)
    assert [hit.id for hit in found] == ["quoted", "ferry"]
    assert found.total == 2
    assert found.warnings == (REMARK,)


def test_filters_beside_it_hold(archive: Archive) -> None:
    assert not archive.search(PASSAGE, source="Nobody").total


def test_who_asks_for_all_words_or_no_warnings_asks_for_the_phrases_too(archive: Archive) -> None:
    assert not archive.search(PASSAGE, match="all").total
    assert [hit.id for hit in archive.search(PASSAGE, match="any", strict=True)] == []


def test_its_timeline_counts_what_a_search_finds(archive: Archive) -> None:
    assert archive.timeline(PASSAGE).total == 2
