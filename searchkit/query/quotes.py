"""Finding the end of quoted text, whichever quotation marks a keyboard or an editor made."""

from __future__ import annotations

import re

from searchkit.lazy_regex import lazy_pattern
from searchkit.query.terms import QUOTES, unescape

_PARTNERS = {
    '"': '"',
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "«": '»"',
    "»": '«»"',
}


def _ending(marks: str) -> re.Pattern[str]:
    return lazy_pattern(rf"((?:\\.|[^\\{marks}])*)[{marks}]", re.DOTALL)


_PARTNER_ENDINGS = {mark: _ending(partners) for mark, partners in _PARTNERS.items()}
_ANY_ENDING = _ending(QUOTES)


class Quotes:
    """The quoted parts of one text. A mark that was found to lack a partner is not sought again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unpaired: set[str] = set()
        self._exhausted = False

    def read(self, at: int) -> tuple[str, int] | None:
        """What is quoted from the mark at `at` on, spaces made single, and where it ends.

        None when the mark is never closed. A mark's usual partner closes it, else any does.
        """
        match = self._close(at)
        if match is None:
            return None
        return " ".join(unescape(match[1]).split()), match.end()

    def _close(self, at: int) -> re.Match[str] | None:
        mark = self._text[at]
        if mark not in self._unpaired:
            match = _PARTNER_ENDINGS[mark].match(self._text, at + 1)
            if match:
                return match
            self._unpaired.add(mark)
        match = None if self._exhausted else _ANY_ENDING.match(self._text, at + 1)
        self._exhausted = match is None
        return match
