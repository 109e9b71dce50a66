"""Quotations as lines for a terminal."""

from __future__ import annotations

from searchkit import Quotation, quotations
from searchkit.present.quotations import quotation_lines, speakers
from searchkit.present.style import Style

TEXT = "“It is late, and the boats are in,” said Jane Doe. She told Roe that the bridge was shut."


def test_each_quotation_has_its_speaker_and_how_that_is_known() -> None:
    lines = list(quotation_lines(quotations(TEXT), Style(colour=False), width=24))
    assert lines == [
        "Jane Doe",
        "  “It is late, and the",
        "  boats are in,”",
        "",
        "Jane Doe (pronoun, reported)",
        "  the bridge was shut",
    ]


def test_speakers_are_named_once_and_the_first_few() -> None:
    said = [Quotation(name, "x", 0, 1, 0, 1, "direct", "name") for name in "ABACD"]
    assert speakers(said) == "A, B, C, …"
    assert speakers([Quotation("\x1bA", "x", 0, 1, 0, 1, "direct", "name")]) == "\\x1bA"
