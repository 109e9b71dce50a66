"""A folder of articles and an archive of it, for the tests of what keeps the two in line."""

from __future__ import annotations

import os
from pathlib import Path

import fake_reader
from memory_engine import MemoryEngine

from searchkit.model import Article
from searchkit.reports import IngestReport
from searchkit.sync import delete, ingest, put, rebuild

OLD = 1_600_000_000


class Newsroom:
    """Files in `folder`, an archive of them in `index`; times of files are old unless touched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "index"
        self.engine = MemoryEngine()
        self._clock = OLD

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.touch(name)
        return path

    def touch(self, name: str) -> None:
        self._clock += 10
        os.utime(self.folder / name, (self._clock, self._clock))

    def ingest(self, *names: str, **options: object) -> IngestReport:
        """Ingest paths below the folder, and commit; `fake_reader.PARSED` says what was parsed."""
        fake_reader.PARSED.clear()
        writer = self.engine.writer()
        try:
            paths = [self.folder / name for name in names or ("news",)]
            report = ingest(writer, paths, index=self.index, **options)
            writer.commit()
        finally:
            writer.cancel()
        return report

    def rebuild(self, *names: str, **options: object) -> IngestReport:
        fake_reader.PARSED.clear()
        writer = self.engine.writer(fresh=True)
        try:
            paths = [self.folder / name for name in names]
            old = self.engine.reader()
            report = rebuild(old, writer, paths, index=self.index, **options)
            writer.commit()
        finally:
            writer.cancel()
        return report

    def put(self, article: Article) -> bool:
        writer = self.engine.writer()
        replaced = put(writer, article)
        writer.commit()
        return replaced

    def delete(self, *ids: str) -> int:
        writer = self.engine.writer()
        deleted = delete(writer, ids)
        writer.commit()
        return deleted

    @property
    def articles(self) -> list[Article]:
        return list(self.engine.reader().articles()) if self.engine.exists() else []

    @property
    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles)

    def id_of(self, title: str) -> str:
        (id,) = [article.id for article in self.articles if article.title == title]
        return id

    @property
    def ids(self) -> dict[str, str]:
        return {article.title: article.id for article in self.articles}


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, removed."""
    return report.added, report.updated, report.unchanged, report.removed
