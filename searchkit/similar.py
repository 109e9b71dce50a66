"""What else tells the story of an article: copies, the same story elsewhere, the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from searchkit.model import Article, Copy, Hit
from searchkit.published import sort_seconds
from searchkit.values import Value

Relation = Literal["copy", "same story", "background"]
"""From the closest to the loosest: the order of the sections."""


class Related(Value):
    """An article and how it is related to the one that was asked about.

    `likeness`, from 0 to 1, is how much of what that one is about it has: of its weightiest words,
    rarer ones counting for more. `shared` is the share of its own passages of five words that stand
    in that one too; None where the texts were not compared.
    """

    hit: Hit
    relation: Relation
    likeness: float
    shared: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.hit.to_json(),
            "relation": self.relation,
            "likeness": round(self.likeness, 4),
            "shared": None if self.shared is None else round(self.shared, 3),
        }


class Similar(Value, kw_only=True):
    """Articles related to `article`: copies first, then the same story elsewhere, then the
    background, each section in the order of `related`.

    Copies and the same story are in the order in which they were first seen, undated ones last;
    the background is by likeness. `copies` counts all copies, of which a page may show some.
    `first` is whichever of the article, its copies and the same story was published first; None
    where the dates of none are known.
    """

    article: Hit
    related: tuple[Related, ...]
    copies: int
    first: Hit | None
    took_ms: float = 0.0

    def __iter__(self) -> Iterator[Related]:
        return iter(self.related)

    def __len__(self) -> int:
        return len(self.related)

    def to_json(self) -> dict[str, Any]:
        return {
            "article": self.article.brief_json(),
            "first": None if self.first is None else self.first.brief_json(),
            "copies": self.copies,
            "took_ms": round(self.took_ms, 2),
            "hits": [related.to_json() for related in self.related],
        }


def first_seen(article: Article, copies: Sequence[Copy]) -> Copy | None:
    """Whichever of an article and its copies was published first; None where no date is known."""
    every = Copy(article.id, article.source, article.when), *copies
    dated = [
        (sort_seconds(copy.published), copy.id, number)
        for number, copy in enumerate(every)
        if copy.published is not None
    ]
    return every[min(dated)[-1]] if dated else None
