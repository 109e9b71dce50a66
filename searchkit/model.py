"""The values that pass between searchkit's stages and out of it: articles, hits, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, overload

from searchkit.errors import InvalidArgument, InvalidArticle
from searchkit.forking import cached_property
from searchkit.published import Published, format_published, normalise_published
from searchkit.values import Value, as_dict, names_of

if TYPE_CHECKING:
    from searchkit.quotes.quotation import Quotation

Span = tuple[int, int]
"""Half-open range of code points."""

_REQUIRED = ("id", "title", "body")
_TEXTS = (*_REQUIRED, "source", "author", "url", "language", "path", "dateline", "agency")
_BASED = ("title", "source", "published", "author", "url", "language", "agency")
_SOMETIMES = ("others", "quotes", "explanation")
_BASES = tuple(f"{name}_basis" for name in _BASED)
MOST_CHARACTERS = 64 << 20
"""Code points of a text of an article: as many as the largest document that is read may have, and
so few that positions and bytes of one article never fill 32 bits."""


class Candidate(Value):
    """A value that was found for a field and not taken, with how it was found."""

    field: str
    value: str
    basis: str


class Article(Value, kw_only=True):
    """One story as it was published. Unknown fields are None; each known one has a basis.

    `source` is who published it, `agency` who is credited with the story where that is another.
    `published` accepts a date, a datetime or ISO 8601 text and is kept as a date or an aware
    datetime. `language` is an ISO 639-1 code. Raises InvalidArticle for what cannot be stored, such
    as a text of more than 64 Mi characters.
    """

    id: str = ""
    title: str = ""
    body: str = ""
    source: str | None = None
    published: date | datetime | str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    path: str | None = None
    dateline: str | None = None
    agency: str | None = None
    title_basis: str | None = None
    source_basis: str | None = None
    published_basis: str | None = None
    author_basis: str | None = None
    url_basis: str | None = None
    language_basis: str | None = None
    agency_basis: str | None = None
    candidates: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        for name, value in zip(_TEXTS, _texts_of(self), strict=True):
            if type(value) is not str or not value.isascii() or len(value) > MOST_CHARACTERS:
                _check_text(name, value)
        try:
            published = normalise_published(self.published)
        except (ValueError, TypeError, OverflowError) as error:
            raise InvalidArticle(f"published: {error}", "published") from None
        object.__setattr__(self, "published", published)
        for name, value, basis in zip(_BASES, _based_of(self), _bases_of(self), strict=True):
            if value and basis is None:
                object.__setattr__(self, name, "user")

    @property
    def when(self) -> Published | None:
        """`published`, typed as what it always is after construction."""
        return self.published  # type: ignore[return-value]

    def to_json(self) -> dict[str, Any]:
        """The article as JSON's types, every field present."""
        data: dict[str, Any] = dict(zip(_FIELDS, _values_of(self), strict=True))
        data["published"] = format_published(self.when)
        data["candidates"] = [
            {"field": item.field, "value": item.value, "basis": item.basis}
            for item in self.candidates
        ]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Article:
        """The inverse of `to_json`; unknown keys are ignored."""
        known = {name: data[name] for name in _FIELDS if name in data}
        known["candidates"] = tuple(Candidate(**item) for item in data.get("candidates", ()))
        return cls(**known)

    @classmethod
    def of_checked(cls, *values: Any) -> Article:
        """The article of all fields in their order, each known to be what would be made of it."""
        article = object.__new__(cls)
        for assign, value in zip(_ASSIGN, values, strict=True):
            assign(article, value)
        return article

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> Article:
        """As `from_json`, of known fields of an article: nothing is checked once more."""
        values = {**_DEFAULTS, **data}
        values["published"] = normalise_published(values["published"])
        if values["candidates"]:
            values["candidates"] = tuple(Candidate(**item) for item in values["candidates"])
        return cls.of_checked(*_pick(values))

    def with_id(self, id: str) -> Article:
        """A copy of this id."""
        return self if id == self.id else self.with_texts(id=id)

    def with_texts(self, **texts: str | None) -> Article:
        """A copy in which these fields have other texts; the others are not checked once more."""
        copy = Article.of_checked(*_values_of(self))
        for name, text in texts.items():
            _check_text(name, text)
            object.__setattr__(copy, name, text)
        return copy


_FIELDS = names_of(Article)
_DEFAULTS: dict[str, Any] = dict(Article._defaults)
_ASSIGN = tuple(getattr(Article, name).__set__ for name in _FIELDS)
_pick = itemgetter(*_FIELDS)
_values_of = attrgetter(*_FIELDS)
_texts_of = attrgetter(*_TEXTS)
_based_of, _bases_of = attrgetter(*_BASED), attrgetter(*_BASES)


class Rejected(Value):
    """Something that did not become an article: a file, or a record in one, and why."""

    path: str
    reason: str


class Snippet(Value):
    """A passage of the body: `body[start:start + len(text)] == text`; spans are within `text`."""

    text: str
    start: int
    spans: tuple[Span, ...]


class Copy(Value):
    """Another article that tells the same story in the same words.

    `shared` is the share of its text that the article has whose copy it is, where it was compared.
    """

    id: str
    source: str | None
    published: Published | None
    shared: float | None = None

    def to_json(self) -> dict[str, Any]:
        published = format_published(self.published)
        data = {"id": self.id, "source": self.source, "published": published}
        return data if self.shared is None else {**data, "shared": round(self.shared, 3)}


class Hit(Value, kw_only=True):
    """An article found by a query, the earliest of so many `copies` more that it found.

    `others` are these, or the first twenty of them. `quotes` are what `said:` asked for.
    """

    id: str
    title: str
    title_spans: tuple[Span, ...] = ()
    source: str | None = None
    source_basis: str | None = None
    published: Published | None = None
    published_basis: str | None = None
    url: str | None = None
    path: str | None = None
    author: str | None = None
    language: str | None = None
    score: float = 0.0
    copies: int = 0
    others: tuple[Copy, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    explanation: tuple[WordScore, ...] | None = None

    def brief_json(self) -> dict[str, Any]:
        """What names it, in JSON's types."""
        published = format_published(self.published)
        return {"id": self.id, "title": self.title, "source": self.source, "published": published}

    def to_json(self) -> dict[str, Any]:
        data = as_dict(self)
        others, quotes, explanation = (data.pop(name) for name in _SOMETIMES)
        data["title_spans"] = [list(span) for span in self.title_spans]
        data["published"] = format_published(self.published)
        data["score"] = round(self.score, 4)
        data["snippets"] = [
            {"text": s.text, "start": s.start, "spans": [list(span) for span in s.spans]}
            for s in self.snippets
        ]
        if others:
            data["others"] = [copy.to_json() for copy in others]
        if quotes:
            data["quotes"] = [quotation.to_json() for quotation in quotes]
        if explanation is not None:
            data["explanation"] = [as_dict(part) for part in explanation]
        return data


class WordScore(Value):
    """What one word of the query gave to a hit's score: `score = weight * idf * saturation`."""

    word: str
    score: float
    idf: float
    frequency: float
    weight: float


class Completion(Value):
    """A query that begins as what was typed.

    `kind` is "word"; behind other words "phrase" for one that follows them somewhere, "words" for
    one that some articles hold too; or "source". So many `articles` hold a word or are of a
    source; for the others they are not counted.
    """

    text: str
    kind: str
    articles: int | None

    def to_json(self) -> dict[str, Any]:
        return as_dict(self)


Counts = list[tuple[str, int]]
"""(value, articles) of a facet: days, months and years in order of time, others by articles."""
Facets = dict[str, Counts]
FACETS = ("source", "author", "language", "day", "month", "year")
USUAL_FACETS = ("source", "month")
FACET_NAMES = {**{name: name for name in FACETS}, "lang": "language"}
"""What facets may be called: `lang:` is the language in queries."""


class Results(Sequence[Hit]):
    """The hits of one page, and what is known of all of them.

    `total` counts articles, `groups` hits: copies of one story are one unless all were asked for.
    Both, `facets`, `interpreted` and `suggestion` are worked out when first read. Iterating gives
    the page's hits.
    """

    def __init__(
        self,
        *,
        query: str,
        interpret: Callable[[], str],
        hits: tuple[Hit, ...],
        warnings: tuple[str, ...],
        took_ms: float,
        count: Callable[[], int],
        facet: Callable[[str, int | None], Counts],
        groups: Callable[[], int] | None = None,
        suggest: Callable[[], str | None] = lambda: None,
        advise: Callable[[str | None], tuple[str, ...]] = lambda suggestion: (),
    ) -> None:
        self.query = query
        self.hits = hits
        self.warnings = warnings
        self.took_ms = took_ms
        self._interpret = interpret
        self._count = count
        self._groups = groups or count
        self._facet = facet
        self._suggest = suggest
        self._advise = advise

    @cached_property
    def interpreted(self) -> str:
        """How the query was read, as a query again."""
        return self._interpret()

    @cached_property
    def total(self) -> int:
        """How many articles the query finds."""
        return self._count()

    @cached_property
    def groups(self) -> int:
        """How many hits there are: copies of one story are one."""
        return self._groups()

    @cached_property
    def facets(self) -> Facets:
        """All articles by source and by month."""
        return {name: self._facet(name, None) for name in USUAL_FACETS}

    def facet(self, name: str, limit: int | None = None) -> Counts:
        """All articles by one of FACETS; with a `limit` the values with the most articles.

        Days, months and years are in order of time, the others by articles, most first. Articles
        without such a value are left out. Raises InvalidArgument for another name; `lang` is
        `language`, as in queries.
        """
        if name not in FACET_NAMES:
            raise InvalidArgument(f"there is no facet {name!r}, but {', '.join(FACETS)}")
        if limit is not None and limit < 0:
            raise InvalidArgument("limit cannot be negative")
        return self._facet(FACET_NAMES[name], limit)

    @cached_property
    def suggestion(self) -> str | None:
        """The query as it was rather meant, with misspelled words as the archive writes them.

        Only where nothing was found, or hardly any article holds one of the words.
        """
        return self._suggest()

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """What to try next, likeliest first, where nothing was found; else empty."""
        return () if self.total else self._advise(self.suggestion)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.hits[index]

    def __repr__(self) -> str:
        return f"<Results {self.query!r}: {len(self.hits)} hits>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from searchkit.present.html import results_html

        return results_html(self)

    def to_json(self, *, facets: bool | Sequence[str] = False) -> dict[str, Any]:
        """The page as JSON's types, with the usual facets or with those that are named."""
        data: dict[str, Any] = {
            "query": self.query,
            "interpreted": self.interpreted,
            "suggestion": self.suggestion,
            "total": self.total,
            "groups": self.groups,
            "took_ms": round(self.took_ms, 2),
            "warnings": list(self.warnings),
            "hits": [hit.to_json() for hit in self.hits],
        }
        if self.advice:
            data["advice"] = list(self.advice)
        if facets:
            named = USUAL_FACETS if facets is True else facets
            data["facets"] = {
                FACET_NAMES.get(name, name): list(map(list, self.facet(name))) for name in named
            }
        return data


def _check_text(name: str, value: object) -> None:
    if value is None and name not in _REQUIRED:
        return
    if not isinstance(value, str):
        raise InvalidArticle(f"{name} must be text, not {type(value).__name__}", name)
    if len(value) > MOST_CHARACTERS:
        raise InvalidArticle(
            f"{name} has {len(value):,} characters, and may have {MOST_CHARACTERS:,}: divide it",
            name,
        )
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidArticle(
            f"{name} holds half a surrogate pair at offset {error.start}: decode it again, "
            "or replace it with U+FFFD",
            name,
        ) from None
