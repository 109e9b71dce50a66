"""Articles of JSON lines that are read where they are built: only their ids pass through here.

Each process reads ranges of the file and builds what it has read at once. What becomes of an
article is decided afterwards, in the order of the file: it stays under the id that it claims, or
it is left out of its segment and taken in once more under another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from searchkit.engines.local.workers import BuildingLines, NewSegment
from searchkit.forking import cached_property
from searchkit.ingest.line_ranges import LineRange, read_range
from searchkit.ingest.worker import Read
from searchkit.model import Article, Rejected


class BuiltArticle:
    """An article under the id it claims. `docnum` is its place in `segment`, None if it has none.

    It stays there if it is `kept`; under any other id it has to be taken in once more.
    """

    def __init__(
        self, id: str, segment: NewSegment, docnum: int | None, texts: _Texts, ordinal: int
    ) -> None:
        self.id, self.segment, self.docnum, self.kept = id, segment, docnum, False
        self._texts, self._ordinal = texts, ordinal

    def decide(self) -> None:
        """Leave it out of its segment unless it was kept."""
        if self.docnum is not None and not self.kept:
            self.segment.leave_out(self.id, self.docnum)

    def with_id(self, id: str) -> BuiltArticle | Article:
        """Itself where it can stay, else the article."""
        if id == self.id and self.docnum is not None:
            return self
        return self._texts.articles[self._ordinal].with_id(id)


class _Texts:
    """The articles of a range, read once more when one of them is needed."""

    def __init__(self, lines: LineRange) -> None:
        self._lines = lines

    @cached_property
    def articles(self) -> dict[int, Article]:
        items = enumerate(read_range(self._lines))
        return {number: item.article for number, item in items if not isinstance(item, Rejected)}


def built_articles(built: BuildingLines) -> Iterator[Read | Rejected]:
    """What was read of lines, in their order. The articles are `BuiltArticle`s."""
    assert built.read is not None
    texts, docnum = _Texts(built.lines), built.first
    for number, (claim, hash, added) in enumerate(built.read):
        if added is None:
            yield Rejected(claim, hash)
            continue
        place = docnum if added else None
        docnum += added
        article = BuiltArticle(claim, built.segment, place, texts, number)
        # Whoever files it asks for its id, may give it another, and puts it.
        yield Read(cast("Article", article), claim, hash)
