"""What stands around an article on its page and is about something else: its dates do not count."""

from __future__ import annotations

import re
from itertools import accumulate

from searchkit.ingest.blocks import Container, Layout
from searchkit.ingest.boilerplate import is_foreign_name

NEAR, SMALL = 4, 3
"""Blocks above a headline, and in a container, that may be the article's own whatever its name."""

_TITLES = frozenset({"h1", "h2", "h3", "h4"})
_OWN = re.compile(r"publish|pub-?date|byline")
"""Names of what is the article's own, even where commentaries are called comments."""


def foreign_containers(layout: Layout, headline: int | None, first: int) -> list[bool]:
    """Which containers are about something else than the article.

    `headline` is the number of its headline's block, if it has one, `first` of its text's.
    """
    top, headed = first if headline is None else headline, headline is not None
    headings = list(accumulate((b.tag in _TITLES for b in layout.blocks), initial=0))
    foreign: list[bool] = []
    for container in layout.containers:
        inherited = container.parent >= 0 and foreign[container.parent]
        whole = container.first <= top < container.last
        titled = headings[container.last] > headings[container.first]
        above = headed and container.last <= top
        near = top - NEAR <= container.first and container.last <= max(first, top)
        own = near and not titled and container.last - container.first <= SMALL
        foreign.append(
            not whole
            and (
                inherited
                or (above and (titled or _is_sites(container, top)))
                or _is_foreign(container, own=own)
            )
        )
    return foreign


def _is_sites(container: Container, top: int) -> bool:
    """Is it the site's header? Its date is today's. The article's own ends at the headline."""
    return container.tag == "header" and (
        container.last < top or container.last - container.first >= SMALL
    )


def _is_foreign(container: Container, *, own: bool) -> bool:
    """Does its name say so? What is called a teaser and stands near without a title is `own`."""
    hint = container.hint.replace("teaser", "") if own else container.hint
    return is_foreign_name(hint) and not _OWN.search(hint)
