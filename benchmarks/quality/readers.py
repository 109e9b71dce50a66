"""Who reads a page: searchkit and its peers, each as a function from bytes to a Reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata

from searchkit.ingest.reader import read_bytes
from searchkit.model import Article
from searchkit.published import civil_date


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one page; None where it found nothing. `published` is YYYY-MM-DD."""

    text: str = ""
    title: str | None = None
    author: str | None = None
    published: str | None = None


ReadPage = Callable[[bytes, str | None], Reading]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of pages; `package` is what must be installed for it."""

    name: str
    package: str
    read: ReadPage

    @property
    def version(self) -> str | None:
        """The installed version, or None."""
        try:
            return metadata.version(self.package)
        except metadata.PackageNotFoundError:
            return None


def read_with_searchkit(data: bytes, url: str | None) -> Reading:
    item = next(read_bytes(data, path="page.html", url=url), None)
    if not isinstance(item, Article):
        return Reading()
    published = civil_date(item.when).isoformat() if item.when else None
    return Reading(item.body, item.title, item.author, published)


def _read_with_trafilatura(data: bytes, url: str | None, *, fast: bool = False) -> Reading:
    found = import_module("trafilatura").bare_extraction(
        data, url=url, fast=fast, include_comments=False, with_metadata=True
    )
    if found is None:
        return Reading()
    return Reading(found.text or "", found.title, found.author, found.date)


def _read_with_trafilatura_fast(data: bytes, url: str | None) -> Reading:
    return _read_with_trafilatura(data, url, fast=True)


def _read_with_readability(data: bytes, url: str | None) -> Reading:
    readability, lxml_html = import_module("readability"), import_module("lxml.html")
    document = readability.Document(data, url=url)
    try:
        markup = document.summary(html_partial=True)
        lines = lxml_html.fromstring(markup).itertext() if markup else []
        return Reading(" ".join(" ".join(lines).split()), document.short_title() or None)
    except (readability.readability.Unparseable, ValueError):
        return Reading()


def _read_with_htmldate(data: bytes, url: str | None) -> Reading:
    # Its parser refuses a few pages with an exception of lxml's.
    try:
        found = import_module("htmldate").find_date(data, url=url, original_date=True)
    except (ValueError, AssertionError):
        found = None
    return Reading(published=found)


OWN = "searchkit"
READERS = {
    reader.name: reader
    for reader in (
        Reader(OWN, "searchkit", read_with_searchkit),
        Reader("trafilatura", "trafilatura", _read_with_trafilatura),
        Reader("trafilatura, fast", "trafilatura", _read_with_trafilatura_fast),
        Reader("readability-lxml", "readability-lxml", _read_with_readability),
        Reader("htmldate", "htmldate", _read_with_htmldate),
    )
}
