"""Which heading of a page is its article's headline?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from searchkit.ingest.blocks import Block, Layout
from searchkit.ingest.titles import key


def find_headline(layout: Layout, titles: Sequence[str]) -> tuple[int | None, bool]:
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
    most, letters = 0, key(heading.text)
    for title in titles:
        shorter, longer = sorted((title, letters), key=len)
        begins = heading.tag == "h1" and longer.startswith(shorter)
        fills = len(shorter) > len(longer) * 0.4 and shorter in longer
        if len(shorter) > 8 and (begins or fills):
            most = max(most, len(shorter))
    return most
