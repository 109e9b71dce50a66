"""Completions of a query as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.model import Completion
from searchkit.present.escape import escape_line
from searchkit.present.style import Style
from searchkit.present.wrap import columns


def completion_lines(completions: Sequence[Completion], style: Style) -> Iterator[str]:
    """Each with how many articles have it, where that is known."""
    texts = [escape_line(one.text) for one in completions]
    widest = max(map(columns, texts), default=0)
    counts = ["" if one.articles is None else f"{one.articles:,}" for one in completions]
    digits = max(map(len, counts), default=0)
    for text, count in zip(texts, counts, strict=True):
        padding = " " * (widest - columns(text))
        yield f"{text}{padding}  {style.faint(count.rjust(digits))}".rstrip()
