"""Where is the article on this page? Blocks with the text's weight go in, the body comes out.

A block of prose counts for its length, a menu against it. The article is the container in which
that sum stays high: from a container whose name says so, or from the whole page, the way leads
down as long as one child holds nearly all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from searchkit.ingest.blocks import Block, Layout, clean_line
from searchkit.ingest.boilerplate import (
    ends_article,
    is_body_name,
    is_junk_line,
    is_junk_name,
    is_pointer,
)
from searchkit.ingest.bylines import is_about

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_JUNK_TAGS = frozenset({"aside", "footer"})
_STRUCTURE = frozenset({"html", "body", "main", "article"})
NEAR = 15
"""Blocks between a headline and the container of its text."""
DOMINANT = 0.75
"""A child container is entered when it holds this share of its parent's weight."""
SKIPPABLE = 250
"""Weight between a headline and the text's container: a standfirst, no more."""
OPENING, CLOSING = 6, 3
"""Blocks at the body's two ends that may be bylines or date lines."""
ENDING = 0.4
"""Share of the text before a heading that may end the article; an earlier one is just a line."""
NAMED = 0.35
"""A container that names itself the article's must hold this share of the page's weight."""


@dataclass(frozen=True, slots=True)
class Body:
    """The article's blocks; they are the layout's from `first` to before `last`, some left out."""

    blocks: list[Block]
    first: int
    last: int
    headline: int | None


def find_body(layout: Layout, *, titles: Sequence[str] = ()) -> Body:
    """Where the article is; `titles` are what the page's head calls it."""
    if not layout.blocks:
        return Body([], 0, 0, None)
    page = _Page(layout, titles)
    kept = page.kept(page.article())
    kept = _after_title(kept, page.headline)
    kept = _without_bylines(kept, page.marked())
    kept = _before_end(kept)
    kept = _without_loose_headings(kept)
    if not kept:
        return Body([], 0, 0, page.headline_number)
    numbers = {id(block): number for number, block in enumerate(layout.blocks)}
    first, last = numbers[id(kept[0])], numbers[id(kept[-1])] + 1
    return Body(kept, first, last, page.headline_number)


def render(blocks: list[Block]) -> str:
    """Blocks as text: lists and table rows as lines, everything else apart by a blank line."""
    pieces: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            pieces.append(_separator(previous, block))
        pieces.append(block.text)
        previous = block
    return "".join(pieces).strip()


def _separator(before: Block, after: Block) -> str:
    if before.kind == after.kind == "li":
        return "\n"
    if before.kind == after.kind == "cell":
        return " " if before.row == after.row else "\n"
    return "\n\n"


def weigh(block: Block) -> float:
    """How much a block speaks for an article: prose by its length, links and labels against."""
    size = len(block.text)
    density = block.links / size
    if block.kind == "heading":
        return 0.0
    if density > 0.5:
        return -min(size, 80.0)
    if size < 40 and not _SENTENCE_END.search(block.text):
        return -10.0
    weight = size * (1 - density)
    return weight if block.kind in ("p", "pre") else weight * 0.8


class _Page:
    """The weights of a page's containers."""

    def __init__(self, layout: Layout, titles: Sequence[str]) -> None:
        self.layout = layout
        self.headline_number, self._sure = _headline(layout, titles)
        self.weights = [weigh(block) for block in layout.blocks]
        self.sums = self._prefix([max(weight, 0.0) for weight in self.weights])
        self.junk = self._junk()
        if not any(self._is_kept(n) and weight > 0 for n, weight in enumerate(self.weights)):
            # Names that condemn every word of a page say nothing.
            self.junk = [False] * len(layout.containers)
        self.weights = [
            weight if self._is_kept(number) else 0.0 for number, weight in enumerate(self.weights)
        ]
        self.sums = self._prefix(self.weights)

    def _is_kept(self, number: int) -> bool:
        block = self.layout.blocks[number]
        return not self.junk[block.container] and not is_junk_name(block.hint)

    @staticmethod
    def _prefix(weights: list[float]) -> list[float]:
        return list(accumulate(weights, initial=0.0))

    @property
    def headline(self) -> Block | None:
        number = self.headline_number
        return None if number is None else self.layout.blocks[number]

    def weight(self, number: int) -> float:
        container = self.layout.containers[number]
        return self.sums[container.last] - self.sums[container.first]

    def _junk(self) -> list[bool]:
        total = self.sums[-1]
        wholes = self._wholes(total)
        junk: list[bool] = []
        for number, container in enumerate(self.layout.containers):
            above = container.parent >= 0 and junk[container.parent]
            junk.append(above or (self._is_junk(number) and number not in wholes))
        return junk

    def _wholes(self, total: float) -> set[int]:
        """Names lie: what holds the headline, the body or most text is the page, not beside it."""
        wholes: set[int] = set()
        for number, container in enumerate(self.layout.containers):
            share = self.weight(number) / total if total else 0.0
            if share > 0.5 or (
                share > 0.2 and (self._holds_headline(number) or is_body_name(container.hint))
            ):
                while number >= 0 and number not in wholes:
                    wholes.add(number)
                    number = self.layout.containers[number].parent
        return wholes

    def _holds_headline(self, number: int) -> bool:
        container, headline = self.layout.containers[number], self.headline_number
        return headline is not None and container.first <= headline < container.last

    def _is_junk(self, number: int) -> bool:
        container = self.layout.containers[number]
        if container.tag in _STRUCTURE:
            return False
        if is_body_name(container.hint):
            return False
        return container.tag in _JUNK_TAGS or is_junk_name(container.hint)

    def marked(self) -> set[int]:
        """The ids of the blocks that are, whole, a time element or an author's name."""
        blocks = self.layout.blocks
        return {
            id(blocks[mark.block])
            for mark in self.layout.marks
            if mark.block < len(blocks)
            and len(blocks[mark.block].text) < 200
            and mark.text == clean_line(blocks[mark.block].text)
        }

    def article(self) -> int:
        """The number of the container that holds the article."""
        return self._descend(self._start())

    def _start(self) -> int:
        total = sum(weight for weight in self.weights if weight > 0)
        named = [number for number in range(len(self.junk)) if self._may_start(number)]
        # <main> holds the other stories too; it serves where nothing in it is better named.
        for wanted in (False, True):
            weights = {
                number: self.weight(number) * (2 if self._is_under_headline(number) else 1)
                for number in named
                if (self.layout.containers[number].tag == "main") is wanted
            }
            best = max(weights, key=weights.__getitem__, default=0)
            if weights.get(best, 0.0) > total * NAMED:
                return best
        return 0

    def _may_start(self, number: int) -> bool:
        return not self.junk[number] and self._is_named(number) and not self._skips_text(number)

    def _is_under_headline(self, number: int) -> bool:
        """Does the container hold the headline, or follow it with no other text between?"""
        container, headline = self.layout.containers[number], self.headline_number
        if headline is None or not container.first - NEAR <= headline < container.last:
            return False
        between = self.sums[max(container.first, headline)] - self.sums[headline]
        return between < self.weight(number) * 0.2

    def _skips_text(self, number: int) -> bool:
        """Would entering this container leave out text that stands right under the headline?"""
        first, headline = self.layout.containers[number].first, self.headline_number
        if headline is None or not self._sure or headline >= first:
            return False
        texts = self.weights[headline:first]
        return sum(weight for weight in texts if weight > 0) > SKIPPABLE

    def _is_named(self, number: int) -> bool:
        container = self.layout.containers[number]
        return container.tag in ("article", "main") or is_body_name(container.hint)

    def _descend(self, number: int) -> int:
        children = self._children()
        while True:
            weight = self.weight(number)
            heaviest = max(children[number], key=self.weight, default=None)
            if heaviest is None or self.weight(heaviest) < weight * DOMINANT or weight <= 0:
                return number
            if self._skips_text(heaviest):
                return number
            number = heaviest

    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.layout.containers]
        for number, container in enumerate(self.layout.containers):
            if container.parent >= 0:
                children[container.parent].append(number)
        return children

    def kept(self, chosen: int) -> list[Block]:
        """The blocks of a container that belong to its text."""
        container = self.layout.containers[chosen]
        blocks = self.layout.blocks[container.first : container.last]
        return [block for block in blocks if not self._drops(block)]

    def _drops(self, block: Block) -> bool:
        if self.junk[block.container] or is_junk_name(block.hint):
            return True
        text = block.text
        if ends_article(text):
            return False
        if is_junk_line(text) or is_pointer(text):
            return True
        density = block.links / len(text)
        if block.kind == "heading":
            return False
        return density > 0.6 and len(text) < 300


def _headline(layout: Layout, titles: Sequence[str]) -> tuple[int | None, bool]:
    """The block that is the headline, and whether that is sure.

    A heading that the page's title repeats is; else it is the first h1.
    """
    firsts = [n for n, block in enumerate(layout.blocks) if block.tag == "h1"]
    others = [n for n, block in enumerate(layout.blocks) if block.tag in ("h2", "h3")]
    for number in [*firsts, *others]:
        text = " ".join(layout.blocks[number].text.split())
        if any(_repeats(title, text) for title in titles):
            return number, True
    return firsts[0] if firsts else None, False


def _repeats(title: str, heading: str) -> bool:
    """Is a heading most of a title, or the other way round?"""
    shorter, longer = sorted((title, heading), key=len)
    return len(shorter) > max(8, len(longer) * 0.4) and shorter in longer


def _after_title(blocks: list[Block], headline: Block | None) -> list[Block]:
    """Without what stands above the headline, and the headline."""
    for place, block in enumerate(blocks[: max(12, len(blocks) // 3)]):
        if block is headline:
            return blocks[place + 1 :]
    return blocks


def _without_bylines(blocks: list[Block], marked: set[int]) -> list[Block]:
    """Without the lines at both ends that are only a byline, a date or marked as such."""
    ends = {*range(OPENING), *range(len(blocks) - CLOSING, len(blocks))}
    return [
        block
        for place, block in enumerate(blocks)
        if place not in ends or not (id(block) in marked or is_about(block.text))
    ]


def _before_end(blocks: list[Block]) -> list[Block]:
    """Without what follows a heading such as "Comments" when most of the text stands before it."""
    kept: list[Block] = []
    seen = 0
    total = sum(len(block.text) for block in blocks)
    for block in blocks:
        if not ends_article(block.text):
            kept.append(block)
        elif seen > total * ENDING:
            break
        seen += len(block.text)
    return kept


def _without_loose_headings(blocks: list[Block]) -> list[Block]:
    """Without headings that no text follows."""
    kept: list[Block] = []
    for block in reversed(blocks):
        if block.kind != "heading" or (kept and kept[-1].kind != "heading"):
            kept.append(block)
    return kept[::-1]
