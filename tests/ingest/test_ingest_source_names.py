"""One name for each publisher, and who is credited beside them."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from searchkit.ingest.html import read_page
from searchkit.ingest.reader import read_bytes
from searchkit.ingest.source_names import known_names, names_from
from searchkit.ingest.text import read_text
from searchkit.model import Article, Candidate

STORY = "<p>The harbour of Velmora was closed on Monday after a storm had torn cranes down.</p>" * 4


@pytest.mark.parametrize(
    "text",
    [
        "The New York Times",
        "New York Times",
        "NYT",
        "www.nytimes.com",
        "https://www.nytimes.com/section/world",
        "mobile.nytimes.com",
        "NYTIMES.COM",
    ],
)
def test_all_that_mean_one_publisher_are_one(text: str) -> None:
    assert known_names().of(text) == "The New York Times"


@pytest.mark.parametrize("text", ["Velmora Times", "velmora.example", "Times", "com", "", None])
def test_what_the_table_does_not_know_stays_unknown(text: str | None) -> None:
    assert known_names().of(text) is None


def test_a_users_own_names_go_before_ours() -> None:
    names = names_from({"Velmora Times": ["velmora.example", "VT"], "Times NY": ["nytimes.com"]})
    assert names.of("www.velmora.example") == names.of("vt") == "Velmora Times"
    assert names.of("nytimes.com") == "Times NY"
    assert names.of("Le Monde") == "Le Monde"


def test_an_article_keeps_the_name_it_came_with_as_a_candidate() -> None:
    article = Article(body="It rained.", source="NYT")
    named = known_names().normalise(article)
    assert (named.source, named.source_basis) == ("The New York Times", "user")
    assert named.candidates == (Candidate("source", "NYT", "user"),)
    assert known_names().normalise(named) is named


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("(dpa/afp)", "Deutsche Presse-Agentur, Agence France-Presse"),
        ("Quelle: dpa", "Deutsche Presse-Agentur"),
        ("— Reuters", "Reuters"),
        ("With reporting by AP", "Associated Press"),
        ("Reuters said so", None),
        ("dpa and others", None),
        ("", None),
    ],
)
def test_a_line_may_be_nothing_but_a_credit(line: str, agencies: str | None) -> None:
    assert known_names().credited(line) == agencies


@pytest.mark.parametrize(
    ("name", "person", "agency"),
    [
        ("Mara Quill", "Mara Quill", None),
        ("Mara Quill Associated Press", "Mara Quill", "Associated Press"),
        ("MARA QUILL AP Harbour Writer", "MARA QUILL", "Associated Press"),
        ("Reuters Staff", "", "Reuters"),
    ],
)
def test_agencies_are_told_from_persons(name: str, person: str, agency: str | None) -> None:
    assert known_names().signed(name) == (person, agency)


def test_a_paper_that_prints_an_agency_is_the_source() -> None:
    head = '<meta property="og:site_name" content="Velmora Times"><meta name=author content=dpa>'
    article = read_page(f"<head>{head}</head><h1>Storm in Velmora</h1>{STORY}", path="a.html")
    assert isinstance(article, Article)
    assert (article.source, article.agency) == ("Velmora Times", "Deutsche Presse-Agentur")
    assert (article.author, article.agency_basis) == (None, "meta")


def test_a_credit_below_the_text_counts() -> None:
    article = read_page(f"<h1>Storm in Velmora</h1>{STORY}<p>(afp)</p>", path="a.html")
    assert isinstance(article, Article)
    assert (article.agency, article.agency_basis) == ("Agence France-Presse", "footer")


def test_an_agency_is_not_credited_on_its_own_pages() -> None:
    head = '<meta property="og:site_name" content="Reuters">'
    page = f"<head>{head}</head><h1>Storm</h1><p>VELMORA (Reuters) - Ships wait.</p>{STORY}"
    article = read_page(page, path="a.html")
    assert isinstance(article, Article)
    assert (article.source, article.agency) == ("Reuters", None)


def test_a_texts_dateline_names_its_agency() -> None:
    article = read_text("VELMORA (AP) — The harbour was closed on Monday.\n" * 2, path="a.txt")
    assert isinstance(article, Article)
    assert (article.agency, article.agency_basis) == ("Associated Press", "header")
    assert article.source is None


def test_no_name_of_the_table_means_two_publishers() -> None:
    text = files("searchkit.ingest").joinpath("source_names.json").read_text(encoding="utf-8")
    seen: dict[str, str] = {}
    for table in json.loads(text).values():
        for name, others in table.items():
            for other in dict.fromkeys((name, *others)):
                assert seen.setdefault(other.casefold(), name) == name


def test_a_record_gives_its_agency_as_it_was_exported() -> None:
    article = Article(title="Storm", body="It rained.", source="Velmora Times", agency="Reuters")
    (read,) = read_bytes(json.dumps(article.to_json()).encode(), path="a.json")
    assert isinstance(read, Article)
    assert (read.agency, read.agency_basis) == ("Reuters", "user")
