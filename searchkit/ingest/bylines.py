"""What readers see around a headline: dates and authors, from the lines that stand near it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from searchkit.ingest.authors import (
    author_names,
    byline_names,
    join_authors,
    leading_name,
    looks_like_names,
)
from searchkit.ingest.blocks import Layout, Mark
from searchkit.ingest.datelines import line_dates, sentence_dates
from searchkit.ingest.dates import ReadDate, date_prefix, read_dates
from searchkit.ingest.dating import plausible_on_page
from searchkit.ingest.metadata import read_when
from searchkit.ingest.source_names import known_names
from searchkit.ingest.surroundings import is_today
from searchkit.published import Published

ABOVE, BELOW = 6, 8
"""Blocks above the headline and below the body's first that may still be about the article."""
OPENING = 5
"""Blocks at the body's beginning that a date may stand in front of."""
SIGNED = 2
"""Blocks at the body's end that may name its author."""
AFTER = 8
"""Blocks below the body that are looked at when nothing stands above it."""

_NAME = r"[^\W\d_a-z][\w'’.-]*"
_DATE_NAMES = re.compile(r"date|time|publish|posted|meta|byline|info|datum|fecha|author")
_AUTHOR_NAMES = re.compile(r"author|byline|autor|creator|contributor")
_CHANGED = re.compile(r"(?i)modif|update|aktualisiert|geändert|stand|mis à jour|actualizado")
_LABELLED = re.compile(
    r"(?i)^\W*(?:first |originally )?(?:published|posted|veröffentlicht|erschienen|publié|paru"
    r"|publicado|pubblicato|gepubliceerd|date|datum|written)\b"
)
_PLACE = re.compile(
    rf"(?:{_NAME}(?:[ /-]{_NAME}){{0,3}}(?:\s?\([^()]{{2,20}}\))?,?\s+(?:den\s)?)?[(\[]?\s?"
)
_PREFIX_END = re.compile(r"\s*[)\]]?\s*[-–—|:/.)]|\s+[„“\"«]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A date or an author's name that a reader sees, and how it was found."""

    field: Literal["published", "modified", "author", "agency"]
    value: str | Published
    basis: str


def read_visible(
    layout: Layout,
    *,
    headline: int | None,
    body: tuple[int, int],
    language: str | None,
    foreign: list[bool],
) -> list[Seen]:
    """Dates and authors near block `headline` and around the blocks `body`, nearest first.

    What stands in a container that is `foreign` (`surroundings.py`) is not looked at.
    """
    top = headline if headline is not None else body[0]
    page = _Visible(layout, max(body[0], top), language, foreign)
    below = range(min(top, body[0]), max(top + 1, min(page.body + BELOW, body[1])))
    above = page.above(below.start)
    seen = [*page.marks({*below, *above})]
    for place in [*below, *above]:
        seen += page.line(place)
    if not any(item.field == "author" for item in seen):
        seen += page.signature(body[1])
    seen += page.credit(body[1])
    if not any(item.field == "published" for item in seen):
        for place in range(body[0], min(body[0] + OPENING, body[1])):
            seen += page.opening(place)
        seen += page.marks(set(range(body[1], body[1] + 4)))
        for place in range(body[1], min(body[1] + AFTER, len(layout.blocks))):
            seen += page.line(place, labelled=True)
    return seen


def is_about(text: str) -> bool:
    """Is a line a byline or a date line, and no part of the text?"""
    if len(text) > 120 or "\n\n" in text:
        return False
    return all(byline_names(line, labelled=False) or read_dates(line) for line in text.split("\n"))


class _Visible:
    """A layout's lines and marks, without what belongs to comments and other stories."""

    def __init__(
        self, layout: Layout, body: int, language: str | None, foreign: list[bool]
    ) -> None:
        self.layout = layout
        self.body = body
        self._language = language
        self._foreign = foreign

    def above(self, top: int) -> list[int]:
        """The blocks above the headline, nearest first, without lists of what is headed there."""
        places = range(top - 1, max(-1, top - 1 - ABOVE), -1)
        kinds = [self.layout.blocks[place].kind for place in places]
        headed = kinds.index("heading") if "heading" in kinds else len(kinds)
        return [
            place
            for place, kind in zip(places, kinds, strict=True)
            if kind != "li" or top - place <= headed
        ]

    def marks(self, near: set[int]) -> Iterator[Seen]:
        """What time elements and author links say; a marked publication date may stand anywhere."""
        named: dict[str, list[str]] = {"author": [], "byline": []}
        for mark in self.layout.marks:
            if self._foreign[mark.container] or (mark.block not in near and mark.kind != "date"):
                continue
            # What is quoted from elsewhere has a date of its own.
            if self.layout.containers[mark.container].tag == "blockquote":
                continue
            if mark.kind in named:
                named[mark.kind] += _marked_names(mark)
            else:
                yield from self._dated(mark)
        for names in named.values():
            if names:
                yield Seen("author", join_authors(names[:8]) or "", "byline")

    def _dated(self, mark: Mark) -> Iterator[Seen]:
        if mark.kind == "dated":
            for found in read_dates(mark.text, self._language):
                if plausible_on_page(found.value):
                    yield Seen(found.kind, found.value, "byline")
            return
        when = read_when(mark.value, self._language) or read_when(mark.text, self._language)
        if when:
            yield Seen("modified" if _is_change(mark) else "published", when, "time")

    def signature(self, last: int) -> Iterator[Seen]:
        """The author named below the text, or in its last lines: the first that is."""
        near = range(max(0, last - SIGNED), min(last + AFTER, len(self.layout.blocks)))
        for mark in self.layout.marks:
            if mark.kind in ("author", "byline") and mark.block in near:
                names = [] if self._foreign[mark.container] else _marked_names(mark)
                if names:
                    yield Seen("author", join_authors(names) or "", "byline")
                    return
        for place in near:
            block = self.layout.blocks[place]
            if self._foreign[block.container] or len(block.text) > 100:
                continue
            names = byline_names(block.text, labelled=False)
            if names:
                yield Seen("author", join_authors(names) or "", "byline")
                return

    def credit(self, last: int) -> Iterator[Seen]:
        """The agency that a line at the end of the text, or just below it, is the credit of."""
        for place in range(max(0, last - SIGNED), min(last + SIGNED, len(self.layout.blocks))):
            agency = known_names().credited(self.layout.blocks[place].text)
            if agency:
                yield Seen("agency", agency, "footer")
                return

    def line(self, place: int, *, labelled: bool = False) -> Iterator[Seen]:
        """What one block near the headline says; with `labelled`, only if it says what it is."""
        block = self.layout.blocks[place]
        if self._foreign[block.container] or len(block.text) > (600 if labelled else 200):
            return
        if is_today(block.hint):
            return
        hint = f"{block.hint} {self.layout.containers[block.container].hint}"
        dated, authored = bool(_DATE_NAMES.search(hint)), bool(_AUTHOR_NAMES.search(hint))
        # What stands under a headline may be written into its element.
        for line in block.text.split("\n")[block.tag == "h1" :]:
            if "©" in line:
                continue
            for found in self._dates(line, place, dated, labelled=labelled):
                if when := plausible_on_page(found.value):
                    yield Seen(found.kind, when, "byline")
            if not labelled and (place < self.body or authored):
                names = byline_names(line, labelled=authored)
                names = names or (leading_name(line) if authored else [])
                if names:
                    yield Seen("author", join_authors(names) or "", "byline")

    def _dates(self, line: str, place: int, dated: bool, *, labelled: bool) -> list[ReadDate]:
        if not labelled:
            loose = dated or place < self.body
            return line_dates(line, loose=loose, language=self._language)
        found = sentence_dates(line, self._language)
        if not found and (dated or _LABELLED.match(line)):
            found = line_dates(line, loose=dated, language=self._language)
        return found

    def opening(self, place: int) -> Iterator[Seen]:
        """The date in front of the first paragraph, as in "Arden, (18.01.2018). ..."."""
        text = self.layout.blocks[place].text
        text = text[_PLACE.match(text).end() :]  # type: ignore[union-attr]
        found = date_prefix(text, self._language)
        if found and found[0].kind == "published" and _PREFIX_END.match(text, found[1]):
            when = plausible_on_page(found[0].value)
            if when:
                yield Seen("published", when, "header")


def _marked_names(mark: Mark) -> list[str]:
    """The names in an element marked as an author's; one marked by its class must look like it."""
    names = author_names(mark.text or mark.value)
    if mark.kind == "author":
        return names
    if len(mark.text) > 100:
        return []
    names = byline_names(mark.text, labelled=True) or names
    # Blogs mark a nickname as they mark cards of persons.
    return [name for name in names if looks_like_names(name) or "vcard" in mark.hint]


def _is_change(mark: Mark) -> bool:
    return mark.kind == "modified" or bool(_CHANGED.search(mark.hint) or _CHANGED.match(mark.text))
