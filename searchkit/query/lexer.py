"""Query text to tokens: operands that are complete, and the operators between them.

Parentheses come out balanced, without empty groups and at most MAX_NESTING deep; an operand
follows each minus, field and label. What cannot be an operator has become text, with a notice.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum, auto

from searchkit.lazy_regex import lazy_pattern
from searchkit.query import filters
from searchkit.query.limits import MAX_NESTING, MAX_SLOP, MAX_WEIGHT
from searchkit.query.nodes import Boost, Exact, Node, Phrase, Said, Word
from searchkit.query.notices import Notice
from searchkit.query.quotes import Quotes
from searchkit.query.terms import (
    NUMBER,
    OPERATORS,
    QUOTES,
    is_address,
    read_count,
    read_form,
    read_term,
    read_weight,
    unescape,
)
from searchkit.values import Value

_FORMS: dict[str, type[Exact] | type[Said]] = {"exact": Exact, "said": Said}
TEXT_FIELDS = ("title", "body", "author", "url")
FIELDS = (*TEXT_FIELDS, *_FORMS, *filters.READERS)

_FIELD_NAMES = ", ".join(f"{name}:" for name in FIELDS)
_NESTED = "a field within a field is not understood"
_SPACE = lazy_pattern(r"\s+")
_RUN = lazy_pattern(rf"(?:\\\S|\\(?=\s|\Z)|[^\s()\\{QUOTES}]|(?<=\w)[{QUOTES}])+")
_INNER_QUOTE = lazy_pattern(rf"(?:\\.|[^\\{QUOTES}])*([{QUOTES}])", re.DOTALL)
_NAME = lazy_pattern(r"([^\W\d_]+):")
_SLOP = lazy_pattern(r"~([0-9]+)(?=[\s()^]|\Z)")
_WEIGHT = lazy_pattern(rf"\^({NUMBER})(?=[\s()]|\Z)")
_OPENINGS = lazy_pattern(r"\(+")
_DASHES = lazy_pattern(r"-+")


class Kind(Enum):
    """What a token does."""

    OPERAND = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    MINUS = auto()
    FIELD = auto()
    LABEL = auto()
    """`name:` that is no field: text, but one operand with what follows it."""


_ATTACHED = (Kind.MINUS, Kind.FIELD, Kind.LABEL)
PREFIXES = (Kind.NOT, *_ATTACHED)


class Token(Value):
    """`node` for OPERAND; `text` as typed for words and fields; `weight` for CLOSE."""

    kind: Kind
    column: int
    text: str = ""
    node: Node | None = None
    weight: float | None = None

    def as_text(self) -> Token:
        """An operator as the operand that its text makes."""
        return Token(Kind.OPERAND, self.column, self.text, Word(self.text), self.weight)

    def remark(self) -> Notice:
        """Why an operator was read as text."""
        return Notice(f"{self.text} has nothing to apply to: it is searched as text", self.column)


def tokenise(text: str, *, now: datetime) -> tuple[list[Token], list[Notice]]:
    """Tokens, and what could not be taken as it was typed."""
    lexer = _Lexer(text, now)
    lexer.run()
    return lexer.tokens, lexer.notices


class _Lexer:
    def __init__(self, text: str, now: datetime) -> None:
        self.text = text
        self.now = now
        self.quotes = Quotes(text)
        self.at = 0
        self.tokens: list[Token] = []
        self.notices: list[Notice] = []
        self.groups: list[tuple[int, bool]] = []
        """Of each open group, its column and whether it is a field's."""
        self.too_deep = 0
        """Open parentheses that were read as text."""
        self.closed_at = -1
        """Where the last phrase or group ended."""

    def run(self) -> None:
        while self.at < len(self.text):
            character = self.text[self.at]
            if character.isspace():
                self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
            elif character == "(":
                self._open()
            elif character == ")":
                self._close()
            elif character in QUOTES:
                self._phrase()
            elif character == "-":
                self._dash()
            else:
                self._word()
        self._close_all()

    # What every reader below uses.

    def _note(self, message: str, at: int | None = None) -> None:
        self.notices.append(Notice(message, (self.at if at is None else at) + 1))

    def _emit(self, kind: Kind, end: int, text: str = "", weight: float | None = None) -> None:
        self.tokens.append(Token(kind, self.at + 1, text, None, weight))
        self.at = end

    def _emit_node(self, node: Node, end: int) -> None:
        self.tokens.append(Token(Kind.OPERAND, self.at + 1, "", node, None))
        self.at = end

    def _emit_text(self, end: int) -> None:
        self._emit_node(Word(unescape(self.text[self.at : end])), end)

    def _ends(self, at: int) -> bool:
        """Whether nothing is attached at `at`."""
        return at >= len(self.text) or self.text[at].isspace() or self.text[at] == ")"

    def _run_end(self, at: int) -> int:
        match = _RUN.match(self.text, at)
        return match.end() if match else at

    def _follows(self, *kinds: Kind) -> bool:
        """Whether the last token is of these kinds."""
        return bool(self.tokens) and self.tokens[-1].kind in kinds

    def _leave_out(self, end: int) -> None:
        """Go on at `end`, and let no prefix reach past what was left out."""
        self.at = end
        while self._follows(Kind.MINUS):
            self.tokens.pop()
        if self._follows(Kind.NOT, Kind.FIELD):
            self.notices.append(self.tokens[-1].remark())
        if self._follows(*PREFIXES):
            self.tokens.append(self.tokens.pop().as_text())

    # Groups.

    def _open(self) -> None:
        if len(self.groups) < MAX_NESTING:
            self.groups.append((self.at, self._in_field()))
            self._emit(Kind.OPEN, self.at + 1)
            return
        if not self.too_deep:
            self._note(f"parentheses nest up to {MAX_NESTING} deep: deeper ones are read as text")
        end = _OPENINGS.match(self.text, self.at).end()  # type: ignore[union-attr]
        self.too_deep += end - self.at
        self._emit_text(end)

    def _close(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
            self._emit_text(self.at + 1)
        elif not self.groups:
            self._note("this parenthesis closes nothing: it is searched as text")
            self._emit_text(self.at + 1)
        elif self._follows(Kind.OPEN):
            self._note("empty parentheses are left out", self.groups[-1][0])
            self._drop_group(self.at + 1)
        else:
            self.groups.pop()
            end, weight = self._weight(self.at + 1)
            self._emit(Kind.CLOSE, end, weight=weight)
            self._finish("a group")
        self.closed_at = self.at

    def _drop_group(self, end: int) -> None:
        self.groups.pop()
        self.tokens.pop()
        self._leave_out(end)

    def _close_all(self) -> None:
        while self.groups:
            opened, _ = self.groups[-1]
            self._note("this parenthesis is never closed: it is read as closed at the end", opened)
            if self._follows(Kind.OPEN):
                self._drop_group(self.at)
            else:
                self.groups.pop()
                self._emit(Kind.CLOSE, self.at)

    def _in_field(self) -> bool:
        """Whether what comes now belongs to a field's value."""
        reach = (Kind.LABEL, Kind.MINUS)
        last = next((token for token in reversed(self.tokens) if token.kind not in reach), None)
        fielded = last is not None and last.kind is Kind.FIELD
        return fielded or (bool(self.groups) and self.groups[-1][1])

    # Phrases.

    def _phrase(self) -> None:
        quoted = self.quotes.read(self.at)
        if quoted is None:
            self._unclosed()
            return
        text, end = quoted
        if not text:
            self._note("an empty phrase is left out")
            self._leave_out(end)
            return
        end, slop = self._slop(end)
        end, weight = self._weight(end)
        phrase = Phrase(text, slop)
        self._emit_node(phrase if weight is None else Boost(phrase, weight), end)
        self._finish("a phrase")

    def _unclosed(self) -> None:
        self._note("this quotation mark is never closed: it is left out")
        self.at += 1
        if self._ends(self.at):
            self._leave_out(self.at)

    def _slop(self, at: int) -> tuple[int, int | None]:
        match = _SLOP.match(self.text, at)
        if match is None:
            return at, None
        slop = read_count(match[1], MAX_SLOP)
        if slop > MAX_SLOP:
            self._note(f"the most words between a phrase's words is {MAX_SLOP}: it is used", at)
        return match.end(), min(slop, MAX_SLOP)

    def _weight(self, at: int) -> tuple[int, float | None]:
        match = _WEIGHT.match(self.text, at)
        weight = read_weight(match[1]) if match else None
        return (match.end(), weight) if match and weight is not None else (at, None)

    def _finish(self, what: str) -> None:
        """Remark on what is glued to the end of a phrase or group and is no operator there."""
        self.closed_at = self.at
        if self.text[self.at : self.at + 1] in ("~", "^"):
            slop = f"~ with a number up to {MAX_SLOP}, or " if what == "a phrase" else ""
            self._note(
                f"after {what}, only {slop}^ with one above 0 and up to {MAX_WEIGHT:g}"
                " is understood: this is searched as text"
            )
            self._emit_text(self._run_end(self.at))

    # Words and operators.

    def _dash(self) -> None:
        end = _DASHES.match(self.text, self.at).end()  # type: ignore[union-attr]
        if self._follows(Kind.FIELD):
            field = self.tokens[-1].text
            self._note(f"- goes before the field (-{field}): it is searched as text")
            self._term(self._run_end(self.at))
        elif self._ends(end):
            # A dash on its own, as in "budget - mayor", holds nothing to search.
            self._leave_out(end)
        elif self.at == self.closed_at:
            self._note("- excludes only after a space: it is searched as text")
            self._emit_text(self._run_end(self.at))
        else:
            while self.at < end:
                self._emit(Kind.MINUS, self.at + 1, "-")

    def _word(self) -> None:
        name = self._name(self.at)
        if name:
            self._named(name[1].lower(), name)
            return
        end = self._run_end(self.at)
        raw = self.text[self.at : end]
        if raw in OPERATORS and not self._follows(*_ATTACHED):
            self._emit(Kind[raw], end, raw)
        else:
            self._term(end)

    def _term(self, end: int) -> None:
        self._emit_node(read_term(self.text[self.at : end], self._note), self._checked(end))

    def _checked(self, end: int) -> int:
        quote = _INNER_QUOTE.match(self.text, self.at, end)
        if quote:
            self._note("a quotation mark inside a word is searched as text", quote.start(1))
        return end

    # Fields.

    def _name(self, at: int) -> re.Match[str] | None:
        """`name:`, where it looks like a field and not like a time, an address or prose."""
        name = _NAME.match(self.text, at)
        if name is None or is_address(self.text[at : name.end() + 2]):
            return None
        if name[1].lower() in FIELDS:
            return name
        at = name.end()
        return None if len(name[1]) < 2 or self._ends(at) or self.text[at] in ":/" else name

    def _named(self, key: str, name: re.Match[str]) -> None:
        value = name.end()
        if key not in FIELDS:
            self._as_text(value, _no_field(name[1]))
        elif self._ends(value):
            self._as_text(value, f"{key}: has nothing right after it")
        elif self._in_field() and key != "exact":
            self._as_text(value, _NESTED)
        elif key in TEXT_FIELDS:
            self._emit(Kind.FIELD, value, f"{key}:")
        elif key in _FORMS:
            self._form(key, value)
        else:
            self._filter(key, value)

    def _as_text(self, value: int, reason: str) -> None:
        """Text from here on; `value` is where that of the field would have begun."""
        self._note(f"searched as text: {reason}")
        follows = self.text[value : value + 1]
        if follows != "(" and (not follows or follows not in QUOTES):
            self._emit_text(self._checked(self._run_end(self.at)))
        elif len(self.groups) < MAX_NESTING:
            self._emit(Kind.LABEL, value, self.text[self.at : value])
        else:
            self._emit_text(value)

    def _form(self, key: str, value: int) -> None:
        if self.text[value] in QUOTES:
            quoted = self.quotes.read(value)
            text, end = quoted or ("", value)
            end, weight = self._weight(end)
        else:
            end = self._run_end(value)
            text, weight = read_form(self.text[value:end], key, self._note)
        if not text:
            self._as_text(value, f"{key}: takes one word, or words in quotes")
            return
        node = _FORMS[key](text)
        self._emit_node(node if weight is None else Boost(node, weight), end)
        self._finish(f"{key}:")

    def _filter(self, key: str, value: int) -> None:
        try:
            reading = filters.READERS[key](self.text, value, self.quotes, self.now)
        except filters.Unreadable as error:
            self._as_text(value, str(error))
            return
        if reading.remark:
            self._note(reading.remark, reading.end - 1)
        self._emit_node(reading.node, reading.end)
        self.closed_at = self.at


def _no_field(name: str) -> str:
    """That there is no such field; the one that was perhaps meant, else which there are."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower()[:30], FIELDS, 1, 0.7)
    help = f"did you mean {near[0]}:?" if near else f"there are {_FIELD_NAMES}"
    return f"{name[:30]}: is no field ({help})"
