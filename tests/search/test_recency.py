"""Under `boost="recent"` newer articles lead those that answer nearly as well, and none loses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from searchkit import Archive, Article, InvalidArgument
from searchkit.search.recency import WEIGHT

TEXTS = {
    "newest": ("2024-05-31", "The ferry left the harbour."),
    "month": ("2024-05-01", "The ferry left the harbour."),
    "old": ("1999-01-01", "The ferry left the harbour."),
    "undated": (None, "The ferry left the harbour."),
    "better": ("1999-01-01", "The ferry left."),
}


@pytest.fixture(scope="module", params=["one segment", "a segment each"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("recency") / "index"
    articles = [
        Article(id=id, body=body, published=published, language="en")
        for id, (published, body) in TEXTS.items()
    ]
    for batch in [articles] if request.param == "one segment" else [[one] for one in articles]:
        with Archive.open(path, create=True) as writing:
            writing.add_all(batch)
    with Archive.open(path) as reading:
        yield reading


def scores(archive: Archive, query: str = "ferry", **options: object) -> dict[str, float]:
    found = archive.search(query, all_copies=True, **options)  # type: ignore[arg-type]
    return {hit.id: hit.score for hit in found}


def test_the_newest_gains_a_quarter_half_of_it_is_left_after_a_month(archive: Archive) -> None:
    plain, boosted = scores(archive), scores(archive, boost="recent")
    gains = {id: boosted[id] / plain[id] - 1 for id in plain}
    assert gains == pytest.approx(
        {"newest": WEIGHT, "month": WEIGHT / 2, "old": 0, "better": 0, "undated": 0}
    )


def test_newer_articles_lead_those_that_are_nearly_as_good(archive: Archive) -> None:
    assert next(iter(scores(archive))) == "better"
    assert list(scores(archive, boost="recent")) == ["newest", "better", "month", "old", "undated"]
    assert list(scores(archive, boost="recent", limit=2)) == ["newest", "better"]


@pytest.mark.parametrize("query", ["ferry", "when has the last ferry left Korv harbour"])
def test_explanations_say_what_recency_gave(archive: Archive, query: str) -> None:
    found = archive.search(query, boost="recent", match="any", explain=True, all_copies=True)
    for hit in found:
        parts = {part.word: part for part in hit.explanation or ()}
        recent = parts["(recent)"]
        assert recent.score == pytest.approx(recent.weight * recent.idf * recent.frequency)
        assert sum(part.score for part in parts.values()) == pytest.approx(hit.score)


def test_it_finds_what_a_plain_search_finds(archive: Archive) -> None:
    for query in ("", "ferry -harbour", 'ferry "left the harbour"', "date:2024-05"):
        plain = archive.search(query, all_copies=True)
        boosted = archive.search(query, all_copies=True, boost="recent")
        assert {hit.id for hit in boosted} == {hit.id for hit in plain}
        assert boosted.total == plain.total


def test_it_is_refused_beside_a_sort_by_date_and_under_another_name(archive: Archive) -> None:
    with pytest.raises(InvalidArgument, match="boost goes with sort=relevance, not with newest"):
        archive.search("ferry", boost="recent", sort="newest")
    with pytest.raises(InvalidArgument, match="boost is recent, not 'old'"):
        archive.search("ferry", boost="old")  # type: ignore[arg-type]
