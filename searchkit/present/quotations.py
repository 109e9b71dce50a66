"""What people are quoted as saying, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchkit.present.escape import escape_line
from searchkit.present.style import Style
from searchkit.present.wrap import wrap
from searchkit.quotes.quotation import Quotation

_INDENT = "  "


def quotation_lines(quotations: Iterable[Quotation], style: Style, *, width: int) -> Iterator[str]:
    """Each with its speaker on a line before it; reported speech is without quotation marks."""
    for number, quotation in enumerate(quotations):
        if number:
            yield ""
        direct = quotation.kind == "direct"
        yield style.strong(escape_line(quotation.speaker)) + style.faint(_how(quotation))
        text = escape_line(quotation.text)
        pieces = [(f"“{text}”" if direct else text, False)]
        for line in wrap(pieces, width - len(_INDENT), mark=style.mark_columns):
            yield _INDENT + style.render(line)


def _how(quotation: Quotation) -> str:
    """How the speaker is known, unless by name, and whether the words are the speaker's own."""
    notes: list[str] = [] if quotation.basis == "name" else [quotation.basis]
    notes += [] if quotation.kind == "direct" else ["reported"]
    return f" ({', '.join(notes)})" if notes else ""


def speakers(quotations: Iterable[Quotation], most: int = 3) -> str:
    """Their names, each once."""
    names = dict.fromkeys(escape_line(quotation.speaker) for quotation in quotations)
    return ", ".join([*list(names)[:most], *(["…"] if len(names) > most else [])])
