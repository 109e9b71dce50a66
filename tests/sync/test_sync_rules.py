"""A changed rule reads again what it concerns, and nothing else."""

from __future__ import annotations

import fake_reader
import pytest
from newsroom import Newsroom, counts

from searchkit.ingest.rules import FileRule, Rules, SiteRule
from searchkit.sync import preview

TEXTS = Rules(files=(FileRule("2022/*.txt", constants={"source": "A"}),))


def test_a_rule_for_some_files_reads_those_again_once(five: Newsroom) -> None:
    assert counts(five.ingest(rules=TEXTS)) == (0, 0, 7, 0)
    assert fake_reader.PARSED == ["news/2022/01.txt", "news/2022/02.txt", "news/2022/03.txt"]
    assert counts(five.ingest(rules=TEXTS)) == (0, 0, 7, 0)
    assert fake_reader.PARSED == []


def test_a_rule_for_all_reads_all_again_and_so_does_taking_it_back(five: Newsroom) -> None:
    for rules in (Rules(fields={"title": ("head",)}), Rules(sites=(SiteRule("a"),)), Rules()):
        five.ingest(rules=rules)
        assert len(fake_reader.PARSED) == 5
        five.ingest(rules=rules)
        assert fake_reader.PARSED == []


def test_children_read_by_the_same_rules_as_this_process(five: Newsroom) -> None:
    five.ingest(rules=TEXTS, jobs=2)
    assert counts(five.ingest(rules=TEXTS)) == (0, 0, 7, 0)
    assert fake_reader.PARSED == []


def test_what_was_deleted_stays_deleted_under_a_new_rule(five: Newsroom) -> None:
    id = next(article.id for article in five.articles if article.title == "many a")
    five.delete(id)
    assert counts(five.ingest(rules=TEXTS)) == (0, 0, 6, 0)
    assert len(five.articles) == 6


def test_a_preview_shows_what_a_new_rule_would_read(five: Newsroom) -> None:
    five.ingest(rules=TEXTS)
    fake_reader.PARSED.clear()
    reader = five.engine.reader()
    assert list(preview([five.folder / "news"], index=five.index, record=reader, rules=TEXTS)) == []
    list(preview([five.folder / "news"], index=five.index, record=reader))
    assert len(fake_reader.PARSED) == 3


def test_an_archive_from_before_there_were_rules_is_as_one_without_any(five: Newsroom) -> None:
    writer = five.engine.writer()
    for name, value in list(writer.entries("file/")):
        writer.set_entry(name, {key: part for key, part in value.items() if key != "using"})
    writer.commit()
    assert counts(five.ingest()) == (0, 0, 7, 0)
    assert fake_reader.PARSED == []
    five.ingest(rules=TEXTS)
    assert len(fake_reader.PARSED) == 3


def test_a_preview_of_a_long_file_reads_no_further_than_it_is_looked_at(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("news/a.txt", "title | body\n" * 100)
    seen: list[str] = []
    monkeypatch.setattr(fake_reader, "_misbehave", seen.append)
    next(preview([room.folder / "news"], index=room.index))
    assert len(seen) == 1
