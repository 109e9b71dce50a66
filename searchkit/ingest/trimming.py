"""What at the ends of an article's container is not its text? Headline, bylines, comments."""

from __future__ import annotations

from searchkit.ingest.blocks import Block
from searchkit.ingest.bylines import is_about
from searchkit.ingest.furniture import ends_article

OPENING, CLOSING = 6, 3
"""Blocks at the body's two ends that may be bylines or date lines."""
ENDING = 0.4
"""Share of the text before a heading that may end the article; an earlier one is just a line."""


def trim(blocks: list[Block], headline: Block | None, marked: set[int]) -> list[Block]:
    """The text's own blocks; `marked` are the ids of those known to be a date or a name."""
    blocks = _after_title(blocks, headline)
    blocks = _without_bylines(blocks, marked)
    blocks = _before_end(blocks)
    return _without_loose_headings(blocks)


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
