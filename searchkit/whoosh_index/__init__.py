"""The archive through Whoosh's own interfaces, and Whoosh's own indexes in our columns.

`open_index(path)` gives the newest generation as a `whoosh.index.Index`, with a writer;
`whoosh.index.open_dir(path)` opens it too, for reading. `ColumnCodec` may be given to any Whoosh
writer, `NewsWeighting` to any Whoosh searcher. Imports the archive, search, store, analysis and
whoosh; nothing of searchkit's imports it.
"""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any

__all__ = ["ArchiveIndex", "ColumnCodec", "NewsWeighting", "open_index"]

if TYPE_CHECKING:
    from searchkit.whoosh_index.column_codec import ColumnCodec
    from searchkit.whoosh_index.index import ArchiveIndex
    from searchkit.whoosh_index.weighting import NewsWeighting

_MODULES = {"ArchiveIndex": "index", "ColumnCodec": "column_codec", "NewsWeighting": "weighting"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def open_index(path: str | PathLike[str]) -> ArchiveIndex:
    """The archive's newest generation as a `whoosh.index.Index`.

    Terms of `text` (title and body together), `title` and `body` are stems, those of `forms`,
    `title_forms`, `body_forms`, `author` and `url` the folded words themselves. Raises
    ArchiveNotFound, CorruptIndex or IncompatibleIndex.
    """
    from searchkit.whoosh_index.index import ArchiveIndex

    return ArchiveIndex(path)
