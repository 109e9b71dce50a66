"""What sets the articles of a query apart, through Archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from searchkit import Archive, Article, KeyPhrase, KeyPhrases, QueryError


def story(id: str, body: str, day: int = 1) -> Article:
    return Article(id=id, body=body, published=f"2022-01-{day:02}", language="en", source="Post")


STORIES = [
    *(
        story(f"dam-{n}", f"The Orrin dam failed {n}. A state of emergency holds.")
        for n in range(6)
    ),
    *(story(f"bank-{n}", f"The central bank met {n}. A state of emergency.", 9) for n in range(3)),
    *(story(f"else-{n}", f"A cat sat on mat {n} in the central bank.", 20) for n in range(40)),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("phrases") / "index"
    for part in (STORIES[::2], STORIES[1::2]):
        with Archive.open(path, create=True) as writing:
            writing.add_all(part)
    with Archive.open(path, zone="UTC") as reading:
        yield reading


def texts(found: KeyPhrases) -> list[str]:
    return [phrase.text for phrase in found]


def test_phrases_of_the_articles_found_come_with_counts_in_all(archive: Archive) -> None:
    found = archive.phrases("orrin")
    assert (found.total, found.others, found.read, found.read_others) == (6, 43, 6, 43)
    assert texts(found) == ["Orrin dam failed", "emergency holds", "state of emergency"]
    assert [(p.inside, p.outside) for p in found] == [(6, 0), (6, 0), (6, 3)]
    assert found.phrases[0].score > found.phrases[-1].score > 0


def test_a_period_is_set_apart_from_the_rest(archive: Archive) -> None:
    found = archive.phrases(after="2022-01-09", before="2022-01-10")
    assert (found.total, texts(found)[0]) == (3, "central bank met")
    assert (found.phrases[1].text, found.phrases[1].outside) == ("state of emergency", 6)


def test_part_of_a_longer_phrase_that_says_no_more_is_left_out(archive: Archive) -> None:
    assert "Orrin dam" not in texts(archive.phrases("orrin"))


def test_a_limit_keeps_the_surest(archive: Archive) -> None:
    assert texts(archive.phrases("orrin", limit=1)) == ["Orrin dam failed"]


def test_no_more_than_so_many_articles_are_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchkit.key_phrases.READ", 4)
    found = archive.phrases("orrin")
    assert (found.read, found.read_others) == (4, 4)
    assert found.phrases[0] == KeyPhrase("Orrin dam failed", 6, 0, found.phrases[0].score)


def test_articles_that_follow_under_any_count_among_those_found(archive: Archive) -> None:
    found = archive.phrases("orrin met")
    assert found.total == 9
    assert found.warnings


@pytest.mark.parametrize("query", ["zeppelin", "", "dam-0"])
def test_nothing_to_compare_gives_no_phrases(archive: Archive, query: str) -> None:
    assert len(archive.phrases(query)) == 0


def test_wrong_arguments_are_refused(archive: Archive) -> None:
    with pytest.raises(QueryError):
        archive.phrases("dam", after="gestern abend")


def test_json_has_everything(archive: Archive) -> None:
    data = archive.phrases("orrin", limit=1).to_json()
    assert data["phrases"] == [
        {
            "text": "Orrin dam failed",
            "inside": 6,
            "outside": 0,
            "score": data["phrases"][0]["score"],
        }
    ]
    assert (data["query"], data["interpreted"], data["total"]) == ("orrin", "orrin", 6)
