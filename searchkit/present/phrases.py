"""Phrases that set articles apart, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.key_phrases import KeyPhrases
from searchkit.present.escape import escape_line
from searchkit.present.reports import count
from searchkit.present.style import Style

_COLUMNS = "found", "others"


def phrase_lines(found: KeyPhrases, style: Style) -> Iterator[str]:
    """How many articles are compared and how many of them were read, then each phrase and in how
    many articles it stands."""
    query = escape_line(found.query).strip()
    subject = f" for {query}" if query else ""
    yield style.faint(
        f"{count(found.total, 'article')}{subject} beside {found.others:,} others "
        f"({found.read:,} and {found.read_others:,} of them read)"
    )
    yield ""
    widths = [
        max([len(name), *(len(f"{number:,}") for number in numbers)])
        for name, numbers in zip(
            _COLUMNS,
            ([p.inside for p in found], [p.outside for p in found]),
            strict=True,
        )
    ]
    yield style.faint(
        "  ".join(name.rjust(width) for name, width in zip(_COLUMNS, widths, strict=True))
    )
    for phrase in found:
        yield (
            f"{phrase.inside:>{widths[0]},}  {phrase.outside:>{widths[1]},}  "
            f"{style.strong(escape_line(phrase.text))}"
        )
