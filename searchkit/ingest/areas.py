"""Which container of a page holds its article, and which are beside it?

A block of prose counts for its length, a menu against it. The article is the container in which
that sum stays high: from a container whose name says so, or from the whole page, the way leads
down as long as one child holds nearly all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from searchkit.ingest.blocks import Block, Layout, clean_line
from searchkit.ingest.boilerplate import is_body_name, is_junk_name, is_lead_name
from searchkit.ingest.headline import find_headline

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
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
OWN = 300
"""Weight of an article element with the headline in it that makes it the page's article."""
STORY = 600
"""Weight of text that makes a story, whatever else is on its page."""
LEAD = 10
"""Blocks after a headline in which a standfirst begins."""
NAMED = 0.35
"""A container that names itself the article's must hold this share of the page's weight."""


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


class Areas:
    """The weights of a page's containers; `junk` says of each whether it is beside the article."""

    def __init__(self, layout: Layout, titles: Sequence[str]) -> None:
        self.layout = layout
        self.headline, self._sure = find_headline(layout, titles)
        self.weights = [weigh(block) for block in layout.blocks]
        self.sums = self._prefix([max(weight, 0.0) for weight in self.weights])
        self.long = self._prefix([weight > TEASER for weight in self.weights])
        self.linked = self._prefix([_is_linked_heading(block) for block in layout.blocks])
        self.junk = self._junk()
        if not any(self.keeps(n) and weight > 0 for n, weight in enumerate(self.weights)):
            # Names that condemn every word of a page say nothing.
            self.junk = [False] * len(layout.containers)
        self.weights = [
            weight if self.keeps(number) else 0.0 for number, weight in enumerate(self.weights)
        ]
        self.sums = self._prefix(self.weights)
        self.texts = self._prefix(max(weight, 0.0) for weight in self.weights)

    def keeps(self, number: int) -> bool:
        """Do a block's names leave it in the article?"""
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
        wholes = self._wholes(total)
        others = self._other_articles() | (self._teasers(total) - wholes)
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
        return container.tag in _JUNK_TAGS or is_junk_name(container.hint)

    def _teasers(self, total: float) -> set[int]:
        """The containers of teasers; none where they are most of the page: a live blog's posts."""
        containers = self.layout.containers
        teasers: set[int] = set()
        outermost: list[int] = []
        for number, container in enumerate(containers):
            if container.parent in teasers:
                teasers.add(number)
            elif self._is_teasers(number):
                teasers.add(number)
                outermost.append(number)
        rest = total - sum(map(self.weight, outermost))
        return teasers if rest > min(total / 2, STORY) else set()

    def _is_teasers(self, number: int) -> bool:
        """Is a container made of headings that link elsewhere, with short texts under them?"""
        container = self.layout.containers[number]
        if container.tag in _STRUCTURE or is_body_name(container.hint):
            return False
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
        return self.texts[first] - self.texts[headline] > SKIPPABLE

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


def _is_linked_heading(block: Block) -> bool:
    return block.kind == "heading" and block.links > 0.8 * len(block.text)
