"""Copies are grouped by what the archive holds, in whatever way it came to hold it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from searchkit import Archive, Article, Results
from searchkit.engines.local import candidates, merging
from searchkit.engines.local.engine import LocalEngine

SYLLABLES = "ba co du fe gi ho ka lu me no pi ra su te vo wi".split()
Groups = set[tuple[str, ...]]


def words(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(count)]


def article(id: str, body: Sequence[str], day: int | None = 1, source: str = "AP") -> Article:
    published = None if day is None else f"2022-01-{day:02}"
    text = " ".join(body)
    return Article(
        id=id, title="River", body=text, source=source, published=published, language="en"
    )


def story(seed: int, count: int = 300) -> list[str]:
    return words(random.Random(seed), count)


def wire_copy(body: Sequence[str], seed: int) -> list[str]:
    """With a new opening, and the last quarter cut."""
    return story(seed, 35) + list(body[40 : len(body) * 3 // 4])


def template(seed: int, count: int = 300) -> list[str]:
    """The same furniture for every seed, with other names and numbers in it."""
    rng, body = random.Random(seed), story(77, count)
    for place in range(4, count, 60):
        body[place : place + 2] = words(rng, rng.randint(1, 4))
    return body


def filled(folder: Path, *commits: Sequence[Article]) -> Path:
    for articles in commits:
        with Archive.open(folder, create=True, zone="UTC") as archive:
            archive.add_all(articles)
    return folder


def groups(index: Path) -> Groups:
    """The ids of each group, the earliest first."""
    with Archive.open(index, zone="UTC") as archive:
        assert archive.check().ok
        found = archive.search("river", limit=1000)
        shown = {(hit.id, *(copy.id for copy in hit.others)) for hit in found}
        assert (len(shown), sum(map(len, shown))) == (found.groups, found.total)
    return {group for group in shown if len(group) > 1}


def search(index: Path, query: str = "river", **options: object) -> Results:
    with Archive.open(index, zone="UTC") as archive:
        return archive.search(query, **options)  # type: ignore[arg-type]


def ids(found: Results) -> list[str]:
    return [hit.id for hit in found]


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """An article of the second, with copies of the first, the third, and one of no date."""
    body = story(1)
    return filled(
        tmp_path / "index",
        [article("second", body, 2), article("other", story(2), 2)],
        [
            article("first", wire_copy(body, 3), 1, "Post"),
            article("third", wire_copy(body, 4), 3, "Times"),
            article("undated", body, None, "Mail"),
        ],
    )


# What is a copy


def test_a_wire_story_with_a_new_lede_and_a_cut_end_is_a_copy(tmp_path: Path) -> None:
    bodies = [story(seed) for seed in range(20)]
    originals = [article(f"a{n}", body, 2) for n, body in enumerate(bodies)]
    edited = [article(f"b{n}", wire_copy(b, n + 100), 3, "Post") for n, b in enumerate(bodies)]
    index = filled(tmp_path / "index", originals, edited)
    assert groups(index) == {(f"a{n}", f"b{n}") for n in range(20)}


def test_columns_with_the_same_furniture_are_no_copies(tmp_path: Path) -> None:
    days = [article(f"d{n}", template(n), n + 1) for n in range(12)]
    same_day = [article(f"s{n}", template(n + 50), 20) for n in range(8)]
    assert groups(filled(tmp_path / "index", days, same_day)) == set()


def test_announcements_that_share_a_paragraph_with_another_source_are_no_copies(
    tmp_path: Path,
) -> None:
    paragraphs = [story(seed, 80) for seed in range(30)]
    ones = [
        article(f"a{n}", story(n + 100, 60) + p + story(n + 200, 60))
        for n, p in enumerate(paragraphs)
    ]
    twos = [
        article(f"b{n}", story(n + 300, 60) + p + story(n + 400, 60), 1, "Post")
        for n, p in enumerate(paragraphs)
    ]
    assert groups(filled(tmp_path / "index", ones, twos)) == set()


def test_a_short_story_of_which_another_paper_kept_half_is_its_copy(tmp_path: Path) -> None:
    bodies = [story(seed, 120) for seed in range(10)]
    originals = [article(f"a{n}", body, 2) for n, body in enumerate(bodies)]
    edited = [
        article(f"b{n}", story(n + 100, 48) + body[45:100], 3, "Post")
        for n, body in enumerate(bodies)
    ]
    index = filled(tmp_path / "index", originals, edited)
    assert groups(index) == {(f"a{n}", f"b{n}") for n in range(10)}


def test_a_few_words_are_copies_only_where_all_of_them_are_the_same(tmp_path: Path) -> None:
    line = story(5, 9)
    index = filled(
        tmp_path / "index",
        [article("a", line, 1), article("b", line, 1, "Post"), article("c", line[1:], 1)],
        [article("next-day", line, 2), article("short", ["same"], 1), article("s2", ["same"], 1)],
    )
    assert groups(index) == {("a", "b")}


def test_what_is_the_same_word_for_word_is_a_copy_however_late(tmp_path: Path) -> None:
    body = story(6)
    late = [article("late", body, 28), article("edited", wire_copy(body, 7), 27)]
    assert groups(filled(tmp_path / "index", [article("a", body, 1)], late)) == {("a", "late")}


def test_a_text_that_was_saved_very_often_is_one_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, number in {"_MET": 3, "_FIRST": 2, "_KEPT": 2, "_PAIRS_AT_ONCE": 10}.items():
        monkeypatch.setattr(candidates, limit, number)
    days = [None, *range(1, 9)]
    again = [article(f"a{n:02}", story(1), days[n % 9]) for n in range(20)]
    again += [article(f"b{n}", story(2)[:n] + story(2), n + 1, f"Paper {n}") for n in range(9)]
    at_once, in_parts = tmp_path / "at-once", tmp_path / "in-parts"
    assert sorted(map(len, groups(filled(at_once, again)))) == [9, 20]
    assert groups(filled(in_parts, again[:7], again[7:25], again[25:])) == groups(at_once)


def test_what_every_article_ends_with_is_compared_in_time_that_grows_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "_MET", 5)
    judged = candidates.Sketched._judged
    pairs: list[int] = []

    def counted(self: candidates.Sketched, ones: Any, others: Any, shared: Any) -> Any:
        pairs.append(len(ones))
        return judged(self, ones, others, shared)

    monkeypatch.setattr(candidates.Sketched, "_judged", counted)
    footed = [article(f"a{n}", story(n, 40) + story(999, 40), None) for n in range(120)]
    assert not groups(filled(tmp_path, footed))
    assert 120 < sum(pairs) < 120 * 20


def test_unlike_copies_of_one_article_need_not_be_copies_of_each_other(tmp_path: Path) -> None:
    body = story(8, 600)
    start, end = body[:330], body[270:]
    index = filled(
        tmp_path / "index",
        [article("whole", body, 1), article("start", start, 2), article("end", end, 2, "Post")],
    )
    assert groups(index) == {("whole", "end", "start")}
    with Archive.open(index) as archive:
        archive.delete("whole")
    assert groups(index) == set()


# Keeping up


def test_the_earliest_stands_first_and_undated_ones_last(one: Path) -> None:
    assert groups(one) == {("first", "second", "third", "undated")}


def test_when_the_earliest_is_deleted_the_next_one_stands(one: Path) -> None:
    with Archive.open(one) as archive:
        archive.delete("first")
    assert groups(one) == {("second", "third", "undated")}


def test_an_article_that_is_replaced_leaves_its_group_or_joins_another(one: Path) -> None:
    filled(one, [article("third", story(9), 3)])
    assert groups(one) == {("first", "second", "undated")}
    filled(one, [article("other", story(1), 4, "Herald")])
    assert groups(one) == {("first", "second", "other", "undated")}


def test_groups_outlive_merges_and_rebuilding(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = groups(one)
    with monkeypatch.context() as patch:
        patch.setattr(merging, "_SMALL_BYTES", 0)
        filled(one, [article("more", story(10))])
    filled(one, [article("still more", story(11))])
    assert groups(one) == before
    with Archive.open(one) as archive:
        archive.rebuild(stored=True, jobs=1)
    assert groups(one) == before


def test_a_commit_that_changes_no_group_keeps_their_file(
    one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_SMALL_BYTES", 0)
    filled(one, [article("more", story(10))])
    names = {path.name for path in one.glob("grp-*")}
    writer = LocalEngine(one).writer()
    writer.set_entry("key", 1)
    writer.commit()
    assert {path.name for path in one.glob("grp-*")} & names


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_adding_and_deleting_gives_the_same_groups(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    articles = []
    for number in range(24):
        body = story(rng.randrange(4))
        kind = rng.randrange(5)
        body = wire_copy(body, number) if kind < 3 else template(number) if kind == 3 else body
        day = rng.choice([None, *range(1, 9)])
        articles.append(article(f"a{number}", body, day, rng.choice(["AP", "Post", "Mail"])))
    deleted = rng.sample(range(24), 5)
    kept = [item for number, item in enumerate(articles) if number not in deleted]
    at_once = groups(filled(tmp_path / "at once", kept))
    assert at_once
    rng.shuffle(articles)
    cuts = sorted(rng.sample(range(1, 24), 5))
    if seed % 2:
        monkeypatch.setattr(merging, "_SMALL_BYTES", 0)
    pieces = [articles[a:b] for a, b in zip([0, *cuts], [*cuts, 24], strict=True)]
    index = filled(tmp_path / "bit by bit", *pieces)
    for number in deleted:
        with Archive.open(index) as archive:
            archive.delete(f"a{number}")
    assert groups(index) == at_once


# Searching


def test_the_earliest_that_matches_stands_for_its_group(one: Path) -> None:
    found = search(one, sort="oldest")
    assert ids(found) == ["first", "other"]
    assert (found.total, found.groups, found[0].copies) == (5, 2, 3)
    assert [copy.source for copy in found[0].others] == ["AP", "Times", "Mail"]
    found = search(one, after="2022-01-02", undated=True, source=["AP", "Times"], sort="oldest")
    assert {hit.id: hit.copies for hit in found} == {"second": 1, "other": 0}
    assert (found.total, found.groups) == (3, 2)


def test_all_copies_are_shown_when_they_are_asked_for(one: Path) -> None:
    found = search(one, all_copies=True, sort="oldest")
    assert ids(found) == ["first", "other", "second", "third", "undated"]
    assert (found.total, found.groups) == (5, 5)
    assert {hit.copies for hit in found} == {0}


def test_facets_count_articles(one: Path) -> None:
    assert dict(search(one).facets["source"]) == {"AP": 2, "Post": 1, "Times": 1, "Mail": 1}


def test_pages_count_groups(tmp_path: Path) -> None:
    bodies = [story(seed) for seed in range(12)]
    copies = [
        article(f"{n:02}-{copy}", body, copy + 1, f"Paper {copy}")
        for n, body in enumerate(bodies)
        for copy in range(9)
    ]
    index = filled(tmp_path / "index", copies)
    pages = [ids(search(index, limit=5, offset=offset)) for offset in (0, 5, 10, 15)]
    assert [len(page) for page in pages] == [5, 5, 2, 0]
    everything = ids(search(index, limit=100))
    assert everything == [id for page in pages for id in page]
    assert sorted(everything) == [f"{n:02}-0" for n in range(12)]


def test_a_copy_of_a_strict_match_is_not_shown_again_when_words_are_relaxed(one: Path) -> None:
    body = story(1)
    query = f"{body[20]} {body[150]}"
    found = search(one, query)
    assert ids(found) == ["second"]
    assert found[0].copies == 3
    assert (found.total, found.groups) == (4, 1)
