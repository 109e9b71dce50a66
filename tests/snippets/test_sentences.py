"""Sentences, as lists of them, in the languages of the articles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.snippets.sentences import breaks


def sentences(text: str, language: str | None = None) -> list[str]:
    found, start = [], 0
    for end, following in breaks(text, 0, len(text), language):
        found.append(text[start:end])
        start = following
    return [*found, text[start:]]


# `|` stands where one sentence ends and the next one starts.
ENGLISH = [
    "The ferry sank. | Nobody was hurt.",
    "Mr. Hale met Mrs. Oduya and Sen. Ruth Vance. | They spoke at length.",
    "MR. HALE RESIGNS. | HE GAVE NO REASON.",
    "On Jan. 6 it rained, and on Feb. 7 too. | In Sept. | Monday markets closed early.",
    "It was seen in Jan. | The rest came later.",
    "Prices rose 3.5 per cent to 10.25 crowns. | Wages fell.",
    "He lives in St. Alder with J. K. Marlow. | A dog guards them.",
    "J. A. Smith spoke. | It was late.",
    "The U.S. Senate met. | She left the U.S. | The trip was long.",
    "Acme Inc. Chairman Bo Lind left Acme Inc. | The board met.",
    "They sell apples, pears, etc. | They also sell plums.",
    "It opens at 9 a.m. Monday. | It closes at 5 p.m. | No one minds.",
    "“We are ready.” | “Are you?” she asked. | (So it went.) | He nodded.",
    "“Why now?” he asked. | “Why not!” | Silence.",
    "He paused… | Then he spoke... | Nobody heard.",
    "He paused … and went on ... slowly.",
    "No. 2 fell behind No. 1. | The answer is no. | He left.",
    "It was the sen. of the year. | She smiled.",
    "She won in 2021. | In 2022 she lost.",
    "It was Plan B. | The mayor agreed.",
    "See example.org for more. | Write to us.",
    "iPhone sales fell. | Shares followed.",
    "Is it over?! | Yes.",
    "He left -- for good. | She stayed.",
    "The claim was false.” | She left.",
    "Gov.\nMarlow spoke. | Others listened.",
]
OTHERS = [
    ("de", "Am 3. Mai kam Hr. Dr. Weiß, z. B. mit Gästen. | Die Feier war gut."),
    ("de", "Das gilt bzw. Alles gilt nach Art. 5 Abs. 2. | Der Rest, d.h. Details, folgt."),
    ("de", "Es gab Brot, Käse usw. | Die Gäste gingen. | „Gut so.“ | Er lachte."),
    ("de", "Er wurde 3. | Die anderen kamen später."),
    ("de", "Er zahlte 3,5 Mio. Euro im 21. Jahrhundert. | Niemand fragte."),
    ("fr", "M. Dupré et Mme. Lenoir sont là. | « Nous partons. » | Il pleut."),
    ("fr", "L'accord date du 3 janv. 2020. | Qu'en dit-on ? | Rien !"),
    ("es", "El Sr. Vidal y la Sra. Ramos llegaron. | ¿Quién llamó? | ¡Nadie! | Así fue."),
    ("es", "Viajó a EE. UU. con el Dr. Soto. | El viaje fue largo."),
    ("it", "Il sig. Rossi arriva. | È tardi."),
    ("nl", "Dhr. De Vries kwam o.a. met Mw. Smit. | Het regende."),
    ("sv", "Det finns t.ex. Volvo. | Den är dyr."),
    ("ru", "В г. Орске живёт проф. Иванов. | Он рад."),
    ("zh", "渡轮停航。| 市长说：“我们不等了。”| 居民欢迎！| 好。"),
    ("ja", "船は出ない。| 「待てない。」| 市長は言った。"),
    ("hi", "नाव डूब गई। | सब बच गए।"),
    ("ar", "غرقت العبارة. | هل نجا الجميع؟ | نعم."),
    ("en-GB", "Mr. Hale left. | He waved."),
    ("xx", "Hr. Weiß et Mme. Lenoir met Mr. Hale. | They left."),
    (None, "Sra. Ramos met Dr. Weiß. | They left."),
]


@pytest.mark.parametrize(("language", "marked"), [*(("en", text) for text in ENGLISH), *OTHERS])
def test_sentences_end_where_readers_see_it(language, marked):
    wanted = [part.strip(" ") for part in marked.split("|")]
    text = marked.replace("| ", "").replace("|", "")
    assert sentences(text, language) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ferry sinks\nNobody was hurt.", ["Ferry sinks", "Nobody was hurt."]),
        ("Ferry sinks\n\nnobody hurt", ["Ferry sinks", "nobody hurt"]),
        ("Ferry sinks\r\n\r\nnobody hurt", ["Ferry sinks", "nobody hurt"]),
        ("It sank\nin the bay.", ["It sank\nin the bay."]),
        ("It sank\r\nin the bay.", ["It sank\r\nin the bay."]),
        ("In the bay,\nMonday brought rain.", ["In the bay,\nMonday brought rain."]),
        ("Items:\n• one\n• two", ["Items:", "• one", "• two"]),
        ("Items:\n- one\n- two", ["Items:", "- one", "- two"]),
        ("1. One\n2. Two\n(3) three", ["1. One", "2. Two", "(3) three"]),
        ("1. One. Two", ["1. One.", "Two"]),
        ("“A.”\u2029b", ["“A.”", "b"]),
        ("Left in Jan.\n2022 came.", ["Left in Jan.\n2022 came."]),
    ],
)
def test_lines_end_sentences_unless_they_go_on(text, wanted):
    assert sentences(text, "en") == wanted


TEXTS = st.lists(
    st.sampled_from(
        [*"aA1 .。！\n\r”」(“•", "Mr. ", ". ", "\n\n", "The ", "U.S. ", "  ", "3. ", "e.g. "]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=500)
@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_a_part_has_the_breaks_that_the_whole_text_has_there(text, low, high):
    """A passage's edges do not depend on how much of the text was looked at."""
    whole = list(breaks(text, 0, len(text), "en"))
    part = list(breaks(text, low, high, "en"))
    assert part == [(end, start) for end, start in whole if low <= end and start < high]


@given(st.text(), st.sampled_from(["en", "de", "zz", "", None, "EN_us"]))
def test_any_text_has_sentences_with_space_between_only(text, language):
    previous = 0
    for end, start in breaks(text, 0, len(text), language):
        assert previous <= end <= start < len(text)
        assert not text[end:start].strip()
        assert not text[start].isspace()
        previous = start
