"""Where neither readers nor metadata are told a date: what else on the page gives it away?

Each trace counts only if it names one day: a page with several says nothing about which is its.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest import jsonld
from searchkit.ingest.blocks import Layout
from searchkit.ingest.datelines import any_dates, sentence_dates
from searchkit.ingest.dates import ReadDate
from searchkit.ingest.dating import plausible, plausible_on_page
from searchkit.ingest.metadata import read_when
from searchkit.published import Published, civil_date

_STATE = re.compile(
    r"""(?<![a-z])(?:date_?published|first_?published(?:_?(?:at|date|on))?|publication_?date
    |publish(?:ed)?(?:_?(?:at|date|time|on))?|pub_?date)\\?["']?\s*[:=]\s*\\?["']
    (?P<date>\d{4}-\d\d-\d\d(?:[T\ ][^"'\\<>]{4,30})?)\\?["']""",
    re.IGNORECASE | re.VERBOSE,
)
_FEET = 'footer, [role="contentinfo"], #footer'
_LABEL = 60
"""Code points: a shorter line with a date is a label, wherever it stands."""
_FOREIGN_TYPES = frozenset("comment review imageobject event person organization".split())


def state_date(markup: str) -> Published | None:
    """The date in what the page's programs were given, as in "publishedAt": "2022-01-23"."""
    return _agreed(read_when(match["date"]) for match in _STATE.finditer(markup))


def described_date(nodes: Iterable[jsonld.Node]) -> Published | None:
    """The date of the things that a page's JSON-LD describes, none of them an article."""
    return _agreed(
        read_when(jsonld.text_of(node.get("datePublished") or node.get("uploadDate")))
        for node in nodes
        if not jsonld.types_of(node) & _FOREIGN_TYPES
    )


def said_date(
    tree: LexborHTMLParser, below: Iterable[str], language: str | None
) -> ReadDate | None:
    """What a page's foot says of its publication or, failing that, of its last change.

    `below` are the texts that stand below the article's; what is marked as a foot is read too.
    """
    feet = (node.text(separator="\n") for node in tree.css(_FEET))
    found = [
        date
        for text in (*below, *feet)
        for line in text.split("\n")
        for date in sentence_dates(" ".join(line.split()), language)
    ]
    kinds: tuple[Literal["published", "modified"], ...] = ("published", "modified")
    for kind in kinds:
        value = _agreed(plausible(date.value) for date in found if date.kind == kind)
        if value:
            return ReadDate(value, kind, labelled=True)
    return None


def only_date(
    layout: Layout, foreign: Sequence[bool], body: tuple[int, int], language: str | None
) -> Published | None:
    """The one date that a page shows, outside its text or on a short line."""
    return _agreed(
        plausible_on_page(found.value)
        for place, block in enumerate(layout.blocks)
        if not foreign[block.container]
        and (len(block.text) < _LABEL or not body[0] <= place < body[1])
        for found in any_dates(block.text, language)
    )


def _agreed(dates: Iterable[Published | None]) -> Published | None:
    """The first date, if all name one day."""
    known = [date for date in dates if date is not None]
    return known[0] if len({civil_date(date) for date in known}) == 1 else None
