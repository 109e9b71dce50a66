"""The archive through Whoosh's own interfaces.

`open_index(path)` gives the newest generation as a `whoosh.index.Index`, for reading. Imports
store, analysis and whoosh.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

with warnings.catch_warnings():
    # Whoosh 2.7.4 compares with literals by `is` and writes regular expressions without r"": each
    # Python warns of one or the other when it compiles the module, once on a fresh machine. The
    # codec is imported here because an index would import it later, outside of this block.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    import whoosh.codec.whoosh3
    import whoosh.columns
    import whoosh.fields
    import whoosh.formats
    import whoosh.index
    import whoosh.matching
    import whoosh.query
    import whoosh.reading
    import whoosh.searching
    from whoosh.filedb.filestore import FileStorage

__all__ = ["ColumnCodec", "FileStorage", "WritableStorage", "open_index", "whoosh"]

if TYPE_CHECKING:
    from whoosh.index import Index

    from searchkit.whoosh_index.column_codec import ColumnCodec


def __getattr__(name: str) -> Any:
    if name != "ColumnCodec":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from searchkit.whoosh_index.column_codec import ColumnCodec

    return ColumnCodec


def open_index(path: str | PathLike[str]) -> Index:
    """The archive's newest generation as a read-only `whoosh.index.Index`.

    Terms of `title` and `body` are stems, those of `title_forms` and `body_forms` the folded
    words themselves. Raises ArchiveNotFound, CorruptIndex or IncompatibleIndex.
    """
    from searchkit.whoosh_index.index import ArchiveIndex

    return ArchiveIndex(path)


class WritableStorage(FileStorage):  # type: ignore[misc]
    """A folder whose files can be closed even if Whoosh's writer failed and forgot them."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._files: list[Any] = []

    def create_file(self, name: str, **options: Any) -> Any:
        return self._noted(super().create_file(name, **options))

    def open_file(self, name: str, **options: Any) -> Any:
        return self._noted(super().open_file(name, **options))

    def temp_storage(self, name: str | None = None) -> WritableStorage:
        storage = WritableStorage(super().temp_storage(name).folder)
        storage._files = self._files
        return storage

    def close_files(self) -> None:
        """Close what is still open, whether or not the rest of it can be written."""
        for file in self._files:
            with suppress(OSError):
                # Not through Whoosh's own close, which refuses a second time.
                file.file.close()

    def _noted(self, file: Any) -> Any:
        self._files.append(file)
        return file


class _ReadOnlyStorage(FileStorage):  # type: ignore[misc]
    """A folder in which Whoosh's own writers cannot begin: they would lock it first."""

    def lock(self, name: str) -> NoReturn:
        raise whoosh.filedb.filestore.ReadOnlyError(
            "this index is for reading: write to the archive through searchkit.Archive"
        )
