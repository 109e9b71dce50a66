"""Which stretch of a text holds most of what was asked?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Match = tuple[int, int, int]
"""A place of a needle: code points `[start, end)`, and the needle's number."""
_ROUNDING = 4e-10
"""A sum that is larger by less is the same once both are rounded to nine places."""


class Stretch(NamedTuple):
    """From the first match's start to the last one's end, and the worth of the needles held."""

    start: int
    end: int
    worth: float


def best_stretch(matches: Sequence[Match], weights: Sequence[float], width: int) -> Stretch | None:
    """The stretch of at most `width` code points whose distinct needles weigh most.

    Among equals the shortest, then the earliest. A match longer than `width` is a stretch of its
    own. `matches` are sorted; one pass. None when there are none.
    """
    if not matches:
        return None
    if len(weights) == 1:
        start, end, needle = min(matches, key=_length)
        return Stretch(start, end, weights[needle])
    best, shortest, chosen = -1.0, 0, (0, 0)
    held = [0] * len(weights)
    worth = 0.0
    left, (start, _, leftmost) = 0, matches[0]
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
        if worth < best + _ROUNDING and end - start >= shortest:
            continue
        rounded, length = round(worth, 9), end - start
        if rounded > best or (rounded == best and length < shortest):
            best, shortest, chosen = rounded, length, (left, right + 1)
    return _stretch(matches[slice(*chosen)], weights)


def _length(match: Match) -> int:
    return match[1] - match[0]


def _stretch(held: Sequence[Match], weights: Sequence[float]) -> Stretch:
    start, end, needle = held[0]
    if len(held) == 1:
        return Stretch(start, end, weights[needle])
    return Stretch(
        start,
        max([end for _, end, _ in held]),
        sum([weights[needle] for needle in {needle for _, _, needle in held}]),
    )
