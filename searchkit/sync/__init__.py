"""What has to change for the archive to hold what the files say? Paths go in, a report comes out.

Each function works on an engine's writer and leaves the commit to its caller, so that articles and
the record of the files they came from commit together. A file is read only if it may have changed;
an article is removed only when its file is confirmed gone; an id, once given, stays.
Imports `ingest`, `engines.base`, errors and model.
"""

from searchkit.ingest.rules_file import rules_for
from searchkit.sync.changes import delete, ingest_lines, put
from searchkit.sync.ingestion import ingest, preview
from searchkit.sync.progress import Progress
from searchkit.sync.rebuilding import rebuild
from searchkit.sync.repairing import repair

__all__ = [
    "Progress",
    "delete",
    "ingest",
    "ingest_lines",
    "preview",
    "put",
    "rebuild",
    "repair",
    "rules_for",
]
