"""An article as a segment keeps it: JSON in UTF-8, without the fields that say nothing."""

from __future__ import annotations

import json
from typing import Any

from searchkit.model import Article
from searchkit.published import format_published
from searchkit.values import as_dict, names_of

_STORED = tuple(name for name in names_of(Article) if name not in ("published", "candidates"))


def dump_article(article: Article) -> bytes:
    data: dict[str, Any] = {
        name: value for name in _STORED if (value := getattr(article, name)) is not None
    }
    if article.when is not None:
        data["published"] = format_published(article.when)
    if article.candidates:
        data["candidates"] = [as_dict(candidate) for candidate in article.candidates]
    # Escaping what is not ASCII takes half the time where there is little of it.
    escaped = article.body.isascii()
    return json.dumps(data, ensure_ascii=escaped, separators=(",", ":")).encode("utf-8")


def load_article(data: bytes) -> Article:
    return Article.from_json(json.loads(data))
