"""An archive's `searchkit.toml` holds for whatever reads files into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit import Archive, Article, ConfigurationError, read_articles

RECORD = '{"head": "Dam gate fails", "copy": "The gate failed on Friday.", "key": "d1"}\n'
FIELDS = '[fields]\nid = "key"\ntitle = "head"\nbody = "copy"\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.jsonl").write_text(RECORD)
    (tmp_path / "searchkit.toml").write_text(FIELDS)
    return tmp_path


def test_the_one_beside_the_archive_holds_for_files_lines_and_rebuilding(desk: Path) -> None:
    with Archive.open(desk / "index", create=True) as archive:
        assert [item.id for item in archive.preview(desk / "news")] == ["d1"]  # type: ignore[union-attr]
        assert archive.ingest(desk / "news").added == 1
        assert archive.ingest_lines([RECORD.replace("d1", "d2").encode()]).added == 1
        assert archive.get("d2").title == "Dam gate fails"  # type: ignore[union-attr]
        archive.rebuild()
        assert archive.ingest(desk / "news").unchanged == 1


def test_a_changed_mapping_updates_the_articles(desk: Path) -> None:
    with Archive.open(desk / "index", create=True) as archive:
        archive.ingest(desk / "news")
        (desk / "searchkit.toml").write_text(FIELDS.replace('"head"', '"copy"'))
        report = archive.ingest(desk / "news")
        assert (report.updated, report.unchanged) == (1, 0)
        assert archive.get("d1").title == "The gate failed on Friday."  # type: ignore[union-attr]


def test_a_mistake_in_it_changes_nothing_and_loses_nothing(desk: Path) -> None:
    (desk / "searchkit.toml").write_text("[fields]\ntitel = 'head'\n")
    with Archive.open(desk / "index", create=True) as archive:
        archive.add(Article(id="mine", title="Mine", body="x"))
        for act in (archive.ingest, archive.rebuild, archive.preview):
            with pytest.raises(ConfigurationError, match=r"searchkit\.toml:2: titel"):
                act(desk / "news")
        archive.commit()
        assert archive.get("mine") is not None


def test_another_one_can_be_named(desk: Path) -> None:
    other = desk / "other.toml"
    other.write_text('[fields]\ntitle = "key"\n')
    (item,) = read_articles(desk / "news" / "a.jsonl", config=other)
    assert isinstance(item, Article)
    assert item.title == "d1"
    with Archive.open(desk / "index", create=True, config=other) as archive:
        archive.ingest(desk / "news")
        assert [article.title for article in archive.articles()] == ["d1"]
