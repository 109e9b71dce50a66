"""Records for programs: exact JSON, harmless CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Hit, Snippet
from searchkit.present.records import CSV_COLUMNS, csv_line, csv_lines, json_text

HOSTILE = "\x1b[2J\u202e\u2028\n=1+1"


def test_json_keeps_text_readable_and_exact():
    assert json_text({"title": "Zürich"}) == '{\n  "title": "Zürich"\n}'
    assert json.loads(json_text([HOSTILE])) == [HOSTILE]


def test_pairs_stay_on_one_line():
    data = {"spans": [[1, 2], [30, 40]], "facet": [['a "b", \\', 7]], "text": "[\n 1,\n 2\n]"}
    text = json_text(data)
    assert json.loads(text) == data
    assert "\n    [1, 2],\n    [30, 40]\n" in text
    assert '["a \\"b\\", \\\\", 7]' in text


def test_json_holds_nothing_that_a_terminal_acts_on():
    assert json_text(["\x1b\x7f\x9b\u202e\u2028\u200b"], indent=None) == (
        '["\\u001b\\u007f\\u009b\\u202e\\u2028\\u200b"]'
    )


def test_a_json_line_is_one_line():
    assert len(json_text({"a": "x\ny\u2028z\x85"}, indent=None).splitlines()) == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "no-such-encoding"])
def test_json_falls_back_to_ascii_where_the_encoding_lacks_a_character(encoding):
    assert json_text("Київ", encoding=encoding, indent=None) == '"\\u041a\\u0438\\u0457\\u0432"'


def test_half_a_surrogate_pair_is_no_reason_to_fail():
    assert json.loads(json_text("\ud800", indent=None)) == "\ud800"
    json_text("\ud800", indent=None).encode("utf-8")


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u200b=1"]
)
def test_no_csv_cell_is_a_formula(start):
    (cell,) = next(csv.reader([csv_line([start])]))
    assert cell.startswith("'")


@given(st.lists(st.none() | st.text(max_size=20), min_size=2, max_size=4))
def test_any_cells_make_one_line_that_reads_back_as_as_many(cells):
    line = csv_line(cells)
    assert len(line.splitlines()) <= 1
    (read,) = csv.reader([line])
    assert len(read) == len(cells)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in read)


def test_hits_become_rows_under_a_header():
    hit = Hit(
        id="a1",
        title='He said "no", twice',
        published=date(2022, 1, 23),
        score=1.23456,
        snippets=(Snippet("first", 0, ()), Snippet("second", 9, ())),
    )
    (row,) = csv.DictReader(io.StringIO("\n".join(csv_lines([hit]))))
    assert tuple(row) == CSV_COLUMNS
    assert row["title"] == 'He said "no", twice'
    assert (row["published"], row["score"], row["source"]) == ("2022-01-23", "1.2346", "")
    assert row["snippet"] == "first … second"
