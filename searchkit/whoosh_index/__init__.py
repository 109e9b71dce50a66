"""The archive through Whoosh's own interfaces.

`open_index(path)` gives the newest generation as a `whoosh.index.Index`, for reading. Imports
store, analysis and whoosh.
"""

from __future__ import annotations

import warnings
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

with warnings.catch_warnings():
    # Whoosh 2.7.4 writes some regular expressions without r"": Python 3.12 and later warn.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    import whoosh.columns
    import whoosh.fields
    import whoosh.formats
    import whoosh.index
    import whoosh.matching
    import whoosh.query
    import whoosh.reading
    import whoosh.searching
    from whoosh.filedb.filestore import FileStorage

__all__ = ["FileStorage", "open_index", "whoosh"]

if TYPE_CHECKING:
    from whoosh.index import Index


def open_index(path: str | PathLike[str]) -> Index:
    """The archive's newest generation as a read-only `whoosh.index.Index`.

    Terms of `title` and `body` are stems, those of `title_forms` and `body_forms` the folded
    words themselves. Raises ArchiveNotFound, CorruptIndex or IncompatibleIndex.
    """
    from searchkit.store.generation import check_files
    from searchkit.store.manifest import read_newest

    index = Path(path)
    manifest = read_newest(index)
    check_files(index, manifest, set())
    return _ReadOnlyStorage(str(index / manifest.folder), readonly=True).open_index()


class _ReadOnlyStorage(FileStorage):  # type: ignore[misc]
    """A folder in which Whoosh's own writers cannot begin: they would lock it first."""

    def lock(self, name: str) -> NoReturn:
        raise whoosh.filedb.filestore.ReadOnlyError(
            "this index is for reading: write to the archive through searchkit.Archive"
        )
