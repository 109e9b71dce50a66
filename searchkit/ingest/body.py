"""What is the article's text on this page? A layout goes in, the body's blocks come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter

from searchkit.ingest.areas import NEAR, Areas
from searchkit.ingest.blocks import Block, Layout
from searchkit.ingest.captions import is_caption
from searchkit.ingest.furniture import ends_article, is_advertisement, is_rights_notice
from searchkit.ingest.trimming import trim

_PROSE_END = re.compile(r"[.!?…。！？][\"'”’»]*$")
LONGEST_CAPTION = 300
"""A longer paragraph with a credit at its end is text all the same."""
GALLERY = 4
"""Captions that make a page a gallery, if they say more than the rest of its text."""
SHORTEST_LEAD = 40


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
    areas = Areas(layout, titles)
    chosen = areas.article()
    numbers = trim(
        layout,
        _lead(areas, chosen) + _kept(areas, chosen),
        chosen=chosen,
        headline=areas.headline,
        marked=areas.marked(),
    )
    kept = [layout.blocks[number] for number in numbers]
    first, last = (numbers[0], numbers[-1] + 1) if numbers else (0, 0)
    captions = _captions(areas)
    if len(captions) >= GALLERY and _length(b for _, b in captions) > _length(kept):
        ordered = [*((place, 0, b) for place, b in captions), *zip(numbers, repeat(1), kept)]
        kept = [block for *_, block in sorted(ordered, key=itemgetter(0, 1))]
    return Body(kept, first, last, areas.headline)


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _captions(areas: Areas) -> list[tuple[int, Block]]:
    """What stands under the article's pictures, with the numbers of the blocks that follow."""
    if len(areas.layout.captions) < GALLERY:
        return []
    top = -1 if areas.headline is None else areas.headline
    junk: list[bool] = []
    for container, named in zip(areas.layout.containers, areas.junk, strict=True):
        # Figures are named after what they are: what is around them tells.
        junk.append(junk[container.parent] if container.tag in ("figure", "figcaption") else named)
    return [
        (place, block)
        for place, block in areas.layout.captions
        if place > top and not junk[block.container]
    ]


def _lead(areas: Areas, chosen: int) -> list[int]:
    """The prose between the headline and the container that holds the rest of the text."""
    headline, first = areas.headline, areas.layout.containers[chosen].first
    if headline is None or not headline < first <= headline + NEAR:
        return []
    between = range(headline + 1, first)
    return [number for number in between if _is_lead(areas, number)]


def _is_lead(areas: Areas, number: int) -> bool:
    block = areas.layout.blocks[number]
    if _drops(areas, number) or len(block.text) < SHORTEST_LEAD:
        return False
    return block.links < len(block.text) * 0.3 and bool(_PROSE_END.search(block.text))


def _kept(areas: Areas, chosen: int) -> list[int]:
    """The blocks of a container that belong to its text."""
    container = areas.layout.containers[chosen]
    numbers = range(container.first, container.last)
    return [number for number in numbers if not _drops(areas, number)]


def _drops(areas: Areas, number: int) -> bool:
    if not areas.keeps(number):
        return True
    block = areas.layout.blocks[number]
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
