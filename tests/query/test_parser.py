"""The query language, form by form: what is typed, what it means, what is said about it."""

from datetime import date, datetime, timezone

import pytest
from query_reading import NOW, A, B, C, D, both, either, read

from searchkit.query.nodes import (
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Languages,
    Not,
    Phrase,
    Prefix,
    Said,
    Sources,
    Wildcard,
    Word,
)
from searchkit.query.parser import parse


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        (" \t\n", Everything()),
        ("*", Everything()),
        ("**", Everything()),
        ("kyiv", Word("kyiv")),
        ("kyiv embassy", both(Word("kyiv"), Word("embassy"))),
        ("a\u00a0b\u3000c", both(A, B, C)),
        ("a a", both(A, A)),
        ("(a b) c", both(A, B, C)),
        ("((a))", A),
    ],
)
def test_words_stand_side_by_side(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    "word",
    [
        "COVID-19",
        "e-mail",
        "de-escalate",
        "AT&T",
        "C++",
        "#metoo",
        "@name",
        "U.S.",
        "3.5",
        "10,000",
        "a/b",
        "don't",
        "Biden’s",
        "or",
        "and",
        "not",
        "ORB",
        "10:30",
        "10:30:15",
        "https://news.example/2022/01/23/a_b",
        "std::string",
        "file:/tmp",
        "Biden:",
        ":smile:",
        "+kyiv",
        "$5",
        "–",
        "a|b",
        "w~x",
        "nul\0byte",
        "half\ud800pair",
        "'single'",
    ],
)
def test_punctuation_in_a_word_is_text(word):
    assert read(word) == Word(word)


def test_a_dash_on_its_own_is_no_operator_and_nothing_to_search():
    assert read("budget - mayor") == both(Word("budget"), Word("mayor"))
    assert read("budget -- mayor") == both(Word("budget"), Word("mayor"))
    assert read("-") == Word("-")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a OR b", either(A, B)),
        ("a OR b OR c", either(A, B, C)),
        ("a b OR c", both(A, either(B, C))),
        ("a OR b c OR d", both(either(A, B), either(C, D))),
        ("a AND b", both(A, B)),
        ("a AND b OR c", both(A, either(B, C))),
        ("(a AND b) OR c", either(both(A, B), C)),
        ("(a OR b) OR c", either(A, B, C)),
        ("a OR (b c)", either(A, both(B, C))),
        ("a OR(b c)", either(A, both(B, C))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("a -b", both(A, Not(B))),
        ("a NOT b", both(A, Not(B))),
        ("a AND NOT b", both(A, Not(B))),
        ("NOT a OR b", either(Not(A), B)),
        ("a OR -b", either(A, Not(B))),
        ("--a", A),
        ("---a", Not(A)),
        ("NOT NOT a", A),
        ("NOT -a", A),
        ("-(-a)", A),
        ("-(a b)", Not(both(A, B))),
        ("NOT (a OR b)", Not(either(A, B))),
        ('-"a b"', Not(Phrase("a b"))),
        ("-source:x", Not(Sources(("x",)))),
        ("-title:a", Not(Field("title", A))),
        ("-COVID-19", Not(Word("COVID-19"))),
        ("-OR", Not(Word("OR"))),
    ],
)
def test_operators(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    ("text", "node", "columns"),
    [
        ("OR", Word("OR"), [1]),
        ("AND a", both(Word("AND"), A), [1]),
        ("OR a", both(Word("OR"), A), [1]),
        ("a OR", both(A, Word("OR")), [3]),
        ("a AND", both(A, Word("AND")), [3]),
        ("a NOT", both(A, Word("NOT")), [3]),
        ("(a OR) b", both(A, Word("OR"), B), [4]),
        ("a (OR b)", both(A, Word("OR"), B), [4]),
        ("a OR OR b", both(A, either(Word("OR"), B)), [3]),
        ("a OR AND b", both(A, Word("OR"), B), [3]),
    ],
)
def test_an_operator_with_nothing_to_apply_to_is_text(text, node, columns):
    parsed = parse(text, now=NOW)
    assert parsed.node == node
    assert [notice.column for notice in parsed.notices] == columns
    assert "nothing to apply to" in parsed.notices[0].message


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('"military action"', Phrase("military action")),
        ('" military   action "', Phrase("military action")),
        ('"kyiv"', Phrase("kyiv")),
        ('"a OR -b (c) d* title:e"', Phrase("a OR -b (c) d* title:e")),
        ('"a b"~3', Phrase("a b", 3)),
        ('"a b"~0', Phrase("a b", 0)),
        ('"a b"~100', Phrase("a b", 100)),
        ('"a b"^2', Boost(Phrase("a b"), 2)),
        ('"a b"~3^0.5', Boost(Phrase("a b", 3), 0.5)),
        ("“a b”", Phrase("a b")),
        ("„a b“", Phrase("a b")),
        ("„a b”", Phrase("a b")),
        ("«a b»", Phrase("a b")),
        ("»a b«", Phrase("a b")),
        ("”a b”", Phrase("a b")),
        ("“a b“", Phrase("a b")),
        ('"a b”', Phrase("a b")),
        ('"he said “no” twice"', Phrase("he said “no” twice")),
        (r'"a \"b\" c"', Phrase('a "b" c')),
        (r'"a \\"', Phrase("a \\")),
        ('"a b"c', both(Phrase("a b"), C)),
        ('"a""b"', both(Phrase("a"), Phrase("b"))),
    ],
)
def test_phrases(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    ("text", "node", "column"),
    [
        ('kyiv "embassy -mayor', both(Word("kyiv"), Word("embassy"), Not(Word("mayor"))), 6),
        ('-"a', Not(A), 2),
        ('a "', A, 3),
        ('""', Word('""'), 1),
        ('a ""', A, 3),
        ('a -"" b', both(A, B), 4),
        ('"', Word('"'), 1),
        ('5" pipe', both(Word('5"'), Word("pipe")), 2),
        ('"a b"~x', both(Phrase("a b"), Word("~x")), 6),
        ('"a b"^0', both(Phrase("a b"), Word("^0")), 6),
        ('"a b"-c', both(Phrase("a b"), Word("-c")), 6),
        ('"a b"~101', Phrase("a b", 100), 6),
        ('"a b"~' + "9" * 5000, Phrase("a b", 100), 6),
    ],
)
def test_a_phrase_that_is_not_whole_is_read_with_a_notice(text, node, column):
    parsed = parse(text, now=NOW, max_bytes=None)
    assert parsed.node == node
    assert parsed.notices[0].column == column


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("evacuat*", Prefix("evacuat")),
        ("evacuat**", Prefix("evacuat")),
        ("evacuat*,", Prefix("evacuat")),
        ("w?rd", Wildcard("w?rd")),
        ("*x", Wildcard("*x")),
        ("a*b", Wildcard("a*b")),
        ("a**b*", Wildcard("a*b*")),
        ("?x", Wildcard("?x")),
        ("wh?t?", Wildcard("wh?t?")),
        ("?*", Wildcard("?*")),
        ("x/y*z", Wildcard("x/y*z")),
        ("what?", Word("what")),
        ("who???", Word("who")),
        ("what?!", Word("what?!")),
        ("?", Word("?")),
        ("embasy~", Fuzzy("embasy", 1)),
        ("embasy~1", Fuzzy("embasy", 1)),
        ("embasy~2", Fuzzy("embasy", 2)),
        ("embasy?~2", Fuzzy("embasy", 2)),
        ("~~", Word("~~")),
        ("~2", Word("~2")),
        ("https://a.example/?q=b", Word("https://a.example/?q=b")),
        ("https://a.example/*", Prefix("https://a.example/")),
    ],
)
def test_prefixes_wildcards_and_fuzzy_words(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    ("text", "node", "message"),
    [
        ("embasy~3", Fuzzy("embasy", 2), "largest fuzzy distance is 2"),
        ("embasy~" + "9" * 3000, Fuzzy("embasy", 2), "largest fuzzy distance is 2"),
        ("embasy~0", Word("embasy~0"), "~ takes 1 or 2"),
        ("embasy~0.8", Word("embasy~0.8"), "~ takes 1 or 2"),
        ("emb*sy~", Word("emb*sy~"), "cannot be fuzzy as well"),
    ],
)
def test_a_fuzzy_word_that_cannot_be_is_explained(text, node, message):
    parsed = parse(text, now=NOW)
    assert parsed.node == node
    assert message in parsed.notices[0].message


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("word^2", Boost(Word("word"), 2)),
        ("word^.5", Boost(Word("word"), 0.5)),
        ("word^1000", Boost(Word("word"), 1000)),
        ("evacuat*^2", Boost(Prefix("evacuat"), 2)),
        ("embasy~2^3", Boost(Fuzzy("embasy", 2), 3)),
        ("(a b)^3", Boost(both(A, B), 3)),
        ("(a^2)^3", Boost(Boost(A, 2), 3)),
        ("-a^2", Not(Boost(A, 2))),
        ("title:a^2", Boost(Field("title", A), 2)),
        ("title:(a b)^2", Boost(Field("title", both(A, B)), 2)),
        ("title:(a^2 b)", Field("title", both(Boost(A, 2), B))),
        ("exact:a^2", Boost(Exact("a"), 2)),
        ("^_^", Word("^_^")),
    ],
)
def test_weights(text, node):
    assert read(text) == node


@pytest.mark.parametrize("text", ["a^0", "a^1001", "a^-1", "a^x", "a^", "a^2^3", "a^1e3", "a^inf"])
def test_a_weight_out_of_bounds_is_text(text):
    parsed = parse(text, now=NOW)
    assert parsed.node == Word(text)
    assert "number above 0 and up to 1000" in parsed.notices[0].message


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("title:a", Field("title", A)),
        ("Title:a", Field("title", A)),
        ("body:a", Field("body", A)),
        ('author:"John Smith"', Field("author", Phrase("John Smith"))),
        ("url:news.example/*", Field("url", Prefix("news.example/"))),
        ("url:https://a.example/b", Field("url", Word("https://a.example/b"))),
        ("title:w?rd", Field("title", Wildcard("w?rd"))),
        ("title:embasy~2", Field("title", Fuzzy("embasy", 2))),
        ("author:*", Field("author", Everything())),
        ("title:(a OR -b)", Field("title", either(A, Not(B)))),
        ("title:OR", Field("title", Word("OR"))),
        ("title:10:30", Field("title", Word("10:30"))),
        ("title:a b", both(Field("title", A), B)),
        ("exact:running", Exact("running")),
        ("exact:what?", Exact("what")),
        ('exact:"two words"', Exact("two words")),
        ("title:exact:running", Field("title", Exact("running"))),
        ("title:(exact:running a)", Field("title", both(Exact("running"), A))),
        ("said:doe", Said("doe")),
        ('said:"jane doe" budget', both(Said("jane doe"), Word("budget"))),
        ("said:doe^2", Boost(Said("doe"), 2)),
        ("-said:doe OR said:roe", either(Not(Said("doe")), Said("roe"))),
        ("source:ap", Sources(("ap",))),
        ("source:ap,bbc", Sources(("ap", "bbc"))),
        ('source:"Business Insider"', Sources(("Business Insider",))),
        ('source:"The A, B",c', Sources(("The A, B", "c"))),
        ("source:“Le Monde”,ap", Sources(("Le Monde", "ap"))),
        ("source:O'Brien,-x", Sources(("O'Brien", "-x"))),
        ("lang:EN,de", Languages(("en", "de"))),
        ("a OR source:ap", either(A, Sources(("ap",)))),
    ],
)
def test_fields(text, node):
    assert read(text) == node


@pytest.mark.parametrize(
    ("text", "node", "column", "message"),
    [
        ("foo:bar", Word("foo:bar"), 1, "foo: is no field"),
        ("x foo:ba*", both(Word("x"), Word("foo:ba*")), 3, "foo: is no field"),
        ('foo:"a b"', both(Word("foo:"), Phrase("a b")), 1, "foo: is no field"),
        ('-foo:"a b"', Not(both(Word("foo:"), Phrase("a b"))), 2, "foo: is no field"),
        ("-foo:(a OR b)", Not(both(Word("foo:"), either(A, B))), 2, "foo: is no field"),
        ("title:", Word("title:"), 1, "nothing right after it"),
        ("title: a", both(Word("title:"), A), 1, "nothing right after it"),
        ("(title:)", Word("title:"), 2, "nothing right after it"),
        ("date: 2022", both(Word("date:"), Word("2022")), 1, "nothing right after it"),
        ('title:"" a', both(Word("title:"), A), 1, "nothing to apply to"),
        ("title:() a", both(Word("title:"), A), 1, "nothing to apply to"),
        ("title:-a", Field("title", Word("-a")), 7, "goes before the field"),
        ("title:body:a", Field("title", Word("body:a")), 7, "field within a field"),
        ("title:(a source:b)", Field("title", both(A, Word("source:b"))), 10, "within a field"),
        ("exact:run*", Exact("run*"), 1, "as it is written"),
        ("said:d*", Said("d*"), 1, "as it is written"),
        ("said:(a b)", both(Word("said:"), A, B), 1, "words in quotes"),
        ("title:said:a", Field("title", Word("said:a")), 7, "field within a field"),
        ("exact:(a b)", both(Word("exact:"), A, B), 1, "words in quotes"),
        ("source:(a OR b)", both(Word("source:"), either(A, B)), 1, "takes names"),
        ("source:,", Word("source:,"), 1, "takes names"),
        ("source:ap, bbc", both(Sources(("ap",)), Word("bbc")), 10, "between this comma"),
        ('lang:""', Word("lang:"), 1, "takes codes"),
        ("date:banana", Word("date:banana"), 1, "2022-01-23"),
        ("date:2022-02-30", Word("date:2022-02-30"), 1, "no such date"),
        ('date:"foo bar"', both(Word("date:"), Phrase("foo bar")), 1, "no such date"),
        ("date:2022-02..2022-01", Word("date:2022-02..2022-01"), 1, "ends before it begins"),
        ("after:2021..2022", Word("after:2021..2022"), 1, "take one date"),
        ("date:..", Word("date:.."), 1, "no such date"),
    ],
)
def test_what_looks_like_a_field_and_is_none_is_text(text, node, column, message):
    parsed = parse(text, now=NOW)
    assert parsed.node == node
    assert any(notice.column == column and message in notice.message for notice in parsed.notices)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("after:2022-01-01", date(2022, 1, 1), None),
        ("AFTER:2022", date(2022, 1, 1), None),
        ("before:2022-02-01", None, date(2022, 2, 1)),
        ("before:2022-02", None, date(2022, 2, 1)),
        ("after:yesterday", date(2022, 1, 22), None),
        ("after:P7D", date(2022, 1, 16), None),
        ("date:2022-01", date(2022, 1, 1), date(2022, 2, 1)),
        ("date:2022-01-01..2022-02-01", date(2022, 1, 1), date(2022, 2, 2)),
        ('date:"last week"', date(2022, 1, 10), date(2022, 1, 17)),
        ("date:“last week”", date(2022, 1, 10), date(2022, 1, 17)),
        ('date:"last week"..today', date(2022, 1, 10), date(2022, 1, 24)),
        ("date:P7D", date(2022, 1, 16), date(2022, 1, 24)),
        ("date:2022..", date(2022, 1, 1), None),
        ("date:..2021", None, date(2022, 1, 1)),
    ],
)
def test_dates(text, start, end):
    assert read(text) == DateRange(start, end)


def test_two_bounds_stay_two_filters():
    first, last = DateRange(date(2022, 1, 1), None), DateRange(None, date(2022, 2, 1))
    assert read("a after:2022 before:2022-02-01") == both(A, first, last)


def test_a_date_time_without_an_offset_is_in_the_zone_of_the_query():
    start = datetime(2022, 1, 22, 9, 0, tzinfo=timezone.utc)
    assert read("after:2022-01-22T10:00") == DateRange(start, None)
    assert read("after:2022-01-22T09:00Z") == DateRange(start, None)
