"""Plain queries mean what the grammar says that they mean."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from searchkit.query import parser
from searchkit.query.nodes import And, Word
from searchkit.query.plain import Parsed, read_plain

NOW = datetime(2022, 1, 23, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["embassy", "  US  embassy 2022 ", "or and not", "a"])
def test_words_are_read_as_the_grammar_reads_them(text, monkeypatch):
    plain = read_plain(text)
    monkeypatch.setattr(parser, "read_plain", lambda *args: None)
    assert plain == parser.parse(text, now=NOW)


def test_words_without_an_operator_must_all_be_there():
    assert read_plain("a b") == Parsed(And((Word("a"), Word("b"))))


@pytest.mark.parametrize(
    "text", ["", " ", "a OR b", "a AND b", "NOT a", "-a", "a:b", "café", "a\tb", "a*", "x" * 4097]
)
def test_anything_else_is_left_to_the_grammar(text):
    assert read_plain(text) is None
