"""What is said where nothing, or strikingly little, can be found: advice and coverage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from searchkit import Archive, Article
from searchkit.advice import Failed, advice
from searchkit.errors import SearchTimeout
from searchkit.query.nodes import Word

FIRST = date(2021, 1, 1)


def stories() -> Iterator[Article]:
    """Two years of a wire, one article a day; a daily that ends with the first; one undated."""
    for number in range(730):
        day = FIRST + timedelta(days=number)
        if not date(2022, 5, 1) <= day < date(2022, 6, 1) or day.day == 7:
            yield make(f"w{number}", day, "Example Wire", "The embassy was quiet.")
        if day.year == 2021:
            yield make(f"d{number}", day, "Daily Example", "The mayor spoke of the budget.")
    yield make("undated", None, None, "An undated zeppelin; the action was military.")


def make(id: str, day: date | None, source: str | None, body: str) -> Article:
    return Article(id=id, title="", body=body, source=source, published=day, language="en")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path: Path = tmp_path_factory.mktemp("archive") / "index"
    with Archive.open(path, create=True, zone="UTC") as archive:
        archive.add_all(stories())
        archive.commit()
        yield archive


@pytest.mark.parametrize(
    ("query", "options", "tips"),
    [
        ("embasy", {}, ["did you mean: embassy"]),
        ("mayor blimp", {"match": "all"}, ["no article has blimp: without it 365 articles match"]),
        ("mayor blimp", {"match": "all"}, ["try: --match any (match='any'): 365 articles match"]),
        (
            "mayor",
            {"after": "2022-03-01"},
            [
                "try: other dates: 365 articles match outside these: "
                "2021-01-01 to 2021-12-31, nearest 2021-12-31"
            ],
        ),
        (
            "zeppelin after:2021-01-01",
            {},
            ["try: --undated (undated=True): 1 article matches without a date"],
        ),
        (
            "mayor",
            {"source": "Example Wire"},
            ["try: other sources, of which 365 articles match (`searchkit sources`)"],
        ),
        ('"military action"', {}, ["try: without the quotes: 1 article matches"]),
        ("title:mayor", {}, ["try: without the field: 365 articles match"]),
        ("mayor -budget", {}, ["try: without what is excluded: 365 articles match"]),
        ("xqzt", {}, ["no article has xqzt", "try: fewer or other words"]),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_try(archive, query, options, tips):
    results = archive.search(query, **options)
    assert results.total == 0
    for tip in tips:
        assert any(told.startswith(tip) for told in results.advice), results.advice
    assert results.to_json()["advice"] == list(results.advice)


def test_a_search_with_hits_needs_no_advice(archive):
    assert archive.search("embassy").advice == ()
    assert "advice" not in archive.search("embassy").to_json()


def test_advice_ends_when_its_time_is_over(archive):
    class Slow:
        def ids(self):
            return iter(["a1"])

        def search(self, request):
            raise SearchTimeout(1.0)

    failed = Failed(Word("x"), archive.zone, "auto", False, "y")
    assert advice(Slow(), failed)[0] == "did you mean: y"
    assert advice(Slow(), failed)[-1].startswith("try: fewer or other words")


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        (
            "embassy date:2020",
            "the archive holds no articles of 2020: its own are of 2021-01-01 to 2022-12-31",
        ),
        ("embassy after:2023-02-01", "the archive holds no articles from 2023-02-01 on: its own"),
        ("embassy before:2020-02-01", "the archive holds no articles before 2020-02-01: its own"),
        ("embassy date:2022-05", "the archive holds only 1 article of 2022-05"),
        (
            'mayor date:2022-04 source:"Daily Example"',
            "the archive holds 30 articles of 2022-04, none of Daily Example",
        ),
        (
            "mayor source:Exmple",
            "the archive holds nothing of the source Exmple; sources with like names: ",
        ),
        ("mayor source:zzzz", "the archive holds nothing of the source zzzz"),
    ],
)
def test_bounds_that_leave_little_are_named(archive, query, warning):
    (told,) = (text for text in archive.search(query).warnings if "archive holds" in text)
    assert told.startswith(warning)
    assert told in archive.timeline(query).warnings


@pytest.mark.parametrize(
    "query",
    [
        "embassy",
        "embassy date:2022-04",
        "embassy date:2022-05-01..2022-06-30",
        'embassy source:"example wire" after:2021-06-01',
        "embassy -source:Nobody",
        "embassy OR date:2019",
        "embassy date:2022-04-03",
    ],
)
def test_bounds_that_the_archive_fills_are_not_remarked_on(archive, query):
    assert not [text for text in archive.search(query).warnings if "archive holds" in text]


def test_bounds_beside_the_query_count_too(archive):
    results = archive.search("embassy", after="2019-01-01", before="2019-02-01", source="Wire")
    assert [text[:35] for text in results.warnings if "archive holds" in text] == [
        "the archive holds nothing of the so",
        "the archive holds no articles of 20",
    ]


def test_an_archive_without_dates_says_so(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(make("a", None, "Example Wire", "The embassy."))
        archive.commit()
        (told,) = archive.search("embassy date:2022").warnings
        assert told == "the archive holds no article with a date"


def test_an_empty_archive_says_how_to_fill_it(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.commit()
        (told,) = archive.search("embassy").advice
        assert "holds no articles yet" in told
        assert "searchkit ingest" in told


def test_what_may_be_a_field_is_not_respelled(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add_all(make(f"a{n}", FIRST, "A", "the date of the embassy") for n in range(9))
        archive.commit()
        assert archive.search("dat embasy").suggestion == "date embassy"
        assert archive.search("dat:embassy").suggestion is None


def test_deleted_articles_are_not_held(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add_all([make("a", FIRST, "A", "one"), make("b", FIRST, "B", "two")])
        archive.commit()
        archive.delete("a")
        archive.commit()
        assert "nothing of the source A" in archive.search("one", source="A").warnings[0]


def test_of_many_sources_that_are_not_there_a_few_are_named(archive: Archive) -> None:
    results = archive.search("source:" + ",".join(f"zz{number}" for number in range(500)))
    assert len(results.warnings) == 11
    assert results.warnings[-1] == "the archive holds nothing of 490 more of the sources either"


@pytest.mark.parametrize(
    "query",
    [
        "after:2022-02-01T04:00Z",
        "date:2022-02-01T04:30Z",
        "before:2022-02-01T00:00-12:00",
        "after:0001-01-01T00:00+14:00",
        "before:9999-12-31T23:00-12:00",
    ],
)
def test_a_bound_with_a_time_is_no_bound_of_the_zones_day(tmp_path: Path, query: str) -> None:
    with Archive.open(tmp_path / "index", create=True, zone="UTC") as archive:
        # The first of February in London, and still January where it was published.
        archive.add(Article(id="a", title="Late", published="2022-01-31T23:30:00-05:00"))
        archive.commit()
        results = archive.search(query)
        assert (results.total, results.warnings) == (1, ())


@pytest.mark.parametrize(
    "query",
    ["date:2021 date:2022", "after:2022-03-01 before:2022-01-01", "before:P999999999D date:2021"],
)
def test_dates_that_exclude_each_other_are_told(archive: Archive, query: str) -> None:
    results = archive.search(f"embassy {query}")
    assert results.warnings == ("the query asks for dates that have no day in common",)
