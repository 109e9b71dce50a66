"""What a site's rule selects from a page: its text, title, date and author, and what is no part."""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from searchkit.ingest import body
from searchkit.ingest.blocks import clean_line, read_layout
from searchkit.ingest.rules import SiteRule

_MOST = 1_000
_ATTRIBUTES = {"date": ("datetime", "content", "title"), "title": ("content",)}


class Selected(NamedTuple):
    """What was selected; "" where a selector found nothing or there is none."""

    body: str = ""
    title: str = ""
    date: str = ""
    author: str = ""


NOTHING = Selected()


def select(tree: LexborHTMLParser, rule: SiteRule) -> Selected:
    """Take what the rule removes out of the tree, and give what it selects."""
    for selector in rule.remove:
        for node in tree.css(selector)[:_MOST]:
            node.decompose()
    given = {name: _nodes(tree, rule.selectors.get(name)) for name in Selected._fields}
    return Selected(
        body=_text(given["body"]),
        title=_line(given["title"][:1], "title"),
        date=_line(given["date"][:1], "date"),
        author=_line(given["author"], "author"),
    )


def _nodes(tree: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    """The outermost elements that a selector finds, in their order."""
    found = tree.css(selector)[:_MOST] if selector else []
    known = {node.mem_id for node in found}
    return [node for node in found if not _is_within(node, known)]


def _is_within(node: LexborNode, known: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in known:
            return True
        above = above.parent
    return False


def _text(nodes: list[LexborNode]) -> str:
    texts = (body.render(read_layout(node).blocks) for node in nodes)
    return "\n\n".join(text for text in texts if text)


def _line(nodes: list[LexborNode], name: str) -> str:
    """The elements' texts, or what an attribute of theirs says for machines."""
    texts = []
    for node in nodes:
        given = [node.attributes.get(attribute) for attribute in _ATTRIBUTES.get(name, ())]
        texts.append(next(filter(None, given), None) or clean_line(node.text(separator=" ")))
    return ", ".join(dict.fromkeys(filter(None, texts)))
