"""The passages of a body that show best why an article was found, and the marks in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from searchkit.analysis.offsets import Offsets, Starts
from searchkit.analysis.patterns import Occurrence
from searchkit.model import Snippet, Span
from searchkit.snippets.edges import Fitter
from searchkit.snippets.windows import Match, Stretch, best_stretch

SEEN_AGAIN = 0.3
"""What a needle is still worth in a further passage once one has shown it."""
WORTH_SHOWING = 0.16
"""A further passage must be worth this part of the best one: one new word of six will do, or two
of three seen again, but not one of two seen again."""
COMMON = 0.3
"""What a needle that occurs everywhere is worth beside the rarest: readers look for every word
they asked for, so a new one beats the rarest seen again unless it is far more common."""
COMMON_AT_FIRST = 1.0
"""The same for the first passage, in which two of any are worth as much as the rarest alone."""
STRETCH = 1.25
"""Needles that stand so many widths apart are still shown together: forty words of English do."""
CONTEXT = 40
"""A match shown before with the same text of so many code points beside it is a repetition."""


_UNIT = 1 << 30


class Needle(NamedTuple):
    """One part of a query, and where it truly occurs in one text.

    `places` are positions `[start, end)`, sorted; `weight` is the part's rarity, 0 or above.
    """

    places: Sequence[Occurrence]
    weight: float


def passages(
    body: str,
    starts: Starts,
    needles: Sequence[Needle],
    *,
    language: str | None = None,
    count: int = 2,
    width: int = 240,
) -> tuple[Snippet, ...]:
    """At most `count` passages of about `width` code points, the best first.

    That one holds the needles that weigh most, closest together, earliest. Another
    follows if it shows a needle that the others lack, or much of the same once more. Without any
    place there is one passage, the body's beginning; none for a body without text. Spans are
    the places that lie wholly in a passage; no passage is longer than twice `width`, and what is
    longer itself is shown from its beginning, unmarked. `starts` are where the body's positions
    begin.
    """
    begin, end = len(body) - len(body.lstrip()), len(body.rstrip())
    if begin >= end or count < 1:
        return ()
    width = max(1, width)
    offsets = Offsets(body, starts)
    fitter = Fitter(body, offsets, language, width, begin)
    matches = marked(offsets, needles)
    shown = _fit_best(fitter, matches, needles, (begin, end), count)
    if not shown:
        shown = [
            fitter.fit_from(matches[0][0], end)
            if matches
            else fitter.fit((begin, begin), (begin, end))
        ]
    return tuple([snippet(body, passage, matches) for passage in shown])


def spans(text: str, starts: Starts, needles: Sequence[Needle]) -> tuple[Span, ...]:
    """All places as code points of the text: sorted, those that touch or overlap merged."""
    if not needles:
        return ()
    return _merged([match[:2] for match in marked(Offsets(text, starts), needles)])


def _fit_best(
    fitter: Fitter, matches: list[Match], needles: Sequence[Needle], bounds: Span, count: int
) -> list[Span]:
    """The best passages, best first, that do not overlap."""
    width = fitter.width
    candidates = [match for match in matches if match[1] - match[0] <= 2 * width]
    worths = _worths(needles)
    weights = list(worths)
    shown: list[Span] = []
    enough = 0.0
    reach = int(STRETCH * width)
    at_first = worths if len(needles) == 1 else _worths(needles, COMMON_AT_FIRST)
    found = best_stretch(candidates, at_first, reach), bounds
    for _ in range(4 * count):
        stretch, gap = found
        if stretch is None or stretch.worth < enough:
            break
        if shown and _is_repeated(fitter.body, stretch, shown):
            candidates = [m for m in candidates if not stretch.start <= m[0] < stretch.end]
        else:
            passage = fitter.fit(stretch[:2], gap)
            shown.append(passage)
            if len(shown) == count:
                break
            within = _within(candidates, passage)
            if len(within) == len(candidates):
                break  # there is nothing to be shown besides
            seen = {needle for _, _, needle in within}
            enough = enough or sum([worths[needle] for needle in seen]) * WORTH_SHOWING
            for needle in seen:
                weights[needle] = int(worths[needle] * SEEN_AGAIN)
        found = _best(candidates, weights, reach, _gaps(shown, bounds))
    return shown


def _best(
    candidates: Sequence[Match], weights: Sequence[int], width: int, gaps: Iterable[Span]
) -> tuple[Stretch | None, Span]:
    """The best stretch that lies in one of the gaps, and that gap."""
    best: tuple[Stretch | None, Span] = None, (0, 0)
    rank = (-1, 0)
    for gap in gaps:
        stretch = best_stretch(_within(candidates, gap), weights, width)
        if stretch and (own := (stretch.worth, stretch.start - stretch.end)) > rank:
            best, rank = (stretch, gap), own
    return best


def _worths(needles: Sequence[Needle], common: float = COMMON) -> list[int]:
    """What each needle is worth, in parts of _UNIT."""
    weights = [weight for _, weight in needles]
    least = common * (max(weights, default=0.0) or 1.0)
    return [int((weight + least) * _UNIT) for weight in weights]


def _is_repeated(body: str, stretch: Stretch, shown: list[Span]) -> bool:
    """Whether a passage shows the same words already, as captions printed twice do."""
    before = body[max(0, stretch.start - CONTEXT) : stretch.end].lstrip()
    after = body[stretch.start : stretch.end + CONTEXT].rstrip()
    for start, end in shown:
        text = body[start:end]
        if before in text or after in text:
            return True
    return False


def marked(offsets: Offsets, needles: Iterable[Needle]) -> list[Match]:
    """All places of the needles as code points, sorted, each with its needle's number."""
    matches: list[Match] = []
    for number, (places, _) in enumerate(needles):
        matches += offsets.numbered(places, number)
    matches.sort()
    return matches


def _gaps(shown: list[Span], bounds: Span) -> list[Span]:
    """What lies before, between and behind the passages shown, without their edges' spaces."""
    low, gaps = bounds[0], []
    for start, end in sorted(shown):
        gaps.append((low, start))
        low = end
    return [*gaps, (low, bounds[1])]


def _within(matches: Sequence[Match], span: Span) -> list[Match]:
    """The sorted matches that lie wholly in a span."""
    low, high = span
    first = bisect_left(matches, (low,))
    return [match for match in matches[first : bisect_left(matches, (high,))] if match[1] <= high]


def snippet(body: str, passage: Span, matches: Sequence[Match]) -> Snippet:
    """A passage of a body with its marks."""
    first, last = passage
    marks = [(start - first, end - first) for start, end, _ in _within(matches, passage)]
    return Snippet(body[first:last], first, _merged(marks))


def _merged(ranges: list[Span]) -> tuple[Span, ...]:
    """Sorted ranges with those that touch or overlap as one."""
    merged: list[Span] = []
    final = -1
    for span in ranges:
        if span[0] > final:
            merged.append(span)
            final = span[1]
        elif span[1] > final:
            final = span[1]
            merged[-1] = merged[-1][0], final
    return tuple(merged)
