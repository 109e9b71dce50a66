"""What would ingestion make of a file? The reader, with the ids that articles would get."""

from __future__ import annotations

import os
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from searchkit.ingest.ids import claims
from searchkit.ingest.rules import NO_RULES
from searchkit.model import Article, Rejected


def read_articles(
    path: str | PathLike[str],
    *,
    url: str | None = None,
    config: str | PathLike[str] | None = None,
) -> Iterator[Article | Rejected]:
    """The articles in a file, and what in it is rejected; never an exception for its content.

    `url` is where the file was saved from, if the caller knows. An article whose data gives
    neither an id nor an address gets an id from the path as it is given here. `config` is a
    `searchkit.toml` that says how to read it; ConfigurationError where that makes no sense.
    """
    from searchkit.ingest.reader import read_articles as read
    from searchkit.ingest.rules_file import read_rules

    rules = read_rules(Path(config)) if config else NO_RULES
    for item, claim in claims(read(path, url=url, rules=rules), os.fspath(path)):
        yield item.with_id(claim) if isinstance(item, Article) else item
