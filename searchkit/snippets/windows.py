"""Which stretch of a text holds most of what was asked?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Match(NamedTuple):
    """A place of a needle in code points `[start, end)`; `needle` is the needle's number."""

    start: int
    end: int
    needle: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first match's start to the last one's end, and the worth of the needles held."""

    start: int
    end: int
    worth: float
    needles: frozenset[int]


def best_stretch(matches: Sequence[Match], weights: Sequence[float], width: int) -> Stretch | None:
    """The stretch of at most `width` code points whose distinct needles weigh most.

    Among equals the shortest, then the earliest. A match longer than `width` is a stretch of its
    own. `matches` are sorted; one pass. None when there are none.
    """
    best: tuple[float, int] | None = None
    chosen = (0, 0)
    held = [0] * len(weights)
    worth = 0.0
    left = 0
    for right, match in enumerate(matches):
        held[match.needle] += 1
        if held[match.needle] == 1:
            worth += weights[match.needle]
        # A needle found again further on is not missed at the left.
        while left < right and (
            match.end - matches[left].start > width or held[matches[left].needle] > 1
        ):
            held[matches[left].needle] -= 1
            if not held[matches[left].needle]:
                worth -= weights[matches[left].needle]
            left += 1
        rank = (round(worth, 9), matches[left].start - match.end)
        if best is None or rank > best:
            best, chosen = rank, (left, right + 1)
    return _stretch(matches[slice(*chosen)], weights) if matches else None


def _stretch(held: Sequence[Match], weights: Sequence[float]) -> Stretch:
    needles = frozenset(match.needle for match in held)
    return Stretch(
        held[0].start,
        max(match.end for match in held),
        sum(weights[needle] for needle in needles),
        needles,
    )
