"""Where may a passage begin and end? At sentences where one is near, else between words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from searchkit.analysis.analyzer import Tokens
from searchkit.model import Span
from searchkit.snippets.graphemes import is_boundary
from searchkit.snippets.sentences import breaks

ENOUGH = 0.6
"""A passage may end early, with its sentence, once it is this part of the wanted width."""
REACH = 40
"""How many code points of context may be given up for a space to cut at."""
ATTACHED = 16
"""Quotes, elided articles, endings: so much of what hangs on a match is shown with it."""


@dataclass(frozen=True, slots=True)
class Fitter:
    """Fits passages of about `width` code points into one body, whose text begins at `begin`."""

    body: str
    tokens: Tokens
    language: str | None
    width: int
    begin: int

    def fit(self, stretch: Span, bounds: Span) -> Span:
        """The passage within bounds that shows a stretch of at most twice the width, whole.

        It is no longer than the width unless the stretch is. Bounds must cut no word.
        """
        first, last = stretch
        if first < last:
            first, last = self._with_attached(stretch, bounds)
        start = self._start(first, last, bounds[0])
        end = self._end(start, last, bounds[1])
        if end - start < ENOUGH * self.width:
            start = self._earlier_start(start, end, bounds[0])
        return start, end

    def fit_from(self, start: int, high: int) -> Span:
        """The passage that begins exactly here, where something longer than passages stands."""
        return start, self._inside_word(start, high)

    def _start(self, first: int, last: int, low: int) -> int:
        """The start of the sentence that holds `first`, or of a word some way before it."""
        floor = max(low, last - self.width)
        if floor >= first:
            return first
        sentences = self._sentence_starts(floor, first)
        if sentences:
            return sentences[-1]
        lead = (self.width - (last - first)) // 2
        return self._word_start(max(floor, first - lead), first)

    def _earlier_start(self, start: int, end: int, low: int) -> int:
        """An earlier sentence's start, when the bounds left too little to show after the match."""
        floor = max(low, end - self.width)
        return min(self._sentence_starts(floor, start), default=start) if floor < start else start

    def _sentence_starts(self, floor: int, first: int) -> list[int]:
        """Starts of sentences in `[floor, first]` where a passage may begin."""
        found = breaks(self.body, max(0, floor - REACH), first + 1, self.language)
        starts = [start for _, start in found if start >= floor]
        if floor == self.begin:
            starts.insert(0, floor)
        return [start for start in starts if is_boundary(self.body, start)]

    def _word_start(self, low: int, first: int) -> int:
        """The first place in `[low, first]` between words, preferably after a space."""
        places = [
            place
            for place in range(low, first)
            if not self.body[place].isspace() and self._is_cut(place)
        ]
        spaced = (p for p in places if p < low + REACH and self.body[p - 1 : p].isspace())
        return next(spaced, places[0] if places else first)

    def _end(self, start: int, last: int, high: int) -> int:
        """The end of a sentence that leaves the passage long enough, or of a word."""
        limit = start + max(self.width, last - start)
        if high <= limit:
            return self._without_space(last, high)
        reach = breaks(self.body, last, min(limit + REACH, len(self.body)), self.language)
        sentences = [
            end for end, _ in reach if start < end <= limit and is_boundary(self.body, end)
        ]
        if sentences and sentences[-1] - start >= ENOUGH * self.width:
            return sentences[-1]
        end = self._word_end(last, limit)
        return end if end > start else self._inside_word(start, high)

    def _word_end(self, last: int, limit: int) -> int:
        """The last place in `[last, limit]` between words, preferably before a space."""
        places = [
            place
            for place in range(limit, last, -1)
            if not self.body[place - 1].isspace() and self._is_cut(place)
        ]
        spaced = (p for p in places if p > limit - REACH and self.body[p : p + 1].isspace())
        return next(spaced, places[0] if places else last)

    def _inside_word(self, start: int, high: int) -> int:
        """An end for a passage that begins with something longer than any passage."""
        limit = min(start + 2 * self.width, high)
        ends = [end for end in range(limit, start, -1) if not self.body[end - 1].isspace()]
        whole = next((end for end in ends if self._is_cut(end)), None)
        if whole is not None:
            return whole
        return next((end for end in ends if is_boundary(self.body, end)), limit)

    def _with_attached(self, stretch: Span, bounds: Span) -> Span:
        """A stretch with what hangs on it: the rest of its graphemes, and up to the next spaces."""
        whole = self._grown(stretch, bounds, self._cuts_grapheme)
        if whole[1] - whole[0] > 2 * self.width:
            return stretch
        spaced = self._grown(whole, bounds, self._cuts_chunk)
        too_long = spaced[1] - spaced[0] > self.width
        return whole if too_long or any(map(self._cuts_chunk, spaced)) else spaced

    def _grown(self, stretch: Span, bounds: Span, cuts: Callable[[int], bool]) -> Span:
        """A stretch grown on either side by at most ATTACHED, up to where nothing is cut."""
        start, end = stretch
        low, high = max(bounds[0], start - ATTACHED), min(bounds[1], end + ATTACHED)
        while start > low and cuts(start) and not self.body[start - 1].isspace():
            start -= 1
        while end < high and cuts(end):
            end += 1
        return start, end

    def _cuts_grapheme(self, place: int) -> bool:
        return not is_boundary(self.body, place)

    def _cuts_chunk(self, place: int) -> bool:
        """Whether there is text without a space on both sides."""
        before, after = self.body[max(0, place - 1) : place], self.body[place : place + 1]
        return bool(before.strip() and after.strip())

    def _without_space(self, low: int, end: int) -> int:
        while end > low and self.body[end - 1].isspace():
            end -= 1
        return end

    def _is_cut(self, place: int) -> bool:
        """Whether neither a word nor a grapheme goes on across this place."""
        index = bisect_left(self.tokens.starts, place) - 1
        return (index < 0 or self.tokens.ends[index] <= place) and is_boundary(self.body, place)
