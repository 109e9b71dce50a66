"""A query over time, and every article it finds, through Archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from searchkit import Archive, Article, InvalidArgument, QueryError


def story(id: str, published: str | None, title: str = "", body: str = "A dam broke.") -> Article:
    return Article(
        id=id, title=title or f"Story {id}", body=body, published=published, source="Post"
    )


STORIES = [
    story("c", "2022-01-24T00:30:00+05:30", title="Dam, dam, dam"),
    story("a", "2022-01-22"),
    story("b", "2022-01-24"),
    story("e", None),
    story("d", "2022-01-26"),
    story("x", "2022-01-24", body="Nothing happened."),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two segments, so that counts are added up."""
    path = tmp_path_factory.mktemp("timeline") / "index"
    with Archive.open(path, create=True) as writing:
        writing.add_all(STORIES[:3])
        writing.commit()
        writing.add_all(STORIES[3:])
    with Archive.open(path, zone="UTC") as reading:
        yield reading


def counts(archive: Archive, query: str, **options: object) -> list[tuple[str, int]]:
    return [(p.label, p.count) for p in archive.timeline(query, **options)]  # type: ignore[arg-type]


def test_days_are_each_articles_own_and_gaps_are_zeros(archive: Archive) -> None:
    assert counts(archive, "dam") == [
        ("2022-01-22", 1),
        ("2022-01-23", 0),
        ("2022-01-24", 2),
        ("2022-01-25", 0),
        ("2022-01-26", 1),
    ]


def test_undated_articles_are_counted_apart(archive: Archive) -> None:
    timeline = archive.timeline("dam")
    assert (timeline.total, timeline.undated, timeline.by) == (5, 1, "day")


def test_the_dates_of_the_question_are_the_ends_of_the_timeline(archive: Archive) -> None:
    expected = [("2022-01-23", 0), ("2022-01-24", 2), ("2022-01-25", 0)]
    assert counts(archive, "dam", after="2022-01-23", before="2022-01-26") == expected
    assert counts(archive, "dam after:2022-01-23 before:2022-01-26") == expected
    assert counts(archive, "dam date:2022", by="month")[-1] == ("2022-12", 0)


def test_shares_are_parts_of_what_the_archive_holds_then(archive: Archive) -> None:
    shares = [period.share for period in archive.timeline("dam", share=True)]
    assert shares == [1.0, None, pytest.approx(2 / 3), None, 1.0]


def test_a_peak_is_named_by_its_best_article(archive: Archive) -> None:
    tops = {p.label: p.top.id for p in archive.timeline("dam") if p.top is not None}
    assert tops["2022-01-24"] == "c"


def test_of_copies_a_peak_names_the_earliest_of_its_time(tmp_path: Path) -> None:
    body = "A dam broke. " + " ".join(f"Witness{n} told reporter{n}." for n in range(60))
    printed = {"before": "2022-01-23", "first": "2022-01-24T08:00Z", "best": "2022-01-24T12:00Z"}
    with Archive.open(tmp_path / "index", create=True, zone="UTC") as archive:
        for id, published in printed.items():
            title = "Dam, dam" if id == "best" else "Water"
            archive.add(Article(id=id, title=title, body=body, source=id, published=published))
        archive.commit()
        assert {copy.id for copy in archive.copies("best")} == {"before", "first"}
        tops = [period.top.id for period in archive.timeline("dam") if period.top is not None]
        assert tops[-1] == "first"


def test_peaks_may_be_left_unnamed(archive: Archive) -> None:
    assert all(period.top is None for period in archive.timeline("dam", peaks=False))


def test_nothing_found_is_an_empty_timeline(archive: Archive) -> None:
    timeline = archive.timeline("zeppelin")
    assert (len(timeline), timeline.total) == (0, 0)


def test_json_names_every_period(archive: Archive) -> None:
    data = archive.timeline("dam", by="month").to_json()
    assert data["by"] == "month"
    assert data["periods"] == [
        {
            "period": "2022-01",
            "start": "2022-01-01",
            "end": "2022-02-01",
            "count": 4,
            "share": None,
            "top": {
                "id": "c",
                "title": "Dam, dam, dam",
                "source": "Post",
                "published": "2022-01-24T00:30:00+05:30",
            },
        }
    ]


def test_a_bad_bound_or_period_is_refused(archive: Archive) -> None:
    with pytest.raises(QueryError):
        archive.timeline("dam", after="gestern abend")
    with pytest.raises(InvalidArgument, match="by is one of day, week"):
        archive.timeline("dam", by="decade")  # type: ignore[arg-type]


def test_every_article_found_is_selected_oldest_first(archive: Archive) -> None:
    assert [article.id for article in archive.select("dam")] == ["a", "c", "b", "d", "e"]
    assert [article.id for article in archive.select()] == ["a", "c", "b", "x", "d", "e"]


def test_a_selection_is_narrowed_as_a_search_is(archive: Archive) -> None:
    late = archive.select("dam", after=date(2022, 1, 24), undated=True)
    assert [article.id for article in late] == ["c", "b", "d", "e"]
    assert list(archive.select("dam", source="Nobody")) == []
