"""What readers see around a headline: dates and authors, from the lines that stand near it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchkit.ingest.blocks import Block, Layout, Mark, clean_line
from searchkit.ingest.boilerplate import is_foreign_name
from searchkit.ingest.dates import read_dates
from searchkit.ingest.findings import Findings
from searchkit.ingest.metadata import plausible, read_when
from searchkit.ingest.sources import author_names, join_authors

ABOVE, BELOW = 6, 3
"""Blocks above the headline and below the body's first that may still be about the article."""

_BYLINE = re.compile(
    r"^(?:(?:written|posted|reported|published|story|words|text)\s+by|by|von|par|por|di|door|av|af)"
    r"\s*:?\s+(?P<names>.+)$",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w'’.-]*"
_NAMES = re.compile(
    rf"^{_NAME}(?:\s+(?:(?:de|van|der|den|von|du|la|le|del|da|dos|al|bin|ter|zu)\s+)*{_NAME}){{0,4}}"
)
_SHAPE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er|º)?[\s-]*(?:of\s|de\s)?[^\W\d_]{3,10}\.?[\s-]*,?\s*(?:de\s|del\s)?\d{4}"
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_DATE_NAMES = re.compile(r"date|time|publish|posted|meta|byline|info|datum|fecha|author")
_AUTHOR_NAMES = re.compile(r"author|byline|autor|creator|contributor")
_CHANGED = re.compile(r"(?i)modif|update|aktualisiert|geändert|stand|mis à jour|actualizado")


def add_visible(
    findings: Findings, layout: Layout, *, headline: int | None, body: int, language: str | None
) -> None:
    """Note dates and authors near block `headline` and before or just after block `body`."""
    start = max(0, (headline if headline is not None else body) - ABOVE)
    near = range(start, max(body, start) + BELOW)
    foreign = _foreign_containers(layout)
    _add_marks(findings, layout, near, foreign, language)
    for place in near:
        if place < len(layout.blocks) and not foreign[layout.blocks[place].container]:
            _add_line(findings, layout, place, place >= body, language)


def _foreign_containers(layout: Layout) -> list[bool]:
    foreign: list[bool] = []
    for container in layout.containers:
        above = container.parent >= 0 and foreign[container.parent]
        foreign.append(
            above
            or container.tag == "aside"
            or (
                container.tag not in ("html", "body", "main", "article")
                and is_foreign_name(container.hint)
            )
        )
    return foreign


def _add_marks(
    findings: Findings, layout: Layout, near: range, foreign: list[bool], language: str | None
) -> None:
    authors: list[str] = []
    for mark in layout.marks:
        if mark.block not in near or foreign[mark.container]:
            continue
        if mark.kind == "author":
            authors += author_names(mark.text or mark.value)
        else:
            when = read_when(mark.value, language) or read_when(mark.text, language)
            findings.add("modified" if _is_change(mark) else "published", when, "time")
    findings.add("author", join_authors(authors[:8]), "byline")


def _is_change(mark: Mark) -> bool:
    return mark.kind == "modified" or bool(_CHANGED.search(mark.hint) or _CHANGED.match(mark.text))


def _add_line(
    findings: Findings, layout: Layout, place: int, in_body: bool, language: str | None
) -> None:
    block = layout.blocks[place]
    if len(block.text) > 200 or block.tag == "h1":
        return
    hint = block.hint + " " + layout.containers[block.container].hint
    for line in block.text.split("\n"):
        for kind, when in _dates(line, bool(_DATE_NAMES.search(hint)), language):
            findings.add(kind, plausible(when), "byline")
        if not in_body or _AUTHOR_NAMES.search(hint):
            findings.add("author", _authors(line, bool(_AUTHOR_NAMES.search(hint))), "byline")


def _dates(line: str, labelled: bool, language: str | None) -> Iterator[tuple]:
    found = read_dates(line, language)
    if not found and (labelled or len(line) < 100):
        rest = line
        shapes = list(_SHAPE.finditer(rest))
        # A line that is mostly something else tells of a date; it is not dated by it.
        if len(shapes) <= 2 and (labelled or len(rest) < 100):
            found = [day for shape in shapes[:1] for day in read_dates(shape.group(), language)]
    for item in found:
        yield item.kind, item.value


def _authors(line: str, labelled: bool) -> str | None:
    line = clean_line(line)
    match = _BYLINE.match(line)
    if match is None:
        return None
    names = re.split(
        r"\s*[|•·–—(]\s*|\s+-\s+|,?\s+(?=\d)|\s+(?:am|on|le|el)\s+(?=\d|\w+day)", match["names"]
    )[0]
    if len(names) > 80:
        return None
    kept = [name for name in author_names(names) if _NAMES.fullmatch(name) or labelled]
    return join_authors(kept)
