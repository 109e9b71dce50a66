"""Saved searches: what is news, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit import Archive, Article, InvalidArgument, QueryError, saved_searches

STORY = (
    "Crews on the ferries to Sollen voted on Monday to strike over a plan to leave one deckhand "
    "at home on late crossings. The vote was close, the union said, and the first day without "
    "ferries will be Friday. Islanders were told to stock up, and the mail will go by air. "
)


def ferry(id: str, title: str = "Ferry strike", body: str = STORY, **fields) -> Article:
    return Article(id=id, title=title, body=body, **{"published": "2025-05-12", **fields})


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One article about a strike, and a search that was saved when there was only that."""
    monkeypatch.chdir(tmp_path)
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(ferry("known"))
        archive.commit()
        archive.save_search("ferries", "ferry strike")
        archive.commit()
        yield archive


def told(archive: Archive, *names: str) -> tuple[list[str], list[str]]:
    (alert,) = archive.alerts(*names)
    return [hit.id for hit in alert.hits], [hit.id for hit in alert.changed]


def add(archive: Archive, *articles: Article) -> None:
    archive.add_all(articles)
    archive.commit()


def test_what_was_there_when_a_search_was_saved_is_no_news(archive):
    assert told(archive) == ([], [])


def test_an_article_is_news_until_note_is_taken_of_it(archive):
    add(archive, ferry("new", "Ferry strike ends", "The crews are back."), ferry("other", "x", "y"))
    assert told(archive) == told(archive, "ferries") == (["new"], [])
    archive.acknowledge(archive.alerts())
    assert told(archive) == ([], [])


def test_only_what_was_told_is_taken_note_of(archive):
    add(archive, ferry("one", "Ferry strike one", "Pickets."))
    alerts = archive.alerts()
    add(archive, ferry("two", "Ferry strike two", "Talks."))
    archive.acknowledge(alerts)
    assert told(archive) == (["two"], [])


def test_the_newest_come_first_and_every_word_must_be_there(archive):
    add(
        archive,
        ferry("old", "Ferry strike of old", "x", published="1999-01-01"),
        ferry("late", "Ferry strike again", "x", published="2025-06-01"),
        ferry("half", "A strike", "No boats."),
    )
    assert told(archive) == (["late", "old"], [])


def test_a_replaced_text_is_told_as_changed_and_a_touched_one_is_not(archive):
    add(archive, ferry("known", body=STORY + "It is off."))
    assert told(archive) == ([], ["known"])
    archive.acknowledge(archive.alerts())
    add(archive, ferry("known", body=STORY + "It is off.", author="A. Quill"))
    assert told(archive) == ([], [])
    add(archive, ferry("known", body=STORY + "It is on."))
    assert told(archive) == ([], ["known"])


def test_a_copy_of_a_known_story_is_news_only_where_copies_are_asked_for(archive):
    archive.save_search("each", "ferry strike", all_copies=True)
    archive.commit()
    add(archive, ferry("copy", source="Courier"), ferry("first", published="2025-05-11"))
    assert told(archive, "ferries") == ([], [])
    assert set(told(archive, "each")[0]) == {"copy", "first"}


def test_copies_of_a_new_story_are_told_once(archive):
    text = STORY.replace("ferries", "trains").replace("Sollen", "Orrin").replace("mail", "milk")
    add(archive, *(ferry(name, "Ferry strike, then trains", text * 2) for name in ("a", "b")))
    assert len(told(archive)[0]) == 1


@pytest.mark.parametrize("stored", [True, False])
def test_rebuilding_makes_no_news_and_loses_none(archive, stored):
    add(archive, ferry("new", "Ferry strike ends", "The crews are back."))
    archive.rebuild(stored=stored)
    assert told(archive) == (["new"], [])
    archive.acknowledge(archive.alerts())
    archive.rebuild(stored=stored)
    assert told(archive) == ([], [])


def test_a_repaired_archive_knows_what_was_told(archive):
    archive.close()
    Archive.repair(archive.path)
    with Archive.open(archive.path) as repaired:
        assert [search.name for search in repaired.saved_searches()] == ["ferries"]
        assert told(repaired) == ([], [])


def test_what_goes_and_comes_back_is_no_news(archive):
    archive.delete("known")
    archive.commit()
    archive.acknowledge(archive.alerts())
    add(archive, ferry("known"))
    assert told(archive) == ([], [])


def test_without_news_nothing_is_written(archive):
    generation = archive.status().generation
    archive.acknowledge(archive.alerts())
    assert archive.status().generation == generation


def test_a_search_keeps_all_that_was_asked(archive):
    given = {
        "after": "last week",
        "before": "2030-01-01",
        "source": ("Courier", "AP"),
        "match": "any",
        "undated": True,
        "all_copies": True,
    }
    archive.save_search("wide", "ferry OR dam", **given)
    archive.commit()
    (_, wide) = archive.saved_searches()
    assert {name: getattr(wide, name) for name in given} == given
    assert (wide.name, wide.query) == ("wide", "ferry OR dam")
    assert wide.saved == wide.told


def test_a_saved_search_made_anew_is_not_told_of_the_old_one(archive):
    add(archive, ferry("new", "Ferry strike ends", "The crews are back."))
    alerts = archive.alerts()
    archive.save_search("ferries", "dam", replace=True)
    archive.commit()
    archive.acknowledge(alerts)
    assert archive.saved_searches()[0].query == "dam"
    add(archive, ferry("dam", "A dam", "It holds."))
    assert told(archive) == (["dam"], [])


def test_a_name_that_is_taken_unknown_or_hard_to_type_is_refused(archive):
    with pytest.raises(InvalidArgument, match="ferries"):
        archive.save_search("ferries", "boats")
    for act in (archive.alerts, archive.unsave_search):
        with pytest.raises(InvalidArgument, match="no saved search is called 'ferry'"):
            act("ferry")
    for name in ("", "two words", "-x", "a/b", "\x1b", "x" * 65):
        with pytest.raises(InvalidArgument):
            archive.save_search(name, "boats")


def test_a_question_that_cannot_be_asked_is_not_saved(archive):
    with pytest.raises(QueryError):
        archive.save_search("bad", "ferry", after="no date at all")
    archive.commit()
    assert len(archive.saved_searches()) == 1


def test_a_forgotten_search_leaves_nothing_behind(archive):
    archive.unsave_search("ferries")
    archive.commit()
    assert archive.saved_searches() == archive.alerts() == []
    archive.save_search("ferries", "ferry")
    archive.commit()
    assert told(archive) == ([], [])


def test_an_exception_saves_nothing(tmp_path):
    with Archive.open(tmp_path / "index", create=True):
        pass

    def fail():
        with Archive.open(tmp_path / "index") as archive:
            archive.save_search("ferries", "ferry")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with Archive.open(tmp_path / "index") as archive:
        assert archive.saved_searches() == []


def test_a_search_that_finds_too_much_to_look_at_says_so(archive, monkeypatch):
    monkeypatch.setattr(saved_searches, "MAX_RESULTS", 2)
    add(archive, *(ferry(f"new-{day}", f"{day} strike", "ferry") for day in range(3)))
    (alert,) = archive.alerts()
    assert len(alert.hits) == 2
    assert "more than the limit of 2 stories" in alert.warnings[-1]


def test_a_backup_knows_what_was_told(archive, tmp_path):
    archive.backup(tmp_path / "copy")
    with Archive.open(tmp_path / "copy") as copy:
        assert told(copy, "ferries") == ([], [])
