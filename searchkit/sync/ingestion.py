"""Makes an archive equal to the files under some paths."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from searchkit.engines.base import LineBuilder, Outline, Reader, Writer
from searchkit.ingest.line_ranges import has_ranges
from searchkit.ingest.record import FileRecord, MutableRecord
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.ingest.worker import Event, Opened, Read, Run, Task
from searchkit.ingest.workers import read_files
from searchkit.model import Article, Rejected
from searchkit.reports import IngestReport
from searchkit.sync.filing import Filing
from searchkit.sync.progress import Meter, Progress
from searchkit.sync.survey import Survey, Surveyor, named_roots

Paths = Sequence[str | os.PathLike[str]]
ReadLines = Callable[[str, str], Iterator[Read | Rejected]]
"""`LineBuilder.read_lines`."""


def ingest(
    writer: Writer,
    paths: Paths,
    *,
    index: Path,
    jobs: int | None = None,
    keep_missing: bool = False,
    allow_empty: bool = False,
    rules: Rules = NO_RULES,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Add what is new under the paths, update what changed, remove what is confirmed gone.

    Does not commit. Raises SourceMissing, before anything is changed, when a path is missing or
    cannot be listed, or held articles and is empty (unless `allow_empty`). Folders further down
    that cannot be listed are the report's `problems`. `documents` is left to the caller.
    """
    meter = Meter(progress)
    record = MutableRecord(writer)
    base, roots = named_roots(record, paths, index)
    filing = Filing(writer, record, keep_missing=keep_missing)
    surveyor = Surveyor(
        record, base, index, allow_empty=allow_empty, special=filing.special(), rules=rules
    )
    found = surveyor.survey(roots)
    remember(record, base, roots, index)
    lines = writer.read_lines if isinstance(writer, LineBuilder) and writer.reads_lines else None
    for _ in settle(
        filing,
        found,
        record,
        meter,
        jobs=jobs,
        keep_missing=keep_missing,
        rules=rules,
        lines=lines,
    ):
        pass
    meter.report(len(filing.rejected))
    return filing.report(meter.seconds, found.problems)


def preview(
    paths: Paths, *, index: Path, record: Reader | None = None, rules: Rules = NO_RULES
) -> Iterator[Article | Rejected]:
    """What `ingest` would read: the new and changed articles, with the ids they would get.

    `record` is a reader of the archive, where there is one. Raises as `ingest` does.
    """
    writer = _Notepad(record)
    entries = MutableRecord(writer)
    base, roots = named_roots(entries, paths, index)
    filing = Filing(writer, entries, keep_missing=False)
    surveyor = Surveyor(entries, base, index, special=filing.special(), rules=rules)
    found = surveyor.survey(roots)
    meter = Meter(None)
    for _ in settle(filing, found, entries, meter, jobs=1, keep_missing=False, rules=rules):
        yield from writer.taken()
        yield from filing.rejected
        filing.rejected.clear()
    yield from filing.rejected


def remember(record: MutableRecord, base: str, roots: Sequence[str], index: Path) -> None:
    """Record what was ingested."""
    record.set_base(base, index)
    for root in roots:
        record.add_root(root)


def settle(
    filing: Filing,
    found: Survey,
    record: MutableRecord,
    meter: Meter,
    *,
    jobs: int | None,
    keep_missing: bool,
    rules: Rules,
    reread: bool = False,
    lines: ReadLines | None = None,
) -> Iterator[None]:
    """Bring the archive in line with a survey, one file or one of its articles at each step.

    With `reread` every file is parsed. `lines` reads a file of JSON lines with several processes,
    for the case that there is no other. What is gone goes first: the id of a file that was renamed
    is free when its new name comes up.
    """
    meter.total = found.passed + len(found.found)
    filing.warnings += found.warnings
    for key, file in record.these(found.gone):
        if keep_missing:
            filing.leave_file(key, file)
        else:
            filing.remove_file(key, file)
    for key, file in record.these(found.unseen):
        filing.leave_file(key, file)
    filing.rejected += found.rejected
    for rejected in found.rejected:
        if previous := record.file(rejected.path):
            filing.leave_file(rejected.path, previous)
    filing.pass_files(found.articles)
    meter.step(len(filing.rejected), found.passed)
    previous_ones: deque[FileRecord | None] = deque()
    tasks = _tasks(filing, found, record, meter, rules, reread, previous_ones)
    # Closed at once if anything goes wrong, so that no child outlives the run.
    with contextlib.closing(read_files(tasks, jobs=jobs, run=Run(rules, found.within))) as readings:
        for task, events in readings:
            previous = previous_ones.popleft()
            if lines and previous is None and not task.using and len(found.found) == 1:
                events = _shared(task, events, lines)
            yield from filing.take(task.key, previous, events, task.using)
            meter.step(len(filing.rejected))
            yield


def _shared(task: Task, events: Iterator[Event], lines: ReadLines) -> Iterator[Event]:
    """What is read of a file; a long one of JSON lines is read by several processes."""
    opened = next(events)
    yield opened
    if isinstance(opened, Opened) and has_ranges(task.path, opened.size):
        events = lines(task.path, task.key)
    yield from events


def _tasks(
    filing: Filing,
    found: Survey,
    record: MutableRecord,
    meter: Meter,
    rules: Rules,
    reread: bool,
    previous_ones: deque[FileRecord | None],
) -> Iterator[Task]:
    """The files that must be read, what the record has of each being put into `previous_ones`; the
    others are passed here and now."""
    for file in found.found:
        previous = record.file(file.key)
        using = rules.digest(file.key)
        if previous is None or reread or previous.using != using:
            previous_ones.append(previous)
            yield Task(file.key, file.path, None, using)
        elif previous.matches(file.size, file.mtime_ns):
            filing.pass_file(file.key, previous)
            meter.step(len(filing.rejected))
        else:
            hash = previous.hash if previous.size == file.size else None
            previous_ones.append(previous)
            yield Task(file.key, file.path, hash, using)


class _Notepad:
    """Takes the changes to an archive and keeps them to itself."""

    def __init__(self, reader: Reader | None) -> None:
        self._reader = reader
        self._put: list[Article] = []
        self._held: dict[str, bool] = {}
        self._changes: dict[str, Any | None] = {}

    def taken(self) -> list[Article]:
        """The articles put since the last call."""
        articles, self._put = self._put, []
        return articles

    def put(self, article: Article) -> bool:
        replaced = self.has(article.id)
        self._held[article.id] = True
        self._put.append(article)
        return replaced

    def delete(self, id: str) -> bool:
        held = self.has(id)
        self._held[id] = False
        return held

    def has(self, id: str) -> bool:
        if id in self._held:
            return self._held[id]
        return self._reader is not None and self._reader.get(id) is not None

    def get(self, id: str) -> None:
        """Nothing is replaced, so nothing has to be kept."""

    def entry(self, key: str) -> Any | None:
        if key in self._changes:
            return self._changes[key]
        return self._reader.entry(key) if self._reader else None

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """The archive's entries, without the changes: filing reads them before it makes any."""
        return self._reader.entries(prefix) if self._reader else iter(())

    def outlines(self, prefix: str) -> Iterator[Outline]:
        return self._reader.outlines(prefix) if self._reader else iter(())

    def set_entry(self, key: str, value: Any | None) -> None:
        self._changes[key] = value
