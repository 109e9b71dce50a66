"""A publisher goes by several names; its articles are found by each that searchkit knows."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from searchkit import Archive, Article

ROWS = [
    {"id": "strike", "title": "Strike", "body": "A ferry strike began.", "source": "AP"},
    {"id": "ends", "title": "Strike ends", "body": "The ferry strike ended.", "source": "Wire"},
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("publishers") / "index"
    with Archive.open(path, create=True, zone="UTC") as archive:
        archive.ingest_lines(json.dumps(row).encode() for row in ROWS)
        archive.commit()
        yield archive


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("source:AP", ["strike"]),
        ("source:ap,wire", ["ends", "strike"]),
        ("ferry -source:ap", ["ends"]),
        ("(source:ap OR title:ends) ferry", ["ends", "strike"]),
        ('source:"associated press"', ["strike"]),
    ],
)
def test_the_name_an_article_came_with_finds_it(
    archive: Archive, query: str, found: list[str]
) -> None:
    results = archive.search(query)
    assert sorted(hit.id for hit in results) == found
    assert not results.warnings


def test_the_reading_says_under_which_name_it_was_looked_for(archive: Archive) -> None:
    assert archive.search("ferry", source="AP").interpreted == 'ferry source:"Associated Press"'
    assert archive.search("source:wire").interpreted == "source:wire"


def test_a_publisher_that_the_archive_lacks_keeps_the_name_that_was_typed(
    archive: Archive,
) -> None:
    results = archive.search("source:bbc")
    assert (len(results), results.interpreted) == (0, "source:bbc")
    assert results.warnings == ("the archive holds nothing of the source bbc",)


def test_the_name_holds_wherever_sources_are_named(archive: Archive) -> None:
    assert archive.timeline("ferry", source="ap").total == 1
    assert [article.id for article in archive.select("ferry", source="ap")] == ["strike"]
    related = {one.hit.id for one in archive.similar("ends", source="ap")}
    assert related == {one.hit.id for one in archive.similar("ends", source="Associated Press")}


def test_names_of_the_users_own_find_what_is_filed_under_them(tmp_path) -> None:
    (tmp_path / "searchkit.toml").write_text('[sources]\n"Velmora Times" = ["VT"]\n')
    row = {"id": "mill", "title": "Mill", "body": "The mill burned.", "source": "VT"}
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.ingest_lines([json.dumps(row).encode()])
        results = archive.search("mill", source="vt")
        assert results.interpreted == 'mill source:"Velmora Times"'
        assert [hit.id for hit in archive.search("mill source:vt,bbc")] == ["mill"]
        archive.save_search("mills", "mill source:vt")
        archive.add(Article(id="again", title="Mill", body="It stands.", source="Velmora Times"))
        archive.commit()
        assert [hit.id for hit in archive.alerts()[0].hits] == ["again"]
