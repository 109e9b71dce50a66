"""An article and its stored fields: `searchkit.store.article_bytes` has their form."""

from __future__ import annotations

from typing import Any

from searchkit.model import Article
from searchkit.published import format_published
from searchkit.store.article_bytes import join_article, split_article
from searchkit.values import as_dict, names_of

_STORED = tuple(
    name for name in names_of(Article) if name not in ("body", "published", "candidates")
)


def dump_article(article: Article) -> bytes:
    data: dict[str, Any] = {
        name: value for name in _STORED if (value := getattr(article, name)) is not None
    }
    if article.when is not None:
        data["published"] = format_published(article.when)
    if article.candidates:
        data["candidates"] = [as_dict(candidate) for candidate in article.candidates]
    return join_article(data, article.body)


def load_article(data: bytes) -> Article:
    return Article.from_stored(split_article(data))
