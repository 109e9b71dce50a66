"""Who says what, in the ways that papers have of saying so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Quotation, quotations


def said(text: str) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in quotations(text) if one.kind == "direct"]


def reported(text: str) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in quotations(text) if one.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is late,” said Jane Doe.", "Jane Doe"),
        ("“It is late,” Jane Doe said on Monday.", "Jane Doe"),
        ("“It is late,” said the mayor, Jane Doe, on Monday.", "Jane Doe"),
        ("“It is late,” said the party’s leader, Jane Doe.", "Jane Doe"),
        ("“It is late,” said Sen. Jane Doe (X-Utah), who leads it.", "Jane Doe"),
        ("“It is late,” the mayor, Jane Doe, told the Times.", "Jane Doe"),
        ("“It is late,” Jane Doe, who runs a ferry, said.", "Jane Doe"),
        ("“It is late!” quipped Jane Doe.", "Jane Doe"),
        ("“It is late,” Jane Doe quipped.", "Jane Doe"),
        ("“Is it late?” asked counsel to the inquiry, Jane Doe.", "Jane Doe"),
        ("Jane Doe, the mayor, said: “It is late.”", "Jane Doe"),
        ("Jane Doe said, “It is late.”", "Jane Doe"),
        ("Jane Doe said in a letter to the council that “it is late” for that.", "Jane Doe"),
        ("Jane Doe called it “a late hour for a meeting” and left.", "Jane Doe"),
        ("According to Jane Doe, “it is late”.", "Jane Doe"),
        ("Mayor Jane Doe issued the following statement:\n“It is late.”", "Jane Doe"),
        ("“It is late,” said a spokesman for Kesh Line.", "a spokesman for Kesh Line"),
        (
            "A spokesman for the bank said that it was “late in the day”.",
            "A spokesman for the bank",
        ),
        ("“It is late,” the ministry said.", "the ministry"),
        ("“It is late,” said J. K. van der Doe.", "J. K. van der Doe"),
        ("„Es ist spät“, sagte Bürgermeisterin Jane Doe.", "Jane Doe"),
        ("Jane Doe sagte am Montag: „Es ist spät.“", "Jane Doe"),
        ("« Il est tard », a déclaré mardi le ministre, Jean Doe.", "Jean Doe"),
        ("« Il est tard », résume l’ambassadeur, Jean Doe.", "Jean Doe"),
        ("«Es tarde», dijo la ministra, Juana Doe.", "Juana Doe"),
        ("«Es tarde», resume la politóloga Juana Doe.", "Juana Doe"),
        ("‘It is late,’ said Jane Doe.", "Jane Doe"),
        ("“It is late,” said Senators Doe and Roe in a statement.", "Senators Doe and Roe"),
        ("“It is late,” Jane Doe and John Roe said.", "Jane Doe and John Roe"),
        ("“It is late,” Senator Doe.", "Doe"),
        ("« Il est tard », s’indigne Jean Doe.", "Jean Doe"),
        ("PORT KESH - Mayor Jane Doe made the following statement:\n“It is late.”", "Jane Doe"),
    ],
)
def test_a_speaker_is_found_on_either_side(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “late hour” began at nine in Port Kesh.",
        "They read “The Late Hour”, a novel, on the ferry.",
        "Jane Doe was told “it is late” by nobody.",
        "“It is late,” and then it was over.",
    ],
)
def test_what_nobody_says_is_no_quotation(text: str) -> None:
    assert said(text) == []


def test_a_split_quotation_is_one_speakers() -> None:
    text = "“It is late,” said Jane Doe. “Let us go.”"
    assert said(text) == [("Jane Doe", "It is late,"), ("Jane Doe", "Let us go.")]
    assert quotations(text)[1].basis == "continued"
    assert said("“It is,” said Doe, “late.”") == [("Doe", "It is,"), ("Doe", "late.")]


def test_a_paragraph_of_nothing_else_goes_on_from_the_one_before() -> None:
    text = "Jane Doe said that the bridge was shut.\n\n“It is late. We shall open it tomorrow.”"
    assert said(text) == [("Jane Doe", "It is late. We shall open it tomorrow.")]


def test_paragraphs_that_each_open_with_a_mark_are_one_quotation() -> None:
    text = "“It is late.\n\n“Let us go,” said Jane Doe."
    assert said(text) == [("Jane Doe", "It is late.\n\n“Let us go,")]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("—No lo sé —dijo Juana Doe—. Mañana.", ["No lo sé", "Mañana."]),
        ("— No lo sé — dijo Juana Doe.", ["No lo sé"]),
        ("– Je ne sais pas, répond Juana Doe.", ["Je ne sais pas,"]),
        ("Hacía frío.\n— ¿Quién viene? — preguntó Juana Doe.\n— Nadie.", ["¿Quién viene?"]),
    ],
)
def test_a_dash_opens_speech_where_a_speaker_is_named(text: str, pieces: list[str]) -> None:
    assert said(text) == [("Juana Doe", piece) for piece in pieces]


def test_a_list_with_dashes_says_nothing() -> None:
    assert said("– Brot, Butter, Käse\n– Milch – zwei Liter\n— “Ja”, sagte niemand.") == []


def test_a_short_name_stands_for_the_full_one() -> None:
    text = "Mayor Jane Doe came at nine. “It is late,” Ms. Doe said."
    (quotation,) = quotations(text)
    assert quotation.speaker == "Jane Doe"
    assert quotation.basis == "short name"
    assert text[quotation.speaker_start : quotation.speaker_end] == "Ms. Doe"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Jane Doe came at nine. “It is late,” she said.", "Jane Doe"),
        ("Jane Doe met Mr. Roe in Drosk. Later John Roe left. “It is late,” he said.", "John Roe"),
        ("Mr. Roe, John Roe, saw Jane Doe. “It is late,” she said.", "Jane Doe"),
        ("Jane Doe, the mayor of Port Kesh, came. “It is late,” the mayor said.", "Jane Doe"),
        ("Judge Jane Doe came. John Roe sat down. “It is late,” the judge said.", "Jane Doe"),
        ("Jane Doe’s brother, Ben, who rows, came. “It is late,” he said.", "Ben"),
        ("John Roe saw Jane Doe. “It is late,” the mayor said.", "the mayor"),
        ("Jean Doe est venu hier. « Il est tard », a-t-il déclaré.", "Jean Doe"),
    ],
)
def test_a_pronoun_or_a_role_stands_for_who_was_named(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


def test_a_pronoun_for_nobody_is_nobody() -> None:
    assert said("It rained. “It is late,” she said.") == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Jane Doe told Reuters that the bridge was shut.", "the bridge was shut"),
        ("Jane Doe said the bridge was shut. It rained.", "the bridge was shut"),
        (
            "The bridge had been shut at nine, Jane Doe said on Monday.",
            "The bridge had been shut at nine",
        ),
        ("According to Jane Doe, the bridge was shut.", "the bridge was shut"),
        (
            "The bridge was shut by the police, according to Jane Doe.",
            "The bridge was shut by the police",
        ),
    ],
)
def test_reported_speech_is_indirect(text: str, clause: str) -> None:
    assert reported(text) == [("Jane Doe", clause)]


def test_an_attribution_is_no_reported_speech() -> None:
    assert reported("“It is late,” Jane Doe said at the bridge on Monday.") == []


def test_offsets_are_those_of_the_text() -> None:
    text = "« Il est tard », dit Jean Doe."
    (quotation,) = quotations(text)
    assert text[quotation.start : quotation.end] == quotation.text == "Il est tard"
    assert quotation.to_json() == {
        "speaker": "Jean Doe",
        "text": "Il est tard",
        "start": 2,
        "end": 13,
        "speaker_start": 21,
        "speaker_end": 29,
        "kind": "direct",
        "basis": "name",
    }


_PIECES = st.sampled_from(
    [
        *('"', "“", "”", "„", "«", "»", "'", "’", " said ", " that ", "Jane Doe", " she ", ","),
        *(". ", "\n", "\n\n", " the mayor", "It is late", " Mr.", "’s", "(", " according to "),
        *(" — ", "l’"),
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_has_quotations_that_stand_in_it(text: str) -> None:
    found = quotations(text)
    for one in found:
        assert isinstance(one, Quotation)
        assert text[one.start : one.end] == one.text.strip() != ""
        assert 0 <= one.speaker_start < one.speaker_end <= len(text)
        assert one.speaker.strip()
    assert list(found) == sorted(found, key=lambda one: (one.start, one.end))


@pytest.mark.parametrize(
    "piece",
    [
        *('"', "“a", '"a," he said. ', "said ", "according to ", "A. B. C. said that we are. "),
        *("Aa ", "‘s’ ", "\n“", "“Aa,” Bb said.\n\n", "(", " \n", "\n— a, b, said "),
    ],
)
def test_a_long_hostile_text_takes_time_in_proportion(piece: str) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        quotations(text)
        return time.process_time() - started

    short, long = piece * (20_000 // len(piece)), piece * (160_000 // len(piece))
    assert seconds(long) < 40 * max(seconds(short), 0.005)
