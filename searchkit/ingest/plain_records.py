"""Records in which nothing is out of the ordinary: each field is given once, as text, or not.

Most records of most files are such; what `records` makes of them is told with a tenth of its
questions. Whatever else a record holds is left to `records`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from searchkit.analysis.language import guess_language, normalise_language
from searchkit.model import Article
from searchkit.published import parse_iso

_PLAIN = frozenset(
    ("id", "title", "body", "source", "published", "author", "url", "language", "dateline")
)
_code_of = lru_cache(maxsize=256)(normalise_language)
Meanings = Sequence[tuple[str, str]]


def is_plain(names: tuple[str, ...], meanings: Meanings) -> bool:
    """Whether a record of these names, which mean (field, name), may be read here."""
    fields = [field for field, _ in meanings]
    return (
        _PLAIN.issuperset(fields)
        and len(set(fields)) == len(fields)
        and "candidates" not in names
        and not any(name.endswith("_basis") for name in names)
    )


def read_plain(record: dict[str, Any], meanings: Meanings, path: str) -> Article | None:
    """The article of a record whose names are plain; None when its values are not.

    `path` is ASCII.
    """
    given: dict[str, str] = {}
    for field, name in meanings:
        value = record[name]
        if type(value) is str and (value.isascii() or _is_storable(value)):
            given[field] = value
        elif value is not None:
            return None
    get = given.get
    title, body, author = get("title", ""), get("body", ""), get("author")
    # A list that Python printed may be many authors.
    if not (title.strip() or body.strip()) or (author and author.lstrip().startswith("[")):
        return None
    tag, date = get("language"), get("published")
    language = _code_of(tag) if tag and len(tag) < 64 else None
    if tag and not language:
        return None
    try:
        published = parse_iso(date) if date else None
    except (ValueError, OverflowError):
        return None
    return _article(
        given, published, path, language or guess_language(body), "user" if tag else "words"
    )


def _article(
    given: dict[str, str], published: Any, path: str, language: Any, basis: str
) -> Article:
    source, author, url = given.get("source"), given.get("author"), given.get("url")
    title = given.get("title", "")
    return Article.of_checked(
        given.get("id", ""),
        title,
        given.get("body", ""),
        source or None,
        published,
        author or None,
        url or None,
        language,
        path,
        given.get("dateline") or None,
        None,
        "user" if title else None,
        "user" if source else None,
        "user" if published else None,
        "user" if author else None,
        "user" if url else None,
        basis if language else None,
        None,
        (),
    )


def _is_storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
