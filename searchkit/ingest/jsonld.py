"""The JSON-LD blocks of a page: scripts go in, the description of its article comes out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from searchkit.ingest.blocks import clean_line, whole_characters

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    "newsarticle article blogposting reportagenewsarticle analysisnewsarticle backgroundnewsarticle"
    " opinionnewsarticle reviewnewsarticle askpublicnewsarticle advertisercontentarticle"
    " satiricalarticle scholarlyarticle techarticle liveblogposting socialmediaposting report"
    " newsmediaarticle".split()
)
_PAGE_TYPES = frozenset(
    "webpage itempage aboutpage creativework recipe podcastepisode discussionforumposting"
    " review".split()
)
_LIMIT = 10_000
"""Nodes looked at in one page: a page that holds more is not describing an article."""


_MOST_VALUES = 300_000
"""Commas of a block: each value takes up to 100 bytes of memory."""


def read_nodes(scripts: Iterable[str]) -> list[Node]:
    """Every object in the blocks that can be read, outer ones first; broken ones are left out."""
    nodes: list[Node] = []
    for script in scripts:
        if script.count(",") > _MOST_VALUES:
            continue
        for value in _load(script):
            nodes.extend(_walk(value, _LIMIT - len(nodes)))
    return nodes


def find_article(nodes: list[Node], titles: Iterable[str] = ()) -> Node | None:
    """The node that describes the page's own article; None if there is none or no telling.

    Of several, the one whose headline is one of `titles`, else the outermost if it is alone.
    """
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    if not articles:
        pages = [n for n in nodes if types_of(n) & _PAGE_TYPES and n.get("datePublished")]
        return pages[0] if len(pages) == 1 else None
    known = {_key(title) for title in titles if title}
    for node in articles:
        if _key(text_of(node.get("headline")) or text_of(node.get("name"))) in known - {""}:
            return node
    whole = [node for node in articles if node.get("datePublished") and node.get("headline")]
    headlines = {_key(text_of(node.get("headline"))) for node in whole}
    if len(headlines) > 2 and known:
        return None
    return (whole or articles)[0]


def text_of(value: object) -> str:
    """The first text in a value: a string, a list's first, an object's name; "" if none."""
    for _ in range(8):
        if isinstance(value, list):
            value = next((item for item in value if item), None)
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("@id")
        else:
            break
    return _line(value) if isinstance(value, str) else ""


def names_of(value: object) -> list[str]:
    """The names of the persons or organisations that a property lists."""
    items = value if isinstance(value, list) else [value]
    names = []
    for item in items[:20]:
        name = item.get("name") if isinstance(item, dict) else item
        parts = name if isinstance(name, list) else [name]
        names += [_line(part) for part in parts if isinstance(part, str)]
    return [name for name in names if name]


def _line(text: str) -> str:
    """One clean line of at most 2,000 characters: JSON may hold entities and half characters."""
    return clean_line(whole_characters(html.unescape(text[:2000])))


def address_of(value: object) -> str | None:
    """The address that a property gives, as a string or as an object's @id or url."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return _line(value) if isinstance(value, str) else None


def resolve(node: object, nodes: list[Node]) -> object:
    """What a bare reference ({"@id": ...}) stands for elsewhere in the page, else itself."""
    if isinstance(node, list):
        return [resolve(item, nodes) for item in node[:20]]
    if not isinstance(node, dict) or "name" in node or not isinstance(node.get("@id"), str):
        return node
    named = (other for other in nodes if other.get("@id") == node["@id"] and other.get("name"))
    return next(named, node)


def types_of(node: Node) -> set[str]:
    """What a node is, in lower case and without the vocabulary's address."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {item.rpartition("/")[2].lower() for item in values if isinstance(item, str)}


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _walk(value: object, limit: int) -> list[Node]:
    found: list[Node] = []
    queue: list[object] = [value]
    for item in queue:
        if len(queue) > limit * 4 or len(found) >= limit:
            break
        if isinstance(item, dict):
            found.append(item)
            queue.extend(child for child in item.values() if isinstance(child, dict | list))
        elif isinstance(item, list):
            queue.extend(item)
    return found


def _load(script: str) -> Iterator[object]:
    """The values in one script, mending what pages commonly break."""
    text = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script
    )
    text = text.strip().rstrip(";")
    for mend in (_same, _without_trailing_commas):
        value = _decode(mend(text))
        if value is not None:
            yield value
            return
    yield from _fragments(text)


def _decode(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _same(text: str) -> str:
    return text


def _without_trailing_commas(text: str) -> str:
    return re.sub(r",\s*(?=[}\]])", "", text)


_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"'
)


def _fragments(text: str) -> Iterator[Node]:
    """What a block that cannot be read says of an article, if it speaks of only one."""
    kinds = re.findall(r'"@type"\s*:\s*"(\w+)"', text)
    kinds = [kind for kind in kinds if kind.lower() in ARTICLE_TYPES]
    pairs = _PAIR.findall(text)
    if len(kinds) != 1 or len({name for name, _ in pairs}) != len(pairs):
        return
    node: Node = {"@type": kinds[0]}
    for name, value in pairs:
        decoded = _decode(f'"{value}"')
        node[name] = decoded if isinstance(decoded, str) else value
    yield node
