"""A file with many records is kept in pieces, and all of them behave as in one."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_engine import MemoryEngine
from newsroom import Newsroom, counts

from searchkit.ingest import file_rows
from searchkit.ingest.file_rows import Pieces, Row
from searchkit.ingest.record import FileRecord, MutableRecord
from searchkit.model import Rejected
from searchkit.sync import file_history
from searchkit.sync.file_history import Refused, RowsBefore


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_rows, "PIECE", 3)


def lines(numbers: list[int]) -> str:
    return "".join(f"id=n{number} title {number} | body\n" for number in numbers)


def names(room: Newsroom) -> list[str]:
    return [name for name, _ in room.engine.reader().entries("rows/")]


def test_pieces_come_and_go_with_the_rows(room: Newsroom) -> None:
    room.write("news/a.txt", lines([*range(8)]))
    assert counts(room.ingest()) == (8, 0, 0, 0)
    assert names(room) == [f"rows/{piece:06}/news/a.txt" for piece in range(3)]
    assert counts(room.ingest()) == (0, 0, 8, 0)
    room.write("news/a.txt", lines([0, 1, 2, 3]))
    assert counts(room.ingest()) == (0, 0, 4, 4)
    assert len(names(room)) == 2
    room.write("news/a.txt", lines([0, 1]))
    assert counts(room.ingest()) == (0, 0, 2, 2)
    assert names(room) == []
    room.write("news/a.txt", lines([*range(5)]))
    room.write("news/b.txt", "x | y")
    room.ingest()
    (room.folder / "news/a.txt").unlink()
    assert counts(room.ingest()) == (0, 0, 1, 5)
    assert names(room) == []


def test_any_change_of_a_long_file_is_told_as_that_of_a_short_one(room: Newsroom) -> None:
    chance = random.Random(4)
    held: set[int] = set()
    for _ in range(12):
        numbers = chance.sample(range(20), chance.randrange(1, 20))
        room.write("news/a.txt", lines(numbers))
        now = set(numbers)
        assert counts(room.ingest()) == (len(now - held), 0, len(now & held), len(held - now))
        assert {article.id for article in room.articles} == {f"n{number}" for number in now}
        held = now
    room.rebuild()
    assert len(room.articles) == len(held)
    assert counts(room.ingest()) == (0, 0, len(held), 0)


def test_an_article_deleted_from_a_long_file_stays_deleted(room: Newsroom) -> None:
    room.write("news/a.txt", lines([*range(8)]))
    room.ingest()
    room.delete("n6")
    room.touch("news/a.txt")
    assert counts(room.ingest()) == (0, 7, 0, 0)
    assert "n6" not in {article.id for article in room.articles}


def test_pieces_read_as_the_rows_they_hold() -> None:
    record = MutableRecord(MemoryEngine().writer())
    rows = [Row(f"id{n}", f"id{n}" if n % 2 else f"claim{n}", f"hash{n}") for n in range(7)]
    writer = record.rows("a")
    for row in rows:
        writer.append(row)
    record.set_file(
        "a", FileRecord(size=1, mtime_ns=1, hash="", articles=record.finish_rows(writer, None))
    )
    found = record.file("a")
    assert found is not None
    assert isinstance(found.articles, Pieces)
    assert list(found.articles) == rows
    assert (len(found.articles), found.articles[6], found.articles[1:3]) == (
        7,
        rows[6],
        tuple(rows[1:3]),
    )
    assert list(record.holders({"id5"})) == ["a"]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abcd")))
def test_rows_are_taken_by_claim_and_place_among_equal_ones(old: list[str], new: list[str]) -> None:
    numbers = count()
    rows = [Row(str(next(numbers)), claim, "") for claim in old]
    before = RowsBefore(rows)
    left = list(rows)
    for claim in new:
        expected = next((row for row in left if row.claim == claim), None)
        assert before.take(claim) == expected
        if expected:
            left.remove(expected)
    assert sorted(before.rest()) == sorted(left)


def test_of_very_many_rejected_records_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_history, "MOST_REFUSED", 2)
    refused = Refused("a")
    for number in range(5):
        refused.add(Rejected(f"a:{number}", "bad"))
    assert [item.path for item in refused.shown()] == ["a:0", "a:1", "a"]
    assert refused.shown()[-1].reason == "3 more records were rejected"
