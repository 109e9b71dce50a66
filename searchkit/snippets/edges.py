"""Where may a passage begin and end? At sentences where one is near, else between words."""

from __future__ import annotations

import re

from searchkit.analysis.offsets import Offsets
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Span
from searchkit.snippets.graphemes import is_boundary
from searchkit.snippets.sentences import breaks
from searchkit.values import Value

ENOUGH = 0.6
"""A passage may end early, with its sentence, once it is this part of the wanted width."""
REACH = 40
"""How many code points of context may be given up for a space to cut at."""
ATTACHED = 16
"""Quotes, elided articles, endings: so much of what hangs on a match is shown with it."""


_ATTACHED = lazy_pattern(r"\S*")
_AFTER_SPACE = lazy_pattern(r"(?<=\s)\S")
_BEFORE_SPACE = lazy_pattern(r".*\S(?=\s)", re.DOTALL)
_SPACES = frozenset(" \n\t")
"""Those behind which, and before which, every character is whole."""


class Fitter(Value):
    """Fits passages of about `width` code points into one body, whose text begins at `begin`."""

    body: str
    offsets: Offsets
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
        sentence = self._last_sentence(floor, first)
        if sentence is not None:
            return sentence
        lead = (self.width - (last - first)) // 2
        return self._word_start(max(floor, first - lead), first)

    def _earlier_start(self, start: int, end: int, low: int) -> int:
        """An earlier sentence's start, when the bounds left too little to show after the match."""
        floor = max(low, end - self.width)
        if floor >= start:
            return start
        if floor == self.begin and is_boundary(self.body, floor):
            return floor
        for _, sentence in breaks(self.body, max(0, floor - REACH), start + 1, self.language):
            if sentence >= floor and is_boundary(self.body, sentence):
                return sentence
        return start

    def _last_sentence(self, floor: int, first: int) -> int | None:
        """The last start of a sentence in `[floor, first]` where a passage may begin."""
        low = max(0, floor - REACH)
        for _, sentence in breaks(self.body, low, first + 1, self.language, last_first=True):
            if sentence < floor:
                break
            if is_boundary(self.body, sentence):
                return sentence
        return floor if floor == self.begin and is_boundary(self.body, floor) else None

    def _word_start(self, low: int, first: int) -> int:
        """The first place in `[low, first]` between words, preferably after a space."""
        body = self.body
        for match in _AFTER_SPACE.finditer(body, low, min(first, low + REACH)):
            if is_boundary(body, match.start()):
                return match.start()
        for place in range(low, first):
            if not body[place].isspace() and self._is_cut(place):
                return place
        return first

    def _end(self, start: int, last: int, high: int) -> int:
        """The end of a sentence that leaves the passage long enough, or of a word."""
        limit = start + max(self.width, last - start)
        if high <= limit:
            return self._without_space(last, high)
        sentence = self._sentence_end(start, last, limit)
        if sentence is not None:
            return sentence
        end = self._word_end(last, limit)
        return end if end > start else self._inside_word(start, high)

    def _sentence_end(self, start: int, last: int, limit: int) -> int | None:
        """The last end of a sentence up to the limit that leaves the passage long enough."""
        reach = min(limit + REACH, len(self.body))
        for end, _ in breaks(self.body, last, reach, self.language, last_first=True):
            if end <= start or end - start < ENOUGH * self.width:
                return None
            if end <= limit and is_boundary(self.body, end):
                return end
        return None

    def _word_end(self, last: int, limit: int) -> int:
        """The last place in `[last, limit]` between words, preferably before a space."""
        body = self.body
        # No grapheme goes on with a space.
        before = _BEFORE_SPACE.match(body, max(last, limit - REACH), limit + 1)
        if before:
            return before.end()
        for place in range(limit, last, -1):
            if not body[place - 1].isspace() and self._is_cut(place):
                return place
        return last

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
        (start, end), (low, high), body = stretch, bounds, self.body
        if (start == low or body[start - 1].isspace()) and (end == high or body[end] in _SPACES):
            return stretch
        return self._grown(stretch, bounds)

    def _grown(self, stretch: Span, bounds: Span) -> Span:
        whole = stretch if self.body.isascii() else self._with_graphemes(stretch, bounds)
        if whole[1] - whole[0] > 2 * self.width:
            return stretch
        spaced = self._with_chunks(whole, bounds)
        too_long = spaced[1] - spaced[0] > self.width
        return whole if too_long or any(map(self._cuts_chunk, spaced)) else spaced

    def _with_graphemes(self, stretch: Span, bounds: Span) -> Span:
        """A stretch grown on either side by at most ATTACHED, up to where a grapheme ends."""
        body, (start, end) = self.body, stretch
        low, high = max(bounds[0], start - ATTACHED), min(bounds[1], end + ATTACHED)
        while start > low and not is_boundary(body, start) and not body[start - 1].isspace():
            start -= 1
        while end < high and not is_boundary(body, end):
            end += 1
        return start, end

    def _with_chunks(self, stretch: Span, bounds: Span) -> Span:
        """A stretch grown on either side by at most ATTACHED, up to the next spaces."""
        start, end = stretch
        before = self.body[max(bounds[0], start - ATTACHED) : start]
        if before and not before[-1].isspace() and not self.body[start].isspace():
            start -= len(before.split()[-1])
        if not self.body[end - 1].isspace():
            attached = _ATTACHED.match(self.body, end, min(bounds[1], end + ATTACHED))
            end = attached.end() if attached else end
        return start, end

    def _cuts_chunk(self, place: int) -> bool:
        """Whether there is text without a space on both sides."""
        body = self.body
        return 0 < place < len(body) and not (body[place - 1].isspace() or body[place].isspace())

    def _without_space(self, low: int, end: int) -> int:
        while end > low and self.body[end - 1].isspace():
            end -= 1
        return end

    def _is_cut(self, place: int) -> bool:
        """Whether neither a word nor a grapheme goes on across this place."""
        return is_boundary(self.body, place) and not self.offsets.is_inside(place)
