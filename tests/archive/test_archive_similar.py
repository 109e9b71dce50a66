"""What else tells an article's story, through Archive."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from searchkit import Archive, Article, ArticleNotFound, QueryError
from searchkit.model import Copy
from searchkit.similar import Similar, first_seen

SYLLABLES = "ba co du fe gi ho ka lu me no pi ra su te vo wi".split()


def words(seed: int, count: int = 200) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(count)]


def article(
    id: str, text: Sequence[str], day: int | None = 10, source: str = "Post", month: int = 1
) -> Article:
    published = None if day is None else f"2022-{month:02}-{day:02}"
    return Article(
        id=id, title=id, body=" ".join(text), source=source, published=published, language="en"
    )


def shuffled(text: Sequence[str], seed: int) -> list[str]:
    """The same words, told otherwise: no passage of five is left."""
    return random.Random(seed).sample(text, len(text))


STORY = words(1)
EDITED = words(2, 30) + STORY[30:160]
RETOLD = shuffled(STORY, 1) + words(3, 40)
DISTANT = shuffled(STORY[:120], 2) + words(4, 120)
ARTICLES = [
    article("asked", STORY, 10, "Post"),
    article("copy-late", EDITED, 12, "Courier"),
    article("copy-early", STORY, 9, "Wire"),
    article("told-late", RETOLD, 11, "Times"),
    article("told-early", shuffled(RETOLD, 5), 8, "Herald"),
    article("told-again", shuffled(RETOLD, 6), 20, "Herald", month=6),
    article("distant", DISTANT, 10, "Times"),
    article("undated", shuffled(RETOLD, 7), None, "Times"),
    *(article(f"else-{seed}", words(100 + seed), 10, "Times") for seed in range(30)),
]


def fill(path: Path, *commits: Sequence[Article]) -> Path:
    for articles in commits:
        with Archive.open(path, create=True, zone="UTC") as archive:
            archive.add_all(articles)
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = fill(tmp_path_factory.mktemp("similar") / "index", ARTICLES[:3], ARTICLES[3:])
    with Archive.open(path, zone="UTC") as reading:
        yield reading


def section(similar: Similar, relation: str) -> list[str]:
    return [related.hit.id for related in similar if related.relation == relation]


def test_copies_come_first_then_the_same_story_then_the_background(archive: Archive) -> None:
    similar = archive.similar("asked")
    relations = [related.relation for related in similar]
    assert relations == sorted(relations, key=["copy", "same story", "background"].index)
    assert section(similar, "copy") == ["copy-early", "copy-late"]
    assert section(similar, "same story") == ["told-early", "told-late"]
    assert set(section(similar, "background")) == {"told-again", "distant", "undated"}


def test_the_background_is_by_likeness(archive: Archive) -> None:
    found = [related for related in archive.similar("asked") if related.relation == "background"]
    assert [r.likeness for r in found] == sorted((r.likeness for r in found), reverse=True)
    assert found[-1].hit.id == "distant"


def test_who_had_it_first_is_named(archive: Archive) -> None:
    similar = archive.similar("asked")
    assert similar.first is not None
    assert (similar.article.id, similar.first.id) == ("asked", "told-early")
    assert archive.similar("asked", after="2022-01-09").first.id == "copy-early"  # type: ignore[union-attr]
    alone = archive.similar("else-0")
    assert (len(alone), alone.first and alone.first.id) == (0, "else-0")


def test_nobody_had_first_what_is_not_dated(tmp_path: Path) -> None:
    with Archive.open(fill(tmp_path / "index", [article("only", STORY, None)])) as archive:
        assert archive.similar("only").first is None


def test_what_is_not_dated_is_close_to_nothing_in_time(archive: Archive) -> None:
    assert section(archive.similar("undated"), "same story") == []


def test_likeness_and_shared_text_are_shares(archive: Archive) -> None:
    by_id = {related.hit.id: related for related in archive.similar("asked")}
    assert by_id["copy-early"].shared == 1.0
    assert by_id["copy-late"].shared == pytest.approx(130 / 160, abs=0.05)
    assert by_id["told-late"].shared == 0.0
    assert by_id["copy-early"].likeness > by_id["told-late"].likeness > by_id["distant"].likeness
    assert all(0 < related.likeness <= 1 for related in by_id.values())


def test_a_limit_keeps_the_earliest_copies_and_counts_all(archive: Archive) -> None:
    similar = archive.similar("asked", limit=1)
    assert [related.hit.id for related in similar] == ["copy-early"]
    assert similar.copies == 2
    assert len(section(archive.similar("asked", limit=3), "same story")) == 1


def test_filters_narrow_it(archive: Archive) -> None:
    assert section(archive.similar("asked", source="Wire"), "copy") == ["copy-early"]
    assert len(archive.similar("asked", source="Wire")) == 1
    since = archive.similar("asked", after="2022-01-10", before="2022-01-12")
    assert [related.hit.id for related in since] == ["told-late", "distant"]
    ids = {related.hit.id for related in archive.similar("asked", after="2022-06-01", undated=True)}
    assert ids == {"told-again", "undated"}


def test_copies_of_another_story_are_one_hit(tmp_path: Path) -> None:
    twins = [article("twin-b", RETOLD, 11, "Courier"), article("twin-a", RETOLD, 9, "Herald")]
    path = fill(tmp_path / "index", [ARTICLES[0], *twins, *ARTICLES[8:]])
    with Archive.open(path) as archive:
        (related,) = archive.similar("asked")
        assert (related.hit.id, related.hit.copies, related.relation) == ("twin-a", 1, "same story")


def test_copies_of_one_day_stand_by_how_much_they_have(tmp_path: Path) -> None:
    whole, cut = article("b-whole", STORY), article("a-cut", EDITED)
    path = fill(tmp_path / "index", [ARTICLES[0], cut, whole, *ARTICLES[8:]])
    with Archive.open(path) as archive:
        assert section(archive.similar("asked"), "copy") == ["b-whole", "a-cut"]


def test_deleted_articles_are_related_to_nothing(tmp_path: Path) -> None:
    path = fill(tmp_path / "index", ARTICLES)
    with Archive.open(path) as archive:
        archive.delete("copy-early", "told-late")
    with Archive.open(path) as archive:
        ids = {related.hit.id for related in archive.similar("asked")}
        assert not ids & {"copy-early", "told-late"}


def test_words_of_grammar_make_nothing_alike(tmp_path: Path) -> None:
    """In an archive that is mostly in another language they are rare."""
    grammar = "der die das und in den von zu mit sich auf für ist im dem nicht ein eine als".split()
    german = [
        Article(
            id=f"de-{n}", body=" ".join(shuffled(grammar * 5, n) + words(50 + n, 40)), language="de"
        )
        for n in range(2)
    ]
    with Archive.open(fill(tmp_path / "index", [*german, *ARTICLES])) as archive:
        assert len(archive.similar("de-0")) == 0


@pytest.mark.parametrize("body", ["", "und", "…", "one"])
def test_an_article_about_nothing_has_nothing_like_it(tmp_path: Path, body: str) -> None:
    asked = Article(id="brief", body=body, title="Brief" if not body else "", language="de")
    with Archive.open(fill(tmp_path / "index", [asked, *ARTICLES])) as archive:
        assert len(archive.similar("brief")) == 0


def test_an_unknown_id_or_a_bad_date_is_refused(archive: Archive) -> None:
    with pytest.raises(ArticleNotFound, match="no article has the id nothing"):
        archive.similar("nothing")
    with pytest.raises(QueryError):
        archive.similar("asked", after="gestern abend")


def test_json_has_hits_as_a_search_gives_them(archive: Archive) -> None:
    data = archive.similar("asked", limit=1).to_json()
    assert (data["article"]["id"], data["first"]["id"], data["copies"]) == (
        "asked",
        "copy-early",
        2,
    )
    (hit,) = data["hits"]
    assert (hit["id"], hit["relation"], hit["shared"]) == ("copy-early", "copy", 1.0)
    assert {"title", "source", "published", "snippets", "score", "likeness"} <= hit.keys()


def test_whichever_copy_is_dated_first_was_seen_first() -> None:
    asked = article("asked", STORY, 10)
    copies = [Copy("undated", "Wire", None), Copy("b", "Wire", date(2022, 1, 9))]
    first = first_seen(asked, copies)
    assert first is not None
    assert first.id == "b"
    assert first_seen(asked, []) == Copy("asked", "Post", date(2022, 1, 10))
    assert first_seen(article("asked", STORY, None), copies[:1]) is None
