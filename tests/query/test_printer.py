"""Printing is the inverse of parsing: one canonical query for each tree."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.query.nodes import And, DateRange, Everything, Or, Word
from searchkit.query.parser import parse
from searchkit.query.plain import Parsed
from searchkit.query.printer import to_query

NOW = datetime(2022, 1, 23, 10, 15, 30, 123456, tzinfo=ZoneInfo("Europe/Berlin"))
CET = timezone(timedelta(hours=1))


def canonical(text):
    return to_query(parse(text, now=NOW).node)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", "*"),
        ("kyiv  embassy", "kyiv embassy"),
        ("kyiv AND embassy", "kyiv embassy"),
        ("a OR b -c", "(a OR b) -c"),
        ("a b OR c", "a (b OR c)"),
        ("(a b) OR c", "(a b) OR c"),
        ("NOT (a b)", "-(a b)"),
        ("--a", "a"),
        ("“a  b”~3", '"a b"~3'),
        ("embasy~1 embasy~2", "embasy~ embasy~2"),
        ("a^2.0 b^.5", "a^2 b^0.5"),
        ("Title:a", "title:a"),
        ("title:(a b)^2", "title:(a b)^2"),
        ('source:"ap","Business Insider"', 'source:ap,"Business Insider"'),
        ("lang:EN", "lang:en"),
        ('exact:"running"', "exact:running"),
        ('said:“jane  doe” Said:"roe"', 'said:"jane doe" said:roe'),
        ("date:P6D", "date:2022-01-17..2022-01-23"),
        ("date:today", "date:2022-01-23"),
        ("after:yesterday before:today", "after:2022-01-22 before:2022-01-23"),
        ("date:2022-01-01T10:00", "date:2022-01-01T10:00+01:00"),
        ("date:PT1H", "date:2022-01-23T09:15:30+01:00..2022-01-23T10:15:29+01:00"),
        ("after:now", "after:2022-01-23T10:15:30+01:00"),
        ("a OR", r"a \OR"),
        ("foo:bar", r"foo\:bar"),
        ("10:30 https://a.example/b", "10:30 https://a.example/b"),
        (r"\-x \"y", r"\-x \"y"),
        ("a)", r"a \)"),
    ],
)
def test_the_canonical_form(text, printed):
    assert canonical(text) == printed


def test_a_tree_that_was_put_together_by_a_program_prints_too():
    filters = DateRange(date(2022, 1, 1), date(2022, 1, 2))
    tree = And((And((Word("a"), Word("b"))), Or((Word("c"), Word("d"))), filters))
    assert to_query(tree) == "a b (c OR d) date:2022-01-01"


def test_a_zone_with_rules_prints_as_an_offset():
    start = datetime(2022, 7, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert to_query(DateRange(start, None)) == "after:2022-07-01T10:00+02:00"


def test_parentheses_for_the_eye_are_left_out_where_they_would_nest_too_deep():
    text = "(a b OR " * 32 + "c" + ")" * 32
    parsed = parse(text, now=NOW)
    assert parsed.notices == ()
    assert parse(to_query(parsed.node), now=NOW) == parsed


PIECES = st.sampled_from(
    [
        *"abé٣中-()\"“”„«»*?~^:\\ ,./!&'\n\0\ud800",
        *(" ", " OR ", " AND ", " NOT ", "OR", " -", " (", ") ", '"', '"a b"', "~2", "~3", "^2"),
        *("title:", "body:", "exact:", "said:", "source:", "lang:", "foo:", "é:", "x:"),
        *("https://", "10:30"),
        *("date:", "after:", "before:", "2022", "-01", "..", "today", '"last week"', "P7D", "PT1H"),
        *("banana", "T10:15", "Z", "+01:00", "U.S.", "COVID-19", "w?rd", "pre*", "fuzy~"),
    ]
)
SHAPED = st.lists(PIECES, max_size=40).map("".join)
TEXTS = SHAPED | st.text() | st.text(st.characters())
ZONES = st.sampled_from([timezone.utc, CET, ZoneInfo("America/St_Johns")])
MOMENTS = st.just(NOW) | st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)


@given(TEXTS, MOMENTS)
@settings(max_examples=500, deadline=None)
def test_printing_and_parsing_again_gives_the_same_nodes_and_nothing_to_say(text, now):
    parsed = parse(text, now=now)
    printed = to_query(parsed.node)
    assert parse(printed, now=now, max_bytes=None) == Parsed(parsed.node)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_same_text_is_always_read_and_printed_alike(text):
    first, second = parse(text, now=NOW), parse(text, now=NOW)
    assert first == second
    assert to_query(first.node) == to_query(second.node)


@given(st.integers(25, 40), st.integers(0, 40), SHAPED)
@settings(max_examples=200, deadline=None)
def test_it_holds_around_the_limit_of_nesting(opened, closed, inside):
    text = "(" * opened + inside + ")" * closed + inside
    node = parse(text, now=NOW, max_bytes=None).node
    assert parse(to_query(node), now=NOW, max_bytes=None) == Parsed(node)


@given(st.text(min_size=1).filter(lambda text: not any(map(str.isspace, text))))
def test_any_word_can_be_asked_for(text):
    assert parse(to_query(Word(text)), now=NOW, max_bytes=None) == Parsed(Word(text))


def test_everything_is_a_star():
    assert to_query(Everything()) == "*"
