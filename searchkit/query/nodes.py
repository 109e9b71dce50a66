"""What a query means, as a tree of small frozen values.

Text in nodes is what the user typed, not yet analysed: folding, stemming and splitting belong to
the analysis of whoever evaluates the tree. Every node prints as a query that parses to it again
(`searchkit.query.printer`).
"""

from __future__ import annotations

from datetime import date, datetime

from searchkit.values import Value

Bound = date | datetime
"""A civil day, compared with articles' own civil dates; or an aware instant."""


class Word(Value):
    """One word, matched by stem; `COVID-19` is one word too.

    A text without a letter or digit, such as `&`, asks for nothing and holds everywhere.
    """

    text: str


class Phrase(Value):
    """Words side by side, in order; with `slop`, up to that many words between, in any order."""

    text: str
    slop: int | None = None


class Prefix(Value):
    """Surface forms that begin with `text`."""

    text: str


class Wildcard(Value):
    """Surface forms that match `pattern`: `*` any run, `?` any one character.

    A backslash stands before a `*`, `?` or backslash that means itself.
    """

    pattern: str


class Fuzzy(Value):
    """Surface forms within `distance` (1 or 2) Damerau–Levenshtein edits of `text`."""

    text: str
    distance: int = 1


class Exact(Value):
    """This surface form (or, for several words, this sequence of forms) only."""

    text: str


class Said(Value):
    """Articles that quote somebody whose name holds all these words.

    Bare words and phrases beside it in the same `And` must be in what that person is quoted as
    saying; everything else there asks for the article.
    """

    text: str


class And(Value):
    """All of two or more children."""

    children: tuple[Node, ...]


class Or(Value):
    """Any of two or more children."""

    children: tuple[Node, ...]


class Not(Value):
    """Articles that `child` does not match."""

    child: Node


class Boost(Value):
    """`child` with its score multiplied by `weight` (above 0)."""

    child: Node
    weight: float


class Field(Value):
    """`child` looked for in one text field only: title, body, author or url.

    Below it are no fields, sources, languages or dates. Everything as the child asks for the
    articles that have the field.
    """

    name: str
    child: Node


class Sources(Value):
    """Articles of any of these sources: whole names, without case."""

    names: tuple[str, ...]


class Languages(Value):
    """Articles in any of these languages: ISO 639-1 codes, lower case."""

    codes: tuple[str, ...]


class DateRange(Value):
    """Articles published in `[start, end)`; None leaves that side open, not both."""

    start: Bound | None
    end: Bound | None


class Everything(Value):
    """All articles: what an empty query asks for."""


Node = (
    Word
    | Phrase
    | Prefix
    | Wildcard
    | Fuzzy
    | Exact
    | Said
    | And
    | Or
    | Not
    | Boost
    | Field
    | Sources
    | Languages
    | DateRange
    | Everything
)
BARE = (Word, Prefix, Wildcard, Fuzzy)
"""The kinds that `match=auto` and `match=any` may relax."""
