"""What in an article's container is not its text? Headline, bylines, boxes, comments, pointers.

Blocks are numbered as in their layout; what is kept goes in and comes out as rising numbers.
"""

from __future__ import annotations

from bisect import bisect_left

from searchkit.ingest.blocks import Block, Layout
from searchkit.ingest.bylines import is_about
from searchkit.ingest.furniture import ends_article, is_appeal, is_contact, is_origin

OPENING, CLOSING = 6, 3
"""Blocks at the body's two ends that may be bylines or date lines."""
ENDING = 0.4
"""Share of the text before a heading that may end the article; an earlier one is just a line."""
BOX = 0.3
"""Share of the text that a box of related stories or about the author may have."""
APPEALS = 4
"""Lines at the end that may ask readers for something."""
POINTER = 120
"""A line that is no longer, and ends with a colon, points to what follows it."""


def trim(
    layout: Layout, kept: list[int], *, chosen: int, headline: int | None, marked: set[int]
) -> list[int]:
    """The blocks of the text alone; `marked` are those known to be a date or a name."""
    kept = _after_title(kept, headline)
    kept = _without_bylines(layout, kept, marked)
    kept = _without_ends(layout, kept, chosen)
    kept = _without_pointers(layout, kept)
    kept = _without_appeals(layout, kept)
    return _without_loose_headings(layout, kept)


def _after_title(kept: list[int], headline: int | None) -> list[int]:
    """Without what stands above the headline, and the headline."""
    if headline is None or headline not in kept[: max(12, len(kept) // 3)]:
        return kept
    return kept[kept.index(headline) + 1 :]


def _without_bylines(layout: Layout, kept: list[int], marked: set[int]) -> list[int]:
    """Without the lines at both ends that are only a byline, a date or marked as such."""
    ends = {*range(OPENING), *range(len(kept) - CLOSING, len(kept))}
    return [
        number
        for place, number in enumerate(kept)
        if place not in ends or not (number in marked or is_about(layout.blocks[number].text))
    ]


def _without_ends(layout: Layout, kept: list[int], chosen: int) -> list[int]:
    """Without what stands under headings such as "Comments", in their boxes or to the end."""
    total = sum(len(layout.blocks[number].text) for number in kept)
    seen = after = 0
    rest: list[int] = []
    for number in kept:
        if number >= after and ends_article(layout.blocks[number].text):
            after = max(number + 1, _box_end(layout, number, chosen))
            boxed = kept[bisect_left(kept, number) : bisect_left(kept, after)]
            size = sum(len(layout.blocks[other].text) for other in boxed)
            if after == number + 1 or size > total * BOX:
                if seen > total * ENDING and not _leads_on(layout.blocks[number]):
                    break
                after = number + 1
        if number >= after:
            rest.append(number)
        seen += len(layout.blocks[number].text)
    # Headings that condemn all there is head no comments.
    return rest or kept


def _box_end(layout: Layout, number: int, chosen: int) -> int:
    """The block after the largest container below `chosen` that begins with this block."""
    end = number
    above = layout.blocks[number].container
    while above not in (chosen, -1) and layout.containers[above].first == number:
        end, above = layout.containers[above].last, layout.containers[above].parent
    return end


def _without_pointers(layout: Layout, kept: list[int]) -> list[int]:
    """Without lines that lead to links, which were left out, or to nothing."""
    rest: list[int] = []
    after = len(layout.blocks)
    for number in reversed(kept):
        if not _is_pointer(layout, number, after, last=not rest):
            rest.append(number)
        after = number
    return rest[::-1]


def _without_appeals(layout: Layout, kept: list[int]) -> list[int]:
    """Without the last lines that ask for something, or name an agency or a source."""
    last = len(kept)
    for number in kept[:1:-1][:APPEALS]:
        text = layout.blocks[number].text
        if not (is_appeal(text) or is_origin(text) or is_contact(text)):
            break
        last -= 1
    return kept[:last]


def _leads_on(block: Block) -> bool:
    return len(block.text) <= POINTER and block.text[-1] in ":："


def _is_pointer(layout: Layout, number: int, after: int, *, last: bool) -> bool:
    block = layout.blocks[number]
    if last or not (_leads_on(block) or block.kind == "heading"):
        return last and _leads_on(block)
    between = layout.blocks[number + 1 : after]
    return bool(between) and all(other.links > len(other.text) / 2 for other in between)


def _without_loose_headings(layout: Layout, kept: list[int]) -> list[int]:
    """Without headings that no text follows, but headings of less."""
    rest: list[int] = []
    below: Block | None = None
    for number in reversed(kept):
        block = layout.blocks[number]
        if block.kind == "heading" and (below is None or _is_heading_like(below, block)):
            continue
        rest.append(number)
        below = block
    return rest[::-1]


def _is_heading_like(below: Block, block: Block) -> bool:
    return below.kind == "heading" and below.tag <= block.tag
