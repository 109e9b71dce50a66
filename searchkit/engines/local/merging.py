"""Which segments become one? Those that are small beside what they would be merged with."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.engines.local.parts import Part

_SMALL_BYTES = 2 << 20
"""Less than this counts as so much: the smallest segments are merged at every commit."""
_LARGE_BYTES = 32 << 20
"""From here on merging takes seconds."""
_TIMES_LARGE = 2
"""A large segment is merged when the smaller ones have so many times its bytes: several processes
leave large ones of a size, which are not worth merging at once."""
_MOST_KEYS, _MOST_BYTES = 1 << 26, 160 << 20
"""No more are merged into one: 250,000 headlines, or 70,000 articles. So much memory it takes."""
_MOST_DELETED = 0.3
"""A segment with a larger share of deleted articles is written anew."""


def plan_merges(parts: Sequence[Part]) -> list[list[Part]]:
    """Groups of segments to be merged, each into one; a group of one is written anew.

    Afterwards each segment is larger than all smaller ones together (a large one: than half of
    them), so that there are few; and an article is merged again only into a segment of twice the
    size.
    """
    groups = []
    left = sorted(parts, key=lambda part: part.live_bytes)
    while group := _smallest(left):
        groups.append(group)
        left = left[len(group) :]
    merged = {part.name for group in groups for part in group}
    return groups + [
        [part] for part in parts if part.name not in merged and _is_mostly_deleted(part)
    ]


def _smallest(by_size: Sequence[Part]) -> list[Part]:
    """The smallest segments, as many as are to be merged."""
    group = 0
    smaller = keys = 0
    for place, part in enumerate(by_size, 1):
        keys += part.keys
        if keys >= _MOST_KEYS or smaller + part.live_bytes > _MOST_BYTES:
            break
        times = _TIMES_LARGE if part.live_bytes >= _LARGE_BYTES else 1
        if part.live_bytes * times <= max(smaller, _SMALL_BYTES):
            group = place
        smaller += part.live_bytes
    return list(by_size[:group]) if group > 1 else []


def _is_mostly_deleted(part: Part) -> bool:
    documents = part.segment.documents
    return documents - part.live_count > _MOST_DELETED * documents
