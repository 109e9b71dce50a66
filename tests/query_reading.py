"""Reading queries at a fixed time, for the tests of the parser."""

from datetime import datetime, timedelta, timezone

from searchkit.query.nodes import (
    And,
    Or,
    Word,
)
from searchkit.query.parser import parse

NOW = datetime(2022, 1, 23, 10, 15, 30, tzinfo=timezone(timedelta(hours=1)))
A, B, C, D = (Word(letter) for letter in "abcd")


def both(*nodes):
    return And(nodes)


def either(*nodes):
    return Or(nodes)


def read(text):
    """The reading of a query about which there is nothing to say."""
    parsed = parse(text, now=NOW)
    assert parsed.notices == ()
    return parsed.node


def remarks(text):
    return [(notice.column, notice.message) for notice in parse(text, now=NOW).notices]
