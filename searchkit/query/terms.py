"""Reading one term (what stands between spaces), and the backslashes that keep text text.

A backslash makes the next character text, everywhere: `\\-x`, `\\"`, `wh\\*t`, `\\OR`. Before a
space, or at the end, it is text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from searchkit.lazy_regex import lazy_pattern
from searchkit.query.limits import MAX_FUZZY_DISTANCE, MAX_WEIGHT
from searchkit.query.nodes import Boost, Everything, Fuzzy, Node, Prefix, Wildcard, Word

Note = Callable[[str], None]
"""Takes what there is to say about the term being read."""

OPERATORS = frozenset(("AND", "OR", "NOT"))
QUOTES = '"“”„«»'
NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"

_ADDRESS = lazy_pattern(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_LABELLED = lazy_pattern(r"[^\W\d_]+(?=:)")
_SPECIAL = lazy_pattern(rf"[\\(){QUOTES}*?~^]")
_ESCAPED = lazy_pattern(r"\\(\S)")
_WEIGHTED = lazy_pattern(r"((?:\\.|[^\\^])+)\^(.*)", re.DOTALL)
_FUZZY = lazy_pattern(r"((?:\\.|[^\\])+)~([0-9.]*)", re.DOTALL)
_MARK = lazy_pattern(r"\\.|([*?])", re.DOTALL)
_PUNCTUATED = lazy_pattern(r"(\*[,;.:!]*)([,;.:!])\Z")
_PATTERN_PIECE = lazy_pattern(r"\\(.?)|\*+", re.DOTALL)


def unescape(raw: str) -> str:
    """What was typed, without the backslashes that made it text."""
    return _ESCAPED.sub(r"\1", raw)


def escape(text: str, *, address: bool = False) -> str:
    """`text` with backslashes before what would be read as an operator.

    With `address`, the colon of an address such as `https://…` stays bare.
    """
    if text.isalnum():
        return text
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return _escape_start(text, escaped, colon=not (address and is_address(text)))


def escape_pattern(pattern: str) -> str:
    """The same for a wildcard's pattern, whose `*` and `?` stay bare."""
    parts = re.split(r"(\\.|[*?])", pattern, flags=re.DOTALL)
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    escaped = _PUNCTUATED.sub(r"\1\\\2", "".join(parts))
    return _escape_start(pattern, escaped, colon=True)


def _escape_start(text: str, escaped: str, *, colon: bool) -> str:
    if colon and (_LABELLED.match(text) or is_address(text)):
        return escaped.replace(":", "\\:", 1)
    return "\\" + escaped if text.startswith("-") else escaped


def is_address(text: str) -> bool:
    """Whether this begins as a URL does."""
    return _ADDRESS.match(text) is not None


def read_term(raw: str, note: Note) -> Node:
    """A word, prefix, wildcard or fuzzy word, with its weight if it has one."""
    base, weight = split_weight(raw, note)
    if base is None:
        return Word(unescape(raw))
    node = _read_unweighted(base, note)
    return node if weight is None else Boost(node, weight)


def read_form(raw: str, field: str, note: Note) -> tuple[str, float | None]:
    """The text of a term in which only `^` is an operator, and its weight."""
    base, weight = split_weight(raw, note)
    if base is None:
        return unescape(raw), None
    node = _read_unweighted(base, lambda message: None)
    if isinstance(node, Word):
        return node.text, weight
    note(f"{field}: is sought as it is written, so * ? ~ are searched as text")
    return unescape(base), weight


def split_weight(raw: str, note: Note) -> tuple[str | None, float | None]:
    """The term without `^weight`, and the weight; no term when `^` cannot be read as one."""
    match = _WEIGHTED.fullmatch(raw)
    if match is None:
        return raw, None
    weight = read_weight(match[2])
    if weight is not None:
        return match[1], weight
    if _has_letter(match[1]):
        note(f"^ takes a number above 0 and up to {MAX_WEIGHT:g}: it is searched as text")
    return None, None


def read_weight(digits: str) -> float | None:
    """A weight within its limits, or None."""
    if not re.fullmatch(NUMBER, digits):
        return None
    weight = float(digits)
    return weight if 0 < weight <= MAX_WEIGHT else None


def read_count(digits: str, limit: int) -> int:
    """A whole number of any length, or one above `limit` for any that is larger."""
    digits = digits.lstrip("0")
    return min(int(digits or "0"), limit + 1) if len(digits) < 10 else limit + 1


def _read_unweighted(raw: str, note: Note) -> Node:
    if is_address(raw):
        return _read_address(raw)
    fuzzy = _FUZZY.fullmatch(raw)
    if fuzzy:
        return _read_fuzzy(raw, fuzzy[1], fuzzy[2], note)
    if _is_pattern(raw):
        return _read_pattern(raw)
    return Word(unescape(_without_question(raw)))


def _read_address(raw: str) -> Node:
    # A question mark begins an address's query, so only a star at the end is an operator here.
    stem = _strip_marks(raw, "*")
    return Word(unescape(raw)) if stem == raw else Prefix(unescape(stem))


def _read_fuzzy(raw: str, base: str, digits: str, note: Note) -> Node:
    base = _without_question(base)
    if base.endswith("~") or not _has_letter(base):
        return Word(unescape(raw))
    if _is_pattern(base):
        note("a word with * or ? cannot be fuzzy as well: it is searched as text")
        return Word(unescape(raw))
    distance = 1 if not digits else 0 if "." in digits else read_count(digits, MAX_FUZZY_DISTANCE)
    if not distance:
        note(f"after a word, ~ takes 1 or {MAX_FUZZY_DISTANCE}: it is searched as text")
        return Word(unescape(raw))
    if distance > MAX_FUZZY_DISTANCE:
        note(f"the largest fuzzy distance is {MAX_FUZZY_DISTANCE}: it is used here")
    return Fuzzy(unescape(base), min(distance, MAX_FUZZY_DISTANCE))


def _is_pattern(raw: str) -> bool:
    """Whether a `*` or `?` is an operator; after the last letter, `?` is punctuation."""
    if _marks(raw, "*"):
        return True
    questions = _marks(raw, "?")
    return bool(questions) and _has_letter(raw[questions[0] :])


def _read_pattern(raw: str) -> Node:
    bare = raw.rstrip(",;.:!")
    if bare and len(bare) - 1 in _marks(raw, "*"):
        raw = bare
    stem = _strip_marks(raw, "*")
    if not stem:
        return Everything()
    if not _marks(stem, "*?"):
        return Prefix(unescape(stem))
    return Wildcard(_PATTERN_PIECE.sub(_canonical_piece, raw))


def _canonical_piece(match: re.Match[str]) -> str:
    escaped: str | None = match[1]
    if escaped is None:
        return "*"
    if not escaped:
        return r"\\"
    return match[0] if escaped in ("*", "?", "\\") else escaped


def _without_question(raw: str) -> str:
    return _strip_marks(raw, "?") or raw


def _strip_marks(raw: str, kind: str) -> str:
    marks = set(_marks(raw, kind))
    end = len(raw)
    while end - 1 in marks:
        end -= 1
    return raw[:end]


def _marks(raw: str, kinds: str) -> list[int]:
    """Offsets of those of `kinds` that no backslash has made text."""
    return [match.start() for match in _MARK.finditer(raw) if match[1] and match[1] in kinds]


def _has_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)
