"""Ingestion as files change: the file system says when, and each time it is an ordinary sync."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from searchkit.archive import Archive
from searchkit.errors import ArchiveLocked, IngestError, SearchkitError
from searchkit.reports import IngestReport

_Identities = dict[str, tuple[int, int] | None]

_GLANCE_MS = 500
"""How often a folder that was put in another's place, or has come back, is looked for."""
_WAIT_SECONDS = 30.0
"""How long another writer is waited for; after that, until the next change."""


def watch(
    open_archive: Callable[[float], Archive],
    paths: Iterable[str],
    *,
    index: str,
    settle_seconds: float = 1.0,
    jobs: int | None = None,
    keep_missing: bool = False,
) -> Iterator[IngestReport | SearchkitError]:
    """Bring the archive in line with the paths at once, and whenever something under them changes.

    Yields the report of each sync that changed or rejected something, the first in any case, and
    the error of each that failed: what is unreadable now may be mended by the next change. Never
    ends by itself. `open_archive` takes the seconds that it may wait for another writer: the lock
    is held while a sync runs, not between. Changes gather until none has come for a while, or for
    `settle_seconds`. Raises SourceMissing when a path is missing at the beginning.
    """
    paths = tuple(paths)
    first = True
    for _ in _changes(paths, Path(index), settle_seconds):
        try:
            with open_archive(_WAIT_SECONDS) as archive:
                report = archive.ingest(*paths, jobs=jobs, keep_missing=keep_missing)
        except (IngestError, ArchiveLocked) as error:
            if first:
                raise
            yield error
            continue
        if first or _did_something(report):
            yield report
        first = False


def _did_something(report: IngestReport) -> bool:
    return bool(report.added or report.updated or report.removed or report.rejected)


def _changes(paths: tuple[str, ...], index: Path, settle_seconds: float) -> Iterator[None]:
    """Once when watching has begun, then whenever anything but the index has changed."""
    while True:
        watched = _identities(paths)
        yield from _changes_of(watched, index, settle_seconds)


def _changes_of(watched: _Identities, index: Path, settle_seconds: float) -> Iterator[None]:
    """As `_changes`, until a path leads elsewhere than it did: watching must begin anew then."""
    from watchfiles import DefaultFilter, watch

    present = [path for path, identity in watched.items() if identity is not None]
    if not present:
        yield
        while _identities(watched) == watched:
            time.sleep(_GLANCE_MS / 1000)
        return
    begun = False
    for changes in watch(
        *present,
        watch_filter=DefaultFilter(ignore_paths=[index.absolute()]),
        debounce=int(settle_seconds * 1000),
        rust_timeout=_GLANCE_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        if changes or not begun:
            begun = True
            yield
        if _identities(watched) != watched:
            return


def _identities(paths: Iterable[str]) -> _Identities:
    """Which file or folder each path leads to at the moment; None: there is none."""
    found: _Identities = dict.fromkeys(paths)
    for path in found:
        with suppress(OSError):
            status = os.stat(path)
            found[path] = status.st_dev, status.st_ino
    return found
