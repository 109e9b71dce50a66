"""Why an article was found or not: the query part by part, and what made its score."""

from __future__ import annotations

from typing import Any

from searchkit.model import WordScore
from searchkit.values import Value, as_dict


class Scored(Value):
    """What an article scores under a query: as the search for it, and by which of its readings."""

    score: float
    words: tuple[WordScore, ...]
    tier: int


class QueryPart(Value):
    """One part of a query, as a query again, and whether an article matches it.

    Where not, `reason` says why and `nearest` which of the article's words come near. `parts` are
    alternatives, or what stands in parentheses.
    """

    text: str
    matches: bool
    reason: str | None = None
    nearest: tuple[str, ...] = ()
    parts: tuple[QueryPart, ...] = ()

    def to_json(self) -> dict[str, Any]:
        data = as_dict(self)
        return {**data, "nearest": list(self.nearest), "parts": [p.to_json() for p in self.parts]}


class Explanation(Value):
    """Why an article matches a query or does not. `score` is the sum of `words`, and None without.

    With `relaxed` it has only some of the words: a search lets it follow those that have all.
    """

    id: str
    title: str
    query: str
    interpreted: str
    matches: bool
    relaxed: bool
    score: float | None
    words: tuple[WordScore, ...]
    parts: tuple[QueryPart, ...]
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            **as_dict(self),
            "words": [as_dict(word) for word in self.words],
            "parts": [part.to_json() for part in self.parts],
            "warnings": list(self.warnings),
        }
