"""The algebra of places, against trying everything."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis.patterns import (
    AnyOf,
    Expansion,
    Near,
    Sequence,
    Term,
    join,
    leaves,
    marks,
    occurrences,
    word_patterns,
)

FORMS = "abc"
TERMS = st.sampled_from([Term(form) for form in FORMS])
PATTERNS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(Sequence, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
PLACES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 3)).map(lambda place: (place[0], sum(place))),
    max_size=6,
    unique=True,
).map(sorted)
TEXTS = st.fixed_dictionaries(dict.fromkeys(FORMS, PLACES))
WORDS = st.text(alphabet="abcx", max_size=14)


def lookup_in(places):
    return lambda leaf: list(places.get(leaf.form, []))


def words_lookup(text):
    return lambda leaf: [(i, i + 1) for i, form in enumerate(text) if form == leaf.form]


def is_at(pattern, place, places) -> bool:
    """The definition, read aloud: does the pattern occur exactly at `[start, end)`?"""
    if isinstance(pattern, Term):
        return place in places[pattern.form]
    if isinstance(pattern, AnyOf):
        return any(is_at(part, place, places) for part in pattern.parts)
    first, *rest = pattern.parts
    start, end = place
    if not rest:
        return is_at(first, place, places)
    return any(
        is_at(first, (start, middle), places)
        and is_at(Sequence(tuple(rest)), (middle, end), places)
        for middle in range(start, end + 1)
    )


@settings(max_examples=300, deadline=None)
@given(PATTERNS, TEXTS)
def test_sequences_and_choices_occur_where_their_definition_says(pattern, places):
    everywhere = combinations(range(15), 2)
    wanted = [place for place in everywhere if is_at(pattern, place, places)]
    assert occurrences(pattern, lookup_in(places)) == wanted
    assert marks(pattern, lookup_in(places)) == wanted


def near_runs(parts, text, slop):
    """All choices of one place for each part, no two the same, that are close enough."""
    where = [[i for i, form in enumerate(text) if form == part.form] for part in parts]
    for chosen in product(*where):
        if len(set(chosen)) == len(chosen) and max(chosen) + 1 - min(chosen) - len(parts) <= slop:
            yield tuple(sorted(chosen))


@settings(max_examples=500)
@given(st.lists(TERMS, min_size=1, max_size=4).map(tuple), WORDS, st.integers(0, 5))
def test_words_are_near_each_other_where_some_choice_of_them_is(parts, text, slop):
    found = occurrences(Near(parts, slop), words_lookup(text))
    runs = set(near_runs(parts, text, slop))
    assert bool(found) == bool(runs)
    assert set(found) <= {(run[0], run[-1] + 1) for run in runs}
    # Each place where such a run may end is found, with its closest run.
    ends = {run[-1] + 1 for run in runs}
    closest = {end: max(run[0] for run in runs if run[-1] + 1 == end) for end in ends}
    assert {(start, end) for end, start in closest.items()} == set(found)


@settings(max_examples=300)
@given(st.lists(TERMS, min_size=1, max_size=4).map(tuple), WORDS, st.integers(0, 5))
def test_of_words_near_each_other_only_those_in_a_run_are_marked(parts, text, slop):
    near = Near(parts, slop)
    marked = marks(near, words_lookup(text))
    in_runs = {place for run in near_runs(parts, text, slop) for place in run}
    assert {start for start, _ in marked} <= in_runs
    assert bool(marked) == bool(in_runs)
    assert {text[start] for start, _ in marked} in (set(), {part.form for part in parts})


@given(st.permutations([Term(form) for form in FORMS]), WORDS, st.integers(0, 5))
def test_the_order_of_words_near_each_other_does_not_matter(parts, text, slop):
    wanted = occurrences(Near(tuple(parts), slop), words_lookup(text))
    for order in permutations(parts):
        assert occurrences(Near(order, slop), words_lookup(text)) == wanted


def test_a_word_asked_for_twice_must_be_there_twice():
    twice = Near((Term("a"), Term("a")), 3)
    assert occurrences(twice, words_lookup("xax")) == []
    assert occurrences(twice, words_lookup("axxa")) == [(0, 4)]


def test_a_phrase_near_a_word_is_marked_whole():
    pattern = Near((Sequence((Term("a"), Term("b"))), Term("c")), 2)
    assert marks(pattern, words_lookup("abxcxxab")) == [(0, 2), (3, 4), (6, 8)]
    assert marks(pattern, words_lookup("axbxc")) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Storm", Term("storm")),
        ("e-mail", AnyOf((Term("email"), Sequence((Term("e"), Term("mail")))))),
        ("AT&T", Term("at&t")),
        ("#metoo", Term("#metoo")),
        ("東京都", Sequence((Term("東京", True, 1), Term("京都", True, 2)))),
        ("京", AnyOf((Term("京", True), Expansion("wildcard", "京?")))),
    ],
)
def test_a_word_asks_for_its_form_or_its_pieces(text, wanted):
    assert word_patterns(text) == ((text.removeprefix("#"), wanted),)


def test_an_exact_word_asks_for_exact_forms_only():
    [(_, pattern)] = word_patterns("e-mail", exact=True)
    assert {leaf.exact for leaf in leaves(pattern)} == {True}


def test_words_side_by_side_are_one_pattern():
    assert join((Term("a"),)) == Term("a")
    assert list(leaves(join((Term("a"), AnyOf((Term("b"), Expansion("prefix", "c"))))))) == [
        Term("a"),
        Term("b"),
        Expansion("prefix", "c"),
    ]


@pytest.mark.parametrize("build", [Sequence, lambda parts: Near(parts, 9)])
def test_common_words_cost_what_they_occur(build):
    """Half a million places; trying pairs of them would never end."""
    text = "ab" * 100_000
    pattern = build((Term("a"), Term("b")))
    assert len(occurrences(pattern, words_lookup(text))) >= 100_000
