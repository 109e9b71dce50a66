"""Why an article was found or not, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.explanation import Explanation, QueryPart
from searchkit.present.escape import escape_line
from searchkit.present.results import word_lines
from searchkit.present.style import Style


def explanation_lines(explanation: Explanation, style: Style) -> Iterator[str]:
    """The verdict, each part of the query, and what made the score."""
    yield style.strong(escape_line(explanation.title) or "(untitled)")
    yield style.faint(f"read as: {escape_line(explanation.interpreted)}")
    yield _verdict(explanation)
    for part in explanation.parts:
        yield from _part_lines(part, style, 1)
    if explanation.score is not None:
        yield ""
        yield f"score {explanation.score:.4f}"
        for line in word_lines(explanation.words):
            yield style.faint(line)


def _verdict(explanation: Explanation) -> str:
    if explanation.relaxed:
        return "matches some of the words only: follows articles that have all"
    return "matches" if explanation.matches else "does not match"


def _part_lines(part: QueryPart, style: Style, depth: int) -> Iterator[str]:
    indent = "  " * depth
    text = escape_line(part.text)
    reason = f": {escape_line(part.reason)}" if part.reason else ""
    near = f" (nearest: {', '.join(map(escape_line, part.nearest))})" if part.nearest else ""
    yield f"{indent}{'yes' if part.matches else 'no '}  {style.strong(text)}{reason}{near}"
    for inner in part.parts:
        yield from _part_lines(inner, style, depth + 1)
