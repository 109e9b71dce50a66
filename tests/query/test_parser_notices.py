"""What the parser says about a query, and how operators are made text."""

import pytest
from query_reading import NOW, A, B, C, both, either, read, remarks

from searchkit.errors import QueryError
from searchkit.query.nodes import (
    Not,
    Prefix,
    Sources,
    Wildcard,
    Word,
)
from searchkit.query.parser import parse
from searchkit.query.plain import Parsed


@pytest.mark.parametrize(
    ("text", "node"),
    [
        (r"\-x", Word("-x")),
        (r"\"a b\"", both(Word('"a'), Word('b"'))),
        (r"\OR", Word("OR")),
        (r"a \OR b", both(A, Word("OR"), B)),
        (r"\(a\)", Word("(a)")),
        (r"title\:a", Word("title:a")),
        (r"wh\*t", Word("wh*t")),
        (r"a\*b*", Prefix("a*b")),
        (r"a\*b*c", Wildcard(r"a\*b*c")),
        (r"\-a*b", Wildcard("-a*b")),
        (r"x\^2", Word("x^2")),
        (r"x\~", Word("x~")),
        (r"x\\", Word("x\\")),
        ("x\\", Word("x\\")),
        ("x\\ y", both(Word("x\\"), Word("y"))),
        (r"source:a\,b", Sources(("a,b",))),
    ],
)
def test_a_backslash_makes_text_of_an_operator(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    ("text", "node", "columns"),
    [
        ("(a b", both(A, B), [1]),
        ("a (b (c", both(A, B, C), [3, 6]),
        ("-(a b", Not(both(A, B)), [1 + 1]),
        ("a) b", both(A, Word(")"), B), [2]),
        ("()", Word("()"), [1]),
        ("a ( ( ) ) b", both(A, B), [3, 5]),
        ("a -() b", both(A, B), [4]),
        ("a (", A, [3]),
        ("(a)-b", both(A, Word("-b")), [4]),
        ("(a)~2", both(A, Word("~2")), [4]),
        ("(a)^0", both(A, Word("^0")), [4]),
    ],
)
def test_parentheses_that_do_not_pair_are_read_with_a_notice(text, node, columns):
    parsed = parse(text, now=NOW)
    assert parsed.node == node
    assert [notice.column for notice in parsed.notices] == columns


def test_columns_count_code_points_from_one():
    assert remarks("𝔎𝔶𝔦𝔳 é foo:bar")[0][0] == 8


@pytest.mark.parametrize(
    ("text", "columns"), [('a b NOT ""', [5, 9]), ('a b title:""', [5, 11]), ("a b NOT ()", [5, 9])]
)
def test_what_has_nothing_to_apply_to_is_named_where_it_stands(text, columns):
    assert [column for column, _ in remarks(text)] == columns


def test_a_notice_prints_with_its_column():
    assert str(parse("a OR", now=NOW).notices[0]).startswith("column 3: OR has nothing")


def test_strict_raises_the_first_notice_with_its_column():
    with pytest.raises(QueryError, match="foo: is no field") as caught:
        parse("a foo:b OR", now=NOW, strict=True)
    assert caught.value.column == 3


def test_a_name_that_is_nearly_a_fields_says_which():
    assert "dat: is no field (did you mean date:?)" in remarks("dat:x")[0][1]
    assert "sourc: is no field (did you mean source:?)" in remarks("sourc:(a b)")[0][1]
    assert "foo: is no field (there are title:, " in remarks("foo:x")[0][1]


def test_strict_says_nothing_about_a_query_that_reads_well():
    assert parse("a OR b", now=NOW, strict=True) == Parsed(either(A, B))
