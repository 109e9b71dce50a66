"""Articles from JSON: one object, an array, or an object a line, as exports and crawlers write.

Fields are taken by Article's own names or by the names that common programs use for them. What a
record gives is the user's word: it is kept as it is, with the basis "user". Only a language that
it does not give is told by the text's words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from searchkit.analysis.language import guess_language, normalise_language
from searchkit.errors import InvalidArticle
from searchkit.ingest import limits
from searchkit.ingest.dates import from_epoch, parse_date
from searchkit.ingest.field_names import FIELDS, PLACES, plain_name
from searchkit.ingest.findings import STRENGTHS
from searchkit.ingest.plain_records import Meanings, is_plain, read_plain
from searchkit.ingest.rules import value_at
from searchkit.model import Article, Candidate, Rejected
from searchkit.published import Published, parse_iso

_EMPTY: tuple[Any, ...] = (None, "", [], {})
_BASED = ("title", "source", "published", "author", "url", "language", "agency")
_BASES = {name: f"{name}_basis" for name in _BASED}
_SHORT_NAMES = 1_000
"""Code points of a record's names together: longer ones are not remembered."""
_WRAPPERS = ("articles", "items", "results", "docs", "documents", "entries", "news", "stories",
             "records", "data", "response", "hits", "posts")  # fmt: skip
_CANDIDATE = ("field", "value", "basis")
_OWN = ("title", "headline", "text", "body", "content", "articleBody")
_WORTH = ("value", "name", "#text", "$oid", "$date", "$numberLong", "@id", "url")

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_EPOCH = re.compile(r"-?\d{9,17}(?:\.\d+)?")
_REGION = re.compile(r"[A-Za-z]{2}[-_][A-Za-z]{2}\Z")
_DEEPEST = 4
_TOLD = ("title", "body", "markup", "summary")
Shape = Callable[[object], object]


def read_json(
    text: str, *, path: str, shape: Shape | None = None, records_at: str | None = None
) -> Iterator[Article | Rejected]:
    """The articles of a JSON document: an object, an array of objects, or a list wrapped in one.

    `shape` is what is done to each record first; `records_at` names the list within the document.
    """
    try:
        value = parse(text)
    except ValueError as error:
        yield Rejected(path, f"not valid JSON: {error}")
        return
    if records_at is not None:
        value = value_at(value, records_at)
        if not isinstance(value, list):
            reason = f'records = "{records_at}" in searchkit.toml names no list in it'
            yield Rejected(path, reason)
            return
    records = _unwrapped(value)
    if records is None:
        yield read_record(shape(value) if shape else value, path=path)
        return
    if not records:
        yield Rejected(path, "no articles: the list is empty")
    for number, record in enumerate(records, start=1):
        article = read_record(shape(record) if shape else record, path=path)
        if isinstance(article, Rejected):
            yield Rejected(path, f"item {number}: {article.reason}")
        else:
            yield article


def read_line(
    line: str, *, path: str, number: int, shape: Shape | None = None
) -> Article | Rejected:
    """The article of line `number` of a file of JSON lines; a rejection names "path:number"."""
    place = f"{path}:{number}"
    try:
        record = parse(line.rstrip("\r\n"))
    except ValueError as error:
        return Rejected(place, f"not valid JSON: {error}")
    article = read_record(shape(record) if shape else record, path=path)
    return Rejected(place, article.reason) if isinstance(article, Rejected) else article


def parse(text: str) -> Any:
    """A JSON value; ValueError with line and column for text that is none, however it fails.

    NaN and Infinity become None, integers too long for a number stay text.
    """
    try:
        if text.startswith("\ufeff"):
            raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = (
            f"line {error.lineno}, column {error.colno}"
            if "\n" in text
            else f"column {error.colno}"
        )
        raise ValueError(f"{error.msg[0].lower()}{error.msg[1:]} ({place})") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_record(record: object, *, path: str) -> Article | Rejected:
    """The article that one record describes; Rejected when it has neither text nor title."""
    if not isinstance(record, dict):
        return Rejected(path, f"not an object but {_kind(record)}")
    if len(record) > limits.RECORD_FIELDS:
        return Rejected(path, f"more than {limits.RECORD_FIELDS:,} fields are no article")
    meant = _meant(tuple(record))
    if meant.plain and path.isascii():
        article = read_plain(record, meant.meanings, path)
        if article is not None:
            return article
    fields = _Fields(record, meant.meanings)
    body = fields.body()
    title = _storable(fields.text("title") or "")
    if not body.strip() and not title.strip():
        return Rejected(path, _nothing(record, meant.meanings))
    try:
        return _article(fields, title, body, path)
    except InvalidArticle as error:
        return Rejected(path, str(error))


def _nothing(record: dict[str, Any], meanings: Meanings) -> str:
    """That a record is no article; what it has, where it may call its text otherwise."""
    why = "no text and no title"
    if not record or any(field in _TOLD for field, _ in meanings):
        return why
    names = ", ".join(name[:40] for name in list(record)[:12])
    more = ", …" if len(record) > 12 else ""
    return f"{why} (there are: {names}{more}): name them in searchkit.toml with fields"


def _article(fields: _Fields, title: str, body: str, path: str) -> Article:
    language, unread = fields.language()
    published, undated = fields.published(language)
    identity, guid, url = fields.text("id"), fields.text("guid"), fields.text("url")
    if guid and re.match(r"https?://", guid):
        url = url or guid
    else:
        identity = identity or guid
    based: dict[str, Any] = {
        "title": title,
        "source": _optional(fields.text("source")),
        "published": published,
        "author": _optional(fields.authors()),
        "agency": _optional(fields.text("agency")),
        "url": _optional(url),
        "language": language or guess_language(body),
    }
    bases = {_BASES[name]: fields.basis(name) for name, value in based.items() if value}
    if not language and based["language"]:
        bases["language_basis"] = "words"
    candidates = [*undated, *unread, *fields.modified(), *fields.candidates()]
    return Article(
        id=_storable(identity or ""),
        body=body,
        path=path,
        dateline=_optional(fields.text("dateline")),
        candidates=tuple(dict.fromkeys(candidates)),
        **based,
        **bases,
    )


class _Fields:
    """A record's values by Article's names."""

    def __init__(self, record: dict[str, Any], meanings: Meanings) -> None:
        self._record = record
        self._given: dict[str, list[Any]] = {}
        for field, name in meanings:
            value = record[name]
            if value or field == "markup" or value not in _EMPTY:
                self._given.setdefault(field, []).append(value)

    def _values(self, field: str) -> Sequence[Any]:
        """What the record says of the field, Article's own name first."""
        return self._given.get(field, ())

    def text(self, field: str) -> str | None:
        """The first value of the field that is text or can be written as text."""
        for value in self._values(field):
            if text := _text(value):
                return text
        return None

    def body(self) -> str:
        """The article's text as given; markup becomes text; a summary if there is nothing else."""
        blank: str | None = None
        for value in self._values("body"):
            text = "\n\n".join(filter(None, map(_text, value))) if _is_list(value) else _text(value)
            if text and text.strip():
                return _storable(text)
            blank = blank or text
        for value in self._values("markup"):
            if isinstance(value, str):
                return _from_markup(value)
        return _storable(self.text("summary") or blank or "")

    def authors(self) -> str | None:
        for value in self._values("author"):
            names = _listed(value) if isinstance(value, str) else None
            if names is None:
                names = value if _is_list(value) else [value]
            joined = ", ".join(dict.fromkeys(filter(None, map(_text, names))))
            if joined:
                return joined
        return None

    def language(self) -> tuple[str | None, list[Candidate]]:
        """The ISO 639-1 code, and what is no such code as a weak candidate."""
        tag = self.text("language")
        if tag is None:
            return None, []
        code = normalise_language(tag)
        return code, [] if code else [Candidate("language", _storable(tag), "weak")]

    def published(self, language: str | None) -> tuple[Published | None, list[Candidate]]:
        """The first readable date; the unreadable ones before it as weak candidates."""
        unread: list[Candidate] = []
        tag = self.text("language") or ""
        order = tag if _REGION.match(tag) else language  # of the numbers in 05/12/2022
        for value in self._values("published"):
            found = _date(value, order)
            if found is not None:
                return found, unread
            if text := _text(value):
                unread.append(Candidate("published", _storable(text), "weak"))
        return None, unread

    def modified(self) -> list[Candidate]:
        for value in self._values("modified"):
            if date := _date(value, None):
                return [Candidate("modified", date.isoformat(), "user")]
        return []

    def basis(self, field: str) -> str:
        """The basis that an exported article carries with the field, else "user"."""
        basis = self._record.get(_BASES[field])
        return "user" if basis is None or basis not in STRENGTHS else basis

    def candidates(self) -> Iterator[Candidate]:
        """The candidates that an exported article carries."""
        given = self._record.get("candidates")
        for item in given if isinstance(given, list) else ():
            parts = [item.get(name) for name in _CANDIDATE] if isinstance(item, dict) else []
            texts = [_storable(part) for part in parts if isinstance(part, str)]
            if len(texts) == len(_CANDIDATE):
                yield Candidate(*texts)


def _text(value: Any, depth: int = 0) -> str | None:
    """A value as text: numbers written out, of an object its name or what its markup says, of a
    list its parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or depth > _DEEPEST:
        return None
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(part, depth + 1) for part in value))) or None
    if isinstance(value.get("rendered"), str):  # WordPress escapes its titles, too
        return _from_markup(value["rendered"]) or None
    return next((text for name in _WORTH if (text := _text(value.get(name), depth + 1))), None)


def _number(value: float) -> str | None:
    if not math.isfinite(value):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _date(value: Any, language: str | None) -> Published | None:
    """A date from ISO text, a written date, or a number of seconds or milliseconds."""
    if isinstance(value, dict):
        value = next((value[name] for name in _WORTH if value.get(name)), None)
        if isinstance(value, dict):
            value = value.get("$numberLong")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if not isinstance(value, str):
        return from_epoch(value)
    try:
        return parse_iso(value)
    except (ValueError, OverflowError):
        pass
    if _EPOCH.fullmatch(value.strip()):
        return from_epoch(float(value))
    return parse_date(value, language)


def _listed(text: str) -> list[str] | None:
    """The strings of a list that Python printed ("['A', 'B']"), or None for other text."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return None
    return [re.sub(r"\\(.)", r"\1", one or two) for one, two in _QUOTED.findall(text)]


def _unwrapped(value: Any, depth: int = 0) -> list[Any] | None:
    """The list of records that the value is or holds; None for a single record."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    # JSON Feed's list of items has a title of its own.
    if any(name in value for name in _OWN) and "items" not in value:
        return None
    for name in _WRAPPERS:
        inner = value.get(name)
        records = _unwrapped(inner, depth + 1) if inner else None
        if records and all(isinstance(record, dict) for record in records):
            return [record.get("_source", record) for record in records]
    return None


def _from_markup(markup: str) -> str:
    from searchkit.ingest.html import body_text

    return body_text(_storable(markup))


class _Meant(NamedTuple):
    """Which fields a record's names mean, as (field, name), Article's own names first.

    `plain`: whether `read_plain` may be asked first.
    """

    meanings: Meanings
    plain: bool


def _meant(names: tuple[str, ...]) -> _Meant:
    """The records of a file mostly have the same names: what they mean is looked up only once."""
    if sum(map(len, names)) > _SHORT_NAMES:
        return _meaning(names)
    return _remembered(names)


def _meaning(names: tuple[str, ...]) -> _Meant:
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(plain_name(name), name)
    plains = sorted(known.keys() & PLACES.keys(), key=PLACES.__getitem__)
    meanings = [(FIELDS[plain], known[plain]) for plain in plains]
    return _Meant(meanings, is_plain(names, meanings))


_remembered = lru_cache(maxsize=256)(_meaning)


def _optional(text: str | None) -> str | None:
    return _storable(text) if text else None


def _storable(text: str) -> str:
    """The text with surrogate pairs joined and halves of them replaced."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _kind(value: object) -> str:
    kinds = {str: "text", list: "a list", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _no_number(_: str) -> None:
    return None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 20 else digits


_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_number, parse_int=_integer)
