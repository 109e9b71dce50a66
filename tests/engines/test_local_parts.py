"""The segments of a generation being written: who is in them, and who was taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import article

from searchkit.engines.local import parts as parts_module
from searchkit.engines.local.building import Draft, SegmentBuilder
from searchkit.engines.local.parts import Part, stemmed_otherwise, take_census
from searchkit.engines.local.sources import summaries
from searchkit.model import Article
from searchkit.reports import SourceSummary
from searchkit.store.segment import Segment

GERMAN = (
    "Der Bürgermeister sagte am Montag, dass die Brücke nicht vor dem Herbst fertig wird, weil es "
    "auf der Baustelle nicht so schnell geht, wie man es sich im Frühjahr noch gedacht hatte."
)
ARTICLES = [
    article("a", "one", source="AP", published="2022-01-23"),
    article("b", "two words", title="three of them", source="ap"),
    article("c", "three", source="AP", published="2021-12-31T10:00:00+01:00", language="fr"),
    Article(id="d", body=GERMAN),
    Article(id="e", body="?"),
]


def built(path: Path, *articles: Article, fallback: str | None = None) -> Part:
    drafts = [Draft.of(item) for item in articles]
    size, crc = SegmentBuilder().finish(path, drafts, fallback)
    return Part(Segment(path, size), size, crc)


@pytest.fixture
def part(tmp_path: Path) -> Part:
    return built(tmp_path / "seg", *ARTICLES)


@pytest.mark.parametrize("hash_after", [0, 1 << 30])
def test_articles_are_found_until_they_are_deleted(
    part: Part, monkeypatch: pytest.MonkeyPatch, hash_after: int
) -> None:
    monkeypatch.setattr(parts_module, "_HASH_AFTER", hash_after)
    assert [part.find(id) for id in "abcde"] == [0, 1, 2, 3, 4]
    assert part.find("x") is part.find("") is None
    assert part.remove("b") is True
    assert part.remove("b") is part.remove("x") is False
    assert (part.find("b"), part.find("c")) == (None, 2)
    assert part.live.tolist() == [0, 2, 3, 4]
    assert part.live_count == 4


def test_what_is_deleted_is_so_in_the_current_segment_and_not_in_the_one_opened(part: Part) -> None:
    assert part.current() is part.segment
    part.delete([])
    assert not part.touched
    part.delete([0, 4])
    part.delete([1])
    assert part.current().live_count == 2
    assert part.segment.live_count == 5
    again = Part(part.current(), part.size, part.crc)
    again.delete([2])
    assert (again.live_count, part.live_count) == (1, 2)
    assert again.live_bytes == part.size // 5


def test_keys_are_those_of_the_live_articles(part: Part, tmp_path: Path) -> None:
    part.delete([0, 2, 3, 4])
    alone = built(tmp_path / "alone", ARTICLES[1])
    assert part.keys == alone.keys == 5 + 2 * 128


def test_a_census_counts_live_articles_and_knows_the_commonest_language(
    part: Part, tmp_path: Path
) -> None:
    other = built(tmp_path / "other", article("f", published="2022-01-01"), article("g"))
    part.delete([2])
    census = take_census([part, other])
    assert (census.documents, census.undated) == (6, 4)
    assert census.languages == {"en": 4, "": 2}
    assert census.commonest == "en"
    part.delete([0, 1])
    assert take_census([part]).commonest == "de"
    part.delete([3])
    assert take_census([part]).commonest is None
    assert take_census([]).documents == 0


def test_only_unsure_articles_are_ever_stemmed_otherwise(part: Part, tmp_path: Path) -> None:
    assert stemmed_otherwise(part, "en").tolist() == []
    assert stemmed_otherwise(part, "de").tolist() == [4]
    german = built(tmp_path / "german", *ARTICLES, fallback="de")
    assert stemmed_otherwise(german, "de").tolist() == []
    assert stemmed_otherwise(german, "en").tolist() == [4]
    german.delete([4])
    assert stemmed_otherwise(german, "en").tolist() == []


def test_sources_are_summed_up_over_segments_without_deleted_articles(
    part: Part, tmp_path: Path
) -> None:
    other = built(tmp_path / "other", article("f", source="Reuters"), article("g", source="ap"))
    part.delete([3])
    assert summaries([part.current(), other.segment]) == [
        SourceSummary(
            name="AP",
            documents=4,
            undated=2,
            first=_day(ARTICLES[2]),
            last=_day(ARTICLES[0]),
        ),
        SourceSummary(name="Reuters", documents=1, undated=1, first=None, last=None),
        SourceSummary(name=None, documents=1, undated=1, first=None, last=None),
    ]
    assert summaries([]) == []


def _day(item: Article) -> object:
    return item.when if item.id == "a" else getattr(item.when, "date")()  # noqa: B009
