"""Every error that searchkit raises on purpose.

SearchkitError
├── ArchiveError            something is wrong with an archive as a whole
│   ├── ArchiveNotFound     the folder holds no archive
│   ├── ArchiveLocked       another process is writing
│   ├── ArchiveClosed       used after close()
│   ├── CorruptIndex        a stored file is damaged or missing
│   ├── IncompatibleIndex   written by another format or analyzer version
│   ├── WriteFailed         a file cannot be written: a full disk, a broken one
│   └── CommitUncertain     a commit failed after the point of no return
├── IngestError             a whole ingestion cannot go on
│   └── SourceMissing       a path that held articles is missing, empty or unlistable
├── ConfigurationError      searchkit.toml cannot be understood
├── InvalidArticle          an article's field cannot be stored as it is
└── QueryError              a query under ``strict``, or beyond a limit
    └── SearchTimeout       a search that took longer than it was given
"""

from __future__ import annotations


class SearchkitError(Exception):
    """Root of all errors raised on purpose. The message says what to do."""


class ArchiveError(SearchkitError):
    """Something is wrong with an archive as a whole."""


class ArchiveNotFound(ArchiveError):
    """The folder holds no archive."""


class ArchiveLocked(ArchiveError):
    """Another process is writing to the archive; `pid` is its id if it is one of this machine."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class ArchiveClosed(ArchiveError):
    """The archive was used after it had been closed."""


class CorruptIndex(ArchiveError):
    """A stored file is damaged or missing; `path` names it, `problem` says what is wrong."""

    def __init__(self, message: str, path: str | None = None, problem: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.problem = problem or message


class IncompatibleIndex(ArchiveError):
    """The archive was written by another format or analyzer version."""


class WriteFailed(ArchiveError, OSError):
    """A file cannot be written; the last commit is as it was. `errno` says why."""

    def __init__(self, path: object, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be written ({error.strerror or error}): nothing was committed, and the "
            "last commit is as it was; make room on the disk, or see to it, and try again"
        )
        self.errno = error.errno


class CommitUncertain(ArchiveError):
    """A commit failed after its manifest was renamed: it may or may not survive a power cut."""


class IngestError(SearchkitError):
    """An ingestion cannot go on as a whole."""


class SourceMissing(IngestError):
    """A path that held articles is now missing, empty or cannot be listed.

    When only folders below it could not be listed, the rest was ingested: `report` is then the
    IngestReport of it.
    """

    def __init__(self, message: str, report: object = None) -> None:
        super().__init__(message)
        self.report = report


class ConfigurationError(SearchkitError):
    """`searchkit.toml` cannot be read or understood; the message names file and line."""


class InvalidArticle(SearchkitError):
    """An article's field cannot be stored as it is; `field` names it."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class InvalidArgument(SearchkitError, ValueError):
    """An argument of a call is not one of its values."""


class ArticleNotFound(SearchkitError):
    """No article has this id, or several begin with it."""


class QueryError(SearchkitError):
    """A query that `strict` refuses, or one beyond a limit.

    `column` counts code points of the query from 1; None where it is not the query that is to
    blame, but a bound beside it or a page too deep.
    """

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message)
        self.column = column


class SearchTimeout(QueryError):
    """A search that was not done within its `seconds`; `remedy` is what to ask for instead.

    `column` is where the part of the query stands that the time ran out on: 1 where that is all of
    it, None where there was no query.
    """

    def __init__(
        self, seconds: float, remedy: str | None = None, column: int | None = None
    ) -> None:
        remedy = remedy or "ask for fewer words, longer beginnings before `*`, fewer `~`"
        super().__init__(
            f"the search took longer than {seconds:g} s: {remedy}, or give it more time "
            "(--timeout SECONDS, timeout=)",
            column,
        )
        self.seconds, self.remedy = seconds, remedy

    def __reduce__(self) -> tuple[type[SearchTimeout], tuple[float, str, int | None]]:
        return SearchTimeout, (self.seconds, self.remedy, self.column)
