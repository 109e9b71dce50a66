"""Reading files without an index: articles with the ids they would get, and what was rejected."""

from __future__ import annotations

import json
from pathlib import Path

from searchkit import Article, Rejected, read_articles


def test_each_article_of_a_file_has_an_id_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    records = [
        {"title": "First story", "body": "The river rose by a metre on Sunday night."},
        {"id": "given", "title": "Second story", "body": "The mayor resigned on Monday."},
        {"title": "Third story", "body": "The bridge was closed to lorries on Tuesday."},
    ]
    lines = [json.dumps(record) for record in records]
    path.write_text("\n".join([lines[0], "{broken", *lines[1:]]), encoding="utf-8")
    items = list(read_articles(path))
    articles = [item for item in items if isinstance(item, Article)]
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert [item.title for item in articles] == ["First story", "Second story", "Third story"]
    assert articles[1].id == "given"
    assert all(item.id for item in articles)
    assert len({item.id for item in articles}) == 3
    assert len(rejected) == 1
    assert [item.id for item in read_articles(str(path)) if isinstance(item, Article)] == [
        item.id for item in articles
    ]


def test_a_file_that_cannot_be_read_is_rejected_not_raised(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    for path in (tmp_path / "empty.txt", tmp_path / "nowhere.txt", tmp_path):
        (item,) = read_articles(path)
        assert isinstance(item, Rejected)
        assert item.reason
