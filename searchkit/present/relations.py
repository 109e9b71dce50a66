"""What else tells a story, as lines for a terminal: a section for each relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from searchkit.model import Hit
from searchkit.present.dates import show_published
from searchkit.present.escape import escape_line
from searchkit.present.reports import count
from searchkit.present.results import UNKNOWN_SOURCE, HitStyle, hit_lines
from searchkit.similar import Related, Relation, Similar

_SECTIONS: dict[Relation, str] = {
    "copy": "copies, as first seen",
    "same story": "the same story elsewhere, as first seen",
    "background": "background, most alike first",
}


def similar_lines(similar: Similar, how: HitStyle) -> Iterator[str]:
    """What the article is, who had its story first, and each related article in its section.

    Only articles without a title show how they begin.
    """
    style = how.style
    yield style.strong(escape_line(similar.article.title).strip() or "(untitled)")
    if similar.first is not None:
        yield style.faint(_first(similar, how.short_id))
    hidden = similar.copies - sum(related.relation == "copy" for related in similar)
    number = 0
    for relation, section in groupby(similar, key=lambda related: related.relation):
        yield ""
        more = f"; {count(hidden, 'later one')} not shown" if hidden and relation == "copy" else ""
        yield style.strong(_SECTIONS[relation]) + style.faint(more)
        for number, related in enumerate(section, number + 1):  # noqa: B020 - counted through
            yield ""
            hit = replace(related.hit, snippets=()) if related.hit.title else related.hit
            yield from hit_lines(hit, how, number=number)
            yield " " * len(f"{number}. ") + style.faint(_likeness(related))


def _first(similar: Similar, short_id: Callable[[str], str]) -> str:
    first: Hit | None = similar.first
    assert first is not None
    source = escape_line(first.source) if first.source else UNKNOWN_SOURCE
    whose = "this article" if first.id == similar.article.id else f"id {short_id(first.id)}"
    return f"first seen: {source} · {show_published(first.published)} · {escape_line(whose)}"


def _likeness(related: Related) -> str:
    shared = f" · {related.shared:.0%} the same" if related.shared else ""
    return f"{related.likeness:.0%} alike{shared}"
