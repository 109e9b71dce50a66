"""Query text to a tree of nodes. Total: whatever cannot be read as an operator is text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from searchkit.errors import QueryError
from searchkit.query.lexer import PREFIXES, Kind, Token, tokenise
from searchkit.query.limits import MAX_QUERY_BYTES
from searchkit.query.nodes import And, Boost, Everything, Field, Node, Not, Or, Word
from searchkit.query.notices import Notice, summarise
from searchkit.query.plain import Parsed, read_plain


def parse(
    text: str, *, now: datetime, strict: bool = False, max_bytes: int | None = MAX_QUERY_BYTES
) -> Parsed:
    """Read a query. Any text has a reading; an empty one asks for everything.

    `now` is aware: its zone is the query's, its date is "today". What follows the first
    `max_bytes` bytes of UTF-8 is cut off; None is for text that `to_query` made, which may be
    longer than what was typed. Takes time in proportion to the text. With `strict`, the first
    notice is raised as QueryError.
    """
    plain = read_plain(text, max_bytes)
    if plain is not None:
        return plain
    notices: list[Notice] = []
    if max_bytes is not None:
        text = _cut(text, max_bytes, notices)
    tokens, remarks = tokenise(text, now=now)
    tokens = _resolve(tokens, remarks)
    node = _Builder(tokens).clauses() if tokens else _unread(text)
    parsed = Parsed(node, summarise(notices + remarks))
    if strict and parsed.notices:
        raise QueryError(parsed.notices[0].message, parsed.notices[0].column)
    return parsed


def column_of(node: object, text: str, *, now: datetime) -> int:
    """Where `parse` read a part of a query, from 1; 1 for what was not read in one place."""
    tokens, _ = tokenise(_cut(text, MAX_QUERY_BYTES, []), now=now)
    for token in _resolve(tokens, []):
        read = token.node.child if isinstance(token.node, Boost) else token.node
        if read is not None and read == node:
            return token.column
    return 1


def _conjunction(nodes: Iterable[Node]) -> Node:
    """All of them: everything for none, the node itself for one, without And inside And."""
    children: list[Node] = []
    for node in nodes:
        children.extend(node.children if isinstance(node, And) else (node,))
    if not children:
        return Everything()
    return children[0] if len(children) == 1 else And(tuple(children))


def _disjunction(nodes: list[Node]) -> Node:
    children: list[Node] = []
    for node in nodes:
        children.extend(node.children if isinstance(node, Or) else (node,))
    return children[0] if len(children) == 1 else Or(tuple(children))


def _cut(text: str, max_bytes: int, notices: list[Notice]) -> str:
    """As many whole words as fit, or whole code points when the first word does not."""
    data = text[: max_bytes + 1].encode("utf-8", "surrogatepass")
    if len(data) <= max_bytes:
        return text
    end = max_bytes
    while data[end] & 0xC0 == 0x80:
        end -= 1
    kept = data[:end].decode("utf-8", "surrogatepass")
    if not (text[len(kept)].isspace() or kept[-1:].isspace()):
        words = kept.rsplit(maxsplit=1)
        kept = words[0] if len(words) == 2 else kept
    notices.append(Notice(f"a query holds up to {max_bytes} bytes: cut off here", len(kept) + 1))
    return kept


def _resolve(tokens: list[Token], notices: list[Notice]) -> list[Token]:
    """Make text of operators that have nothing to apply to."""
    resolved: list[Token] = []
    applies = False  # whether an operand begins right of the token at hand
    for token in reversed(tokens):
        if not applies and token.kind in (Kind.NOT, Kind.AND, Kind.OR):
            notices.append(token.remark())
            token = token.as_text()
        resolved.append(token)
        applies = token.kind not in (Kind.CLOSE, Kind.AND, Kind.OR)
    resolved.reverse()
    for at, token in enumerate(resolved):
        joined = at and resolved[at - 1].kind in (Kind.OPERAND, Kind.CLOSE)
        if token.kind in (Kind.AND, Kind.OR) and not joined:
            notices.append(token.remark())
            resolved[at] = token.as_text()
    return resolved


def _unread(text: str) -> Node:
    """What to search for when no operand was left."""
    return _conjunction(Word(piece) for piece in text.split())


class _Builder:
    """Recursive descent over resolved tokens; groups nest no deeper than the lexer lets them."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def clauses(self) -> Node:
        """Up to the end of this group: what stands between spaces, joined by OR where it is."""
        clauses: list[list[Node]] = []
        while self._at < len(self._tokens) and self._kind() is not Kind.CLOSE:
            joins = self._kind() is Kind.OR
            if self._kind() in (Kind.AND, Kind.OR):
                self._at += 1
            operand = self._operand()
            if joins:
                clauses[-1].append(operand)
            else:
                clauses.append([operand])
        return _conjunction(_disjunction(clause) for clause in clauses)

    def _kind(self) -> Kind:
        return self._tokens[self._at].kind

    def _operand(self) -> Node:
        prefixes: list[Token] = []
        while self._kind() in PREFIXES:
            prefixes.append(self._tokens[self._at])
            self._at += 1
        node = self._unprefixed()
        for prefix in reversed(prefixes):
            node = _apply(prefix, node)
        return node

    def _unprefixed(self) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if token.node is not None:
            return token.node
        node = self.clauses()
        weight = self._tokens[self._at].weight
        self._at += 1
        return node if weight is None else Boost(node, weight)


def _apply(prefix: Token, node: Node) -> Node:
    if prefix.kind is Kind.LABEL:
        return _conjunction((Word(prefix.text), node))
    if prefix.kind is Kind.FIELD:
        return _in_field(prefix.text.rstrip(":"), node)
    return node.child if isinstance(node, Not) else Not(node)


def _in_field(name: str, node: Node) -> Node:
    # A weight on the whole of a field's value is the field's.
    if isinstance(node, Boost):
        return Boost(_in_field(name, node.child), node.weight)
    return Field(name, node)
