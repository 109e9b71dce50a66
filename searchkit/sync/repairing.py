"""Makes a whole archive of what is left of a damaged one."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Protocol

from searchkit.damage import Damage, RepairReport
from searchkit.engines.base import Writer
from searchkit.ingest.file_rows import Row
from searchkit.ingest.ids import content_hash
from searchkit.ingest.keys import holders
from searchkit.ingest.record import FileRecord, MutableRecord
from searchkit.sync.rebuilding import Stored, rebuild


class Salvage(Stored, Protocol):
    """What is left, and what is known of the rest: `engines.local.salvage` says more."""

    @property
    def problems(self) -> list[Damage]: ...

    @property
    def lost(self) -> list[str]: ...

    @property
    def unnamed(self) -> int: ...

    @property
    def forgot_files(self) -> bool:
        """Whether the record no longer says which file holds which article."""


def repair(left: Salvage, fresh: Writer, *, index: Path) -> RepairReport:
    """Fill a fresh writer with what is left, and commit."""
    try:
        kept = rebuild(left, fresh, index=index, stored=True)
        if left.forgot_files:
            _remember_files(left, fresh)
        files = _forget_incomplete(fresh)
    except BaseException:
        fresh.cancel()
        raise
    fresh.commit()
    return RepairReport(
        damage=tuple(left.problems),
        documents=kept.unchanged,
        lost=tuple(left.lost),
        unnamed=left.unnamed,
        files=files,
    )


def _remember_files(left: Salvage, fresh: Writer) -> None:
    """Record files by what their articles say, so that these keep their ids when they are read."""
    record = MutableRecord(fresh)
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for id in left.ids():
        article = left.get(id)
        if article is not None and article.path:
            # A member's path leads to its archive.
            *_, key = holders(article.path)
            rows[key].append(Row(id, id, content_hash(article)))
    for key, articles in rows.items():
        # Nothing is known of the file itself: it is read, whatever its size and time.
        unread = FileRecord(size=0, mtime_ns=0, hash="", racy=True, articles=tuple(articles))
        record.set_file(key, unread)


def _forget_incomplete(fresh: Writer) -> int:
    """Forget the files of which an article is missing, so that they are read again; how many."""
    record = MutableRecord(fresh)
    incomplete = [
        key
        for key in [name.removeprefix("file/") for name, _ in fresh.entries("file/")]
        if (file := record.file(key)) and _is_incomplete(file, fresh, record)
    ]
    for key in incomplete:
        record.set_file(key, None)
    return len(incomplete)


def _is_incomplete(file: FileRecord, fresh: Writer, record: MutableRecord) -> bool:
    """Whether an article of a file is missing, or the record of its rows."""
    rows = list(file.articles)
    lost = len(rows) < len(file.articles)
    return lost or any(_is_missing(row.id, fresh, record) for row in rows)


def _is_missing(id: str, fresh: Writer, record: MutableRecord) -> bool:
    return not fresh.has(id) and record.tombstone(id) is None
