"""Small articles and archives for the tests of Archive."""

from __future__ import annotations

from pathlib import Path

from searchkit import (
    Archive,
    Article,
)


def story(id: str, body: str = "the river rose", **fields: str) -> Article:
    return Article(id=id, body=body, language="en", **fields)


def make(index: Path, *articles: Article) -> None:
    with Archive.open(index, create=True) as archive:
        archive.add_all(articles)


def ids(index: Path) -> list[str]:
    with Archive.open(index) as archive:
        return list(archive.ids())
