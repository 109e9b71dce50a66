"""An id, once given, stays; two that claim one are both kept, told apart and reported."""

import shutil

from newsroom import counts

from searchkit.model import Article
from searchkit.sync.filing import MOST_WARNINGS


def test_two_files_that_claim_one_id_are_both_kept_and_reported(room):
    room.write("news/a.txt", "id=x a | 1")
    room.write("news/b.txt", "id=x b | 2")
    report = room.ingest()
    assert counts(report) == (2, 0, 0, 0)
    assert room.ids["a"] == "x"
    assert room.ids["b"].startswith("x~")
    assert len(report.warnings) == 1
    assert "news/b.txt" in report.warnings[0]
    assert room.ids["b"] in report.warnings[0]


def test_two_records_of_a_file_that_claim_one_id_are_both_kept(room):
    room.write("news/a.txt", "id=x a | 1\nid=x b | 2\nid=x c | 3\n")
    room.ingest()
    before = room.ids
    assert len(set(before.values())) == 3
    room.write("news/a.txt", "id=x a | 1\nid=x B | 2\nid=x c | 3\n")
    assert counts(room.ingest()) == (0, 1, 2, 0)
    assert room.ids["B"] == before["b"]


def test_ids_that_were_told_apart_stay(room):
    room.write("news/b.txt", "id=x b | 1")
    room.ingest()
    room.write("news/a.txt", "id=x a | 1")
    room.ingest()
    before = room.ids
    assert before["b"] == "x"
    for name in ("a", "b"):
        room.write(f"news/{name}.txt", f"id=x {name} | 2")
    report = room.ingest()
    assert counts(report) == (0, 2, 0, 0)
    assert (room.ids, report.warnings) == (before, ())
    room.rebuild()
    assert room.ids == before
    (room.folder / "news/b.txt").unlink()
    room.ingest()
    assert room.ids == {"a": before["a"]}


def test_the_warnings_are_capped(room):
    room.write("news/a.txt", "id=x t | 1\n" * (MOST_WARNINGS + 6))
    warnings = room.ingest().warnings
    assert len(warnings) == MOST_WARNINGS + 1
    assert warnings[-1] == "5 more ids were already taken"


def test_a_renamed_file_keeps_the_id_of_its_address(room):
    room.write("news/z.txt", "url=https://example.org/story a | 1")
    room.write("news/y.txt", "y | 1")
    room.ingest()
    before = room.id_of("a")
    (room.folder / "news/z.txt").rename(room.folder / "news/b.txt")
    report = room.ingest()
    assert counts(report) == (0, 1, 1, 0)
    assert report.warnings == ()
    assert room.id_of("a") == before
    assert {article.path for article in room.articles} == {"news/b.txt", "news/y.txt"}


def test_an_article_of_the_api_is_not_overwritten_by_a_file(room):
    room.put(Article(id="x", title="mine", body="1"))
    room.write("news/a.txt", "id=x theirs | 2")
    report = room.ingest()
    assert counts(report) == (1, 0, 0, 0)
    assert len(report.warnings) == 1
    assert room.ids["mine"] == "x"
    shutil.rmtree(room.folder / "news")
    room.ingest(allow_empty=True)
    assert room.titles == ["mine"]


def test_an_article_of_the_api_takes_the_place_of_a_files_and_stays(room):
    room.write("news/a.txt", "id=x theirs | 1")
    room.write("news/b.txt", "b | 1")
    room.ingest()
    assert room.put(Article(id="x", title="mine"))
    room.touch("news/a.txt")
    assert counts(room.ingest()) == (0, 0, 1, 0)
    room.rebuild()
    assert room.titles == ["b", "mine"]
    room.write("news/a.txt", "id=x theirs, changed | 2")
    report = room.ingest()
    assert counts(report) == (1, 0, 1, 0)
    assert room.ids["mine"] == "x"
    (room.folder / "news/a.txt").unlink()
    room.ingest()
    assert room.titles == ["b", "mine"]


def test_the_same_holds_for_one_stored_since_the_last_commit(room):
    from searchkit.sync import ingest, put

    room.write("news/a.txt", "id=x theirs | 1")
    writer = room.engine.writer()
    ingest(writer, [room.folder / "news"], index=room.index)
    put(writer, Article(id="x", title="mine"))
    writer.commit()
    room.write("news/a.txt", "id=x theirs, changed | 2")
    room.ingest()
    assert room.ids["mine"] == "x"
    assert len(room.ids) == 2


def test_an_address_that_appears_in_a_file_is_a_new_identity(room):
    room.write("news/a.txt", "a | 1")
    room.ingest()
    room.write("news/a.txt", "url=https://example.org/a a | 1")
    assert counts(room.ingest()) == (1, 0, 0, 1)
    assert len(room.articles) == 1
