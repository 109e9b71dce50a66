"""What records call their fields: Article's names, and those of common programs and services."""

from __future__ import annotations

import re

# Names are compared without case, "_" and "-". Article's own name comes first; then the names of
# schema.org, newspaper3k, news-please, trafilatura, JSON Feed, WordPress and news services.
_NAMES = {
    "id": ("id", "_id", "uid", "uuid", "articleid", "docid"),
    "guid": ("guid",),
    "title": ("title", "headline", "heading", "name"),
    "body": ("body", "text", "content", "articlebody", "maintext", "contenttext", "fulltext",
             "articletext", "bodytext", "story", "rawtext"),
    "source": ("source", "publisher", "sitename", "sourcename", "newspaper", "publication",
               "outlet", "provider", "website", "sourcedomain", "hostname"),
    "published": ("published", "date", "publishedat", "publisheddate", "publishedon",
                  "publishdate", "datepublish", "datepublished", "publicationdate", "pubdate",
                  "issued", "time", "timestamp"),
    "modified": ("modified", "updated", "updatedat", "datemodified", "datemodify", "modifiedat",
                 "lastmodified", "dateupdated"),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "url": ("url", "link", "canonicalurl", "canonicallink", "permalink", "href", "weburl",
            "mainentityofpage"),
    "language": ("language", "lang", "inlanguage", "locale", "metalang"),
    "dateline": ("dateline",),
    "agency": ("agency", "newsagency"),
    "markup": ("html", "contenthtml", "bodyhtml", "articlehtml", "rawhtml"),
    "summary": ("summary", "description", "excerpt", "abstract", "teaser"),
}  # fmt: skip
FIELDS = {name: field for field, names in _NAMES.items() for name in names}
PLACES = {name: place for place, name in enumerate(FIELDS)}


def field_named(name: str) -> str | None:
    """The field that a record's name means: one of Article's, or guid, markup, summary."""
    return FIELDS.get(plain_name(name))


def plain_name(name: str) -> str:
    return name if name == "_id" else re.sub("[-_ ]", "", name.lower())
