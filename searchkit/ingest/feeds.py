"""Articles from feeds: RSS 0.9x, 1.0 and 2.0, and Atom. One article an item.

Feeds are read without a network, without external declarations and without entities of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from searchkit.analysis.language import normalise_language
from searchkit.errors import InvalidArticle
from searchkit.ingest.addresses import absolute
from searchkit.ingest.dates import parse_date
from searchkit.ingest.findings import Findings
from searchkit.ingest.paragraphs import tidy
from searchkit.model import Article, Rejected

_FEED = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:rss|(?:\w+:)?RDF|(?:atom:)?feed)[\s>]",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset("amp lt gt quot apos".split())
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMAIL_NAME = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w+);")

# Prefixes that tell elements of one name apart; any other namespace counts as none.
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://wellformedweb.org/CommentAPI/": "wfw:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BODIES = ("content:encoded", "content", "description", "summary")
_PUBLISHED = ("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created")
_MODIFIED = ("updated", "modified", "dcterms:modified")


def is_feed(text: str) -> bool:
    """Whether the text's root element is a feed's."""
    return _FEED.match(text[:8192]) is not None


class _Element:
    """An element of a feed with its children by name, so that each is looked at once."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self._children: dict[str, list[Any]] = {}
        for child in node:
            self._children.setdefault(_name(child), []).append(child)

    def all(self, *names: str) -> Iterator[Any]:
        """The children that have one of the names, in the names' order."""
        return (child for name in names for child in self._children.get(name, ()))

    def text(self, *names: str) -> str | None:
        """The text of the first child that has one of the names and is not empty."""
        return next((text for child in self.all(*names) if (text := _text(child))), None)

    def link(self) -> str | None:
        """RSS's link is text; of Atom's links the one without `rel` or with "alternate"."""
        for link in self.all("link"):
            if link.get("href") and link.get("rel", "alternate") == "alternate":
                return str(link.get("href"))
        return self.text("link")

    def language(self) -> str | None:
        tag = self.text("language", "dc:language") or self.node.get(f"{_XML}lang")
        return normalise_language(tag) if tag else None

    def authors(self) -> str | None:
        """The names in the author elements; bare mail addresses are no names."""
        found: list[str] = []
        for child in self.all("author", "dc:creator", "creator", "itunes:author"):
            text = _plain(_Element(child).text("name") if len(child) else _text(child))
            match = _EMAIL_NAME.fullmatch(text)
            found.append(match["name"] if match else text)
        return ", ".join(dict.fromkeys(name for name in found if name and "@" not in name)) or None


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a feed says of all its items."""

    title: str
    home: str | None
    language: str | None
    author: str | None


def read_feed(text: str, *, path: str) -> Iterator[Article | Rejected]:
    """The articles of a feed, one an item, in its order; damaged XML is read as far as it goes."""
    if "<!ENTITY" in text:
        yield Rejected(path, "the feed declares entities of its own, which are not expanded")
        return
    root, problem = _parse(text)
    if root is None:
        yield Rejected(path, f"not well-formed XML: {problem}")
        return
    channel = _read_channel(root)
    items = [node for node in root.iter() if _name(node) in ("item", "entry")]
    if not items:
        reason = f"not well-formed XML: {problem}" if problem else "the feed holds no items"
        yield Rejected(path, reason)
    for number, item in enumerate(items, start=1):
        yield _read_item(_Element(item), channel, number, path)


def _parse(text: str) -> tuple[Any, str | None]:
    """The root element, None for what cannot be read at all; and what is wrong, if anything."""
    from lxml import etree

    text = _DOCTYPE.sub("", _DECLARATION.sub("", text), count=1)
    text = _ILLEGAL.sub("\ufffd", _NAMED_ENTITY.sub(_character, text)).lstrip()
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, str(error)
    log = parser.error_log
    problem = f"{log[0].message.strip()} (line {log[0].line})" if len(log) else None
    return root, problem or (None if root is not None else "no element")


def _character(match: re.Match[str]) -> str:
    """HTML's named characters, which feeds use although XML does not know them."""
    return match[0] if match[1] in _XML_ENTITIES else html.unescape(match[0])


def _read_channel(root: Any) -> _Channel:
    node = next((node for node in root.iter() if _name(node) == "channel"), root)
    channel = _Element(node)
    tag = root.get(f"{_XML}lang")
    return _Channel(
        title=_plain(channel.text("title")),
        home=channel.link() or node.get(f"{_XML}base"),
        language=channel.language() or (normalise_language(tag) if tag else None),
        # RSS channels name an editor for complaints; Atom feeds name the author of every entry.
        author=channel.authors() if _name(root) == "feed" else None,
    )


def _read_item(item: _Element, channel: _Channel, number: int, path: str) -> Article | Rejected:
    body = _body(item)
    title = _plain(item.text("title", "media:title"))
    if not body and not title:
        return Rejected(path, f"item {number}: no text and no title")
    findings = Findings()
    language = item.language() or channel.language
    findings.add("title", title, "feed")
    findings.add("language", language, "feed")
    findings.add("author", item.authors() or channel.author, "feed")
    _add_sources(findings, item, channel)
    _add_dates(findings, item, language)
    _add_address(findings, item, channel)
    try:
        return findings.article(body=body, path=path)
    except InvalidArticle as error:
        return Rejected(path, f"item {number}: {error}")


def _add_sources(findings: Findings, item: _Element, channel: _Channel) -> None:
    # An item of an aggregator names the feed that it came from.
    for origin in item.all("source"):
        findings.add("source", _plain(_Element(origin).text("title") or _text(origin)), "feed")
    findings.add("source", channel.title, "feed")


def _add_dates(findings: Findings, item: _Element, language: str | None) -> None:
    for name in _PUBLISHED:
        text = item.text(name)
        day = parse_date(text, language) if text else None
        findings.add("published", day, "feed")
        if text and day is None:
            findings.add("published", text, "weak")
    for name in _MODIFIED:
        text = item.text(name)
        findings.add("modified", parse_date(text, language) if text else None, "feed")


def _add_address(findings: Findings, item: _Element, channel: _Channel) -> None:
    base = item.node.get(f"{_XML}base") or channel.home
    findings.add("url", absolute(item.link(), base), "feed")
    identity = item.text("guid", "id")
    if identity and re.match(r"https?://", identity):
        guid = next(item.all("guid"), None)
        permanent = guid is None or guid.get("isPermaLink", "true").lower() != "false"
        findings.add("url", absolute(identity), "feed" if permanent else "weak")
    else:
        findings.add("id", identity, "feed")


def _body(item: _Element) -> str:
    """The item's longest account of itself, as text: the content, else the summary."""
    from searchkit.ingest.html import body_text

    texts = (body_text(_markup(node)).strip() for node in item.all(*_BODIES))
    return next((text for text in texts if text), "")


def _markup(node: Any) -> str:
    """What an element holds, as HTML: escaped markup as it is, XHTML serialised."""
    if len(node):
        from lxml import etree

        parts = [etree.tostring(child, encoding="unicode", method="html") for child in node]
        return html.escape(node.text or "") + "".join(parts)
    text = node.text or ""
    return html.escape(text) if node.get("type") in ("text", "text/plain") else text


def _text(node: Any) -> str:
    return "".join(str(part) for part in node.itertext()).strip()


def _plain(text: str | None) -> str:
    """One line without markup: titles come escaped once or twice, and with tags."""
    if not text:
        return ""
    if _MARKUP.search(text):
        from searchkit.ingest.html import body_text

        text = body_text(text) or html.unescape(text)
    return tidy(text)


def _name(node: Any) -> str:
    """The element's name, with a prefix of ours for the namespaces that matter."""
    if not isinstance(node.tag, str):
        return ""
    namespace, _, local = node.tag.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + local
