"""Which marks open a quotation, which close it, and which are apostrophes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.quotes.marks import LONGEST, quoted_spans


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in quoted_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Hold on," he said. "Now."', ["Hold on,", "Now."]),
        ("“Hold on,” he said.", ["Hold on,"]),
        ("„Halt“, sagte er. „Jetzt.”", ["Halt", "Jetzt."]),
        ("«Alto», dijo. «Ahora.»", ["Alto", "Ahora."]),
        ("« Halte », dit-il.", [" Halte "]),
        ("»Halt«, sagte er.", ["Halt"]),
        ("”Seis”, sa hon.", ["Seis"]),
        ("``Hold on,'' he said.", ["Hold on,"]),
        ("‘Hold on,’ he said, ‘it’s the workers’ turn.’", ["Hold on,", "it’s the workers’ turn."]),
        ("'Hold on,' he said.", ["Hold on,"]),
        ("‚Halt‘, sagte er.", ["Halt"]),
    ],
)
def test_each_kind_of_mark_closes_what_it_opened(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It’s the Smiths’ dog, and it isn't theirs.",
        "in the ’90s and the '80s",
        'a 5\' 10" man and a 6" nail',
        "rock 'n' roll",
        "' ' \" \" “",
        "",
    ],
)
def test_apostrophes_and_stray_marks_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_marks_within_a_quotation_belong_to_it() -> None:
    assert quoted("“She said ‘no’ to me.”") == ["She said ‘no’ to me."]
    assert quoted("‘She said “no” to me.’") == ["She said “no” to me."]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_quotation_goes_on_in_a_paragraph_that_opens_with_its_mark(between: str) -> None:
    assert quoted(f"“One.{between}“Two,” he said.") == [f"One.{between}“Two,"]
    assert quoted(f'"One.{between}"Two," he said.') == [f'One.{between}"Two,']


def test_a_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert quoted("“One and two.\n\nThree “four” five.") == ["One and two.", "four"]
    assert quoted('"One and two.\nThree "four" five.') == ["One and two.", "four"]


def test_lines_are_no_paragraphs_where_blank_lines_part_them() -> None:
    assert quoted("He said:\n\n“One\nand two.”\n") == ["One\nand two."]


def test_a_mark_far_away_closes_nothing() -> None:
    assert quoted("“" + "x " * LONGEST + "” “y”") == ["y"]


@given(st.text(alphabet="\"'“”‘’„«»`ab. ,\n", max_size=60))
def test_quoted_spans_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for span in quoted_spans(text):
        assert at <= span.outer_start < span.start < span.end <= span.outer_end <= len(text)
        assert text[span.start : span.end].strip()
        at = span.outer_end
