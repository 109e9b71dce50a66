"""What is said of an archive as a whole: what an ingestion did, what there is of each source."""

from __future__ import annotations

from datetime import date
from typing import Any

from searchkit.model import Rejected
from searchkit.published import format_published
from searchkit.values import Value, as_dict, field


class IngestReport(Value, kw_only=True):
    """What one ingestion or rebuild did; all counts are articles.

    `problems` name the folders that could not be listed: the rest was done, and the caller, once
    it has committed, owes its user an error.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: tuple[Rejected, ...] = ()
    documents: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def articles_per_second(self) -> float:
        """Articles added and updated, a second."""
        return (self.added + self.updated) / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "rejected": [as_dict(item) for item in self.rejected],
            "documents": self.documents,
            "seconds": round(self.seconds, 3),
            "articles_per_second": round(self.articles_per_second, 1),
            "warnings": list(self.warnings),
            "problems": list(self.problems),
        }


class SourceSummary(Value, kw_only=True):
    """One source of an archive: articles, and its first and last known civil dates."""

    name: str | None
    documents: int
    undated: int = 0
    first: date | None = None
    last: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "documents": self.documents,
            "undated": self.undated,
            "first": format_published(self.first),
            "last": format_published(self.last),
        }


class Status(Value, kw_only=True):
    """What is in an archive and how it is kept. `bytes` counts the live generation's files."""

    path: str
    documents: int
    undated: int
    sources: int
    first: date | None
    last: date | None
    bytes: int
    generation: int
    segments: int
    engine: str
    format_version: int
    analyzer: str
    languages: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        data = as_dict(self)
        data["first"], data["last"] = format_published(self.first), format_published(self.last)
        return data
