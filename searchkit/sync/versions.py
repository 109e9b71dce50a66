"""What articles said before: each text that another one has replaced, kept in the record.

A text is kept when an article of the same id comes with another title or body; not when its file
was merely touched, nor when only what is known about it changed. It goes when its article does.

=================  =============================================================================
`version/ID N`     {"replaced", "article"}: when it was (ISO 8601, UTC), and the article as JSON;
                   N counts from 0, and a control character, which no id has, stands before it
=================  =============================================================================
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timezone
from typing import Any, Protocol

from searchkit.model import Article
from searchkit.values import Value

_PREFIX, _MARK = "version/", "\x1f"


class Version(Value):
    """An article as it was, until `replaced` by another text of it."""

    replaced: datetime
    article: Article

    def to_json(self) -> dict[str, Any]:
        """The same in JSON's types, as the command line prints it."""
        return {"replaced": self.replaced.isoformat(), "article": self.article.to_json()}


class Entries(Protocol):
    """The record, as readers and writers of an engine give it."""

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]: ...


class Outlined(Protocol):
    """The record, keys alone."""

    def outlines(self, prefix: str) -> Iterator[tuple[list[str], tuple[array[int], ...]]]: ...


class Store(Entries, Protocol):
    """The part of an engine's writer that replaces articles."""

    def get(self, id: str) -> Article | None: ...

    def set_entry(self, key: str, value: Any | None) -> None: ...


def versions_of(record: Entries, id: str) -> tuple[Version, ...]:
    """The texts that an article had before, the oldest first."""
    found = (value for _, value in record.entries(f"{_PREFIX}{id}{_MARK}"))
    return tuple(
        Version(datetime.fromisoformat(value["replaced"]), Article.from_json(value["article"]))
        for value in found
    )


def count_versions(record: Outlined) -> Counter[str]:
    """How many earlier texts there are of each article that has any, by its id."""
    counts: Counter[str] = Counter()
    for keys, _ in record.outlines(_PREFIX):
        counts.update(key.rpartition(_MARK)[0] for key in keys)
    return counts


def keep_version(store: Store, article: Article) -> None:
    """Keep the committed text of an article's id, if this one is going to replace another."""
    before = store.get(article.id)
    if before is None:
        return
    new = article.with_id("")  # What was built already gives its text under another id only.
    if (before.title, before.body) == (new.title, new.body):
        return
    prefix = f"{_PREFIX}{article.id}{_MARK}"
    known = [value["article"] for _, value in store.entries(prefix)]
    if known and (known[-1]["title"], known[-1]["body"]) == (before.title, before.body):
        return  # replaced for the second time since the last commit
    now = datetime.now(timezone.utc).replace(microsecond=0)
    value = {"replaced": now.isoformat(), "article": before.to_json()}
    store.set_entry(f"{prefix}{len(known):06}", value)


def drop_versions(store: Store, ids: Collection[str]) -> None:
    """Forget the earlier texts of articles that are gone."""
    if not ids:
        return
    gone = frozenset(ids)
    for key in [key for key, _ in store.entries(_PREFIX)]:
        if key.removeprefix(_PREFIX).rpartition(_MARK)[0] in gone:
            store.set_entry(key, None)
