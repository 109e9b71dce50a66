"""A page as a flat list of text blocks, each in a container, from one walk over the parsed tree.

Everything that judges a page (what its body is, what stands near its headline) works on these
lists; the tree itself is walked once, with a stack of its own, so no nesting is too deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

SKIPPED = frozenset(
    "audio button canvas datalist dialog embed iframe input label link map menu"
    " meta nav noscript object optgroup option script select style svg template textarea title"
    " video".split()
)
"""Elements whose text is never an article's."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark math nobr q"
    " rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
KINDS = {
    "p": "p", "li": "li", "dt": "li", "dd": "li", "pre": "pre", "td": "cell", "th": "cell",
    "summary": "p", **{f"h{level}": "heading" for level in range(1, 7)},
}  # fmt: skip
"""The elements that hold a block's text, and what the block is then called."""

_LEVELS = frozenset(f"h{level}" for level in range(1, 7))
_TEXT_IN_FIGURES = frozenset("blockquote dl ol pre table ul".split())
_LEAVES = frozenset({"p", "pre", "summary", *(f"h{level}" for level in range(1, 7))})
_LONGEST_HEADING = 250
"""A longer one is a paragraph that was made large."""
_MARKED = 40
"""Pieces of text that are looked at for a mark: a name or a date is short."""
_MOST_MARKS = 1_000
"""A page's own date and authors are among its first marks; lists of teasers have thousands."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = re.compile(r"(?:^|\s)(?:sr-only|screen-?reader\S*|visually-?hidden)(?:$|\s)")
_ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar"
    " alert".split()
)
# Soft hyphens, marks without width, and the code points that fonts of icons use.
_INVISIBLE = dict.fromkeys(
    [*map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"), *range(0xE000, 0xF900)]
)


@dataclass(slots=True)
class Container:
    """An element that holds blocks. `hint` is its class, id and itemprop in lower case."""

    tag: str
    parent: int
    hint: str = ""
    first: int = 0
    last: int = 0
    """Blocks `first` to `last`, half-open, are in it or below it."""


@dataclass(slots=True)
class Block:
    """A run of text: `kind` is p, text, heading, li, pre or cell; `links` counts linked chars."""

    text: str
    kind: str
    tag: str
    links: int
    container: int
    hint: str = ""
    row: int = -1
    """The container of a cell's row; cells of one row make a line."""


@dataclass(slots=True)
class Mark:
    """A thing of note in the text; `block` is where it stands.

    `kind` is time, date or modified (machine-readable), author, or by its class byline or dated.
    """

    kind: str
    value: str
    text: str
    block: int
    container: int
    hint: str


@dataclass(slots=True)
class Layout:
    """The blocks, containers (parents before children) and marks of a page, in its order.

    A caption has the number of the block that it stands before.
    """

    blocks: list[Block] = field(default_factory=list)
    captions: list[tuple[int, Block]] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def read_layout(root: LexborNode | None) -> Layout:
    """Walk the elements below `root` once."""
    walker = _Walker()
    if root is not None:
        walker.walk(root)
    return walker.layout


def whole_characters(text: str) -> str:
    """Text that UTF-8 can hold: surrogate pairs joined, halves replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def clean_line(text: str) -> str:
    """Text on one line: runs of white space made one space, invisible characters left out."""
    return " ".join(text.translate(_INVISIBLE).split())


@dataclass(slots=True)
class _Open:
    """An element that is being walked, and what was true outside it."""

    children: Iterator[LexborNode]
    tag: str
    container: int
    block: tuple[str, str, str]
    in_caption: bool
    mark: Mark | None = None


class _Walker:
    def __init__(self) -> None:
        self.layout = Layout()
        self._parts: list[str] = []
        self._linked = 0
        self._in_link = 0
        self._block = ("text", "body", "")  # kind, tag and hint of the text met now
        self._container = 0
        self._in_caption = False
        self._marks: list[tuple[Mark, int]] = []

    def walk(self, root: LexborNode) -> None:
        self.layout.containers.append(Container(root.tag or "", -1))
        stack = [_Open(root.iter(include_text=True), "", 0, self._block, False)]
        while stack:
            for child in stack[-1].children:
                tag = child.tag or ""
                if tag == "-text":
                    self._add_text(child.text(deep=True))
                elif tag not in SKIPPED and tag[:1] not in ("-", "!"):
                    opened = self._open(child, tag)
                    if opened is not None:
                        stack.append(opened)
                        break
                else:
                    self._note_skipped(child, tag)
            else:
                self._close(stack.pop())

    def _open(self, node: LexborNode, tag: str) -> _Open | None:
        if tag == "br":
            self._parts.append("\n")
            return None
        if tag == "hr":
            self._flush()
            return None
        attributes = node.attributes
        if attributes and (is_hidden(attributes) or _is_unseen(tag, attributes)):
            return None
        hint = hint_of(tag, attributes) if attributes else ""
        children = node.iter(include_text=True)
        opened = _Open(children, tag, self._container, self._block, self._in_caption)
        if tag in INLINE:
            self._in_link += tag == "a"
        else:
            self._flush()
            if tag in KINDS:
                self._block = (KINDS[tag], tag, hint)
            elif tag not in ("div", "section", "center"):
                self._block = ("text", tag, hint)
            else:
                self._block = (self._block[0] if self._block[0] == "li" else "text", tag, hint)
            if tag in ("figure", "figcaption"):
                # Some pages open with a picture that the headline is written into.
                self._in_caption = node.css_first("h1") is None
            elif tag in _TEXT_IN_FIGURES:
                self._in_caption = False
            if tag not in _LEAVES:
                self._enter(tag, hint)
        opened.mark = self._mark(tag, attributes, hint)
        return opened

    def _enter(self, tag: str, hint: str) -> None:
        containers = self.layout.containers
        blocks = len(self.layout.blocks)
        containers.append(Container(tag, self._container, hint, blocks, blocks))
        self._container = len(containers) - 1

    def _close(self, opened: _Open) -> None:
        if opened.mark is not None:
            self._finish_mark(opened.mark)
        if opened.tag in INLINE:
            self._in_link -= opened.tag == "a"
        else:
            self._flush()
            if self._container != opened.container or not opened.tag:
                self.layout.containers[self._container].last = len(self.layout.blocks)
        self._container, self._block = opened.container, opened.block
        self._in_caption = opened.in_caption

    def _add_text(self, text: str) -> None:
        # A text node that is one line end must not be taken for a <br>.
        self._parts.append(" " if text == "\n" and self._block[0] != "pre" else text)
        if self._in_link:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        if not self._parts:
            return
        kind, tag, hint = self._block
        if kind == "pre":
            text = "".join(self._parts).translate(_INVISIBLE).strip("\n")
        else:
            text = _join(_broken_lines(self._parts))
        if text.strip():
            if kind == "heading" and len(text) > _LONGEST_HEADING:
                kind = "p"
            row = self.layout.containers[self._container].parent if kind == "cell" else -1
            block = Block(text, kind, tag, self._linked, self._container, hint, row)
            if self._in_caption:
                self.layout.captions.append((len(self.layout.blocks), block))
            else:
                self.layout.blocks.append(block)
        self._parts, self._linked = [], 0

    def _mark(self, tag: str, attributes: dict[str, str | None], hint: str) -> Mark | None:
        if len(self.layout.marks) >= _MOST_MARKS or self._in_caption:
            return None
        kind = mark_kind(tag, attributes) or (hinted_kind(hint) if hint else "")
        if not kind:
            return None
        value = attributes.get("datetime") or attributes.get("content")
        if kind == "date" and not value:
            value = attributes.get("title")
        block = len(self.layout.blocks)
        mark = Mark(kind, value or "", "", block, self._container, hint)
        self.layout.marks.append(mark)
        self._marks.append((mark, len(self._parts)))
        return mark

    def _finish_mark(self, mark: Mark) -> None:
        _, parts = self._marks.pop()
        if mark.block == len(self.layout.blocks):
            text = "".join(self._parts[parts : parts + _MARKED])
        else:
            text = " ".join(b.text for b in self.layout.blocks[mark.block : mark.block + _MARKED])
        mark.text = clean_line(text[:1000])[:300]

    def _note_skipped(self, node: LexborNode, tag: str) -> None:
        if (
            tag == "meta"
            and not self._in_caption
            and (attributes := node.attributes).get("itemprop")
        ):
            kind = mark_kind("meta", attributes)
            if kind:
                value = attributes.get("content") or ""
                block = len(self.layout.blocks)
                self.layout.marks.append(Mark(kind, value, "", block, self._container, "meta"))


def _broken_lines(parts: list[str]) -> list[str]:
    """The lines that <br> made; line ends of the source are white space like any other."""
    if "\n" not in parts:
        return [clean_line("".join(parts))]
    lines: list[str] = []
    line: list[str] = []
    for part in parts:
        if part == "\n":
            lines.append(clean_line("".join(line)))
            line = []
        else:
            line.append(part)
    lines.append(clean_line("".join(line)))
    return lines


def _join(lines: list[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def mark_kind(tag: str, attributes: dict[str, str | None]) -> str:
    """What an element says of the article by its name or attributes: time, date, author or ""."""
    if tag == "time":
        return "time"
    if not attributes:
        return ""
    properties = (attributes.get("itemprop") or attributes.get("property") or "").lower()
    if "datepublished" in properties:
        return "date"
    if "datemodified" in properties:
        return "modified"
    if "author" in properties.split() or "author" in (attributes.get("rel") or "").lower().split():
        return "author"
    if tag == "abbr" and "published" in (attributes.get("class") or ""):
        return "date"
    return ""


_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|autor(?:en|in|es)?|auteurs?|writer|verfasser|redakteur|journalist)"
    r"(?:[\s_-]{0,2}(?:name|link))?(?:$|\s)"
)
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|datum|published|pubdate|timestamp|posted-?on)(?:$|[\s_-])"
)


@lru_cache(maxsize=4096)
def hinted_kind(hint: str) -> str:
    """What an element's class says it holds: byline, dated or ""."""
    if _AUTHOR_CLASS.search(hint):
        return "byline"
    return "dated" if _DATE_CLASS.search(hint) else ""


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Is an element with these attributes not shown, or by its role not part of an article?"""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in _ROLES:
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style))


def _is_unseen(tag: str, attributes: dict[str, str | None]) -> bool:
    """Are these words that only screen readers say? Blocks with such classes are often text."""
    return tag in INLINE and bool(_UNSEEN.search(attributes.get("class") or ""))


def hint_of(tag: str, attributes: dict[str, str | None]) -> str:
    """The names of an element: its class, id, itemprop and role in lower case."""
    # The id of a heading is made of its words.
    kinds = ("class", "id", "itemprop", "role") if tag not in _LEVELS else ("class",)
    names = (attributes.get(name) for name in kinds)
    return _hint(" ".join(name for name in names if name)[:300])


@lru_cache(maxsize=4096)
def _hint(names: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).lower() if names else ""
