"""Where is the article on this page? Blocks with the text's weight go in, the body comes out.

A block of prose counts for its length, a menu against it. The article is the container in which
that sum stays high: from a container whose name says so, or from the whole page, the way leads
down as long as one child holds nearly all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import itemgetter

from searchkit.ingest.blocks import Block, Layout, clean_line
from searchkit.ingest.boilerplate import (
    is_body_name,
    is_junk_name,
    is_lead_name,
)
from searchkit.ingest.captions import is_caption
from searchkit.ingest.furniture import ends_article, is_advertisement, is_rights_notice
from searchkit.ingest.titles import key
from searchkit.ingest.trimming import trim

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_PROSE_END = re.compile(r"[.!?…。！？][\"'”’»]*$")
_JUNK_TAGS = frozenset({"aside", "footer"})
_PARTS = frozenset("blockquote dd dl li ol ul".split())
_STRUCTURE = frozenset({"html", "body", "main", "article"})
NEAR = 15
"""Blocks between a headline and the container of its text."""
DOMINANT = 0.75
"""A child container is entered when it holds this share of its parent's weight."""
SKIPPABLE = 250
"""Weight between a headline and the text's container: a standfirst, no more."""
TEASER = 250
"""Weight of text under a linked heading that is more than a teaser."""
LONGEST_CAPTION = 300
"""A longer paragraph with a credit at its end is text all the same."""
GALLERY = 4
"""Captions that make a page a gallery, if they say more than the rest of its text."""
OWN = 300
"""Weight of an article element with the headline in it that makes it the page's article."""
LEAD = 10
"""Blocks after a headline in which a standfirst begins."""
SHORTEST_LEAD = 40
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
    chosen = page.article()
    numbers = trim(
        layout,
        page.lead(chosen) + page.kept(chosen),
        chosen=chosen,
        headline=page.headline,
        marked=page.marked(),
    )
    kept = [layout.blocks[number] for number in numbers]
    first, last = (numbers[0], numbers[-1] + 1) if numbers else (0, 0)
    captions = page.captions()
    if len(captions) >= GALLERY and _length(b for _, b in captions) > _length(kept):
        ordered = [*((place, 0, b) for place, b in captions), *zip(numbers, repeat(1), kept)]
        kept = [block for *_, block in sorted(ordered, key=itemgetter(0, 1))]
    return Body(kept, first, last, page.headline)


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


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
        self.headline, self._sure = _headline(layout, titles)
        self.weights = [weigh(block) for block in layout.blocks]
        self.sums = self._prefix([max(weight, 0.0) for weight in self.weights])
        self.long = self._prefix([weight > TEASER for weight in self.weights])
        self.linked = self._prefix([_is_linked_heading(block) for block in layout.blocks])
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
        if self.junk[block.container]:
            return False
        if not is_junk_name(block.hint) or is_body_name(block.hint):
            return True
        return self._may_lead(block.hint, number, number + 1)

    def _may_lead(self, hint: str, first: int, last: int) -> bool:
        """Are blocks right under the headline, named as teasers are, the article's own lead?"""
        headline = self.headline
        if headline is None or not headline < first <= headline + LEAD or last - first > 4:
            return False
        return is_lead_name(hint) and not any(b.links for b in self.layout.blocks[first:last])

    @staticmethod
    def _prefix(weights: Iterable[float]) -> list[float]:
        return list(accumulate(weights, initial=0.0))

    def weight(self, number: int) -> float:
        container = self.layout.containers[number]
        return self.sums[container.last] - self.sums[container.first]

    def _junk(self) -> list[bool]:
        total = self.sums[-1]
        wholes, others = self._wholes(total), self._other_articles()
        junk: list[bool] = []
        for number, container in enumerate(self.layout.containers):
            above = container.parent >= 0 and junk[container.parent]
            named = self._is_junk(number) and number not in wholes
            junk.append(above or named or number in others)
        return junk

    def _other_articles(self) -> set[int]:
        """The article elements beside the one that holds the headline and a text."""
        articles = [n for n, item in enumerate(self.layout.containers) if item.tag == "article"]
        own = [n for n in articles if self._holds_headline(n) and self.weight(n) > OWN]
        if not own or not self._sure:
            return set()
        mine = self.layout.containers[own[-1]]
        containers = self.layout.containers
        return {
            number
            for number in articles
            if containers[number].first >= mine.last or containers[number].last <= mine.first
        }

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
        container, headline = self.layout.containers[number], self.headline
        return headline is not None and container.first <= headline < container.last

    def _is_junk(self, number: int) -> bool:
        container = self.layout.containers[number]
        if container.tag in _STRUCTURE:
            return False
        if is_body_name(container.hint):
            return False
        if self._may_lead(container.hint, container.first, container.last):
            return False
        if self._is_teasers(number):
            return True
        return container.tag in _JUNK_TAGS or is_junk_name(container.hint)

    def _is_teasers(self, number: int) -> bool:
        """Is a container made of headings that link elsewhere, with short texts under them?"""
        container = self.layout.containers[number]
        headings = self.linked[container.last] - self.linked[container.first]
        if not headings or self.long[container.last] > self.long[container.first]:
            return False
        return self.weight(number) < TEASER * headings and not self._holds_headline(number)

    def marked(self) -> set[int]:
        """The blocks that are, whole, a time element or an author's name."""
        blocks = self.layout.blocks
        return {
            mark.block
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
        container, headline = self.layout.containers[number], self.headline
        if headline is None or not container.first - NEAR <= headline < container.last:
            return False
        between = self.sums[max(container.first, headline)] - self.sums[headline]
        return between < self.weight(number) * 0.2

    def _skips_text(self, number: int) -> bool:
        """Would entering this container leave out text that stands right under the headline?"""
        first, headline = self.layout.containers[number].first, self.headline
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
            if self._skips_text(heaviest) or self.layout.containers[heaviest].tag in _PARTS:
                return number
            number = heaviest

    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.layout.containers]
        for number, container in enumerate(self.layout.containers):
            if container.parent >= 0:
                children[container.parent].append(number)
        return children

    def captions(self) -> list[tuple[int, Block]]:
        """What stands under the article's pictures, with the numbers of the blocks that follow."""
        top = 0 if self.headline is None else self.headline
        return [
            (place, block)
            for place, block in self.layout.captions
            if place > top and not self.junk[self._around_figure(block.container)]
        ]

    def _around_figure(self, number: int) -> int:
        while self.layout.containers[number].tag in ("figure", "figcaption"):
            number = self.layout.containers[number].parent
        return number

    def lead(self, chosen: int) -> list[int]:
        """The prose between the headline and the container that holds the rest of the text."""
        headline, first = self.headline, self.layout.containers[chosen].first
        if headline is None or not headline < first <= headline + NEAR:
            return []
        between = range(headline + 1, first)
        return [number for number in between if self._is_lead(number)]

    def _is_lead(self, number: int) -> bool:
        block = self.layout.blocks[number]
        if self._drops(number) or len(block.text) < SHORTEST_LEAD:
            return False
        return block.links < len(block.text) * 0.3 and bool(_PROSE_END.search(block.text))

    def kept(self, chosen: int) -> list[int]:
        """The blocks of a container that belong to its text."""
        container = self.layout.containers[chosen]
        numbers = range(container.first, container.last)
        return [number for number in numbers if not self._drops(number)]

    def _drops(self, number: int) -> bool:
        if not self._is_kept(number):
            return True
        block = self.layout.blocks[number]
        text = block.text
        if ends_article(text):
            return False
        if is_advertisement(text) or is_rights_notice(text):
            return True
        if len(text) < LONGEST_CAPTION and is_caption(text):
            return True
        density = block.links / len(text)
        if block.kind == "heading":
            return False
        return density > 0.6 and len(text) < 300


def _is_linked_heading(block: Block) -> bool:
    return block.kind == "heading" and block.links > 0.8 * len(block.text)


def _headline(layout: Layout, titles: Sequence[str]) -> tuple[int | None, bool]:
    """The block that is the headline, and whether that is sure.

    The heading that shares most with the page's title is: one that shares less may name the site.
    Without any it is the first h1.
    """
    firsts = [n for n, block in enumerate(layout.blocks) if block.tag == "h1"]
    others = [n for n, block in enumerate(layout.blocks) if block.tag in ("h2", "h3")]
    keys = [key(title) for title in titles]
    shared = {number: _shared(layout.blocks[number], keys) for number in [*firsts, *others]}
    best = max(shared, key=shared.__getitem__, default=None)
    if best is not None and shared[best]:
        return best, True
    return firsts[0] if firsts else None, False


def _shared(heading: Block, titles: Iterable[str]) -> int:
    """How many letters a heading shares with a title, if one is most of, or begins, the other."""
    most = 0
    for title in titles:
        shorter, longer = sorted((title, key(heading.text)), key=len)
        begins = heading.tag == "h1" and longer.startswith(shorter)
        fills = len(shorter) > len(longer) * 0.4 and shorter in longer
        if len(shorter) > 8 and (begins or fills):
            most = max(most, len(shorter))
    return most
