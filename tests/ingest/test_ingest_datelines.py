"""Lines around an article that say when it was published or changed."""

from datetime import date

import pytest

from searchkit.ingest.datelines import any_dates, line_dates, sentence_dates

THIRD = date(2022, 5, 3)


def days(found):
    return [(item.value, item.kind) for item in found]


@pytest.mark.parametrize(
    "line",
    [
        "3 May 2022 / Mara Quill",
        "Harbour News 3 May 2022 Mara Quill",
        "03.05.2022 | Kategorie: Hafen",
        "Mara Quill · 3 мая 2022 · Порт",
    ],
)
def test_a_date_among_other_words_is_read_where_dates_are_expected(line: str) -> None:
    assert days(line_dates(line, loose=True, language="de")) == [(THIRD, "published")]


def test_elsewhere_a_line_must_be_nothing_but_dates() -> None:
    assert line_dates("Harbour News 3 May 2022 Mara Quill", loose=False, language="en") == []
    assert line_dates("The storm of 3 May 2022", loose=False, language="en") == []


def test_times_side_by_side_without_a_space_are_two() -> None:
    assert days(line_dates("03.05.202204.05.2022", loose=True, language="de")) == [
        (THIRD, "published")
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Dieser Beitrag wurde am 3. Mai 2022 um 14:48 von Mara veröffentlicht.", "published"),
        ("This entry was posted on May 3, 2022 by Mara in Harbour.", "published"),
        ("Cette page a été modifiée pour la dernière fois le 3 mai 2022.", "modified"),
        ("This page was last edited on 3 May 2022, at 10:15.", "modified"),
        ("Updated: $Date: 2022/05/03 06:31:41 $", "modified"),
    ],
)
def test_a_sentence_says_when_something_was_posted_or_changed(line: str, kind: str) -> None:
    assert days(sentence_dates(line, "en")) == [(THIRD, kind)]


@pytest.mark.parametrize(
    "line",
    [
        "The mayor was born on 3 May 1960.",
        "Posted by Mara",
        "Posted on 3 May 2022, for the fair from 5 May 2022 to 9 May 2022",
        "Member since 3 May 2022, last updated profile",
        "x" * 700 + " posted on 3 May 2022",
    ],
)
def test_other_sentences_say_nothing(line: str) -> None:
    assert sentence_dates(line, "en") == []


def test_a_copyright_line_has_no_dates() -> None:
    assert any_dates("© 3 May 2022 Velmora Times", "en") == []
    assert days(any_dates("3 May 2022, 4 June 2022", "en"))[0] == (THIRD, "published")
