"""Which stretch of a text holds most of what was asked?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Match = tuple[int, int, int]
"""A place of a needle: code points `[start, end)`, and the needle's number."""


class Stretch(NamedTuple):
    """From the first match's start to the last one's end, and the worth of the needles held."""

    start: int
    end: int
    worth: int


def best_stretch(matches: Sequence[Match], weights: Sequence[int], width: int) -> Stretch | None:
    """The stretch of at most `width` code points whose distinct needles weigh most.

    Among equals the shortest, then the earliest. A match longer than `width` is a stretch of its
    own. `matches` are sorted; one pass. None when there are none. Weights are whole numbers, so
    that equal sums are equal whichever way they came about.
    """
    if not matches:
        return None
    if len(matches) == 1 or len(weights) == 1:
        start, end, needle = min(matches, key=_length)
        return Stretch(start, end, weights[needle])
    best, shortest, first, last = -1, 0, 0, 0
    held = [0] * len(weights)
    worth = left = 0
    start, _, leftmost = matches[0]
    for right, (_, end, needle) in enumerate(matches):
        if not held[needle]:
            worth += weights[needle]
        held[needle] += 1
        # A needle found again further on is not missed at the left.
        while left < right and (held[leftmost] > 1 or end - start > width):
            held[leftmost] -= 1
            if not held[leftmost]:
                worth -= weights[leftmost]
            left += 1
            start, _, leftmost = matches[left]
        if worth > best or (worth == best and end - start < shortest):
            best, shortest, first, last = worth, end - start, left, right
    end = max([match[1] for match in matches[first : last + 1]])
    return Stretch(matches[first][0], end, best)


def _length(match: Match) -> int:
    return match[1] - match[0]
