"""Speech that a dash opens at the beginning of a line: `—No lo sé —dijo Doe—. Mañana.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from searchkit.lazy_regex import lazy_pattern
from searchkit.quotes.quotation import Span
from searchkit.quotes.speakers import Mention, Words, inverted_subject
from searchkit.quotes.vocabulary import QUOTING

_LINE = lazy_pattern(r"^[ \t]*[—–][ \t]*(?=[^\s—–])", re.MULTILINE)
_BREAK = lazy_pattern(r"[,!?…]?\s[—–]\s?|[,!?…][—–]?\s")
_CLOSING = lazy_pattern(r"[—–][.,;:]?\s*(?=\w|¡|¿)")
_QUOTATION_MARKS = lazy_pattern('["“”„«»]')
_LONGEST = 2_000
"""Code points of a line of speech."""
_TRIES = 12
"""Places of a line where its speaker may be named."""
_REACH = 100


def spoken(text: str) -> Iterator[tuple[list[Span], Mention]]:
    """What each line says, in one piece or two, and who says it, of lines that tell."""
    if "—" not in text and "–" not in text:
        return
    for dash in _LINE.finditer(text):
        end = text.find("\n", dash.end(), dash.end() + _LONGEST)
        end = end if end >= 0 else min(len(text), dash.end() + _LONGEST)
        if _QUOTATION_MARKS.search(text, dash.end(), end):
            continue
        found = _attribution(text, dash.end(), end)
        if found is not None:
            first, mention = found
            pieces = [(dash.end(), first)]
            closing = _CLOSING.search(text, mention.end, end)
            if closing is not None and closing.end() < end:
                pieces.append((closing.end(), _trimmed(text, end)))
            yield pieces, mention


def _attribution(text: str, start: int, end: int) -> tuple[int, Mention] | None:
    """Where the first piece ends, and who is named behind it."""
    for place in islice(_BREAK.finditer(text, start, end), _TRIES):
        words = Words(text, place.end(), min(end, place.end() + _REACH))
        if words.word(0) in QUOTING:
            mention = inverted_subject(words, 1)
            if mention is not None:
                keeps = text[place.start()] in ",!?…"
                return place.start() + keeps, mention
    return None


def _trimmed(text: str, end: int) -> int:
    while text[end - 1].isspace():
        end -= 1
    return end
