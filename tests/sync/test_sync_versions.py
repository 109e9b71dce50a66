"""A story that is published again keeps what it said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit import Archive, Article


def story(body: str, **fields: str) -> Article:
    return Article(id="a", title="River", body=body, language="en", **fields)


def put(index: Path, *articles: Article) -> None:
    with Archive.open(index, create=True) as archive:
        archive.add_all(articles)


def bodies(index: Path, id: str = "a") -> list[str]:
    with Archive.open(index) as archive:
        assert archive.check().ok
        return [version.article.body for version in archive.versions(id)]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An archive whose article was replaced twice."""
    for body in ("the river rose", "the river rose again", "the river fell"):
        put(tmp_path / "index", story(body))
    return tmp_path / "index"


def test_each_text_that_is_replaced_is_kept_with_when(index: Path) -> None:
    assert bodies(index) == ["the river rose", "the river rose again"]
    with Archive.open(index) as archive:
        first, second = archive.versions("a")
    assert first.replaced <= second.replaced
    assert first.replaced.utcoffset() is not None
    assert bodies(index, "missing") == []


def test_what_is_the_same_or_differs_in_facts_only_is_no_version(index: Path) -> None:
    put(index, story("the river fell"))
    put(index, story("the river fell", source="Post", published="2022-01-02"))
    assert bodies(index) == ["the river rose", "the river rose again"]


def test_of_several_texts_between_commits_only_what_was_committed_is_kept(index: Path) -> None:
    put(index, story("never committed"), story("never either"), story("the river froze"))
    assert bodies(index)[2:] == ["the river fell"]


def test_versions_outlive_rebuilding_and_go_with_their_article(index: Path) -> None:
    put(index, Article(id="a2", body="one", language="en"))
    put(index, Article(id="a2", body="two", language="en"))
    with Archive.open(index) as archive:
        archive.rebuild(stored=True, jobs=1)
    assert len(bodies(index)) == 2
    with Archive.open(index) as archive:
        archive.delete("a")
    assert bodies(index) == []
    assert bodies(index, "a2") == ["one"]


def test_files_keep_versions_when_they_change_and_lose_them_when_they_go(tmp_path: Path) -> None:
    index, file = tmp_path / "index", tmp_path / "news" / "a.txt"
    file.parent.mkdir()
    other = tmp_path / "news" / "b.txt"
    other.write_text("id=b Other | another one")
    for number, body in enumerate(("the river rose", "the river rose", "the river fell!")):
        file.write_text(f"id=a River | {body}" + "\n" * number)
        with Archive.open(index, create=True) as archive:
            archive.ingest(tmp_path / "news", jobs=1)
    assert bodies(index) == ["the river rose"]
    renamed = file.rename(file.with_name("c.txt"))
    with Archive.open(index) as archive:
        archive.ingest(tmp_path / "news", jobs=1)
    assert bodies(index) == ["the river rose"]
    renamed.unlink()
    with Archive.open(index) as archive:
        archive.ingest(tmp_path / "news", jobs=1)
    assert bodies(index) == []
