"""searchkit: full-text search for news-article archives.

    from searchkit import Archive

    with Archive.open("index", create=True) as archive:
        archive.ingest("documents")
        for hit in archive.search('embassy "military action"', after="2022-01-20"):
            print(hit.published, hit.title)

Names are imported when they are first used, so that a program pays only for what it calls.
"""

from __future__ import annotations

from searchkit.version import __version__

# Nothing is imported here that need not be: until the command runs, an interrupt is a traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from searchkit.archive import Archive
    from searchkit.damage import BackupReport, CheckReport, Damage, RepairReport, RestoreReport
    from searchkit.errors import (
        ArchiveClosed,
        ArchiveError,
        ArchiveLocked,
        ArchiveNotFound,
        ArticleNotFound,
        CommitUncertain,
        ConfigurationError,
        CorruptIndex,
        IncompatibleIndex,
        IngestError,
        InvalidArgument,
        InvalidArticle,
        QueryError,
        SearchkitError,
        SearchTimeout,
        SourceMissing,
        WriteFailed,
    )
    from searchkit.explanation import Explanation, QueryPart
    from searchkit.key_phrases import KeyPhrase, KeyPhrases
    from searchkit.model import (
        Article,
        Candidate,
        Completion,
        Copy,
        Hit,
        Rejected,
        Results,
        Snippet,
        WordScore,
    )
    from searchkit.quotes.extraction import quotations
    from searchkit.quotes.quotation import Quotation
    from searchkit.reading import read_articles
    from searchkit.reports import IngestReport, SourceSummary, Status
    from searchkit.saved_searches import Alert, SavedSearch
    from searchkit.similar import Related, Similar
    from searchkit.sync.progress import Progress
    from searchkit.sync.versions import Version
    from searchkit.timeline import Period, Timeline

__all__ = [
    "Alert",
    "Archive",
    "ArchiveClosed",
    "ArchiveError",
    "ArchiveLocked",
    "ArchiveNotFound",
    "Article",
    "ArticleNotFound",
    "BackupReport",
    "Candidate",
    "CheckReport",
    "CommitUncertain",
    "Completion",
    "ConfigurationError",
    "Copy",
    "CorruptIndex",
    "Damage",
    "Explanation",
    "Hit",
    "IncompatibleIndex",
    "IngestError",
    "IngestReport",
    "InvalidArgument",
    "InvalidArticle",
    "KeyPhrase",
    "KeyPhrases",
    "Period",
    "Progress",
    "QueryError",
    "QueryPart",
    "Quotation",
    "Rejected",
    "Related",
    "RepairReport",
    "RestoreReport",
    "Results",
    "SavedSearch",
    "SearchTimeout",
    "SearchkitError",
    "Similar",
    "Snippet",
    "SourceMissing",
    "SourceSummary",
    "Status",
    "Timeline",
    "Version",
    "WordScore",
    "WriteFailed",
    "__version__",
    "quotations",
    "read_articles",
]
_HOMES = (
    *(
        "errors",
        "model",
        "damage",
        "archive",
        "key_phrases",
        "reading",
        "reports",
        "similar",
        "timeline",
        "explanation",
    ),
    *("saved_searches", "quotes.extraction", "sync.versions", "sync.progress"),
)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in __all__:
        for home in _HOMES:
            module = import_module(f"searchkit.{home}")
            if name in vars(module):
                globals()[name] = vars(module)[name]
                return globals()[name]
    raise AttributeError(f"module 'searchkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
