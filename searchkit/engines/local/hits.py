"""Hits whose articles are read when somebody looks: ids and scores cost nothing else.

A page of hits is often wanted for its ids alone. A hit fills all its other fields, at once, when
one of them is first read; what it needs for that it keeps, so it does not matter whether the
archive has been closed or refreshed since.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from searchkit.deadline import within
from searchkit.model import Copy, Hit
from searchkit.published import normalise_published
from searchkit.values import Value, names_of

if TYPE_CHECKING:
    from searchkit.search.marking import Found, Marks
    from searchkit.search.ranking import Ranked
    from searchkit.snippets.passages import Needle
    from searchkit.store.segment import Segment

_STORED = ("source", "source_basis", "published_basis", "url", "path", "author", "language")
_OTHERS = 20
"""So many of the copies of an article are named."""
_FIELDS = frozenset(names_of(Hit))


class Page(Value):
    """What the hits of one search share: what marks them, and what was asked to be shown."""

    marks: Marks
    snippets: bool
    explain: bool
    others: Callable[[Segment, int], Sequence[Ranked]]
    """Gives the copies of an article on the page that were found too."""
    limited: Callable[[], within] = partial(within, None)
    """Sets how long reading a hit may take."""

    def hits(self, ranked: Iterable[Ranked]) -> tuple[Hit, ...]:
        """The hits of ranked articles, in their order; only their ids are read."""
        hits = []
        for segment, docnum, score in ranked:
            hit = _new(StoredHit)
            _set(hit, "id", segment.id(docnum))
            _set(hit, "score", score)
            _set(hit, "_place", (self, segment, docnum))
            hits.append(hit)
        return tuple(hits)

    def values(self, segment: Segment, docnum: int) -> dict[str, Any]:
        """All fields of an article's hit but its id and score."""
        from searchkit.snippets.passages import passages, spans

        article = segment.article(docnum)
        get = article.get
        title, body = get("title", ""), get("body", "")
        title_starts, body_starts = segment.token_starts(docnum)
        in_title, in_body = self.marks.needles(segment, docnum)
        values = {name: get(name) for name in _STORED}
        values["title"] = title
        values["title_spans"] = spans(title, title_starts.data, _needles(in_title))
        values["published"] = normalise_published(get("published"))
        others = self.others(segment, docnum)
        values["copies"] = len(others)
        values["others"] = tuple(map(_copy, others[:_OTHERS]))
        quotes = self.marks.quotations(segment, docnum) if self.marks.asks_who else ()
        values["quotes"] = quotes
        values["snippets"] = ()
        if self.snippets:
            columns = segment.columns
            language = columns.stem_language_names[columns.stem_languages.item(docnum)]
            needles = _needles(in_body)
            if quotes:
                from searchkit.snippets.quoted import quoted_passages

                values["snippets"] = quoted_passages(
                    body, body_starts.data, needles, quotes, language=language
                )
            else:
                values["snippets"] = passages(body, body_starts.data, needles, language=language)
        values["explanation"] = self.marks.explain(segment, docnum) if self.explain else None
        return values


def _copy(ranked: Ranked) -> Copy:
    fields = ranked.segment.article(ranked.docnum)
    published = normalise_published(fields.get("published"))
    return Copy(ranked.id, fields.get("source"), published)


def _needles(found: Iterable[Found]) -> list[Needle]:
    from searchkit.snippets.passages import Needle

    return [Needle(places, rarity) for places, rarity in found]


class StoredHit(Hit):
    """A hit that reads its article at first need. Once pickled, copied or replaced it is a Hit.

    Fields not read yet are empty slots. Two threads that fill them at once write the same.
    """

    __slots__ = ("_place",)
    _place: tuple[Page, Segment, int] | None

    def __new__(cls, **values: Any) -> Hit:  # type: ignore[misc]
        """A plain hit: `dataclasses.replace` makes its result of the class that it was given."""
        return Hit(**values)

    def __getattr__(self, name: str) -> Any:
        """Called for an empty slot: fill them all."""
        place = self._place if name in _FIELDS else None
        if place is not None:
            page, segment, docnum = place
            with page.limited():
                values = page.values(segment, docnum)
            for field, value in values.items():
                _set(self, field, value)
            # What was read from need not be kept in memory, or on the disk, any longer.
            _set(self, "_place", None)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        return _plain(self) == _plain(other) if isinstance(other, Hit) else NotImplemented

    def __hash__(self) -> int:
        return hash(_plain(self))

    def __repr__(self) -> str:
        return repr(_plain(self))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return copy.copy, (_plain(self),)


_new, _set = object.__new__, object.__setattr__


def _plain(hit: Hit) -> Hit:
    """A hit of the same values that has them all."""
    return Hit(**{name: getattr(hit, name) for name in _FIELDS}) if type(hit) is not Hit else hit
