"""Makes a new archive of an old one: reads the files again, and carries over everything else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from searchkit.engines.base import Writer
from searchkit.ingest.file_rows import Row
from searchkit.ingest.keys import path_of
from searchkit.ingest.record import MutableRecord
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.model import Article
from searchkit.reports import IngestReport
from searchkit.sync.filing import Filing
from searchkit.sync.ingestion import Paths, remember, settle
from searchkit.sync.progress import Meter, Progress
from searchkit.sync.survey import Survey, Surveyor, named_roots

DEFAULT = "documents"


class Stored(Protocol):
    """What a new archive is made of: an engine's reader is one."""

    def get(self, id: str) -> Article | None: ...

    def ids(self, prefix: str = "") -> Iterator[str]: ...

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]: ...


def rebuild(
    old: Stored,
    fresh: Writer,
    paths: Paths = (),
    *,
    index: Path,
    jobs: int | None = None,
    stored: bool = False,
    allow_empty: bool = False,
    rules: Rules = NO_RULES,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Fill a fresh writer with what `old` holds, every file under the paths read anew.

    Without paths, the recorded ones are read, or `documents` where none is. Nothing outside them
    is dropped: articles of other files, of the API and of standard input are carried over, as are
    ids, deletions, and the stored version of a file that cannot be read now. With `stored` no file
    is read. Counts compare with `old`. Does not commit; raises as `ingest` does.
    """
    meter = Meter(progress)
    for key, value in old.entries():
        fresh.set_entry(key, value)
    record = MutableRecord(fresh)
    filing = _Refiling(old, fresh, record)
    found = Survey() if stored else _survey(record, paths, index, allow_empty)
    for _ in settle(
        filing, found, record, meter, jobs=jobs, keep_missing=False, rules=rules, reread=True
    ):
        pass
    filing.carry_over()
    meter.report(len(filing.rejected))
    return filing.report(meter.seconds, found.problems)


def _survey(record: MutableRecord, paths: Paths, index: Path, allow_empty: bool) -> Survey:
    base = record.base(index)
    if paths or base is None:
        if not paths and not os.path.isdir(DEFAULT):
            return Survey()
        base, roots = named_roots(record, paths or [DEFAULT], index)
    else:
        # A path that is gone and holds nothing any more was dropped on purpose.
        roots = [
            root
            for root in record.roots()
            if os.path.lexists(path_of(root, base)) or record.holds_articles(root)
        ]
    found = Surveyor(record, base, index, allow_empty=allow_empty).survey(roots)
    remember(record, base, roots, index)
    return found


class _Refiling(Filing):
    """Files into a fresh archive what an old one holds already."""

    def __init__(self, old: Stored, fresh: Writer, record: MutableRecord) -> None:
        super().__init__(fresh, record, keep_missing=False)
        self._old = old
        self._dropped: set[str] = set()

    def carry_over(self) -> None:
        """Copy every article that no file gave anew and that was not dropped."""
        for id in self._old.ids():
            if id in self._dropped or self._writer.has(id):
                continue
            article = self._old.get(id)
            if article is not None:
                self._writer.put(article)
                self.unchanged += 1

    def _taken(self, id: str, key: str) -> bool:
        held_before = id not in self._dropped and self._old.get(id) is not None
        return held_before or super()._taken(id, key)

    def _keep(self, article: Article) -> None:
        self._writer.put(article)

    def _leave(self, key: str, row: Row) -> None:
        """Counted when it is carried over."""

    def _discard(self, id: str) -> bool:
        self._dropped.add(id)
        return True
