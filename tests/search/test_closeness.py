"""Of articles that are as good otherwise, those with the query's neighbours side by side lead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit import Archive, Article
from searchkit.search import closeness

QUERY = "storm damage at the harbour wall of Korv"


def article(id: str, body: str) -> Article:
    return Article(id=id, body=body, language="en", published="2024-05-01")


ARTICLES = [
    article("apart", "Damage by a storm: the wall and the harbour of Korv."),
    article("close", "A storm damaged all of it: the harbour wall there at Korv."),
    article("less", "The wall of Korv harbour was built with stones from far away."),
    article("other", "Nothing happened."),
]


@pytest.fixture(scope="module", params=["one segment", "a segment each"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("closeness") / "index"
    batches = [ARTICLES] if request.param == "one segment" else [[one] for one in ARTICLES]
    for batch in batches:
        with Archive.open(path, create=True) as writing:
            writing.add_all(batch)
    with Archive.open(path) as reading:
        yield reading


def test_neighbours_side_by_side_lead(archive: Archive) -> None:
    assert [hit.id for hit in archive.search(QUERY, match="any")] == ["close", "apart", "less"]
    assert [hit.id for hit in archive.search("damage storm wall harbour Korv", match="any")] == [
        "apart",
        "close",
        "less",
    ]


def test_a_pair_gives_its_part_of_the_mean_rarity_of_its_words(archive: Archive) -> None:
    (hit, *_) = archive.search(QUERY, match="any", explain=True)
    given = {part.word: part for part in hit.explanation or ()}
    storm, damage, pair = given["storm"], given["damage"], given['"storm damage"']
    assert pair.idf == pytest.approx((storm.idf + damage.idf) / 2)
    assert pair.score == pytest.approx(closeness.WEIGHT * pair.idf)


@pytest.mark.parametrize("query", [QUERY, "storm wall"])
def test_explanations_add_up_to_the_score(archive: Archive, query: str) -> None:
    for hit in archive.search(query, match="any", explain=True):
        assert sum(part.score for part in hit.explanation or ()) == pytest.approx(hit.score)


def test_short_queries_are_ranked_by_their_words_alone(archive: Archive) -> None:
    for hit in archive.search("harbour wall", match="any", explain=True):
        assert {part.word for part in hit.explanation or ()} <= {"harbour", "wall"}


def test_sorting_by_date_gives_nothing_to_neighbours(archive: Archive) -> None:
    for hit in archive.search(QUERY, match="any", sort="newest", explain=True):
        assert not any('"' in part.word for part in hit.explanation or ())


def test_articles_behind_the_first_ones_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "index"
    texts = [f"Storm damage harbour wall Korv {'x ' * n}" for n in range(8)]
    with Archive.open(path, create=True) as writing:
        writing.add_all(article(str(n), text) for n, text in enumerate(texts))
    with pytest.MonkeyPatch.context() as patch, Archive.open(path) as reading:
        plain = [h.id for h in reading.search("damage storm wall harbour Korv", all_copies=True)]
        patch.setattr(closeness, "CANDIDATES", 3)
        found = reading.search(QUERY.replace(" at the", "").replace(" of", ""), all_copies=True)
        assert [hit.id for hit in found] == plain
        scores = [hit.score for hit in found]
        assert scores == sorted(scores, reverse=True)
        assert scores[2] - scores[3] > scores[3] - scores[4]
        for limit in range(6):
            few = reading.search(found.query, limit=limit, all_copies=True)
            assert [hit.id for hit in few] == plain[:limit]
