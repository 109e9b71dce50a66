"""Archive as a place to put articles: adding, replacing, deleting, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from archive_stories import ids, make, story

from searchkit import (
    Archive,
    Article,
    ArticleNotFound,
    InvalidArgument,
    InvalidArticle,
    SearchkitError,
)


def test_add_says_whether_it_replaced_an_article(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        assert archive.add(story("a", "one")) is False
        assert archive.add(story("a", "two")) is True
        archive.commit()
        assert archive.add(story("a", "three")) is True
    with Archive.open(tmp_path) as archive:
        stored = archive.get("a")
        assert stored is not None
        assert stored.body == "three"


def test_articles_of_any_iterable_are_streamed(tmp_path: Path) -> None:
    taken: list[int] = []

    def endless(count: int) -> Iterator[Article]:
        for number in range(count):
            taken.append(number)
            yield story(f"a{number:03}")

    with Archive.open(tmp_path, create=True) as archive:
        assert archive.add_all(endless(150)) == 150
        assert archive.add_all([]) == 0
    assert len(ids(tmp_path)) == len(taken) == 150


def test_an_iterable_that_fails_leaves_the_choice_to_the_caller(tmp_path: Path) -> None:
    def failing() -> Iterator[Article]:
        yield story("a")
        raise RuntimeError("the feed broke")

    with Archive.open(tmp_path, create=True) as archive:
        with pytest.raises(RuntimeError, match="feed"):
            archive.add_all(failing())
        archive.commit()
    assert ids(tmp_path) == ["a"]


@pytest.mark.parametrize("thing", [{"id": "a", "body": "x"}, "text", None])
def test_only_articles_can_be_added(tmp_path: Path, thing: object) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        with pytest.raises(InvalidArgument, match="add takes an Article"):
            archive.add(thing)  # type: ignore[arg-type]
        archive.add(story("a"))
    assert ids(tmp_path) == ["a"]


def test_an_invalid_article_harms_nothing_that_was_added(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(story("a"))
        with pytest.raises(InvalidArticle, match="surrogate"):
            archive.add(story("b", "\ud800"))
        assert issubclass(InvalidArticle, SearchkitError)
    assert ids(tmp_path) == ["a"]


def test_an_article_without_an_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    by_url = Article(url="https://Example.org:443/story?b=1", body="one")
    by_content = Article(title="No address", body="one")
    with Archive.open(tmp_path, create=True) as archive:
        assert archive.add(by_url) is False
        assert archive.add(by_content) is False
        assert archive.add(by_url) is True
        archive.commit()
        first = list(archive.ids())
        assert archive.add(by_content) is True
        assert archive.add(Article(url=by_url.url, body="changed")) is True
        assert archive.add(Article(title="No address", body="two")) is False
        archive.commit()
        assert len(first) == 2
        assert set(first) < set(archive.ids())
        assert all(archive.get(id) is not None for id in first)


def test_published_goes_in_as_any_type_and_comes_back_as_a_date_or_aware(tmp_path: Path) -> None:
    noon = datetime(2022, 1, 23, 12, tzinfo=timezone(timedelta(hours=2)))
    given = {
        "date": date(2022, 1, 23),
        "text": "2022-01-23",
        "naive": datetime(2022, 1, 23, 23, 59),
        "aware": noon,
        "iso": "2022-01-23T12:00:00+02:00",
        "none": None,
    }
    with Archive.open(tmp_path, create=True) as archive:
        archive.add_all(Article(id=id, body="river", published=when) for id, when in given.items())
        archive.commit()
        back = {id: getattr(archive.get(id), "published", ...) for id in given}
        hits = {hit.id: hit.published for hit in archive.search("river")}
    assert back == hits
    for name in ("date", "text", "naive"):
        assert back[name] == date(2022, 1, 23)
        assert not isinstance(back[name], datetime)
    assert back["aware"] == back["iso"] == noon
    assert back["aware"].utcoffset() == timedelta(hours=2)
    assert back["none"] is None


def test_delete_counts_what_there_was(tmp_path: Path) -> None:
    make(tmp_path, story("a"), story("b"), story("c"))
    with Archive.open(tmp_path) as archive:
        assert archive.delete("a", "nobody", "a", "b") == 2
        assert archive.delete() == 0
        assert archive.get("a") is not None  # not yet committed
    assert ids(tmp_path) == ["c"]


def test_an_article_deleted_in_the_commit_that_added_it_is_gone(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(story("a"))
        assert archive.delete("a") == 1
        archive.add(story("b"))
    assert ids(tmp_path) == ["b"]


def test_resolve_takes_a_whole_id_or_a_beginning_that_is_alone(tmp_path: Path) -> None:
    make(tmp_path, *(story(id) for id in ("abc", "abd", "ab", "xyz", "m1", "m2", "m3", "m4")))
    with Archive.open(tmp_path) as archive:
        assert archive.resolve("ab") == "ab"
        assert archive.resolve("abc") == "abc"
        assert archive.resolve("x") == "xyz"
        for prefix in ("", "nobody", "xyzz"):
            with pytest.raises(ArticleNotFound, match="no article"):
                archive.resolve(prefix)
        with pytest.raises(ArticleNotFound, match=r"several.*: m1, m2, m3, …"):
            archive.resolve("m")
        with pytest.raises(ArticleNotFound, match=r"several.*: ab, abc, abd$"):
            archive.resolve("a")
