"""Queries made to break a parser: too long, too deep, too many, and found in the wild."""

import os
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from searchkit.query.limits import MAX_NESTING, MAX_NOTICES, MAX_QUERY_BYTES
from searchkit.query.nodes import And, Field, Not, Phrase, Word
from searchkit.query.parser import parse
from searchkit.query.plain import Parsed
from searchkit.query.printer import to_query

NOW = datetime(2022, 1, 23, 10, 15, 30, tzinfo=timezone.utc)
SECONDS = 2
"""Far above what each needs, and far below what anything worse than linear would take."""


def says(parsed, message):
    return any(message in notice.message for notice in parsed.notices)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000,
        ")" * 20_000,
        "(" * 20_000 + "a" + ")" * 20_000,
        "()" * 20_000,
        "NOT " * 20_000,
        "-" * 20_000 + "a",
        "(-" * 20_000 + "a",
        "OR " * 20_000,
        "a OR " * 20_000,
        "“x» " * 20_000,
        '"' * 20_001,
        'a"' * 20_000,
        '"a ' * 20_001,
        "*a" * 20_000,
        "*" * 20_000 + "b",
        "?" * 20_000 + "!",
        "a" + "~" * 20_000 + "x",
        "a" + "~1" * 20_000 + "x",
        "a" + "^1" * 20_000,
        "a^" + "1" * 20_000,
        "a~" + "1" * 20_000,
        '"a b"~' + "1" * 20_000,
        "\\" * 20_001,
        "a:" * 20_000,
        "title:" * 20_000,
        "exact:" * 20_000,
        "source:" + "," * 20_000,
        'source:"a' * 5_001,
        'date:"' * 5_001,
        "date:" + "1" * 20_000,
        "date:" + "." * 20_000,
        'foo:"' * 5_001,
        "foo:(" * 5_000,
        "\ud800" * 20_000,
        "\0" * 20_000,
        " " * 1_000_000,
        "word " * 200_000,
        "x" * 1_000_000,
    ],
    ids=lambda text: f"{text[:8]!a}",
)
@pytest.mark.parametrize("max_bytes", [MAX_QUERY_BYTES, 50_000])
def test_no_query_takes_long(text, max_bytes):
    started = time.process_time()
    node = parse(text, now=NOW, max_bytes=max_bytes).node
    printed = to_query(node)
    assert parse(printed, now=NOW, max_bytes=None) == Parsed(node)
    assert time.process_time() - started < SECONDS


def test_a_long_query_is_cut_at_a_word():
    parsed = parse("word " * 1000, now=NOW)
    assert parsed.node == And((Word("word"),) * 819)
    assert says(parsed, "4096 bytes")
    assert parsed.notices[0].column == 819 * 5


def test_a_long_word_is_cut_between_code_points():
    parsed = parse("a" + "é" * 4000, now=NOW)
    assert parsed.node == Word("a" + "é" * 2047)
    assert parsed.notices[0].column == 2049


def test_the_limit_counts_bytes_and_not_code_points():
    assert parse("é" * 2048, now=NOW).notices == ()
    assert says(parse("é" * 2048 + "e", now=NOW), "4096 bytes")
    assert parse("\ud800" * 1365, now=NOW).notices == ()


def test_parentheses_nest_32_deep():
    deepest = "(a OR (b " * (MAX_NESTING // 2) + "c" + "))" * (MAX_NESTING // 2)
    assert parse(deepest, now=NOW).notices == ()


def test_deeper_parentheses_are_text_and_the_others_still_pair():
    text = "-" + "(" * (MAX_NESTING + 2) + "a" + ")" * (MAX_NESTING + 2) + " b"
    parsed = parse(text, now=NOW)
    inside = And((Word("(("), Word("a"), Word(")"), Word(")")))
    assert parsed.node == And((Not(inside), Word("b")))
    assert [notice.column for notice in parsed.notices] == [MAX_NESTING + 2]
    assert says(parsed, "32 deep")


def test_a_label_at_the_deepest_level_still_prints():
    text = "-" + "(a OR " * MAX_NESTING + 'foo:"b c"' + ")" * MAX_NESTING
    node = parse(text, now=NOW).node
    assert parse(to_query(node), now=NOW) == Parsed(node)


def test_notices_beyond_the_limit_are_counted():
    parsed = parse("foo:x " * 100, now=NOW)
    assert len(parsed.notices) == MAX_NOTICES + 1
    assert parsed.notices[-1].message == "and 80 more like these"


def test_a_group_in_a_group_of_a_field_belongs_to_the_field():
    text = 'title:(a ("b c" source:x))'
    inside = And((Word("a"), Phrase("b c"), Word("source:x")))
    assert parse(text, now=NOW).node == Field("title", inside)


def lines_of(name):
    folder = os.environ.get("SEARCHKIT_EVAL_DATA")
    path = Path(folder or "", name)
    if not folder or not path.is_file():
        pytest.skip("SEARCHKIT_EVAL_DATA does not lead to the evaluation data")
    return path.read_text(encoding="utf-8").splitlines()


def test_the_big_list_of_naughty_strings_can_be_asked_for():
    for line in lines_of("badinput/blns/blns.txt"):
        node = parse(line, now=NOW).node
        assert parse(to_query(node), now=NOW, max_bytes=None) == Parsed(node), line


def test_what_people_type_into_search_boxes_needs_no_notice():
    lines = lines_of("queries/web_queries_50k.txt")[:10_000]
    remarked = [line for line in lines if parse(line, now=NOW).notices]
    assert len(remarked) <= len(lines) // 1000
