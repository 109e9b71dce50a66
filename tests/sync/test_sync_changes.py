"""Single articles put and deleted, and JSON lines from standard input."""

import os

import pytest
from newsroom import counts

from searchkit.errors import InvalidArticle
from searchkit.model import Article, Rejected
from searchkit.sync import ingest_lines


def lines(room, text):
    writer = room.engine.writer()
    report = ingest_lines(writer, text.encode().splitlines())
    writer.commit()
    return report


def test_put_adds_and_replaces(room):
    assert not room.put(Article(id="x", title="one"))
    assert room.put(Article(id="x", title="two"))
    assert room.ids == {"two": "x"}


def test_put_derives_an_id_where_none_is_given(room):
    room.put(Article(title="by address", url="https://example.org/a"))
    room.put(Article(title="by address, corrected", url="https://example.org/a"))
    room.put(Article(title="by content"))
    room.put(Article(title="by content"))
    assert room.titles == ["by address, corrected", "by content"]


@pytest.mark.parametrize("id", ["two\nlines", " around ", "  ", "x" * 513])
def test_an_id_that_could_not_be_asked_for_is_refused(room, id):
    with pytest.raises(InvalidArticle, match="id: "):
        room.put(Article(id=id, title="one"))


def test_delete_counts_what_was_there(five):
    assert five.delete(five.id_of("many a"), five.id_of("news/01.txt"), "nothing") == 2
    assert len(five.articles) == 5


def test_a_deleted_article_stays_deleted_until_its_content_changes(five):
    id = five.id_of("news/01.txt")
    five.delete(id)
    assert counts(five.ingest()) == (0, 0, 6, 0)
    five.touch("news/01.txt")
    assert counts(five.ingest()) == (0, 0, 6, 0)
    five.rebuild()
    assert len(five.articles) == 6
    five.write("news/01.txt", "changed | x")
    assert counts(five.ingest()) == (1, 0, 6, 0)
    assert five.id_of("changed") == id
    five.touch("news/01.txt")
    assert counts(five.ingest()) == (0, 1, 6, 0)


def test_one_deleted_article_of_a_file_stays_deleted_when_another_changes(five):
    five.delete(five.id_of("many b"))
    five.write("news/2022/03.txt", "many A | 1\nmany b | 2\nmany c | 3\n")
    assert counts(five.ingest()) == (0, 1, 5, 0)
    assert "many b" not in five.titles


def test_a_deleted_article_stays_deleted_in_a_renamed_file(room):
    room.write("news/a.txt", "id=x a | 1")
    room.write("news/b.txt", "b | 1")
    room.ingest()
    room.delete("x")
    (room.folder / "news/a.txt").rename(room.folder / "news/c.txt")
    assert counts(room.ingest()) == (0, 0, 1, 0)
    room.write("news/d.txt", "id=x another | 1")
    room.ingest()
    room.write("news/c.txt", "id=x changed | 1")
    assert counts(room.ingest()) == (1, 0, 2, 0)
    assert room.ids["changed"] == "x"
    assert room.ids["another"].startswith("x~")


def test_the_id_of_a_deleted_article_is_not_given_to_another_file(room):
    room.write("news/a.txt", "id=x a | 1")
    room.ingest()
    room.delete("x")
    room.write("news/b.txt", "id=x b | 2")
    room.ingest()
    room.write("news/a.txt", "id=x a, changed | 1")
    room.ingest()
    assert room.ids["a, changed"] == "x"
    assert room.ids["b"].startswith("x~")


def test_a_deleted_article_of_the_api_leaves_its_id_to_the_file_it_replaced(room):
    room.write("news/a.txt", "id=x a | 1")
    room.ingest()
    room.put(Article(id="x", title="mine"))
    room.delete("x")
    room.write("news/b.txt", "id=x b | 2")
    assert counts(room.ingest()) == (1, 0, 0, 0)
    room.write("news/a.txt", "id=x a, changed | 1")
    room.ingest()
    assert room.ids["a, changed"] == "x"
    assert room.ids["b"].startswith("x~")
    room.write("news/a.txt", "id=x a, changed again | 1")
    assert counts(room.ingest()) == (0, 1, 1, 0)


def test_the_api_brings_a_deleted_article_back(five):
    id = five.id_of("news/01.txt")
    five.delete(id)
    five.put(Article(id=id, title="back"))
    five.write("news/01.txt", "changed | x")
    five.ingest()
    assert five.id_of("back") == id
    assert len(five.articles) == 8
    five.delete(id)
    assert counts(five.ingest()) == (0, 0, 7, 0)


def test_a_deletion_outlives_a_change_in_what_the_reader_makes_of_the_file(five, monkeypatch):
    five.delete(five.id_of("news/01.txt"))
    monkeypatch.setattr("fake_reader._article", lambda line, path: Article(title=line, path=path))
    five.rebuild()
    assert len(five.articles) == 6
    assert not any(article.path == "news/01.txt" for article in five.articles)


def test_lines_are_added_updated_and_left(room):
    report = lines(room, "id=1 a | x\nid=2 b | x\n!bad\n")
    assert counts(report) == (2, 0, 0, 0)
    assert report.rejected == (Rejected("<stdin>:3", "bad"),)
    assert counts(lines(room, "id=1 a | x\nid=2 B | x\nid=3 c | x\n")) == (1, 1, 1, 0)
    assert room.ids == {"a": "1", "B": "2", "c": "3"}


def test_the_last_of_two_lines_with_one_id_holds(room):
    lines(room, "id=1 a | x\n")
    assert counts(lines(room, "id=1 b | x\nid=1 a | x\n")) == (0, 2, 0, 0)
    assert room.titles == ["a"]


def test_lines_without_ids_are_known_by_their_content(room):
    lines(room, "a | x\n")
    assert counts(lines(room, "a | x\nb | x\n")) == (1, 0, 1, 0)


def test_a_deleted_line_stays_deleted(room):
    lines(room, "id=1 a | x\n")
    room.delete("1")
    assert counts(lines(room, "id=1 a | x\n")) == (0, 0, 0, 0)
    assert counts(lines(room, "id=1 b | x\n")) == (1, 0, 0, 0)


def test_articles_of_other_origin_stay_through_every_sync(five):
    five.put(Article(id="api", title="from the API", path="news/01.txt"))
    lines(five, "id=line a line | x\n")
    os.unlink(five.folder / "news/01.txt")
    five.ingest()
    five.rebuild()
    assert {"from the API", "a line"} <= set(five.titles)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_name_that_is_not_utf8_goes_the_whole_way(room, jobs):
    room.write("news/a.txt", "a | 1")
    with open(os.fsencode(room.folder / "news") + b"/caf\xe9 100%.txt", "wb") as file:
        file.write(b"b | 1")
    assert counts(room.ingest(jobs=jobs)) == (2, 0, 0, 0)
    assert "news/caf%E9 100%.txt" in {article.path for article in room.articles}
    assert counts(room.ingest(jobs=jobs)) == (0, 0, 2, 0)
