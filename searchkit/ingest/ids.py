"""Which id does an article have? The one its data gives, else one from its address or its path."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields
from json.encoder import encode_basestring_ascii
from operator import attrgetter

from searchkit.model import Article, Rejected
from searchkit.published import format_published

LONGEST = 512
"""Code points; a longer "id" in the data is text that strayed there."""
_DIGITS = 16
_SEPARATE = ("id", "path", "body", "published", "candidates")
_short_of = attrgetter(*(item.name for item in fields(Article) if item.name not in _SEPARATE))
_encode = json.JSONEncoder(separators=(",", ":")).encode


def claimed_id(article: Article, key: str, ordinal: int = 0) -> str:
    """The id that an article of a file claims: its data's, else its address's, else its path's.

    `ordinal` counts the records of the file from 0. Another file may claim the same id: see
    `told_apart`.
    """
    place = key if ordinal == 0 else f"{key}\0{ordinal}"
    return _stated_id(article) or _digest("path", place)


def claims(
    items: Iterable[Article | Rejected], key: str, first: int = 0
) -> Iterator[tuple[Article | Rejected, str]]:
    """The items of a file, the first of which is its `first`, each with the id that it claims
    ("" for what is rejected).

    A member of an archive is a place of its own: what comes or goes beside it changes no id.
    """
    place, ordinal = key, first
    for item in items:
        if isinstance(item, Article):
            if (item.path or key) != place:
                place, ordinal = item.path or key, 0
            yield item, claimed_id(item, place, ordinal)
        else:
            yield item, ""
        ordinal += 1


def standalone_id(article: Article) -> str:
    """The id of an article that no file holds: its data's, its address's, else its content's."""
    return _stated_id(article) or _digest("content", content_hash(article))


def told_apart(claim: str, place: str, attempt: int = 0) -> str:
    """The id for a claim that is taken: the claim and a suffix drawn from the article's place.

    A further `attempt` lengthens the suffix, for the case that this id is taken too.
    """
    digest = hashlib.sha256(f"apart\0{claim}\0{place}".encode()).hexdigest()
    return f"{claim}~{digest[: 6 * (attempt + 1)]}"


def content_hash(article: Article) -> str:
    """32 hex digits over every field but `id` and `path`."""
    candidates = "[]"
    if article.candidates:
        candidates = _encode([(item.field, item.value, item.basis) for item in article.candidates])
    short = ",".join(
        ["null" if text is None else encode_basestring_ascii(text) for text in _short_of(article)]
    )
    when = "null" if article.when is None else f'"{format_published(article.when)}"'
    text = f"[[{short}],{when},{candidates}]"
    # JSON says where it ends: the body need not be written as JSON to stay apart from the rest.
    digest = hashlib.sha256(text.encode("ascii"))
    digest.update(article.body.encode("utf-8"))
    return digest.hexdigest()[:32]


def _stated_id(article: Article) -> str | None:
    given = article.id.strip()
    if given and len(given) <= LONGEST and not _has_controls(given):
        return given
    if article.url:
        from searchkit.ingest.addresses import normalise

        return _digest("url", normalise(article.url))
    return None


def _has_controls(text: str) -> bool:
    return not text.isprintable() and any(
        unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text
    )


def _digest(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()[:_DIGITS]
