import shutil

import fake_reader
import pytest
from newsroom import Newsroom, counts

from searchkit.errors import SourceMissing
from searchkit.model import Article
from searchkit.sync import rebuild


def test_a_rebuild_reads_everything_anew_and_changes_nothing(five):
    before = five.engine.committed
    assert counts(five.rebuild()) == (0, 0, 7, 0)
    assert len(fake_reader.PARSED) == 5
    assert five.engine.committed.articles == before.articles
    assert five.engine.committed.record == before.record
    assert counts(five.ingest()) == (0, 0, 7, 0)


def test_a_rebuild_finds_what_was_added_changed_and_removed(five):
    five.write("news/04.txt", "new | x")
    five.write("news/01.txt", "changed | x")
    (five.folder / "news/02.txt").unlink()
    assert counts(five.rebuild()) == (1, 1, 5, 1)
    assert counts(five.ingest()) == (0, 0, 7, 0)


def test_a_rebuild_gives_what_a_new_archive_would_and_keeps_the_apis(five):
    five.put(Article(id="api", title="from the API"))
    five.write("news/04.txt", "new | x")
    five.write("news/01.txt", "changed | x")
    five.rebuild()
    scratch = Newsroom(five.folder)
    scratch.ingest()
    by_api = Article(id="api", title="from the API")
    assert five.articles == sorted([*scratch.articles, by_api], key=lambda article: article.id)


def test_a_rebuild_of_one_path_drops_nothing_outside_it(five):
    five.put(Article(id="api", title="from the API"))
    (five.folder / "news/02.txt").unlink()
    (five.folder / "news/2022/02.txt").unlink()
    assert counts(five.rebuild("news/2022")) == (0, 0, 7, 1)
    assert {"news/02.txt", "from the API"} <= set(five.titles)
    assert set(fake_reader.PARSED) == {"news/2022/01.txt", "news/2022/03.txt"}
    assert counts(five.ingest()) == (0, 0, 5, 1)


def test_a_rebuild_of_a_new_path_adds_it(five):
    five.write("wire/a.txt", "a | x")
    assert counts(five.rebuild("wire")) == (1, 0, 7, 0)


def test_a_stored_rebuild_reads_no_file(five):
    shutil.rmtree(five.folder / "news")
    before = five.engine.committed
    assert counts(five.rebuild(stored=True)) == (0, 0, 7, 0)
    assert fake_reader.PARSED == []
    assert five.engine.committed.articles == before.articles
    assert five.engine.committed.record == before.record


def test_a_file_that_turned_bad_keeps_its_stored_article(five):
    five.write("news/01.txt", "!scrambled")
    five.write("news/2022/03.txt", "many A | 1\n!torn\n")
    report = five.rebuild()
    assert counts(report) == (0, 1, 6, 0)
    assert len(report.rejected) == 2
    assert {"news/01.txt", "many A", "many b", "many c"} <= set(five.titles)


def test_a_missing_root_stops_a_rebuild_unless_it_may_drop(five):
    shutil.rmtree(five.folder / "news")
    before = five.articles
    with pytest.raises(SourceMissing):
        five.rebuild()
    assert five.articles == before
    five.put(Article(id="api", title="from the API"))
    assert counts(five.rebuild(allow_empty=True)) == (0, 0, 1, 7)
    assert counts(five.rebuild()) == (0, 0, 1, 0)


def test_ids_of_claims_are_kept_whoever_comes_first(room):
    room.write("news/b.txt", "id=x b | 1")
    room.ingest()
    room.write("news/a.txt", "id=x a | 1")
    report = room.rebuild()
    assert counts(report) == (1, 0, 1, 0)
    assert room.ids["b"] == "x"
    assert room.ids["a"].startswith("x~")
    assert len(report.warnings) == 1


def test_a_renamed_file_keeps_the_id_of_its_address(room):
    room.write("news/b.txt", "url=https://example.org/b b | 1")
    room.write("news/c.txt", "c | 1")
    room.ingest()
    before = room.id_of("b")
    (room.folder / "news/b.txt").rename(room.folder / "news/z.txt")
    assert counts(room.rebuild()) == (0, 1, 1, 0)
    assert room.id_of("b") == before


def test_without_a_record_the_default_folder_is_read(room, monkeypatch):
    monkeypatch.chdir(room.folder)
    room.put(Article(id="api", title="from the API"))
    assert counts(room.rebuild()) == (0, 0, 1, 0)
    room.write("documents/a.txt", "a | x")
    assert counts(room.rebuild()) == (1, 0, 1, 0)


def test_a_rebuild_reads_with_children_too(five):
    before = five.articles
    five.rebuild(jobs=2)
    assert fake_reader.PARSED == []
    assert five.articles == before


def test_a_rebuild_reports_progress(five):
    seen = []
    writer = five.engine.writer(fresh=True)
    rebuild(five.engine.reader(), writer, index=five.index, progress=seen.append)
    writer.cancel()
    assert (seen[-1].done, seen[-1].total) == (5, 5)
