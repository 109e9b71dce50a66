"""Nodes to query text, in one canonical form that parses to the same nodes again.

Text that would be read as an operator gets backslashes. Alternatives inside a conjunction get
parentheses that the grammar does not ask for, unless they would nest too deep.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from searchkit.lazy_regex import lazy_pattern
from searchkit.query.limits import MAX_NESTING
from searchkit.query.nodes import (
    And,
    Boost,
    Bound,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Languages,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Said,
    Sources,
    Wildcard,
    Word,
)
from searchkit.query.terms import OPERATORS, QUOTES, escape, escape_pattern

_JOINED = (And, Or)
_BARE_NAME = lazy_pattern(rf"[^\s(),\\{QUOTES}]+")
_BARE_FORM = lazy_pattern(r"[^\W_](?:[\w'’-]*\w)?")
_UNITS = {
    "minutes": timedelta(minutes=1),
    "seconds": timedelta(seconds=1),
    "microseconds": timedelta(microseconds=1),
}


def to_query(node: Node) -> str:
    """The query that asks for `node`: `parse(to_query(node))` gives it back, without notices."""
    printer = _Printer(spacious=True)
    text = printer.show(node)
    return text if printer.deepest <= MAX_NESTING else _Printer(spacious=False).show(node)


class _Printer:
    def __init__(self, *, spacious: bool) -> None:
        self.deepest = 0
        self._depth = 0
        self._spacious = spacious

    def show(self, node: Node) -> str:
        if isinstance(node, And):
            return " ".join(self._conjunct(child) for child in node.children)
        if isinstance(node, Or):
            return " OR ".join(self._operand(child) for child in node.children)
        if isinstance(node, Not):
            return "-" + self._operand(node.child)
        if isinstance(node, Boost):
            return f"{self._weighed(node.child)}^{_weight(node.weight)}"
        if isinstance(node, Field):
            return f"{node.name}:{self._valued(node.child)}"
        return _show_leaf(node)

    def _group(self, node: Node) -> str:
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        text = self.show(node)
        self._depth -= 1
        return f"({text})"

    def _conjunct(self, node: Node) -> str:
        if isinstance(node, Or) and self._spacious:
            return self._group(node)
        return self.show(node)

    def _operand(self, node: Node) -> str:
        """What OR joins, or a minus negates."""
        return self._group(node) if isinstance(node, _JOINED) else self.show(node)

    def _weighed(self, node: Node) -> str:
        grouped = isinstance(node, (*_JOINED, Not, Boost, Sources, Languages, DateRange))
        return self._group(node) if grouped else self.show(node)

    def _valued(self, node: Node) -> str:
        grouped = isinstance(node, (*_JOINED, Not, Boost))
        return self._group(node) if grouped else self.show(node)


def _show_leaf(node: Node) -> str:
    if isinstance(node, Word):
        return "\\" + node.text if node.text in OPERATORS else escape(node.text, address=True)
    if isinstance(node, Phrase):
        return _quote(node.text) + ("" if node.slop is None else f"~{node.slop}")
    if isinstance(node, Prefix):
        return escape(node.text, address=True) + "*"
    if isinstance(node, Wildcard):
        return escape_pattern(node.pattern)
    if isinstance(node, Fuzzy):
        return escape(node.text) + ("~" if node.distance == 1 else f"~{node.distance}")
    if isinstance(node, Exact):
        return f"exact:{_form(node.text)}"
    if isinstance(node, Said):
        return f"said:{_form(node.text)}"
    return _show_filter(node)


def _show_filter(node: Node) -> str:
    if isinstance(node, Sources):
        return "source:" + ",".join(_name(name) for name in node.names)
    if isinstance(node, Languages):
        return "lang:" + ",".join(_name(code) for code in node.codes)
    if isinstance(node, DateRange):
        return _show_dates(node.start, node.end)
    assert isinstance(node, Everything)
    return "*"


def _quote(text: str) -> str:
    return '"' + re.sub(r'[\\"]', r"\\\g<0>", text) + '"'


def _form(text: str) -> str:
    return text if _BARE_FORM.fullmatch(text) else _quote(text)


def _name(text: str) -> str:
    return text if _BARE_NAME.fullmatch(text) else _quote(text)


def _weight(weight: float) -> str:
    from decimal import Decimal

    digits = format(Decimal(repr(float(weight))), "f")
    return digits[:-2] if digits.endswith(".0") else digits


def _show_dates(start: Bound | None, end: Bound | None) -> str:
    if start is None and end is None:
        return "*"
    unit = _unit(start, end)
    if end is None:
        return f"after:{_bound(start, unit)}"
    if start is None:
        return f"before:{_bound(end, unit)}"
    first = _bound(start, unit)
    last = _bound(_last(end, unit), unit)
    return f"date:{first}" if first == last else f"date:{first}..{last}"


def _unit(*bounds: Bound | None) -> str:
    """The coarsest precision that shows every instant as it is."""
    instants = [bound for bound in bounds if isinstance(bound, datetime)]
    if any(instant.microsecond for instant in instants):
        return "microseconds"
    return "seconds" if any(instant.second for instant in instants) else "minutes"


def _last(end: Bound, unit: str) -> Bound:
    """The last period of the printed precision before an exclusive end."""
    return end - (_UNITS[unit] if isinstance(end, datetime) else timedelta(days=1))


def _bound(bound: date | None, unit: str) -> str:
    if isinstance(bound, datetime):
        from searchkit.query.periods import fixed

        return fixed(bound).isoformat(timespec=unit)
    assert bound is not None
    return bound.isoformat()
