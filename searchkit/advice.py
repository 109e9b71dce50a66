"""A search found nothing: what should its user try next? Each way out is tried, then told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, tzinfo

from searchkit.deadline import within
from searchkit.engines.base import Reader, Request
from searchkit.errors import SearchTimeout
from searchkit.query.nodes import (
    And,
    Boost,
    DateRange,
    Everything,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Said,
    Sources,
    Word,
)
from searchkit.query.printer import to_query
from searchkit.query.tiers import conjunction, relax
from searchkit.timeline import DayCounts
from searchkit.values import Value

_SECONDS = 0.25
"""All that is tried may take so long."""
_MOST_WORDS = 8
"""Words that are looked up one by one."""
_EMPTY = (
    "the archive holds no articles yet: `searchkit ingest PATH`, or Archive.ingest, reads files "
    "into it"
)
_ELSE = "fewer or other words, or a prefix such as evacuat*"


class Failed(Value):
    """A query that found nothing: as it was bounded, and how it was asked."""

    node: Node
    zone: tzinfo
    match: str
    undated: bool
    suggestion: str | None


def advice(reader: Reader, failed: Failed) -> tuple[str, ...]:
    """What to try next, likeliest first; each says how many articles it finds. Never empty."""
    if next(iter(reader.ids()), None) is None:
        return (_EMPTY,)
    tips: list[str] = []
    if failed.suggestion:
        tips.append(f"did you mean: {failed.suggestion}")
    try:
        with within(_SECONDS):
            for tip in _tried(_Attempt(reader, failed)):
                tips.append(tip)
    except SearchTimeout:
        pass  # what was found out by then is told
    return (*tips, f"try: {_ELSE}") if len(tips) < 2 else tuple(tips)


class _Attempt:
    """Asks for what is left of a query."""

    def __init__(self, reader: Reader, failed: Failed) -> None:
        self._reader, self._failed = reader, failed
        node = failed.node
        self.match, self.undated = failed.match, failed.undated
        self.children = node.children if isinstance(node, And) else (node,)

    def days(self, *children: Node, undated: bool = False) -> DayCounts:
        """By civil day, the articles that all of these find."""
        node = conjunction(*children) if children else Everything()
        request = Request(tiers=(node,), zone=self._failed.zone, limit=0, undated=undated)
        return self._reader.search(request).days()

    def count(self, *children: Node) -> int:
        return self.days(*children, undated=self.undated).total

    def without(self, kind: type[Node] | tuple[type[Node], ...]) -> tuple[Node, ...]:
        return tuple(child for child in self.children if not isinstance(child, kind))

    def has(self, kind: type[Node] | tuple[type[Node], ...]) -> bool:
        return any(isinstance(child, kind) for child in self.children)


def _tried(attempt: _Attempt) -> Iterator[str]:
    yield from _absent_words(attempt)
    if attempt.has(DateRange):
        yield from _dates(attempt)
    if attempt.has(Sources):
        found = attempt.count(*attempt.without(Sources))
        if found:
            yield f"try: other sources, of which {_articles(found)} (`searchkit sources`)"
    yield from _others(attempt)


def _absent_words(attempt: _Attempt) -> Iterator[str]:
    """Words that no article has, with what is left without them."""
    words = list(dict.fromkeys(_words(attempt.children)))[:_MOST_WORDS]
    absent = [word for word in words if not attempt.count(word)]
    if not absent:
        return
    names = ", ".join(to_query(word) for word in absent)
    left = tuple(child for child in attempt.children if child not in absent)
    found = attempt.count(*left) if left and len(absent) < len(words) else 0
    more = f": without {'it' if len(absent) == 1 else 'them'} {_articles(found)}" if found else ""
    yield f"no article has {names}{more}"


def _dates(attempt: _Attempt) -> Iterator[str]:
    """Where the matches outside the bounds lie."""
    counts = attempt.days(*attempt.without(DateRange), undated=True)
    days = counts.days()
    if days:
        periods = [child for child in attempt.children if isinstance(child, DateRange)]
        nearest = min(days, key=lambda day: (_distance(day, periods), day))
        outside = counts.total - counts.undated
        span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}, nearest {nearest}"
        yield f"try: other dates: {_articles(outside)} outside these: {span}"
    if counts.undated and not attempt.undated:
        yield f"try: --undated (undated=True): {_articles(counts.undated)} without a date"


def _others(attempt: _Attempt) -> Iterator[str]:
    """Ways to ask for less, each where it finds something."""
    children = attempt.children
    ways: tuple[tuple[str, Callable[[], tuple[Node, ...]]], ...] = (
        ("--match any (match='any')", lambda: (relax(conjunction(*children)),)),
        ("the name as words, without said:", lambda: tuple(map(_unsaid, children))),
        ("without the quotes", lambda: tuple(map(_unquoted, children))),
        ("without the field", lambda: tuple(map(_unfielded, children))),
        ("without what is excluded", lambda: attempt.without(Not)),
    )
    for name, changed in ways:
        left = changed()
        if left and left != children and left != (conjunction(*children),):
            found = attempt.count(*left)
            if found:
                yield f"try: {name}: {_articles(found)}"


def _words(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """The words and phrases that must, or may, be there."""
    for node in nodes:
        if isinstance(node, Word):
            yield node
        elif isinstance(node, And | Or):
            yield from _words(node.children)
        elif isinstance(node, Boost):
            yield from _words((node.child,))


def _unsaid(node: Node) -> Node:
    return Phrase(node.text) if isinstance(node, Said) else node


def _unquoted(node: Node) -> Node:
    words = node.text.split() if isinstance(node, Phrase) else []
    return conjunction(*map(Word, words)) if words else node


def _unfielded(node: Node) -> Node:
    return node.child if isinstance(node, Field) else node


def _distance(day: date, periods: list[DateRange]) -> int:
    """Days from a day to where all of the periods are."""
    ordinal, far = day.toordinal(), 0
    for period in periods:
        if period.start is not None:
            far = max(far, period.start.toordinal() - ordinal)
        if period.end is not None:
            far = max(far, ordinal - period.end.toordinal() + 1)
    return far


def _articles(count: int) -> str:
    return f"{count:,} article matches" if count == 1 else f"{count:,} articles match"
