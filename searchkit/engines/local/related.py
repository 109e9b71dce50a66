"""Which articles tell the story of another one, and which are its background?

The rule, by what is in the articles and when they were published:

- *copy*: it is in the article's group of copies, or reads as a copy of it (`analysis.likeness`);
- *same story*: published within SOON of it, and has STORY of what it is about; or published within
  LATER of it, and STORY_SHARED of its passages of five words stand in the article too;
- *background*: has at least BACKGROUND of what it is about.

What is not dated is close to nothing in time. Copies of another story are one: the earliest stands
for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.likeness import Story, is_copy, share_of
from searchkit.deadline import check_deadline
from searchkit.engines.base import Request
from searchkit.engines.local.hits import Page
from searchkit.query.nodes import Everything
from searchkit.search.collection import Collection, Part
from searchkit.search.marking import Marks
from searchkit.search.plan import Planner
from searchkit.search.ranking import Ranked
from searchkit.search.resemblance import likenesses, subject_of
from searchkit.search.topk import best
from searchkit.similar import Related, Relation, Similar
from searchkit.store.groups import Groups
from searchkit.store.segment import Segment

SOON, LATER = 3 * 86_400.0, 14 * 86_400.0
STORY, STORY_SHARED = 0.4, 0.15
BACKGROUND = 0.2
_COMPARED = 12
"""So many of the articles most like it are read side by side with it."""
_SPARE = 64
"""Articles looked at beyond those wanted, in the place of copies of one another."""

Bools = npt.NDArray[np.bool_]


class _Told(NamedTuple):
    """An article beside the one asked about."""

    place: Ranked
    relation: Relation
    shared: float | None = None
    """The share of its passages that the article has too, and """
    has: float = 0.0
    """the share of the article's that it has."""

    @property
    def seen(self) -> tuple[float, str]:
        """The order of first seen: by date, undated ones last, then by id."""
        return self.place.age(1.0), self.place.id


class Relatives:
    """What there is about one article among the others of a collection."""

    def __init__(
        self, collection: Collection, groups: Groups | None, place: Ranked, request: Request
    ) -> None:
        self._collection, self._groups = collection, groups
        self._article, self._limit, self._limited = place, request.limit, request.limited
        self._allowed = _filtered(collection, request)
        self._parts = {part.segment.name: part for part in collection.parts}
        segment = place.segment
        columns, fields = segment.columns, segment.article(place.docnum)
        language = columns.stem_language_names[columns.stem_languages.item(place.docnum)]
        subject = subject_of(collection, fields, language)
        self._likenesses = [likenesses(part, subject) for part in collection.parts]
        self._text = _story(place, fields)

    def found(self) -> Similar:
        """All of it."""
        members = self._members(self._article)
        grouped = {_key(place) for place in members}
        copies = [_Told(place, "copy") for place in members]
        told = list(islice(self._judged(grouped), self._limit + _COMPARED))
        copies = self._in_order(copies + [one for one in told if one.relation == "copy"])
        stories = [one for one in told if one.relation == "same story"]
        stories = sorted(stories[: max(0, self._limit - len(copies))], key=lambda one: one.seen)
        background = [one for one in told if one.relation == "background"]
        background.sort(key=lambda one: -one.place.score)
        shown = [*copies[: self._limit], *stories, *background]
        return self._page(shown[: self._limit], copies)

    def _in_order(self, copies: list[_Told]) -> list[_Told]:
        """As they were first seen. Those of one day, where no more is known, as they share more of
        the article; the later ones that are not shown anyway are not read for that."""
        copies.sort(key=lambda one: one.seen)
        read = [self._compared(one) for one in copies[: self._limit]]
        read.sort(key=lambda one: (one.seen[0], -one.has, one.seen[1]))
        return read + copies[self._limit :]

    def _compared(self, told: _Told) -> _Told:
        check_deadline()
        place = told.place
        text = _story(place, place.segment.article(place.docnum))
        return _Told(place, "copy", share_of(text, self._text), share_of(self._text, text))

    def _page(self, shown: Sequence[_Told], copies: Sequence[_Told]) -> Similar:
        firsts = [_Told(self._article, "copy"), *copies[:1]]
        firsts += [one for one in shown if one.relation == "same story"][:1]
        first = min(firsts, key=lambda one: one.seen)
        dated = math.isfinite(first.seen[0])
        pages = [*(one.place for one in shown), self._article, first.place]
        marks = Marks(self._collection, (), pages)
        *hits, article, earliest = Page(marks, True, False, self._others, self._limited).hits(pages)
        related = [
            Related(hit, one.relation, one.place.score, one.shared)
            for hit, one in zip(hits, shown, strict=True)
        ]
        return Similar(
            article=article,
            related=tuple(related),
            copies=len(copies),
            first=earliest if dated else None,
        )

    def _judged(self, grouped: set[tuple[str, int]]) -> Iterator[_Told]:
        """The articles like it that are not in its group, most alike first, each story once."""
        seen: set[int] = set()
        compared = 0
        for place in self._most_alike():
            number = self._group_of(place)
            if _key(place) in grouped or number in seen:
                continue
            if number:
                seen.add(number)
                place = self._of_group(number)[0]
            compared += 1
            yield self._told(place) if compared <= _COMPARED else self._by_words(place)

    def _told(self, place: Ranked) -> _Told:
        """Read side by side with the article."""
        check_deadline()
        text = _story(place, place.segment.article(place.docnum))
        shared = share_of(text, self._text)
        if is_copy(text, self._text):
            return _Told(place, "copy", shared)
        if shared >= STORY_SHARED and self._apart(place) <= LATER:
            return _Told(place, "same story", shared)
        return self._by_words(place)._replace(shared=shared)

    def _by_words(self, place: Ranked) -> _Told:
        is_near = place.score >= STORY and self._apart(place) <= SOON
        return _Told(place, "same story" if is_near else "background")

    def _apart(self, place: Ranked) -> float:
        """Seconds between the articles; infinity where one is undated."""
        times = place.age(1.0), self._article.age(1.0)
        return abs(times[0] - times[1]) if all(map(math.isfinite, times)) else math.inf

    def _most_alike(self) -> list[Ranked]:
        """So many of all articles but the one asked about, most alike first; ties newest first."""
        found: list[Ranked] = []
        for part, likeness in zip(self._collection.parts, self._likenesses, strict=True):
            held = likeness >= BACKGROUND
            if part.segment is self._article.segment:
                held[self._article.docnum] = False
            check_deadline()
            docs = part.live(held.nonzero()[0])
            docs = docs[self._passes(part, docs)]
            scores, recency = likeness.take(docs), part.segment.columns.recency.take(docs)
            order = best(scores, recency, 4 * self._limit + _SPARE)
            found += [self._place(part, docnum) for docnum in docs.take(order).tolist()]
        return sorted(found, key=lambda place: (-place.score, place.age(), place.id))

    def _place(self, part: Part, docnum: int) -> Ranked:
        return Ranked(part.segment, docnum, self._likenesses[part.ordinal].item(docnum))

    def _passes(self, part: Part, docs: npt.NDArray[np.int64]) -> Bools:
        allowed = self._allowed[part.ordinal]
        return np.ones(len(docs), bool) if allowed is None else allowed.take(docs)

    def _members(self, place: Ranked) -> list[Ranked]:
        """The copies of an article that pass the filters, the earliest first."""
        number = self._group_of(place)
        own = _key(place)
        return [one for one in self._of_group(number) if _key(one) != own] if number else []

    def _others(self, segment: Segment, docnum: int) -> list[Ranked]:
        """What a hit stands for: copies of the article stand for themselves."""
        place = Ranked(segment, docnum, 0.0)
        own = self._group_of(self._article)
        return self._members(place) if self._group_of(place) != own else []

    def _group_of(self, place: Ranked) -> int:
        """The number of its group; 0 for none."""
        if self._groups is None:
            return 0
        return self._groups.numbers(place.segment.name).item(place.docnum)

    def _of_group(self, number: int) -> list[Ranked]:
        assert self._groups is not None
        places = []
        for name, docnum in self._groups.members(number):
            part = self._parts[name]
            if self._passes(part, part.live(np.array([docnum]))).all():
                places.append(self._place(part, docnum))
        return places


def _filtered(collection: Collection, request: Request) -> list[Bools | None]:
    """By segment, which articles pass the request's filters; None where all do."""
    node = request.tiers[0]
    if node == Everything():
        return [None] * len(collection.parts)
    clause = Planner(collection, request.zone, request.undated).compile(node)
    flags = [np.zeros(part.segment.documents, bool) for part in collection.parts]
    for part, passing in zip(collection.parts, flags, strict=True):
        if clause is not None:
            passing[clause.docs(part)] = True
    return list(flags)


def _story(place: Ranked, fields: Mapping[str, Any]) -> Story:
    seconds = place.age(1.0)
    dated = seconds if math.isfinite(seconds) else None
    return Story.of(fields.get("body", ""), dated, fields.get("source"))


def _key(place: Ranked) -> tuple[str, int]:
    return place.segment.name, place.docnum
