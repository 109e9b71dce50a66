"""Plain text that was once a page: the story, and what stood near it."""

import json
import os
import textwrap
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.text import read_text
from searchkit.model import Article, Rejected

STORY = (
    "The harbour council voted on Tuesday to close the old swing bridge for good, four years "
    "after a lorry loaded with flour had bent its northern span."
)
MORE = (
    "Nobody on the island was asked, said the baker, who has closed his shop until further notice."
)


def read(text: str) -> Article:
    article = read_text(text, path="a.txt")
    assert isinstance(article, Article)
    return article


def weak(article: Article, field: str) -> list[str]:
    return [
        item.value for item in article.candidates if (item.field, item.basis) == (field, "weak")
    ]


def test_a_header_date_and_a_dateline_are_taken_off_the_first_word() -> None:
    article = read(f" date 2023-05-02 PORT KESH - {STORY}\n{MORE}")
    assert (article.published, article.published_basis) == (date(2023, 5, 2), "header")
    assert article.dateline == "PORT KESH"
    assert article.body == f"{STORY}\n{MORE}"


@pytest.mark.parametrize(
    "front",
    [
        "Press Release March 16 2006 ",
        "NEWS RELEASE - March 16, 2006 - ",
        "For Immediate ReleaseDate: Thursday, March 16, 2006",
        "For Immediate Release: March 16, 2006\n",
        "Pressemitteilung 16. März 2006 ",
        "March 16, 2006",
    ],
)
def test_a_release_date_glued_to_the_story_is_the_publication(front: str) -> None:
    article = read(front + STORY)
    assert article.published == date(2006, 3, 16)
    assert article.published_basis in ("header", "byline")
    assert article.body == STORY


@pytest.mark.parametrize("opener", ["The", "Today", "An", "Die", "Statement"])
def test_a_date_right_before_the_beginning_of_a_sentence_heads_it(opener: str) -> None:
    story = f"{opener} Harbour Board has closed its northern quay after a storm broke the wall."
    article = read(f"March 16, 2006 {story}")
    assert (article.published, article.published_basis) == (date(2006, 3, 16), "header")
    assert article.body == story


def test_a_date_behind_a_release_mark_is_taken_from_a_text_without_lines() -> None:
    text = f"Quay Closed After Storm FOR IMMEDIATE RELEASE March 16 2006 {STORY}"
    article = read(text)
    assert (article.published, article.published_basis) == (date(2006, 3, 16), "header")
    assert article.body == text


@pytest.mark.parametrize(
    ("front", "place", "published"),
    [
        ("DROSK (NPA) - ", "DROSK", None),
        ("DROSK, Karvenia (AP) — ", "DROSK, Karvenia", None),
        ("DROSK, May 2, 2023 /PRNewswire/ -- ", "DROSK", date(2023, 5, 2)),
        ("Drosk (dpa) - ", "Drosk", None),
        ("Drosk, Karvenia – ", "Drosk, Karvenia", None),
        ("DROSK, May 2. /TASS/. ", "DROSK", None),
        ("ST. ANNE, 2 mai 2023 (AFP) - ", "ST. ANNE", date(2023, 5, 2)),
        ("(CNN) — ", None, None),
    ],
)
def test_datelines_of_many_houses(front: str, place: str | None, published: date | None) -> None:
    article = read(front + STORY)
    assert (article.dateline, article.published) == (place, published)
    assert article.body == STORY
    assert article.source is None


@pytest.mark.parametrize(
    "text",
    [
        "January 6, 2021 was a day that nobody will forget, the baker said on Monday.",
        "January 6, 2021 hearings begin on Monday in front of the whole council, it was announced.",
        "January 6, 2021 Capitol rioters were sentenced on Monday, the court of Drosk announced.",
        "January 6, 2021: The day that the wall broke, and how the baker remembers it years later.",
        "On March 16, 2006 The Velmora Times reported that the harbour board had closed its quay.",
        "Le 3 mars 2007 La Poste a fermé son bureau de Port Kesh, a annoncé la mairie lundi matin.",
        "Press release March 16 2006 said that the quay was closed, the baker told the court.",
        "The board told in a press release March 16 2006 that the quay was closed, and why it was.",
        "PRESS RELEASE On March 16, 2006 Mayor Reed will open the new quay of the port.",
        "New Quay FOR IMMEDIATE RELEASE On March 16, 2006 Mayor Reed of Drosk will open the quay.",
        "It was marked For Immediate Release by mistake on May 4, 2023, the board said on Monday.",
        "EXCLUSIVE - The council has known about the crack for years, its letters say.",
        "Hollis Tarn – the baker, not the coach – said that he had closed his shop.",
        "NATO - as the baker calls his three sons - was at the harbour on Monday.",
    ],
)
def test_prose_that_looks_like_a_header_stays(text: str) -> None:
    article = read(text)
    assert article.body == text
    assert (article.published, article.dateline) == (None, None)


def test_title_byline_and_date_line_are_found_above_the_story() -> None:
    article = read(
        f"Old bridge to close\nBy Ann Reed and Bo Lund\nMay 2, 2023\n\n{STORY}\n\n{MORE}"
    )
    assert (article.title, article.title_basis) == ("Old bridge to close", "heading")
    assert (article.author, article.author_basis) == ("Ann Reed, Bo Lund", "byline")
    assert (article.published, article.published_basis) == (date(2023, 5, 2), "byline")
    assert article.body == f"{STORY}\n\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "Von Ann Reed",
        "Par Ann Reed",
        "Por Ann Reed",
        "By Ann Reed, Reuters",
        "By Ann Reed | May 2, 2023",
        "Written by Ann Reed",
    ],
)
def test_bylines_in_several_languages(line: str) -> None:
    article = read(f"Old bridge to close\n\n{line}\n\n{STORY}")
    assert article.author == "Ann Reed"
    assert article.body == STORY


def test_a_changed_date_is_not_the_publication() -> None:
    article = read(f"Old bridge to close\n\nUpdated May 3, 2023\n\n{STORY}")
    assert article.published is None
    assert [(c.field, c.value) for c in article.candidates] == [("modified", "2023-05-03")]


def test_header_fields_are_read() -> None:
    article = read(
        "Title: Old bridge to close\nSource: Strait Post\nDate: 2 May 2023\nAuthor: Ann Reed\n"
        f"URL: https://strait.example/bridge\n\n{STORY}"
    )
    assert (article.title, article.source) == ("Old bridge to close", "Strait Post")
    assert (article.published, article.author) == (date(2023, 5, 2), "Ann Reed")
    assert article.url == "https://strait.example/bridge"
    assert article.source_basis == "header"
    assert article.body == STORY


def test_captions_go_and_their_dates_stay_weak() -> None:
    caption = "A lorry stands on the bridge in Port Kesh, Monday, April 3, 2023"
    credited = f"{caption}Ann Reed/NPA Photo"
    inside = "The bridge from above on April 9, 2022. Getty Images"
    article = read(f"{caption}\n{credited}\n\n{STORY}\n\n{inside}\n\n{MORE}")
    assert article.published is None
    assert weak(article, "published") == ["2023-04-03", "2022-04-09"]
    assert article.body == f"{STORY}\n\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "Join our brand new Strait News Telegram channel!",
        "Subscribe to our newsletter",
        "Sign up for The Morning newsletter here.",
        "Abonnieren Sie unseren Newsletter",
        "Inscrivez-vous à notre newsletter",
        "Read more: What the council knew",
        "Advertisement",
    ],
)
def test_advertisements_go(line: str) -> None:
    assert read(f"{line}\n\n{STORY}\n\n{line}\n\n{MORE}").body == f"{STORY}\n\n{MORE}"


def test_a_channel_named_in_an_advertisement_is_a_weak_source() -> None:
    article = read(f"Join our verified Strait Telegram channel now!\n\n{STORY}")
    assert article.source is None
    assert weak(article, "source") == ["Strait"]


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Read the original article on Strait Post", "Strait Post"),
        ("This article was originally published by The Strait Post.", "The Strait Post"),
        ("This story first appeared in The Strait Post on May 2, 2023.", "The Strait Post"),
        ("The post Old bridge to close appeared first on Strait Post.", "Strait Post"),
        ("Dieser Artikel erschien zuerst bei Strait Post.", "Strait Post"),
        ("Source: Strait Post", "Strait Post"),
    ],
)
def test_the_line_below_names_the_source(line: str, source: str) -> None:
    article = read(f"{STORY}\n\n{MORE}\n\n{line}")
    assert (article.source, article.source_basis) == (source, "footer")
    assert article.body == f"{STORY}\n\n{MORE}"


@pytest.mark.parametrize("line", ["(Source: Strait Post)", "Source: Twitter", "Source: the baker"])
def test_a_credit_for_a_fact_is_no_source(line: str) -> None:
    article = read(f"{STORY}\n\n{MORE}\n\n{line}")
    assert article.source is None
    assert article.body.endswith(line)


@pytest.mark.parametrize("line", ["BREAKING!", "PORT KESH -", "the baker speaks"])
def test_a_kicker_or_half_a_line_is_no_title(line: str) -> None:
    assert read(f"{line}\n\n{STORY}").title_basis == "first sentence"


def test_rights_and_sign_offs_go_and_date_nothing() -> None:
    ending = "© 2022 Strait Post. All rights reserved."
    article = read(f"{STORY}\n\n{MORE} (Reporting by Ann Reed; Editing by Bo Lund)\n\n{ending}")
    assert article.body == f"{STORY}\n\n{MORE}"
    assert (article.published, article.source) == (None, None)
    assert weak(article, "source") == ["Strait Post"]


def test_hard_wrapped_text_becomes_paragraphs() -> None:
    wrapped = "\n\n".join(textwrap.fill(part, 66) for part in (STORY, MORE * 3))
    assert wrapped.count("\n") > 6
    assert read(wrapped).body == f"{STORY}\n\n{MORE * 3}"


def test_text_without_line_breaks_and_short_lines_stay_as_they_are() -> None:
    assert read(f"{STORY} {MORE}").body == f"{STORY} {MORE}"
    poem = (
        "Roses are red, he said.\nViolets are blue, she said.\nThe bridge is closed.\nSo are you."
    )
    assert read(poem).body == poem


def test_wide_gaps_in_a_text_without_line_breaks_part_its_lines() -> None:
    gap = " " * 40
    text = (
        f"Bridge Of Kesh Closed{gap}Bridge Of Kesh Closed{gap}May 2, 2022{gap}{STORY}      {MORE}"
    )
    article = read(f"{text}{gap}and nobody knows why.")
    assert (article.title, article.title_basis) == ("Bridge Of Kesh Closed", "heading")
    assert article.published == date(2022, 5, 2)
    assert article.body == f"{STORY}\n\n{MORE} and nobody knows why."


@pytest.mark.parametrize(
    "line",
    ["Contact: Ann Reed and Bo Lund, 202/555-0100.", "Press Contact", "Ann Reed (202) 555-0100"],
)
def test_whom_the_press_may_call_is_no_story(line: str) -> None:
    assert read(f"FOR IMMEDIATE RELEASE\n\n{STORY}\n\n{MORE}\n{line}").body == f"{STORY}\n\n{MORE}"


def test_a_date_with_a_label_behind_it_is_no_title() -> None:
    assert read(f"June 22 2022 Contact\n\n{STORY}").title_basis == "first sentence"


def test_a_plural_of_an_office_ends_no_sentence() -> None:
    assert read("Sens. Ann Reed and Bo Lund met today. It rained.").title.endswith("met today.")


def test_spaces_bullets_and_control_characters_are_tidied() -> None:
    article = read(
        f"\u00a0 {STORY}\t\r\n\r\n\r\n\u00a0\r\n  • One\u00a0thing.\r\n  • Two\x00 things.\x07"
    )
    assert article.body == f"{STORY}\n\nOne thing.\nTwo things."


def test_without_a_title_the_first_sentence_serves_and_stays_in_the_body() -> None:
    article = read(f"Dr. Reed of the U.S. Navy came on May 2. {STORY}")
    assert article.title == "Dr. Reed of the U.S. Navy came on May 2."
    assert article.title_basis == "first sentence"
    assert article.body.startswith(article.title)


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    title = read("word " * 100 + "end.").title
    assert len(title) <= 200
    assert title.endswith("word…")


def test_a_paragraph_that_mentions_a_photo_stays() -> None:
    text = f"{MORE}\n\nThe photograph by Ann Reed of Getty Images is in the hall, he told Reuters."
    assert read(text).body == text


def test_a_refrain_further_down_is_kept() -> None:
    lines = [STORY, *["And the bridge stayed shut."] * 20]
    assert read("\n".join(lines)).body.count("stayed shut") == 20


def test_text_of_nothing_is_rejected_and_of_a_caption_is_kept() -> None:
    assert isinstance(read_text(" \n\t\n", path="a.txt"), Rejected)
    assert read("Photo: Ann Reed").body == "Photo: Ann Reed"


@given(st.text(max_size=400))
def test_no_text_raises_and_none_is_invented(text: str) -> None:
    article = read_text(text, path="a.txt")
    if isinstance(article, Article):
        assert article.title.rstrip("…")
        assert article.body


FRAGMENTS = st.sampled_from(
    [
        "A.",
        "AB ",
        "By ",
        "Ann Reed",
        "/",
        "(",
        ")",
        " - ",
        "\n",
        "date ",
        "2023-05-02 ",
        "AP",
        ", ",
        "“",
    ]
)


@given(st.lists(FRAGMENTS, max_size=120))
def test_headers_in_any_order_are_read_in_no_time(fragments: list[str]) -> None:
    read_text("".join(fragments), path="a.txt")


@pytest.mark.parametrize("unit", ["Jan. 2, ", "on 3. ", "U. S. ", 'No. "', "May 3.  "])
def test_a_line_of_abbreviations_is_read_in_time_that_grows_with_it(unit: str) -> None:
    start = time.process_time()
    read(unit * 20_000)
    # Looking back over the whole line at each full stop took 40 s.
    assert time.process_time() - start < 5


@pytest.mark.skipif("SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA")
def test_the_five_articles_come_out_as_expected() -> None:
    folder = Path(os.environ["SEARCHKIT_EVAL_DATA"], "articles")
    lines = (folder / "expected.jsonl").read_text("utf-8").splitlines()
    for expected in map(json.loads, lines):
        article = read((folder / expected["file"]).read_text("utf-8"))
        published = article.when.isoformat() if article.when else None
        assert (published, article.published_basis) == (expected["published"], expected["basis"])
        assert article.source == expected["source"]
        assert article.body.startswith(expected["body_starts"])
        assert not [text for text in expected["not_in_body"] if text in article.body]
        assert article.dateline == expected.get("dateline")
        assert expected.get("title", article.title) == article.title
        assert article.title_basis == expected.get("title_from", "heading")
