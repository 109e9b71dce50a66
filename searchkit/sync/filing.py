"""Which article of a file is new, changed, the same or gone? Stores each under its lasting id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from searchkit.ingest.file_rows import Row
from searchkit.ingest.ids import told_apart
from searchkit.ingest.record import FileRecord, MutableRecord, Tombstone
from searchkit.ingest.worker import Event, Failed, Opened, Read
from searchkit.model import Article, Rejected
from searchkit.reports import IngestReport
from searchkit.sync import versions
from searchkit.sync.file_history import Refused, RowsBefore

MOST_WARNINGS = 20
NOWHERE = Tombstone("", None)
"""An article that was deleted in the generation it was stored in: any file may hold it."""


class Store(versions.Store, Protocol):
    """The part of an engine's writer that keeps articles."""

    def put(self, article: Article) -> bool: ...

    def delete(self, id: str) -> bool: ...

    def has(self, id: str) -> bool: ...


class Filing:
    """Takes what was read of one file after another, and counts what became of it."""

    def __init__(self, writer: Store, record: MutableRecord, *, keep_missing: bool) -> None:
        self._writer = writer
        self._record = record
        self._keep_missing = keep_missing
        self._tombstones = record.tombstones()
        self._overrides = record.overrides()
        self._released: set[str] = set()
        self._told_apart = 0
        self._repeated: Counter[str] = Counter()
        """Of the file that is read: which claims were taken, and how often."""
        self.added = self.updated = self.unchanged = self.removed = 0
        self.rejected: list[Rejected] = []
        self.warnings: list[str] = []

    def report(self, seconds: float, problems: Iterable[str]) -> IngestReport:
        versions.drop_versions(self._writer, self._released)
        warnings = list(self.warnings)
        if self._told_apart > MOST_WARNINGS:
            warnings.append(f"{self._told_apart - MOST_WARNINGS} more ids were already taken")
        return IngestReport(
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            removed=self.removed,
            rejected=tuple(self.rejected),
            seconds=seconds,
            warnings=tuple(warnings),
            problems=tuple(problems),
        )

    def remove_file(self, key: str, file: FileRecord) -> None:
        """A file is gone for good, and its articles with it."""
        for row in file.articles:
            self._remove(key, row)
        self._record.remove_file(key, file)

    def leave_file(self, key: str, file: FileRecord) -> None:
        """A file was not read, and its articles stay as they are."""
        for row in file.articles:
            self._leave(key, row)

    def pass_file(self, key: str, file: FileRecord) -> None:
        """A file needs no reading: it is as it was."""
        self.leave_file(key, file)
        self.rejected += file.rejected

    def pass_files(self, articles: int) -> None:
        """Files need no reading that are none of `special` and were wholly accepted."""
        self.unchanged += articles

    def special(self) -> set[str]:
        """The keys of files whose articles may not all be live."""
        files = {tombstone.file for tombstone in self._tombstones.values()}
        files.update(self._overrides.values())
        lost = {id for id, stone in self._tombstones.items() if stone == NOWHERE}
        lost.update(id for id, file in self._overrides.items() if file is None)
        if lost:
            files.update(self._record.holders(lost))
        return {file for file in files if file is not None}

    def take(
        self, key: str, previous: FileRecord | None, events: Iterator[Event], using: int = 0
    ) -> Iterator[None]:
        """Store what was read of a file, and compare it with what the record has of it, one
        article at each step.

        `using` is the digest of the rules that it was read with.
        """
        opened = next(events)
        if isinstance(opened, Opened):
            if opened.same and previous is not None:
                self._renew(key, previous, opened)
            else:
                yield from self._store(key, previous, opened, events, using)
            return
        if isinstance(opened, Failed):
            self.rejected.append(Rejected(key, opened.reason))
        if previous is not None:
            self.leave_file(key, previous)

    def _renew(self, key: str, previous: FileRecord, opened: Opened) -> None:
        """The file was touched: its bytes are the same."""
        live = sum(self._is_live(key, row) for row in previous.articles)
        if previous.mtime_ns == opened.mtime_ns:
            self.unchanged += live
        else:
            self.updated += live
        self.rejected += previous.rejected
        current = replace(previous, mtime_ns=opened.mtime_ns, racy=opened.racy)
        if current != previous:
            self._record.set_file(key, current)

    def _store(
        self,
        key: str,
        previous: FileRecord | None,
        opened: Opened,
        events: Iterator[Event],
        using: int,
    ) -> Iterator[None]:
        before = RowsBefore(previous.articles if previous else ())
        same_bytes = previous is not None and previous.hash == opened.hash
        rows = self._record.rows(key)
        refused = Refused(key)
        failed = False
        self._repeated = Counter()
        for event in events:
            if isinstance(event, Read):
                rows.append(self._place(key, event, before.take(event.claim), same_bytes))
                yield
            elif isinstance(event, Rejected):
                refused.add(event)
            elif isinstance(event, Failed):
                failed = True
                refused.add(Rejected(key, event.reason))
        if not len(rows) and not refused.number:
            refused.add(Rejected(key, "no article in it"))
        rejected = refused.shown()
        self.rejected += rejected
        # Of the articles that did not come up again, a rejected record may be one.
        for row in self._settle(key, before.rest(), keep=bool(rejected) or self._keep_missing):
            rows.append(row)
        current = FileRecord(
            size=opened.size,
            mtime_ns=opened.mtime_ns,
            hash="" if failed else opened.hash,
            racy=opened.racy or failed,
            articles=self._record.finish_rows(rows, previous),
            rejected=tuple(rejected),
            using=using,
        )
        if current != previous:
            self._record.set_file(key, current)

    def _settle(self, key: str, rows: Iterable[Row], *, keep: bool) -> Iterator[Row]:
        """Keep or remove the articles that did not come up in their file again; those kept."""
        for row in rows:
            if keep:
                self._leave(key, row)
                yield row
            else:
                self._remove(key, row)

    def _place(self, key: str, read: Read, old: Row | None, same_bytes: bool) -> Row:
        """Store one article unless it is stored or is to stay deleted; its row in the record."""
        if old is not None and not self._is_live(key, old):
            if same_bytes or old.hash == read.hash:
                return old._replace(hash=read.hash)
            # What the API stored under this id stays; a deleted article comes back as it is now.
            old = old if old.id in self._tombstones else None
        elif old is not None:
            article = read.article.with_id(old.id)
            if old.hash == read.hash:
                self._keep(article)
                self.unchanged += 1
            else:
                versions.keep_version(self._writer, article)
                self._writer.put(article)
                self.updated += 1
            return old._replace(hash=read.hash)
        row = Row(old.id if old else self._new_id(key, read.claim), read.claim, read.hash)
        if not self._stays_deleted(row, key):
            self._add(read.article.with_id(row.id))
        return row

    def _add(self, article: Article) -> None:
        if article.id in self._released:
            versions.keep_version(self._writer, article)
        self._writer.put(article)
        if article.id in self._released:
            # Its file was renamed: what was counted as removed is back.
            self._released.discard(article.id)
            self.removed -= 1
            self.updated += 1
        else:
            self.added += 1

    def _stays_deleted(self, row: Row, key: str) -> bool:
        """Whether an article was deleted with this very content; forget the deletion otherwise."""
        tombstone = self._tombstones.pop(row.id, None)
        if tombstone is None:
            return False
        dead = tombstone.hash == row.hash
        if dead:
            tombstone = self._tombstones[row.id] = Tombstone(row.hash, key)
        self._record.set_tombstone(row.id, tombstone if dead else None)
        return dead

    def _new_id(self, key: str, claim: str) -> str:
        if not self._taken(claim, key):
            return claim
        occurrence = self._repeated[claim]
        self._repeated[claim] += 1
        place = f"{key}\0{occurrence}" if occurrence else key
        attempt = 0
        while self._taken(id := told_apart(claim, place, attempt), key):
            attempt += 1
        self._told_apart += 1
        if self._told_apart <= MOST_WARNINGS:
            self.warnings.append(f"{key}: another article has the id {claim}; kept as {id}")
        return id

    def _taken(self, id: str, key: str) -> bool:
        if self._writer.has(id):
            return True
        tombstone = self._tombstones.get(id)
        if tombstone is None or tombstone.file in (None, key):
            return False
        holder = self._record.file(tombstone.file or "")
        return holder is not None and any(row.id == id for row in holder.articles)

    def _is_live(self, key: str, row: Row) -> bool:
        """Whether the archive holds an article of a file as that file's."""
        if row.id in self._overrides:
            return self._overrides[row.id] not in (None, key)
        return row.id not in self._tombstones

    def _remove(self, key: str, row: Row) -> None:
        if self._is_live(key, row) and self._discard(row.id):
            self.removed += 1
            self._released.add(row.id)

    def _keep(self, article: Article) -> None:
        """An article was read and is the same as the stored one."""

    def _leave(self, key: str, row: Row) -> None:
        """An article was not read and stays as it is."""
        self.unchanged += self._is_live(key, row)

    def _discard(self, id: str) -> bool:
        return self._writer.delete(id)
