"""What any engine's writer promises: articles and the record, all or nothing, one at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from asking import article, fill, found, reading

from searchkit.engines.base import Engine
from searchkit.errors import ArchiveClosed, ArchiveLocked
from searchkit.model import Article, Candidate
from searchkit.query.nodes import Everything, Word


def stored(engine: Engine) -> dict[str, str]:
    with reading(engine) as reader:
        return {item.id: item.body for item in reader.articles()}


def test_an_engine_over_nothing_reads_as_empty(engine: Engine) -> None:
    assert not engine.exists()
    with reading(engine) as reader:
        assert reader.generation == 0
        assert list(reader.ids()) == []
        assert reader.get("a") is None
        assert reader.sources() == []
        assert reader.entry("k") is None
        assert list(reader.entries()) == []
        assert reader.check().ok
        status = reader.status()
        assert (status.documents, status.first, status.languages) == (0, None, {})
    assert found(engine, Everything()) == []
    assert found(engine, Word("kyiv")) == []


def test_what_was_put_and_committed_is_there(engine: Engine) -> None:
    writer = engine.writer()
    assert writer.put(article("a", "one")) is False
    assert writer.has("a")
    assert writer.get("a") is None  # the generation before knows nothing of it
    assert writer.commit() == 1
    assert engine.exists()
    assert stored(engine) == {"a": "one"}


def test_every_field_comes_back_as_it_was_given(engine: Engine) -> None:
    paris = timezone(timedelta(hours=1))
    items = [
        Article(
            id="full",
            title="Títle — “quoted” 😀",
            body="  first line\r\n\r\n\tsecond\u2028line\n ",
            source="Agence France-Presse",
            published=datetime(2022, 1, 23, 10, 15, 30, tzinfo=paris),
            author="A. Writer",
            url="https://example.org/a?b=c#d",
            language="fr",
            path="news/2022/a.html",
            dateline="PARIS",
            title_basis="h1",
            published_basis="json-ld",
            candidates=(Candidate("published", "2022-01-24", "url"),),
        ),
        Article(id="empty"),
        Article(id="day", published=date(2022, 1, 23)),
        Article(id="ancient", published="0001-01-01"),
        Article(id="far", published="9999-12-31"),
    ]
    fill(engine, items)
    with reading(engine) as reader:
        for item in items:
            assert reader.get(item.id) == item
        assert list(reader.articles()) == sorted(items, key=lambda item: item.id)


def test_putting_an_id_again_replaces_its_article(engine: Engine) -> None:
    fill(engine, [article("a", "one"), article("b", "other")])
    writer = engine.writer()
    assert writer.put(article("a", "two")) is True
    before = writer.get("a")
    assert before is not None
    assert before.body == "one"
    writer.commit()
    assert stored(engine) == {"a": "two", "b": "other"}
    assert found(engine, Word("one")) == []
    assert found(engine, Word("two")) == ["a"]


def test_the_last_of_several_puts_in_one_commit_counts(engine: Engine) -> None:
    writer = engine.writer()
    assert [writer.put(article("a", text)) for text in ("one", "two", "three")] == [
        False,
        True,
        True,
    ]
    writer.commit()
    assert stored(engine) == {"a": "three"}
    assert found(engine, Word("one")) == found(engine, Word("two")) == []
    assert found(engine, Everything()) == ["a"]


def test_many_articles_put_again_and_again_in_one_commit_are_there_once(engine: Engine) -> None:
    writer = engine.writer()
    for time in range(3):
        for number in range(200):
            replaced = writer.put(article(f"a{number}", f"word{time} text"))
            assert replaced is (time > 0)
    writer.commit()
    assert len(stored(engine)) == 200
    assert found(engine, Word("word0")) == found(engine, Word("word1")) == []
    assert len(found(engine, Word("word2"))) == 200


def test_delete_says_whether_there_was_one(engine: Engine) -> None:
    fill(engine, [article("a", "one"), article("b", "two")])
    writer = engine.writer()
    assert writer.delete("a") is True
    assert writer.has("a") is False
    assert writer.delete("a") is False
    assert writer.delete("nobody") is False
    writer.commit()
    assert stored(engine) == {"b": "two"}
    assert found(engine, Word("one")) == []


def test_delete_then_put_and_put_then_delete(engine: Engine) -> None:
    fill(engine, [article("a", "old"), article("b", "old")])
    writer = engine.writer()
    assert writer.delete("a") is True
    assert writer.put(article("a", "new")) is False
    assert writer.put(article("b", "new")) is True
    assert writer.delete("b") is True
    assert writer.put(article("c", "new")) is False
    assert writer.delete("c") is True
    assert (writer.has("a"), writer.has("b"), writer.has("c")) == (True, False, False)
    writer.commit()
    assert stored(engine) == {"a": "new"}
    assert found(engine, Everything()) == ["a"]


def test_everything_may_be_deleted_and_the_archive_filled_again(engine: Engine) -> None:
    fill(engine, [article("a", "one"), article("b", "two")])
    writer = engine.writer()
    assert writer.delete("a")
    assert writer.delete("b")
    writer.commit()
    assert stored(engine) == {}
    assert found(engine, Everything()) == found(engine, Word("one")) == []
    fill(engine, [article("c", "one")])
    assert found(engine, Word("one")) == ["c"]


def test_outlines_say_what_the_record_holds(engine: Engine) -> None:
    writer = engine.writer()
    for number in range(1500):
        value = {"b": [1] * (number % 3), "a": -number, "d": number % 2 == 0, "c": "text"}
        writer.set_entry(f"file/{number:04}", value)
    writer.set_entry("deleted/x", {"file": None})
    writer.commit()
    writer = engine.writer()
    writer.set_entry("file/0007", None)
    writer.set_entry("file/0008", {"b": [], "a": 1 << 40, "d": True, "c": ""})

    def numbers(prefix: str) -> dict[str, list[int]]:
        return {
            key: [column[place] for column in columns]
            for keys, columns in writer.outlines(prefix)
            for place, key in enumerate(keys)
        }

    expected = {f"{n:04}": [-n, n % 3, 4, int(n % 2 == 0)] for n in range(1500) if n != 7}
    expected["0008"] = [1 << 40, 0, 0, 1]
    assert numbers("file/") == expected
    assert list(numbers("file/")) == sorted(expected)
    assert numbers("file/12") == {key[2:]: expected[key] for key in expected if key[:2] == "12"}
    assert numbers("deleted/") == {"x": [0]}
    assert numbers("none/") == {}
    writer.cancel()
    with reading(engine) as reader:
        assert sum(len(keys) for keys, _ in reader.outlines("file/")) == 1500


def test_cancelling_leaves_no_trace(engine: Engine) -> None:
    fill(engine, [article("a", "one")])
    writer = engine.writer()
    writer.put(article("a", "two"))
    writer.put(article("b", "new"))
    writer.set_entry("k", 1)
    writer.cancel()
    writer.cancel()
    assert stored(engine) == {"a": "one"}
    with reading(engine) as reader:
        assert reader.generation == 1
        assert reader.entry("k") is None


def test_cancelling_the_first_writer_leaves_no_archive(engine: Engine) -> None:
    writer = engine.writer()
    writer.put(article("a", "one"))
    writer.cancel()
    assert not engine.exists()


@pytest.mark.parametrize("ending", ["commit", "cancel"])
def test_a_writer_that_has_ended_refuses_everything(engine: Engine, ending: str) -> None:
    writer = engine.writer()
    getattr(writer, ending)()
    for act in (
        lambda: writer.put(article("a")),
        lambda: writer.delete("a"),
        lambda: writer.set_entry("k", 1),
        lambda: writer.commit(),
    ):
        with pytest.raises(ArchiveClosed):
            act()


def test_there_is_one_writer_at_a_time(engine: Engine) -> None:
    writer = engine.writer()
    with pytest.raises(ArchiveLocked):
        engine.writer()
    writer.commit()
    engine.writer().cancel()
    engine.writer().cancel()


def test_the_record_commits_with_the_articles(engine: Engine) -> None:
    writer = engine.writer()
    writer.put(article("a", "one"))
    writer.set_entry("file/a.txt", {"size": 3, "rows": [["a", None]]})
    writer.set_entry("file/ä \ud800.txt", [1.5, "\ud800", None, True])
    writer.set_entry("root/", "x")
    assert writer.entry("root/") == "x"
    writer.commit()
    with reading(engine) as reader:
        assert reader.entry("file/a.txt") == {"size": 3, "rows": [["a", None]]}
        assert list(reader.entries("file/")) == [
            ("file/a.txt", {"size": 3, "rows": [["a", None]]}),
            ("file/ä \ud800.txt", [1.5, "\ud800", None, True]),
        ]
        assert [key for key, _ in reader.entries()][-1] == "root/"
    writer = engine.writer()
    writer.set_entry("file/a.txt", None)
    writer.set_entry("never there", None)
    assert [key for key, _ in writer.entries("file/")] == ["file/ä \ud800.txt"]
    writer.commit()
    with reading(engine) as reader:
        assert reader.entry("file/a.txt") is None


def test_the_record_keeps_what_was_set_not_the_callers_object(engine: Engine) -> None:
    writer = engine.writer()
    value = {"rows": [1]}
    writer.set_entry("k", value)
    value["rows"].append(2)
    assert writer.entry("k") == {"rows": [1]}
    writer.set_entry("k", value)
    writer.commit()
    with reading(engine) as reader:
        assert reader.entry("k") == {"rows": [1, 2]}


def test_a_value_that_is_not_json_is_refused_at_once_and_harms_nothing(engine: Engine) -> None:
    writer = engine.writer()
    writer.put(article("a", "one"))
    with pytest.raises(TypeError):
        writer.set_entry("k", object())
    writer.commit()
    assert stored(engine) == {"a": "one"}


def test_a_commit_without_changes_makes_no_generation(engine: Engine) -> None:
    writer = engine.writer()
    writer.put(article("a", "one"))
    writer.set_entry("k", [1])
    assert writer.commit() == 1
    writer = engine.writer()
    writer.set_entry("k", [1])
    writer.set_entry("nothing", None)
    writer.delete("nobody")
    assert writer.commit() == 1
    with reading(engine) as reader:
        assert reader.generation == 1
    writer = engine.writer()
    writer.set_entry("k", [2])
    assert writer.commit() == 2
    writer = engine.writer()
    writer.delete("a")
    assert writer.commit() == 3


def test_an_empty_archive_can_be_committed(engine: Engine) -> None:
    assert engine.writer().commit() == 1
    assert engine.exists()
    assert stored(engine) == {}


def test_a_fresh_writer_replaces_everything(engine: Engine) -> None:
    writer = engine.writer()
    writer.put(article("a", "one"))
    writer.set_entry("k", 1)
    writer.commit()
    fresh = engine.writer(fresh=True)
    assert not fresh.has("a")
    assert fresh.get("a") is None
    assert fresh.entry("k") is None
    fresh.put(article("b", "two"))
    assert fresh.commit() == 2
    assert stored(engine) == {"b": "two"}
    assert found(engine, Word("one")) == []
    with reading(engine) as reader:
        assert list(reader.entries()) == []


def test_a_cancelled_fresh_writer_leaves_the_old_archive(engine: Engine) -> None:
    fill(engine, [article("a", "one")])
    fresh = engine.writer(fresh=True)
    fresh.put(article("b", "two"))
    fresh.cancel()
    assert stored(engine) == {"a": "one"}


LONG = "x" * 70_000


@pytest.mark.parametrize(
    "item",
    [
        Article(id=LONG, body="one"),
        Article(id="a", body="one", source=LONG, path=LONG, url=LONG, author=LONG, title=LONG),
        Article(id="a", body="one", language=LONG),
        Article(id="a", body="one " + LONG),
        Article(id="a\0b\n", body="one \0 \x1b[31m", source="\0", path="\0"),
        Article(id="a", body="one", published="0001-01-01T00:00:00-14:00"),
        Article(id="a", body="one", published="9999-12-31T23:59:59.999999+14:00"),
    ],
    ids=["id", "fields", "language", "word", "controls", "ancient", "far"],
)
def test_an_extreme_article_is_stored_and_found_like_others(engine: Engine, item: Article) -> None:
    fill(engine, [item, article("other", "two")])
    with reading(engine) as reader:
        assert reader.get(item.id) == item
    assert found(engine, Word("one")) == [item.id]
    writer = engine.writer()
    assert writer.put(item)
    writer.commit()
    assert found(engine, Word("one")) == [item.id]
