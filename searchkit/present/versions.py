"""What an article said before, and its copies, as lines for a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import pairwise

from searchkit.model import Article, Copy
from searchkit.present.dates import show_published
from searchkit.present.escape import escape_line
from searchkit.present.results import UNKNOWN_SOURCE
from searchkit.present.style import Style
from searchkit.similar import first_seen
from searchkit.sync.versions import Version


def sibling_lines(
    article: Article, copies: Sequence[Copy], versions: Sequence[Version], style: Style
) -> Iterator[str]:
    """How many earlier texts there are, which copy was seen first, and each copy with the share of
    it that is the same."""
    if versions or copies:
        yield ""
    if versions:
        noun = "version" if len(versions) == 1 else "versions"
        yield style.faint(f"{len(versions):,} earlier {noun}; see what changed with --diff")
    first = first_seen(article, copies) if copies else None
    if first is not None:
        whose = "this article" if first.id == article.id else f"id {escape_line(first.id)}"
        source = escape_line(first.source) if first.source else UNKNOWN_SOURCE
        yield style.faint(f"first seen: {source} · {show_published(first.published)} · {whose}")
    for copy in copies:
        source = escape_line(copy.source) if copy.source else UNKNOWN_SOURCE
        shared = f" · {copy.shared:.0%} the same" if copy.shared is not None else ""
        yield style.faint(
            f"copy: {source} · {show_published(copy.published)}{shared} · id {escape_line(copy.id)}"
        )


def diff_lines(article: Article, versions: Sequence[Version], style: Style) -> Iterator[str]:
    """What changed from each text to the next: lines out and in, as `diff -u` has them."""
    texts = [*(version.article for version in versions), article]
    for version, (old, new) in zip(versions, pairwise(texts), strict=True):
        yield style.strong(f"replaced {show_published(version.replaced)}")
        for line in list(difflib.unified_diff(_lines(old), _lines(new), lineterm="", n=1))[2:]:
            shown = escape_line(line)
            yield style.faint(shown) if line.startswith("@@") else shown


def _lines(article: Article) -> list[str]:
    return [article.title, *article.body.split("\n")]
