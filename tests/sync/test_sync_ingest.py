import os

import fake_reader
import pytest
from newsroom import counts

from searchkit.errors import IngestError, SourceMissing
from searchkit.model import Article, Rejected
from searchkit.sync import Progress, preview


def test_what_is_new_is_added(room):
    room.write("news/a.txt", "first | one")
    room.write("news/b.txt", "second | two\nthird | three")
    assert counts(room.ingest()) == (3, 0, 0, 0)
    assert room.titles == ["first", "second", "third"]
    assert {article.path for article in room.articles} == {"news/a.txt", "news/b.txt"}


def test_ingesting_twice_changes_nothing_and_parses_nothing(five):
    before, puts = five.articles, five.engine.puts
    assert counts(five.ingest()) == (0, 0, 7, 0)
    assert fake_reader.PARSED == []
    assert five.engine.puts == puts
    assert five.articles == before


def test_an_unchanged_file_is_not_even_opened(five, monkeypatch):
    monkeypatch.setattr("searchkit.ingest.worker.open_regular", None)
    assert counts(five.ingest()) == (0, 0, 7, 0)


def test_touching_one_file_updates_one(five):
    five.touch("news/01.txt")
    assert counts(five.ingest()) == (0, 1, 6, 0)
    assert fake_reader.PARSED == []
    assert counts(five.ingest()) == (0, 0, 7, 0)


def test_changing_one_file_updates_one(five):
    five.write("news/01.txt", "other | words")
    assert counts(five.ingest()) == (0, 1, 6, 0)
    assert fake_reader.PARSED == ["news/01.txt"]
    assert "other" in five.titles


def test_of_a_changed_file_only_the_changed_articles_are_stored(five):
    puts = five.engine.puts
    five.write("news/2022/03.txt", "many a | 1\nmany B | 2\nmany c | 3\n")
    assert counts(five.ingest()) == (0, 1, 6, 0)
    assert five.engine.puts == puts + 1


def test_articles_gone_from_a_file_are_removed(five):
    five.write("news/2022/03.txt", "many a | 1\n")
    assert counts(five.ingest()) == (0, 0, 5, 2)
    assert not {"many b", "many c"} & set(five.titles)


def test_deleting_one_file_removes_one(five):
    (five.folder / "news/02.txt").unlink()
    assert counts(five.ingest()) == (0, 0, 6, 1)
    assert counts(five.ingest()) == (0, 0, 6, 0)


def test_missing_files_can_be_kept(five):
    (five.folder / "news/02.txt").unlink()
    assert counts(five.ingest(keep_missing=True)) == (0, 0, 7, 0)
    five.write("news/2022/03.txt", "many a | 1\n")
    assert counts(five.ingest(keep_missing=True)) == (0, 0, 7, 0)
    assert counts(five.ingest()) == (0, 0, 6, 1)


def test_a_change_of_the_same_size_within_a_tick_of_the_clock_is_seen(room, monkeypatch):
    room.write("news/a.txt", "first | one")
    now = room._clock
    monkeypatch.setattr("searchkit.ingest.worker.time.time_ns", lambda: now * 10**9)
    room.ingest()
    (room.folder / "news/a.txt").write_text("First | one")
    os.utime(room.folder / "news/a.txt", (now, now))
    assert counts(room.ingest()) == (0, 1, 0, 0)
    assert room.titles == ["First"]


def test_a_young_file_is_compared_but_not_parsed_again(room):
    room.write("news/a.txt", "first | one")
    os.utime(room.folder / "news/a.txt")
    room.ingest()
    assert counts(room.ingest()) == (0, 0, 1, 0)
    assert fake_reader.PARSED == []


def test_a_folder_and_then_one_in_it_gives_no_article_a_second_id(five):
    before = five.ids
    assert counts(five.ingest("news/2022")) == (0, 0, 5, 0)
    assert counts(five.ingest("news", "news/2022", "news/2022/01.txt")) == (0, 0, 7, 0)
    assert five.ids == before


def test_a_folder_named_first_from_within_keeps_its_ids(room):
    room.write("news/2022/01.txt", "inner | x")
    room.write("news/01.txt", "outer | x")
    room.ingest("news/2022")
    before = room.id_of("inner")
    assert counts(room.ingest("news")) == (1, 0, 1, 0)
    assert room.id_of("inner") == before
    assert {article.path for article in room.articles} == {"2022/01.txt", "01.txt"}


def test_only_what_lies_under_the_path_is_touched(five):
    (five.folder / "news/02.txt").unlink()
    (five.folder / "news/2022/02.txt").unlink()
    five.write("news/01.txt", "other | words")
    assert counts(five.ingest("news/2022")) == (0, 0, 4, 1)
    assert "news/02.txt" in five.titles
    assert "other" not in five.titles


def test_two_files_of_one_name_in_two_folders_are_two_articles(room):
    room.write("news/a/01.txt", "same | words")
    room.write("news/b/01.txt", "same | words")
    assert counts(room.ingest()) == (2, 0, 0, 0)


def test_ids_stay_when_index_and_documents_move_together(five):
    before = five.ids
    new = five.folder.parent / "moved"
    os.rename(five.folder, new)
    five.folder, five.index = new, new / "index"
    assert counts(five.ingest()) == (0, 0, 7, 0)
    assert five.ids == before


def test_rejected_files_are_reported_each_time_and_parsed_once(room):
    room.write("news/bad.txt", "!not an article")
    room.write("news/part.txt", "good | x\n!no date")
    room.write("news/empty.txt", "")
    room.write("news/blank.txt", "\n\n")
    (room.folder / "news/link.txt").symlink_to("/etc/hostname")
    expected = {
        Rejected("news/bad.txt:1", "not an article"),
        Rejected("news/part.txt:2", "no date"),
        Rejected("news/empty.txt", "empty"),
        Rejected("news/blank.txt", "no article in it"),
        Rejected("news/link.txt", "a symbolic link out of the folder that was named"),
    }
    report = room.ingest()
    assert (set(report.rejected), counts(report)) == (expected, (1, 0, 0, 0))
    again = room.ingest()
    assert (set(again.rejected), counts(again)) == (expected, (0, 0, 1, 0))
    assert len(report.rejected) == len(again.rejected) == len(expected)
    room.touch("news/bad.txt")
    assert set(room.ingest().rejected) == expected
    assert fake_reader.PARSED == []


def test_a_file_that_turns_bad_keeps_what_is_indexed(five):
    before = five.articles
    five.write("news/01.txt", "")
    five.write("news/02.txt", "!scrambled")
    five.write("news/2022/03.txt", "!all of it scrambled")
    report = five.ingest()
    assert counts(report) == (0, 0, 7, 0)
    assert len(report.rejected) == 3
    assert five.articles == before
    assert counts(five.ingest()) == (0, 0, 7, 0)
    five.write("news/02.txt", "well again | x")
    assert counts(five.ingest()) == (0, 1, 6, 0)


def test_a_record_that_turns_bad_keeps_what_is_indexed(five):
    five.write("news/2022/03.txt", "many a | 1\n!torn\nmany C | 3\n")
    assert counts(five.ingest()) == (0, 1, 6, 0)
    assert {"many a", "many b", "many C"} <= set(five.titles)


def test_a_file_that_cannot_be_read_is_tried_again(five, monkeypatch):
    five.write("news/01.txt", "other | words")
    monkeypatch.setattr(
        "searchkit.ingest.worker.open_regular", failing(PermissionError(13, "No entry"))
    )
    report = five.ingest()
    assert counts(report) == (0, 0, 7, 0)
    assert report.rejected == (Rejected("news/01.txt", "cannot be read: No entry"),)
    monkeypatch.undo()
    monkeypatch.setattr("searchkit.ingest.workers.READER", "fake_reader")
    assert counts(five.ingest()) == (0, 1, 6, 0)


def test_a_file_on_which_the_reader_fails_is_tried_again(five):
    five.write("news/2022/03.txt", "many A | 1\nRAISE\n")
    report = five.ingest()
    assert counts(report) == (0, 1, 6, 0)
    assert "what a strange file" in report.rejected[0].reason
    five.ingest()
    assert fake_reader.PARSED == ["news/2022/03.txt"]
    assert {"many A", "many b", "many c"} <= set(five.titles)


def test_a_crash_in_a_child_costs_one_file(room):
    for number in range(6):
        room.write(f"news/{number}.txt", f"t{number} | x" if number != 3 else "DIE")
    report = room.ingest(jobs=2)
    assert counts(report) == (5, 0, 0, 0)
    assert report.rejected == (Rejected("news/3.txt", "the reader crashed on it (signal 9)"),)


def test_ids_do_not_depend_on_the_number_of_children(room):
    for number in range(30):
        room.write(f"news/{number:02}.txt", f"id={number % 4} t{number} | x")
    room.ingest(jobs=3)
    with_children = room.ids
    room.engine.committed = None
    room.ingest(jobs=1)
    assert room.ids == with_children


def test_the_archive_itself_is_not_ingested(room):
    room.write("news/a.txt", "a | x")
    room.write("index/segment", "s | x")
    room.ingest(".")
    assert room.titles == ["a"]
    with pytest.raises(IngestError, match="archive itself"):
        room.ingest("index")


def test_a_path_that_never_was_is_an_error(room):
    with pytest.raises(SourceMissing, match="no such file or folder"):
        room.ingest("nowhere")
    with pytest.raises(SourceMissing):
        room.ingest("nowhere", allow_empty=True)


def test_a_name_that_no_terminal_can_print_is_named_all_the_same(room):
    with pytest.raises(SourceMissing) as caught:
        room.ingest(os.fsdecode(b"caf\xe9"))
    assert "caf%E9" in str(caught.value)


def test_a_folder_without_files_is_said(room):
    (room.folder / "news").mkdir()
    assert "holds no files" in room.ingest().warnings[0]


def test_progress_ends_with_everything_done(five):
    seen = []
    five.write("news/04.txt", "!bad")
    five.ingest(progress=seen.append)
    last = seen[-1]
    assert isinstance(last, Progress)
    assert (last.done, last.total, last.rejected) == (6, 6, 1)
    assert [p.done for p in seen] == sorted(p.done for p in seen)


def test_a_preview_says_what_would_be_read_and_changes_nothing(five):
    five.write("news/04.txt", "new | x\n!bad")
    five.write("news/01.txt", "changed | x")
    five.touch("news/02.txt")
    generation = five.engine.committed.number
    items = list(preview([five.folder / "news"], index=five.index, record=five.engine.reader()))
    assert [i.title for i in items if isinstance(i, Article)] == ["changed", "new"]
    assert [i.reason for i in items if isinstance(i, Rejected)] == ["bad"]
    assert five.engine.committed.number == generation
    five.ingest()
    assert {i.title: i.id for i in items if isinstance(i, Article)}.items() <= five.ids.items()


def test_a_preview_needs_no_archive(room):
    room.write("news/a.txt", "id=x a | 1")
    room.write("news/b.txt", "id=x b | 1")
    items = list(preview([room.folder / "news"], index=room.index))
    room.ingest()
    assert {item.title: item.id for item in items} == room.ids


def failing(error):
    def fail(*arguments):
        raise error

    return fail
