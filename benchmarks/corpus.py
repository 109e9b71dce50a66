"""The articles that are measured: a file of JSON lines, or an even slice of one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from searchkit import Article, read_articles

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of JSON lines, an article each: id, title, text, date, source, author, url."""

    name: str
    path: Path
    articles: int

    @classmethod
    def of(cls, path: Path) -> Corpus:
        return cls(path.stem, path, sum(1 for _ in _lines(path)))

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size

    def records(self) -> Iterator[dict[str, Any]]:
        return map(json.loads, _lines(self.path))

    def every(self, count: int, folder: Path) -> Corpus:
        """`count` articles evenly spread over the file, written to `folder`; all: the file itself.

        A slice from the file's front would be articles of a few sources or days only.
        """
        if count >= self.articles:
            return self
        path = folder / f"{self.name}-{count}.jsonl"
        with path.open("wb") as file:
            for number, line in enumerate(_lines(self.path)):
                if number * count // self.articles != (number - 1) * count // self.articles:
                    file.write(line)
        return Corpus(self.name, path, count)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def published_of(record: dict[str, Any]) -> datetime | None:
    """When an article was published, in its own civil time, which is how searchkit bounds days.

    None where less than the day is known.
    """
    text = record.get("date") or ""
    return datetime.fromisoformat(text) if len(text) >= len("2007-01-01") else None


def make_up(count: int, folder: Path) -> Corpus:
    """A corpus of `count` articles of sentences from documents/, always the same."""
    chance, pool = random.Random(1), _sentences()
    path = folder / "made-up.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(chance.choices(pool, k=chance.randint(8, 24)))
            record = {
                "id": f"a{number}",
                "title": chance.choice(pool)[:80],
                "text": text,
                "date": f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
                "source": chance.choice(["Courier", "Times", "Gazette"]),
            }
            file.write(json.dumps(record) + "\n")
    return Corpus(path.stem, path, count)


def _sentences() -> list[str]:
    """Every sentence of the English articles in documents/, roughly."""
    found: list[str] = []
    for path in sorted(DOCUMENTS.rglob("*.*")):
        for item in read_articles(path):
            if isinstance(item, Article) and item.language == "en":
                found += [part.strip() + "." for part in item.body.split(". ") if len(part) > 20]
    return found
