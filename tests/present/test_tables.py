"""Tables fit the terminal, whatever is in their cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.present.tables import shorten, table_lines
from searchkit.present.wrap import columns

ROWS = [("Reuters", "7", "short"), ("日本の新聞社", "1,234", "a longer text than the others")]


def test_columns_are_aligned_by_what_a_terminal_shows():
    assert list(table_lines(ROWS, right=(1,))) == [
        "Reuters           7  short",
        "日本の新聞社  1,234  a longer text than the others",
    ]


def test_the_widest_column_gives_way():
    lines = list(table_lines(ROWS, right=(1,), width=36))
    assert lines[1] == "日本の新聞社  1,234  a longer text…"
    assert all(columns(line) <= 36 for line in lines)


def test_painting_takes_no_room():
    lines = list(table_lines(ROWS, lambda text: f"<{text}>", right=(1,)))
    assert lines[0] == "<Reuters>           7  short"


def test_no_rows_are_no_lines():
    assert list(table_lines([])) == []


@given(st.text(max_size=40), st.integers(1, 60))
def test_a_shortened_text_fits_and_a_text_that_fits_is_kept(text, room):
    short = shorten(text, room)
    assert columns(short) <= max(room, 1)
    assert short == text if columns(text) <= room else short.endswith("…")


@given(
    st.lists(st.tuples(st.text("a字 ", max_size=90), st.text("b", max_size=90)), max_size=5),
    st.integers(20, 200),
)
def test_tables_fit_any_terminal(rows, width):
    assert all(columns(line) <= width for line in table_lines(rows, width=width))
