"""Questions that are kept: what is new since they were last asked?

They are entries of the archive's record, so they commit with the index, and rebuilding, repair and
copies of the folder carry them.

=============  ===================================================================================
`saved/NAME`   the question: {"query", "after", "before", "source", "match", "undated",
               "all_copies", "saved", "told"}; the last two are times (ISO 8601, UTC)
`seen/NAME`    what it found that its user knows of: {"ids", "versions"}, the first a 64-bit hash
               for each id, sorted, in base64; the second how many earlier texts those articles
               had that had any
=============  ===================================================================================

What is known is kept id by id: neither times nor numbers of generations tell what somebody has
seen once an archive is rebuilt, repaired or put back from a copy. An id stays known when its
article goes, so that one which comes back is no news.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import sys
from array import array
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone
from typing import Any

from searchkit.deadline import check_deadline
from searchkit.engines.base import Reader, Writer
from searchkit.errors import InvalidArgument
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Hit
from searchkit.query.limits import MAX_RESULTS
from searchkit.query.tiers import Match
from searchkit.searching import Asked, Bound, Question, ask, check, limited
from searchkit.values import Value, as_dict

_SAVED, _SEEN = "saved/", "seen/"
_NAME = lazy_pattern(r"\w[\w.-]{0,63}")


class SavedSearch(Value, kw_only=True):
    """A named question. `told` is when somebody last took note of what it found."""

    name: str
    query: str
    after: str | None = None
    before: str | None = None
    source: tuple[str, ...] = ()
    match: Match = "all"
    undated: bool = False
    all_copies: bool = False
    saved: datetime
    told: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            **as_dict(self),
            "source": list(self.source),
            "saved": self.saved.isoformat(),
            "told": self.told.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SavedSearch:
        """The inverse of `to_json`."""
        times = {name: datetime.fromisoformat(data[name]) for name in ("saved", "told")}
        return cls(**{**data, **times, "source": tuple(data["source"])})


class Known(Value):
    """The articles that a user knows of: hashes of ids, and the earlier texts some had by then."""

    ids: frozenset[int]
    versions: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.ids or self.versions)

    def to_json(self) -> dict[str, Any]:
        hashes = array("Q", sorted(self.ids))
        if sys.byteorder == "big":
            hashes.byteswap()
        return {"ids": base64.b64encode(hashes.tobytes()).decode(), "versions": self.versions}

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Known:
        if data is None:
            return cls(frozenset(), {})
        hashes = array("Q", base64.b64decode(data["ids"]))
        if sys.byteorder == "big":
            hashes.byteswap()
        return cls(frozenset(hashes), data["versions"])

    def union(self, other: Known) -> Known:
        return Known(self.ids | other.ids, {**self.versions, **other.versions})

    def beyond(self, other: Known) -> Known:
        """What is here and not in the other."""
        texts = self.versions.items() - other.versions.items()
        return Known(self.ids - other.ids, dict(texts))


class Alert(Value, kw_only=True):
    """What a saved search finds that was not there when it was last taken note of.

    `hits` are stories, the newest first: of copies of one story the earliest, and none where a copy
    was known. `changed` are known articles whose text was replaced. `unknown` is what becomes known
    when the alert is acknowledged.
    """

    search: SavedSearch
    interpreted: str
    hits: tuple[Hit, ...]
    changed: tuple[Hit, ...]
    warnings: tuple[str, ...]
    unknown: Known

    @property
    def news(self) -> int:
        """How many articles there are to be told of."""
        return len(self.hits) + len(self.changed)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.search.name,
            "query": self.search.query,
            "interpreted": self.interpreted,
            "since": self.search.told.isoformat(),
            "warnings": list(self.warnings),
            "hits": [hit.to_json() for hit in self.hits],
            "changed": [hit.to_json() for hit in self.changed],
        }


def make_search(
    name: str, query: str, after: Bound | None, before: Bound | None, **options: Any
) -> SavedSearch:
    """A question under a name; InvalidArgument for a name that would be hard to type."""
    if not _NAME.fullmatch(name):
        raise InvalidArgument(
            f"a saved search cannot be called {name!r}: use up to 64 letters, digits, "
            "dots, - and _, beginning with a letter or digit"
        )
    now = _now()
    return SavedSearch(
        name=name,
        query=query,
        after=_text(after),
        before=_text(before),
        saved=now,
        told=now,
        **options,
    )


def searches(record: Reader | Writer) -> list[SavedSearch]:
    """All saved searches, by name."""
    return [SavedSearch.from_json(value) for _, value in record.entries(_SAVED)]


def find_search(record: Reader | Writer, name: str) -> SavedSearch | None:
    value = record.entry(_SAVED + name)
    return None if value is None else SavedSearch.from_json(value)


def chosen(record: Reader | Writer, names: Sequence[str]) -> list[SavedSearch]:
    """The saved searches of these names, or all; InvalidArgument for a name that there is not."""
    if not names:
        return searches(record)
    found = [find_search(record, name) for name in names]
    missing = [name for name, search in zip(names, found, strict=True) if search is None]
    if missing:
        raise no_search(missing[0])
    return [search for search in found if search is not None]


def no_search(name: str) -> InvalidArgument:
    return InvalidArgument(f"no saved search is called {name!r}: `searchkit saved` lists them")


def put_search(
    writer: Writer,
    reader: Reader,
    search: SavedSearch,
    asked: Question,
    *,
    replace: bool,
) -> None:
    """Keep a question, and take note of all that it finds now, as `alert` does."""
    if not replace and find_search(writer, search.name) is not None:
        raise InvalidArgument(
            f"there is a saved search called {search.name!r} already: replace it (--replace), or "
            "choose another name"
        )
    question = _question(search, asked)
    check(question)
    with limited(question, _remedy(search)):
        known = _known(reader, ask(reader, question).answer.hits)
    writer.set_entry(_SAVED + search.name, search.to_json())
    writer.set_entry(_SEEN + search.name, known.to_json())


def drop_search(writer: Writer, name: str) -> bool:
    """Forget a question; True when there was one."""
    found = writer.entry(_SAVED + name) is not None
    for prefix in (_SAVED, _SEEN) if found else ():
        writer.set_entry(prefix + name, None)
    return found


def alert(
    reader: Reader,
    search: SavedSearch,
    asked: Question,
) -> Alert:
    """Ask a question again, of what is in the archive now, in the zone and time of `asked`.

    Raises what `search` does.
    """
    question = _question(search, asked)
    check(question)
    with limited(question, _remedy(search)):
        return _alert(reader, search, ask(reader, question))


def _remedy(search: SavedSearch) -> str:
    return f"narrow the saved search {search.name}"


def _alert(reader: Reader, search: SavedSearch, asked: Asked) -> Alert:
    hits, warnings = asked.answer.hits, asked.warnings
    if len(hits) == MAX_RESULTS:
        warnings += (
            f"{search.name} finds more than the limit of {MAX_RESULTS:,} stories: only the newest "
            "are looked at, so narrow it",
        )
    known = Known.from_json(reader.entry(_SEEN + search.name))
    found = _known(reader, hits)
    return Alert(
        search=search,
        interpreted=asked.interpret(),
        hits=tuple(hit for hit in hits if _is_new(reader, hit, search, known)),
        changed=tuple(
            hit
            for hit in hits
            if _hash(hit.id) in known.ids
            and found.versions.get(hit.id, 0) > known.versions.get(hit.id, 0)
        ),
        warnings=warnings,
        unknown=found.beyond(known),
    )


def acknowledge(writer: Writer, alerts: Iterable[Alert]) -> None:
    """Take note of what alerts tell, so that they do not tell it again."""
    for told in alerts:
        search = find_search(writer, told.search.name)
        # It may have been forgotten, or made anew for another question, since.
        if search is None or search.saved != told.search.saved:
            continue
        key = _SEEN + search.name
        known = Known.from_json(writer.entry(key))
        writer.set_entry(key, known.union(told.unknown).to_json())
        if told.news:
            search = dataclasses.replace(search, told=_now())
            writer.set_entry(_SAVED + search.name, search.to_json())


def _question(search: SavedSearch, asked: Question) -> Question:
    return dataclasses.replace(
        asked,
        text=search.query,
        after=search.after,
        before=search.before,
        sources=search.source,
        limit=MAX_RESULTS,
        sort="newest",
        match=search.match,
        undated=search.undated,
        all_copies=search.all_copies,
    )


def _is_new(reader: Reader, hit: Hit, search: SavedSearch, known: Known) -> bool:
    check_deadline()
    if _hash(hit.id) in known.ids:
        return False
    if search.all_copies:
        return True
    return not any(_hash(copy.id) in known.ids for copy in reader.copies(hit.id))


def _known(reader: Reader, hits: Sequence[Hit]) -> Known:
    """These hits, with how many earlier texts they have."""
    from searchkit.sync.versions import count_versions

    texts = count_versions(reader)
    versions = {hit.id: texts[hit.id] for hit in hits if hit.id in texts}
    return Known(frozenset(_hash(hit.id) for hit in hits), versions)


def _hash(id: str) -> int:
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big")


def _text(bound: Bound | None) -> str | None:
    return bound.isoformat() if isinstance(bound, date) else bound


def _now() -> datetime:
    return datetime.now(timezone.utc)
