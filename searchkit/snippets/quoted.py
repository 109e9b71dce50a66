"""Passages that show what somebody says: the quotation with its speaker."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.analysis.offsets import Offsets, Starts
from searchkit.model import Snippet, Span
from searchkit.quotes.quotation import Quotation
from searchkit.snippets.edges import Fitter
from searchkit.snippets.passages import Needle, marked, snippet
from searchkit.snippets.windows import Match, best_stretch

_LONGEST = 2
"""A quotation is shown whole up to so many times the usual width."""
_NEAR = 120
"""Code points between a quotation and its speaker that are shown with both."""
_AROUND = "\"“”„«»‘’'‚` \u00a0\u202f"


def quoted_passages(
    body: str,
    starts: Starts,
    needles: Sequence[Needle],
    quotations: Sequence[Quotation],
    *,
    language: str | None = None,
    count: int = 2,
    width: int = 240,
) -> tuple[Snippet, ...]:
    """At most `count` passages, in the order of the body, each a quotation with its speaker.

    Direct speech comes before reported speech, then what holds most of the needles, then what is
    first. Of a long quotation the part is shown that holds most of them, else its beginning.
    """
    matches = marked(Offsets(body, starts), needles)
    fitter = Fitter(body, Offsets(body, starts), language, width, 0)
    ranked = sorted(
        quotations, key=lambda one: (one.kind != "direct", -_held(one, matches), one.start)
    )
    shown: list[Span] = []
    for quotation in ranked:
        passage = _passage(body, quotation, matches, fitter)
        if len(shown) < count and all(
            end <= passage[0] or passage[1] <= start for start, end in shown
        ):
            shown.append(passage)
    return tuple(snippet(body, passage, matches) for passage in sorted(shown))


def _passage(body: str, quotation: Quotation, matches: Sequence[Match], fitter: Fitter) -> Span:
    """The quotation with its marks and its speaker, or the best part of it."""
    start, end = extent(body, quotation)
    if end - start <= _LONGEST * fitter.width:
        return fitter.fit((start, end), _paragraph(body, start, end))
    start, end = quotation.start, quotation.end
    inside = [match for match in matches if start <= match[0] and match[1] <= end]
    stretch = best_stretch(inside, [1] * (1 + max((m[2] for m in inside), default=0)), fitter.width)
    return fitter.fit(stretch[:2] if stretch else (start, start), (start, end))


def _paragraph(body: str, start: int, end: int) -> Span:
    """The lines that a stretch stands in, without the spaces at their ends."""
    first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
    line = body[first : last if last >= 0 else len(body)]
    first += len(line) - len(line.lstrip())
    return min(first, start), max(end, first + len(line.strip()))


def extent(body: str, quotation: Quotation) -> Span:
    """From the first to the last of the quotation, its marks, and its speaker if that is near."""
    start, end = quotation.start, quotation.end
    gap = max(quotation.speaker_start - end, start - quotation.speaker_end)
    while start > 0 and body[start - 1] in _AROUND and start > quotation.start - 2:
        start -= 1
    while end < len(body) and body[end] in _AROUND and end < quotation.end + 2:
        end += 1
    if gap <= _NEAR:
        start, end = min(start, quotation.speaker_start), max(end, quotation.speaker_end)
    if body[start].isspace():
        start += 1
    return start, len(body[:end].rstrip()) if body[end - 1].isspace() else end


def _held(quotation: Quotation, matches: Sequence[Match]) -> int:
    """How many needles stand in a quotation."""
    start, end = quotation.start, quotation.end
    return len({needle for first, last, needle in matches if start <= first and last <= end})
