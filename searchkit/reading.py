"""What would ingestion make of a file? The reader, with the ids that articles would get."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os import PathLike

from searchkit.ingest.ids import claimed_id
from searchkit.model import Article, Rejected


def read_articles(
    path: str | PathLike[str], *, url: str | None = None
) -> Iterator[Article | Rejected]:
    """The articles in a file, and what in it is rejected; never an exception for its content.

    `url` is where the file was saved from, if the caller knows. An article whose data gives
    neither an id nor an address gets an id from the path as it is given here.
    """
    from searchkit.ingest.reader import read_articles as read

    ordinal = 0
    for item in read(path, url=url):
        if isinstance(item, Article):
            yield item.with_id(claimed_id(item, os.fspath(path), ordinal))
            ordinal += 1
        else:
            yield item
