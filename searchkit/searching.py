"""From a question to results: the query is read, bounded, relaxed, asked, and shown as read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from functools import partial
from typing import get_args

from searchkit.deadline import within
from searchkit.emphasis import emphasised, neighbours
from searchkit.engines.base import Answer, Favoured, Reader, Request, Sort
from searchkit.errors import InvalidArgument, QueryError, SearchTimeout
from searchkit.model import Results
from searchkit.query.limits import MAX_RESULTS, TIMEOUT_SECONDS
from searchkit.query.nodes import And, Boost, DateRange, Everything, Field, Node, Not, Or, Sources
from searchkit.query.plain import Parsed, read_plain
from searchkit.query.printer import to_query
from searchkit.query.tiers import Match, conjunction, tiers
from searchkit.values import Value
from searchkit.zones import zone_name

Bound = date | datetime | str
_SORTS, _MATCHES, _BOOSTS = get_args(Sort), get_args(Match), get_args(Favoured)
_LEAST_PROSE = 60
"""Code points: no passage of prose has fewer."""
_RELAXED = (
    "fewer than ten articles have all the words: articles with any of them follow "
    "(--match all, match=all, leaves them out)"
)


class Question(Value, kw_only=True):
    """What a caller of `Archive.search` asked, word for word."""

    text: str
    zone: tzinfo
    after: Bound | None = None
    before: Bound | None = None
    sources: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    boost: Favoured | None = None
    match: Match = "auto"
    snippets: bool = True
    undated: bool = False
    strict: bool = False
    explain: bool = False
    all_copies: bool = False
    timeout: float | None = TIMEOUT_SECONDS
    publishers: Callable[[], Mapping[str, Iterable[str]]] = dict
    """Gives the user's own table of publishers' names, when it is needed."""


class Asked(Value):
    """A question as it was read and put to a reader, and what came back."""

    typed: Node
    """The query without the filters beside it."""
    node: Node
    prose: bool
    question: Question
    answer: Answer
    warnings: tuple[str, ...]

    def interpret(self) -> str:
        """How the query was read."""
        question = self.question
        reading = tiers(self.node, question.match)[0]
        return interpret(reading, question.zone, undated=question.undated)

    def suggest(self, reader: Reader) -> str | None:
        """The query as it was rather meant, where prose was not pasted nor plenty found.

        None where the time does not do for it: what was found is not lost for that.
        """
        doubtful = not self.prose and (self.answer.has_rare_word() or not self.answer.total())
        if not doubtful:
            return None
        try:
            with limited(self.question):
                meant = reader.suggestion(self.typed)
        except SearchTimeout:
            return None
        return None if meant is None else to_query(meant)


def answer(reader: Reader, question: Question) -> Results:
    """Ask a reader. Raises QueryError and InvalidArgument as `Archive.search` says."""
    started = time.perf_counter()
    asked = ask(reader, question)
    return Results(
        query=question.text,
        interpret=asked.interpret,
        hits=asked.answer.hits,
        warnings=asked.warnings,
        took_ms=(time.perf_counter() - started) * 1000,
        count=asked.answer.total,
        groups=asked.answer.groups,
        facet=asked.answer.facet,
        suggest=lambda: asked.suggest(reader),
        advise=lambda suggestion: advise(reader, question, asked, suggestion),
    )


def advise(
    reader: Reader, question: Question, asked: Asked, suggestion: str | None
) -> tuple[str, ...]:
    """What to try next where nothing was found."""
    from searchkit.advice import Failed, advice

    failed = Failed(asked.node, question.zone, question.match, question.undated, suggestion)
    return advice(reader, failed)


def ask(reader: Reader, question: Question) -> Asked:
    """Read a question and put it to a reader."""
    check(question)
    plain = read_plain(question.text)
    parsed = plain or _parse(question)
    node, prose = _passage(parsed.node, question)
    node = bounded(node, question)
    if question.sources or not plain:
        node = filed(reader, node, question)
    found = reader.search(request_of(question, node, prose=prose is not None))
    if question.strict and found.warnings:
        raise QueryError(found.warnings[0], locate(question, found.doubtful[0]))
    warnings = found.warnings
    if parsed.notices:
        warnings = (*map(str, parsed.notices), *warnings)
    if prose is not None:
        warnings += (prose,)
    elif found.relaxed:
        warnings += (_RELAXED,)
    if _is_filtered(node):
        from searchkit.coverage import remarks

        with limited(question):
            warnings += remarks(reader, node, found=bool(found.hits))
    return Asked(parsed.node, node, prose is not None, question, found, warnings)


def request_of(question: Question, node: Node, *, prose: bool) -> Request:
    """What an engine is asked for a question that was read as `node`."""
    return Request(
        tiers=readings(node, question.match, prose=prose),
        neighbours=neighbours(node),
        zone=question.zone,
        sort=question.sort,
        boost=question.boost,
        limit=question.limit,
        offset=question.offset,
        undated=question.undated,
        snippets=question.snippets,
        explain=question.explain,
        all_copies=question.all_copies,
        timeout=question.timeout,
        locate=partial(locate, question),
    )


def limited(question: Question, remedy: str | None = None) -> within:
    """For what may take as long as a question allows: `with limited(question)`."""
    return within(question.timeout, partial(locate, question), remedy)


def locate(question: Question, node: object) -> int:
    """The column of a part of the query."""
    from searchkit.query.parser import column_of

    return column_of(node, question.text, now=datetime.now(question.zone))


def readings(node: Node, match: Match, *, prose: bool) -> tuple[Node, ...]:
    """What engines are asked for a query, from strict to lenient."""
    found = tiers(node, match)
    if prose:
        from searchkit.prose import without_quotations

        found += (without_quotations(node),)
    return tuple([emphasised(reading) for reading in found])


def interpret(node: Node, zone: tzinfo, *, undated: bool = False) -> str:
    """How a query was read: as a query again, with the zone that its dates are in."""
    text = to_query(node)
    if not _has(node, DateRange):
        return text
    return f"{text} (dates in {zone_name(zone)}{', or without a date' if undated else ''})"


def _is_filtered(node: Node) -> bool:
    """Whether a period or sources are asked for as a whole."""
    for child in node.children if isinstance(node, And) else (node,):
        if isinstance(child, (DateRange, Sources)):
            return True
    return False


def _passage(node: Node, question: Question) -> tuple[Node, str | None]:
    """The query, and what to say of it where it is a passage of prose."""
    if question.match == "all" or question.strict or len(question.text) < _LEAST_PROSE:
        return node, None
    from searchkit.prose import REMARK, is_prose, without_scare_quotes

    return (without_scare_quotes(node), REMARK) if is_prose(node) else (node, None)


def _parse(question: Question) -> Parsed:
    from searchkit.query.parser import parse

    return parse(question.text, now=datetime.now(question.zone), strict=question.strict)


def check(question: Question) -> None:
    """Raise QueryError or InvalidArgument for a question that cannot be asked."""
    if not isinstance(question.text, str):
        raise InvalidArgument(f"a query is text, not {type(question.text).__name__}")
    if question.sort not in _SORTS:
        raise InvalidArgument(f"sort is one of {', '.join(_SORTS)}, not {question.sort!r}")
    if question.boost is not None:
        _check_boost(question)
    if question.match not in _MATCHES:
        raise InvalidArgument(f"match is one of {', '.join(_MATCHES)}, not {question.match!r}")
    if question.limit < 0 or question.offset < 0:
        raise InvalidArgument("limit and offset cannot be negative")
    check_timeout(question.timeout)
    if question.offset + question.limit > MAX_RESULTS:
        raise QueryError(
            f"results beyond the limit of {MAX_RESULTS:,} cannot be paged to: narrow the query, "
            "by dates for instance"
        )


def check_timeout(seconds: float | None) -> None:
    """Raise InvalidArgument for what is no limit of time."""
    if seconds is not None and not seconds > 0:
        raise InvalidArgument("timeout is a number of seconds above 0, or None for no limit")


def _check_boost(question: Question) -> None:
    if question.boost not in _BOOSTS:
        raise InvalidArgument(f"boost is {' or '.join(_BOOSTS)}, not {question.boost!r}")
    if question.sort != "relevance":
        raise InvalidArgument(f"boost goes with sort=relevance, not with {question.sort}")


def bounded(node: Node, question: Question) -> Node:
    """The query with the filters that were given beside it."""
    filters: list[Node] = []
    if question.sources:
        filters.append(Sources(question.sources))
    if question.after is not None:
        filters.append(DateRange(_start("after", question.after, question.zone), None))
    if question.before is not None:
        filters.append(DateRange(None, _start("before", question.before, question.zone)))
    if not filters:
        return node
    return conjunction(*([] if node == Everything() else [node]), *filters)


def filed(reader: Reader, node: Node, question: Question) -> Node:
    """The query with the sources under the names that the archive has for them."""
    if not _has(node, Sources):
        return node
    from searchkit.publishers import as_filed

    return as_filed(reader, node, question.publishers)


def _start(name: str, bound: Bound, zone: tzinfo) -> date | datetime:
    """Where the period that a bound names begins."""
    if isinstance(bound, datetime):
        return bound if bound.utcoffset() is not None else bound.replace(tzinfo=zone)
    if isinstance(bound, date):
        return bound
    if not isinstance(bound, str):
        raise InvalidArgument(f"{name} is a date, a datetime or text, not {type(bound).__name__}")
    if ".." in bound:
        raise QueryError(f"{name} takes one date, not the range {bound!r}")
    from searchkit.query.dates import explain, parse_bounds

    now = datetime.now(zone)
    period = parse_bounds(bound, now=now)
    if period is None or period.start is None:
        raise QueryError(f"{name}: {explain(bound, now=now)}")
    return period.start


def _has(node: Node, kind: type[Node]) -> bool:
    """Whether a query has such a node anywhere."""
    if isinstance(node, (And, Or)):
        return any(_has(child, kind) for child in node.children)
    if isinstance(node, (Not, Field, Boost)):
        return _has(node.child, kind)
    return isinstance(node, kind)
