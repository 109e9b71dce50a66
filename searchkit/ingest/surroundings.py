"""What stands around an article on its page and is about something else: its dates do not count."""

from __future__ import annotations

import re
from itertools import accumulate

from searchkit.ingest.blocks import Container, Layout
from searchkit.ingest.boilerplate import is_foreign_name

NEAR, SMALL = 4, 3
"""Blocks above a headline, and in a container, that may be the article's own whatever its name."""

_TITLES = frozenset({"h1", "h2", "h3", "h4"})
_WHOLES = frozenset({"article", "main", "section"})
_TODAY = re.compile(
    r"(?:^|\s)(?:today|todays?-?date|date-?today|current-?(?:date|time)|clock|heute)(?:$|\s)"
)
_OWN = re.compile(r"publish|pub-?date|byline")
"""Names of what is the article's own, even where commentaries are called comments."""


def foreign_containers(layout: Layout, headline: int | None, first: int) -> list[bool]:
    """Which containers are about something else than the article.

    `headline` is the number of its headline's block, if it has one, `first` of its text's.
    """
    top, headed = first if headline is None else headline, headline is not None
    headings = list(accumulate((b.tag in _TITLES for b in layout.blocks), initial=0))
    foreign: list[bool] = []
    inside: list[bool] = []
    for container in layout.containers:
        inherited = container.parent >= 0 and foreign[container.parent]
        inside.append(
            container.tag in _WHOLES or (container.parent >= 0 and inside[container.parent])
        )
        # The site's header, whose date is today's, is no part of an article.
        sites = container.tag == "header" and not inside[-1]
        whole = container.first <= top < container.last
        titled = headings[container.last] > headings[container.first]
        above = headed and container.last <= top
        near = top - NEAR <= container.first and container.last <= max(first, top)
        own = near and not titled and container.last - container.first <= SMALL
        foreign.append(
            not whole
            and (inherited or (above and (titled or sites)) or _is_foreign(container, own=own))
        )
    return foreign


def _is_foreign(container: Container, *, own: bool) -> bool:
    """Does its name say so? What is called a teaser and stands near without a title is `own`."""
    hint = container.hint.replace("teaser", "") if own else container.hint
    return is_today(hint) or (is_foreign_name(hint) and not _OWN.search(hint))


def is_today(hint: str) -> bool:
    """Does a class or id say that an element shows the day on which it is looked at?"""
    return _TODAY.search(hint) is not None
