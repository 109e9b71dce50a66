"""What does a page say about itself? BeautifulSoup reads its metadata blocks, wherever they stand.

The fast parser picks the few elements out of the page; BeautifulSoup, fifty times slower, sees
only those. Pages with their meta tags in the body are common, so the head alone would not do.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from searchkit.ingest import jsonld
from searchkit.ingest.blocks import clean_line

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from selectolax.lexbor import LexborHTMLParser

Metas = dict[str, list[str]]
"""Content of the meta tags by name, property or itemprop in lower case."""

_BLOCKS = 'title, meta, link[rel~="canonical"], script[type*="ld+json"]'

_PACKED = "parsely-page"
"""The meta tag whose content is a JSON object that describes the page."""
_PACKED_FIELDS = {
    "title": "parsely-title",
    "pub_date": "parsely-pub-date",
    "author": "parsely-author",
    "authors": "parsely-author",
}
"""Its members, and the meta tags that say the same one by one."""


class Head:
    """A page's metadata blocks: `title` on one line, `canonical` as written or None."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        soup = _soup("".join(node.html or "" for node in tree.css(_BLOCKS)))
        self.title = clean_line(soup.title.get_text()) if soup.title else ""
        self.metas = _read_metas(soup.find_all("meta"))
        link = soup.find("link", href=True)
        self.canonical = _attribute(link, "href") if link else None
        self.scripts = [
            script.get_text() for script in soup.find_all("script", type=re.compile(r"ld\+json"))
        ]


def _soup(markup: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        # It warns of markup that looks like an address or a file name: a page may hold anything.
        warnings.simplefilter("ignore")
        return BeautifulSoup(markup, "lxml")


def _read_metas(tags: Iterable[Tag]) -> Metas:
    metas: Metas = {}
    for tag in tags:
        content = _attribute(tag, "content") or _attribute(tag, "value")
        if not content:
            continue
        for kind in ("property", "name", "itemprop"):
            for name in _attribute(tag, kind).lower().split():
                metas.setdefault(name, []).append(content)
    _unpack(metas)
    return metas


def _unpack(metas: Metas) -> None:
    """Add what a packed description says behind what single tags say; none that cannot be read."""
    for node in jsonld.read_nodes(metas.get(_PACKED, ())[:1])[:1]:
        for member, name in _PACKED_FIELDS.items():
            if texts := jsonld.names_of(node.get(member)):
                metas.setdefault(name, []).extend(texts)


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)
