"""What is counted in 32 bits never counts that far: segments end, merges stop and articles are
refused long before, and an archive made of many small segments answers as one of a large one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from random_news import Dice

from searchkit import Archive, model
from searchkit.engines.local import copies, intake, merging, workers
from searchkit.engines.local.parts import Part
from searchkit.errors import ArchiveError, InvalidArticle
from searchkit.ingest import limits
from searchkit.model import Article
from searchkit.store import article_columns, layout
from searchkit.store.segment import Segment

SHIFT = 14
"""By how many bits the limits of these tests are lower than real ones."""
FEW_KEYS = layout.MAX_KEYS >> SHIFT + 4
"""Less than the articles of these tests have together."""
QUERIES = (
    *("market", "run OR mayor", '"mayor runs"', "title:embassy", "mar*", "markt~", "-run", ""),
    *('"email market"~4', "covid19", "source:ap", "date:2022-01", "lang:de", "author:haus"),
)


def test_the_limits_of_a_segment_leave_room_in_its_keys() -> None:
    """An article's texts have no more positions than characters; a byte is at most one of them."""
    article = 2 * model.MOST_CHARACTERS
    batch = intake._BATCH_BYTES + article
    gaps = 2 * layout.GAP * (workers._SEGMENT_ARTICLES + intake._BATCH_ARTICLES)
    assert workers._SEGMENT_BYTES + batch + gaps < layout.MAX_KEYS // 8
    assert merging._MOST_KEYS + batch < layout.MAX_KEYS // 8
    assert article < 1 << 31, "positions of a batch are i4"
    assert limits.DOCUMENT_BYTES <= model.MOST_CHARACTERS, "whatever is read can be stored"


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """All limits as far below what these tests add as real ones are below 4 GB of postings."""
    monkeypatch.setattr(article_columns, "MAX_KEYS", FEW_KEYS)
    monkeypatch.setattr(merging, "_MOST_KEYS", merging._MOST_KEYS >> SHIFT)
    monkeypatch.setattr(merging, "_MOST_BYTES", merging._MOST_BYTES >> SHIFT)
    monkeypatch.setattr(merging, "_SMALL_BYTES", 4_000)
    monkeypatch.setattr(workers, "_SEGMENT_BYTES", workers._SEGMENT_BYTES >> SHIFT)
    monkeypatch.setattr(workers, "_SEGMENT_ARTICLES", workers._SEGMENT_ARTICLES >> SHIFT << 2)
    monkeypatch.setattr(intake, "_BATCH_BYTES", intake._BATCH_BYTES >> SHIFT)
    monkeypatch.setattr(intake, "_BATCH_ARTICLES", 8)


def filled(index: Path, commits: int = 3) -> Archive:
    dice = Dice(3)
    for commit in range(commits):
        with Archive.open(index, create=True, zone="UTC") as archive:
            archive.add_all(dice.article(f"{commit}-{number:03}") for number in range(50))
    return Archive.open(index, zone="UTC")


def keys_of(index: Path) -> list[int]:
    parts = [Part(Segment(path), 0, 0) for path in index.glob("seg-*.sk")]
    return [part.keys for part in parts]


def answers(archive: Archive) -> list[Any]:
    return [
        {**archive.search(query, match="any", limit=40).to_json(facets=True), "took_ms": 0}
        for query in QUERIES
    ]


def test_an_archive_of_many_segments_answers_as_one_of_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with filled(tmp_path / "one") as archive:
        expected = answers(archive)
        assert archive.status().segments == 1
    request.getfixturevalue("low")
    with filled(tmp_path / "many") as archive:
        assert archive.status().segments > 8
        assert archive.check().ok
        found = answers(archive)
    assert [answer for answer, other in zip(found, expected, strict=True) if answer != other] == []
    assert max(keys_of(tmp_path / "many")) < FEW_KEYS < max(keys_of(tmp_path / "one"))


def test_a_segment_that_were_to_pass_its_keys_is_refused_and_the_last_commit_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As would happen without the limits on segments and merges."""
    filled(tmp_path, commits=1).close()
    monkeypatch.setattr(article_columns, "MAX_KEYS", FEW_KEYS)
    with pytest.raises(OverflowError, match="too many words for one segment"):
        filled(tmp_path, commits=2)
    with Archive.open(tmp_path) as archive:
        assert archive.status().documents == 50
        assert archive.check().ok


def test_an_article_that_is_too_long_is_refused_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MOST_CHARACTERS", 100)
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(Article(id="a", title="Long enough", body="x " * 50))
        with pytest.raises(InvalidArticle, match="body has 101 characters"):
            archive.add(Article(id="b", title="Too long", body="x" * 101))
        archive.commit()
        assert [article.id for article in archive.articles()] == ["a"]


def test_more_articles_than_can_be_numbered_are_refused_and_the_last_commit_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_MOST_ARTICLES", 2)
    with Archive.open(tmp_path, create=True) as archive:
        archive.add_all([Article(id="a", title="One"), Article(id="b", title="Two")])
        archive.commit()
        archive.add(Article(id="c", title="Three"))
        with pytest.raises(ArchiveError, match="3 articles are too many for one archive"):
            archive.commit()
    with Archive.open(tmp_path) as archive:
        assert archive.status().documents == 2
        assert archive.check().ok
