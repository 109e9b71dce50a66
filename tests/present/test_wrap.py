"""Marked text in lines: nothing is lost, nothing is too wide, marks stay where they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.present.wrap import columns, cut, wrap

SPANS = st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), max_size=5)


def lines_of(text, width, spans=(), mark=0):
    return list(wrap(cut(text, spans), width, mark=mark))


def plain(line):
    return "".join(text for text, _ in line)


def test_spans_cut_text_into_matches_and_the_rest():
    assert cut("The embassy said", [(4, 11)]) == [
        ("The ", False),
        ("embassy", True),
        (" said", False),
    ]


@pytest.mark.parametrize("spans", [[(4, 11), (6, 9)], [(6, 11), (4, 8)], [(4, 11), (4, 11)]])
def test_overlapping_spans_mark_once(spans):
    assert "".join(text for text, match in cut("The embassy said", spans) if match) == "embassy"


def test_spans_beyond_the_text_are_cut_off():
    assert cut("abc", [(2, 99), (50, 60), (1, 1)]) == [("ab", False), ("c", True)]


def test_escapes_do_not_move_the_marks():
    assert cut("\x1b\x1b evil word", [(8, 12)]) == [("\\x1b\\x1b evil ", False), ("word", True)]


def test_lines_break_at_spaces():
    assert [plain(line) for line in lines_of("one two three four", 9)] == [
        "one two",
        "three",
        "four",
    ]


def test_a_word_wider_than_the_line_is_divided():
    assert [plain(line) for line in lines_of("a " + "x" * 25, 10)] == [
        "a",
        *["x" * 10] * 2,
        "xxxxx",
    ]


def test_wide_characters_take_two_columns_and_break_anywhere():
    assert [plain(line) for line in lines_of("東京都知事", 5)] == ["東京", "都知", "事"]


def test_combining_marks_and_joiners_take_no_column():
    assert columns("e\u0301") == 1
    assert columns("❤\ufe0f") == 1
    assert columns("東京 ok") == 7


def test_a_phrase_stays_one_match_on_a_line_and_goes_on_in_the_next():
    line = lines_of("of military action now", 40, [(3, 18)])[0]
    assert line == [("of ", False), ("military action", True), (" now", False)]
    broken = lines_of("of military action now", 12, [(3, 18)])
    assert broken[0][-1] == ("military", True)
    assert broken[1][0] == ("action", True)


def test_neighbouring_matches_stay_apart():
    line = lines_of("war war", 40, [(0, 3), (4, 7)])[0]
    assert line == [("war", True), (" ", False), ("war", True)]


def test_room_is_left_for_marks():
    assert len(lines_of("aaaa bbbb", 9)) == 1
    assert len(lines_of("aaaa bbbb", 9, [(0, 4)], mark=4)) == 2


@given(st.text(max_size=40), st.integers(1, 30), SPANS, st.sampled_from([0, 4]))
def test_wrapping_loses_nothing_but_spaces(text, width, spans, mark):
    pieces = cut(text, spans)
    lines = list(wrap(pieces, width, mark=mark))
    whole = "".join(text for text, _ in pieces)
    assert "".join(map(plain, lines)).replace(" ", "") == whole.replace(" ", "")
    marked = "".join(text for text, match in pieces if match)
    kept = "".join(text for line in lines for text, match in line if match)
    assert kept.replace(" ", "") == marked.replace(" ", "")


@given(st.text(max_size=40), st.integers(2, 30))
def test_no_line_is_too_wide(text, width):
    assert all(columns(plain(line)) <= width for line in lines_of(text, width))
