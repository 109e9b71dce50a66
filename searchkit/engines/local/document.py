"""Between articles and Whoosh documents: every field is prepared before the writer sees any."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from searchkit.analysis.analyzer import Tokens, analyze
from searchkit.analysis.language import guess_language, normalise_language
from searchkit.analysis.patterns import Occurrence
from searchkit.analysis.stemming import stem
from searchkit.model import Article
from searchkit.published import Published, civil_date, sort_seconds
from searchkit.whoosh_index.schema import BY_DAY, BY_INSTANT, UNDATED

Terms = dict[str, list[Occurrence]]


def document(article: Article, fallback_language: str | None) -> dict[str, Any]:
    """The fields of a Whoosh document. `unsure` says that its stems hang on the fallback."""
    title, body = analyze(article.title), analyze(article.body)
    known = stem_language(article)
    language = known or fallback_language or "en"
    fields: dict[str, Any] = {
        "id": article.id,
        "title": _stems(title, language),
        "body": _stems(body, language),
        "title_forms": _forms(title),
        "body_forms": _forms(body),
        "author": _forms(analyze(article.author or "")),
        "url": _forms(analyze(article.url or "")),
        "source": (article.source or "").casefold(),
        "_stored_source": article.source or "",
        "language": article.language or "",
        "stem_language": language,
        "unsure": int(known is None),
        "path": article.path or "",
        "title_length": len(title),
        "body_length": len(body),
        "article": json.dumps(article.to_json(), ensure_ascii=False),
        **_dates(article.when),
    }
    return {name: value for name, value in fields.items() if value != {}}


def stem_language(article: Article) -> str | None:
    """The language whose stemmer the article needs: what it says, else what its words say."""
    if article.language:
        return normalise_language(article.language) or article.language.lower()
    return guess_language(f"{article.title}\n{article.body}")


def load_article(text: str) -> Article:
    return Article.from_json(json.loads(text))


def _stems(tokens: Tokens, language: str) -> Terms:
    return _terms(tokens, lambda form: stem(form, language))


def _forms(tokens: Tokens) -> Terms:
    return _terms(tokens, lambda form: form)


def _terms(tokens: Tokens, term_of: Callable[[str], str]) -> Terms:
    terms: dict[str, set[Occurrence]] = {}
    for token in tokens.tokens:
        place = (token.position, token.position + token.length)
        terms.setdefault(term_of(token.form), set()).add(place)
    return {term: sorted(places) for term, places in terms.items()}


def _dates(published: Published | None) -> dict[str, Any]:
    if published is None:
        return {"precision": UNDATED}
    exact = isinstance(published, datetime)
    moment = (
        published.astimezone(timezone.utc).replace(tzinfo=None)
        if isinstance(published, datetime)
        else datetime(published.year, published.month, published.day)
    )
    return {
        "published": moment,
        "precision": BY_INSTANT if exact else BY_DAY,
        "day": civil_date(published).toordinal(),
        "seconds": sort_seconds(published),
    }
