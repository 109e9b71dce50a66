"""The same choices as the package's, made from a whole body and every place in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from searchkit.analysis.analyzer import analyze
from searchkit.snippets import sentences
from searchkit.snippets.abbreviations import abbreviations
from searchkit.snippets.edges import ATTACHED, ENOUGH, REACH, Fitter
from searchkit.snippets.graphemes import is_boundary
from searchkit.snippets.windows import Match, Stretch

_WIDE, _BRACKETS = sentences._WIDE, re.escape(sentences._BRACKETS)
_GAP = re.compile(rf"\s+|(?<=[{_WIDE}])[{_BRACKETS}]*(?![{_WIDE}{_BRACKETS}])\s*")


def plain_breaks(text: str, low: int, high: int, language: str | None) -> Iterator[tuple[int, int]]:
    """Every space, and every wide stop, asked whether a sentence ends there."""
    rules = abbreviations(language)
    for match in _GAP.finditer(text, low, high):
        end, start = match.start() + len(match[0].rstrip()), match.end()
        if start >= min(high, len(text)) or (end == low > 0 and text[low - 1].isspace()):
            continue
        ends = sentences._ends_sentence
        if not match[0].isspace() or (end and ends(text, end, start, rules)):
            yield end, start


def plain_best_stretch(matches: list[Match], weights: list[float], width: int) -> Stretch | None:
    """For each match as the last, the window that holds most; the best of those."""
    windows: list[tuple[float, int, int, int]] = []
    for right, (_, end, _) in enumerate(matches):
        left = right
        while left and end - matches[left - 1][0] <= width:
            left -= 1
        held = matches[left : right + 1]
        while held[0][2] in {needle for _, _, needle in held[1:]}:
            held = held[1:]
        worth = sum(weights[needle] for needle in {needle for _, _, needle in held})
        windows.append((round(worth, 6), held[0][0] - end, -held[0][0], right))
    if not windows:
        return None
    worth, _, start, right = max(windows)
    last = max(e for s, e, _ in matches[: right + 1] if s >= -start)
    return Stretch(-start, last, worth)


_tokens = lru_cache(maxsize=1)(analyze)


class PlainFitter(Fitter):
    """Looks at every place of the body, and analyses all of it."""

    __slots__ = ()

    def _start(self, first: int, last: int, low: int) -> int:
        floor = max(low, last - self.width)
        if floor >= first:
            return first
        starts = self._plain_starts(floor, first)
        if starts:
            return starts[-1]
        lead = (self.width - (last - first)) // 2
        return self._word_start(max(floor, first - lead), first)

    def _earlier_start(self, start: int, end: int, low: int) -> int:
        floor = max(low, end - self.width)
        return min(self._plain_starts(floor, start), default=start) if floor < start else start

    def _plain_starts(self, floor: int, first: int) -> list[int]:
        found = plain_breaks(self.body, max(0, floor - REACH), first + 1, self.language)
        starts = [start for _, start in found if start >= floor]
        if floor == self.begin:
            starts.insert(0, floor)
        return [start for start in starts if is_boundary(self.body, start)]

    def _word_start(self, low: int, first: int) -> int:
        places = [
            place
            for place in range(low, first)
            if not self.body[place].isspace() and self._is_cut(place)
        ]
        spaced = (p for p in places if p < low + REACH and self.body[p - 1 : p].isspace())
        return next(spaced, places[0] if places else first)

    def _sentence_end(self, start: int, last: int, limit: int) -> int | None:
        reach = min(limit + REACH, len(self.body))
        ends = [
            end
            for end, _ in plain_breaks(self.body, last, reach, self.language)
            if start < end <= limit and is_boundary(self.body, end)
        ]
        return ends[-1] if ends and ends[-1] - start >= ENOUGH * self.width else None

    def _word_end(self, last: int, limit: int) -> int:
        places = [
            place
            for place in range(limit, last, -1)
            if not self.body[place - 1].isspace() and self._is_cut(place)
        ]
        spaced = (p for p in places if p > limit - REACH and self.body[p : p + 1].isspace())
        return next(spaced, places[0] if places else last)

    def _with_attached(self, stretch: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int]:
        whole = self._with_graphemes(stretch, bounds)
        if whole[1] - whole[0] > 2 * self.width:
            return stretch
        spaced = self._with_chunks(whole, bounds)
        too_long = spaced[1] - spaced[0] > self.width
        return whole if too_long or any(map(self._cuts_chunk, spaced)) else spaced

    def _with_chunks(self, stretch: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int]:
        (start, end), body = stretch, self.body
        low, high = max(bounds[0], start - ATTACHED), min(bounds[1], end + ATTACHED)
        while start > low and body[start - 1].strip() and body[start].strip():
            start -= 1
        while end < high and body[end - 1].strip() and body[end].strip():
            end += 1
        return start, end

    def _is_cut(self, place: int) -> bool:
        tokens = _tokens(self.body)
        before = bisect_left(tokens.starts, place) - 1
        return (before < 0 or tokens.ends[before] <= place) and is_boundary(self.body, place)
