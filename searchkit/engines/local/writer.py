"""Writing one generation: new segments beside the old ones, and who was taken out of which."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from searchkit.analysis.batch import DEFAULT_LANGUAGE
from searchkit.analysis.identity import analyzer_id
from searchkit.engines.base import Outline
from searchkit.engines.local.building import Draft
from searchkit.engines.local.copies import find_groups
from searchkit.engines.local.heap import trim_heap
from searchkit.engines.local.intake import Intake
from searchkit.engines.local.line_intake import BuiltArticle
from searchkit.engines.local.merging import plan_merges
from searchkit.engines.local.parts import Part, stemmed_otherwise, take_census
from searchkit.engines.local.stored_article import load_article
from searchkit.errors import ArchiveClosed, ArchiveError
from searchkit.ingest.worker import Read
from searchkit.model import Article, Rejected
from searchkit.store import durable
from searchkit.store.commit import NewGeneration, remove_leftovers
from searchkit.store.deletions import write_deletions
from searchkit.store.groups import GroupTable, Move, moved, write_groups
from searchkit.store.lock import WriteLock
from searchkit.store.manifest import Manifest, SegmentEntry
from searchkit.store.merge import merge_segments
from searchkit.store.record import ChangedRecord, Record
from searchkit.store.segment import Segment
from searchkit.store.snapshot import Snapshot
from searchkit.store.whoosh_toc import write_toc


class LocalWriter:
    """One uncommitted generation. The lock is released when it is committed or cancelled.

    `jobs` is how many processes may build it; None lets it start one for each core.
    """

    def __init__(self, index: Path, lock: WriteLock, base: Snapshot | None = None) -> None:
        self._index, self._lock = index, lock
        self._base = base.manifest if base else None
        self._groups = base.groups if base else None
        self._open = True
        self._process = os.getpid()
        self._changed = base is None  # a new archive, or a rebuilt one, is news in itself
        self._generation = NewGeneration(index)
        self._record = ChangedRecord(
            base.record if base else Record(), lambda: self._generation.new_path("record")
        )
        files = self._base.files if self._base else {}
        segments = base.segments if base else ()
        self._old = [Part(segment, *files[segment.name]) for segment in segments]
        self._new = Intake(
            lambda: self._generation.new_path("segment"),
            self._base.fallback_language if self._base else None,
        )

    @property
    def jobs(self) -> int | None:
        return self._new.jobs

    @jobs.setter
    def jobs(self, jobs: int | None) -> None:
        self._new.jobs = jobs

    # Articles

    def put(self, article: Article) -> bool:
        self._check_open()
        taken = article if isinstance(article, BuiltArticle) else Draft.of(article)
        try:
            replaced = self._remove(article.id)
            if isinstance(taken, Draft):
                self._new.add(taken)
            else:
                self._new.keep(taken)
        except BaseException:
            self.cancel()
            raise
        self._changed = True
        return replaced

    @property
    def reads_lines(self) -> bool:
        return self._new.reads_lines

    def read_lines(self, path: str, key: str) -> Iterator[Read | Rejected]:
        self._check_open()
        with self._cancelling():
            yield from self._new.read_lines(path, key)
        self._changed = True

    def delete(self, id: str) -> bool:
        self._check_open()
        removed = self._remove(id)
        self._changed = self._changed or removed
        return removed

    def has(self, id: str) -> bool:
        if id in self._new:
            return True
        return bool(self._old) and any(part.find(id) is not None for part in self._old)

    def get(self, id: str) -> Article | None:
        for part in self._old:
            docnum = part.segment.find(id)
            if docnum is not None:
                return load_article(part.segment.article_bytes(docnum))
        return None

    # The record

    def entry(self, key: str) -> Any | None:
        return self._record.entry(key)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        return self._record.entries(prefix)

    def outlines(self, prefix: str) -> Iterator[Outline]:
        return self._record.outlines(prefix)

    def set_entry(self, key: str, value: Any | None) -> None:
        self._check_open()
        self._record.set_entry(key, value)

    # Ending

    def commit(self) -> int:
        self._check_open()
        with self._cancelling():
            if self._base and not (self._changed or self._record.changed):
                # What it started from may be a commit whose last sync failed.
                with durable.writing(self._index):
                    durable.sync_folder(self._index)
                self.cancel()
                return self._base.generation
            self._lock.confirm()
            manifest = self._manifest()
            self._lock.confirm()
            manifest = self._generation.publish(manifest)
            # The commit is done: what fails from here on is left for the next one.
            with suppress(OSError, ArchiveError):
                write_toc(self._index, manifest, DEFAULT_LANGUAGE)
                remove_leftovers(self._index)
        self._end()
        return manifest.generation

    def cancel(self) -> None:
        if self._open:
            self._end()

    def _end(self) -> None:
        self._open = False
        if self._is_inherited:
            return  # Lock, files and children are those of the process that forked this one.
        try:
            self._new.close()
            self._generation.discard()
        finally:
            self._old = []
            self._lock.release()

    @contextmanager
    def _cancelling(self) -> Iterator[None]:
        """What fails half-way leaves nothing behind, and ends the writer."""
        try:
            yield
        except BaseException:
            self.cancel()
            raise

    @property
    def _is_inherited(self) -> bool:
        return os.getpid() != self._process

    def _check_open(self) -> None:
        if self._is_inherited:
            raise ArchiveClosed(
                f"process {self._process} is writing, and this one was forked from it: "
                "open the archive again"
            )
        if not self._open:
            raise ArchiveClosed("this writer has been committed or cancelled: open a new one")

    def _remove(self, id: str) -> bool:
        """Take an article out of whatever holds it; whether anything did."""
        return self._new.remove(id) or any(part.remove(id) for part in self._old)

    # The new generation

    def _manifest(self) -> Manifest:
        parts = self._old + self._new.finish()
        census = take_census(parts)
        parts += self._stemmed_anew(parts, census.commonest)
        # Building is over: what its programs and vocabularies hold makes room for comparing texts.
        self._new.close()
        new = parts[len(self._old) :]
        _let_go(new)
        groups = find_groups(self._old, new, self._groups)
        _let_go(new)
        parts, moves = self._merged([part for part in parts if part.live_count])
        group_file = self._group_file(moved(groups, moves))
        deletions = self._deletions(parts)
        records = self._record.finish()
        files = {part.name: (part.size, part.crc) for part in parts}
        return Manifest(
            index_id=self._base.index_id if self._base else token_hex(8),
            files=files | deletions | group_file | self._record_files(records),
            segments=tuple(
                SegmentEntry(part.name, part.segment.documents, part.live_count) for part in parts
            ),
            deletions=next(iter(deletions), None),
            groups=next(iter(group_file), None),
            records=records,
            analyzer=analyzer_id(),
            documents=census.documents,
            undated=census.undated,
            languages=dict(sorted(census.languages.items())),
            fallback_language=census.commonest,
        )

    def _stemmed_anew(self, parts: Sequence[Part], commonest: str | None) -> list[Part]:
        """Stem the articles of unknown language as the archive's commonest one.

        The result hangs on the archive's content alone, not on the order it was added in.
        """
        self._new.fallback = commonest
        for part in parts:
            docnums = stemmed_otherwise(part, commonest or DEFAULT_LANGUAGE).tolist()
            part.delete(docnums)
            for docnum in docnums:
                self._new.add(Draft.read(part.segment.article_bytes(docnum)))
        return self._new.finish()

    def _merged(self, parts: list[Part]) -> tuple[list[Part], dict[str, Move]]:
        """The segments from now on, and where the articles of those that are no more have gone."""
        moves: dict[str, Move] = {}
        for group in plan_merges(parts):
            path = self._generation.new_path("segment")
            written = merge_segments(path, [part.current() for part in group])
            _let_go(group)
            gone = {part.name for part in group}
            parts = [part for part in parts if part.name not in gone]
            parts.append(Part(Segment(path, written[0]), *written))
            before = 0
            for part in group:
                docnums = np.zeros(part.segment.documents, np.int64)
                docnums[part.live] = np.arange(before, before + part.live_count)
                moves[part.name] = path.name, docnums
                before += part.live_count
        return parts, moves

    def _group_file(self, table: GroupTable) -> dict[str, tuple[int, int]]:
        """The file of the groups, if there are any; that of before if they are the same."""
        if not len(table.sizes):
            return {}
        name = self._base.groups if self._base else None
        if self._base and name and self._groups and table.equals(self._groups.table):
            return {name: self._base.files[name]}
        path = self._generation.new_path("groups")
        return {path.name: write_groups(path, table)}

    def _deletions(self, parts: Sequence[Part]) -> dict[str, tuple[int, int]]:
        """The file that says which articles of which segments are deleted, if any are."""
        masks = {part.name: part.deleted for part in parts if part.deleted is not None}
        before = {part.name for part in self._old if part.segment.deleted is not None}
        if masks.keys() == before and not any(part.touched for part in parts):
            name = self._base.deletions if self._base else None
            return {name: self._base.files[name]} if self._base and name else {}
        path = self._generation.new_path("deletions")
        return {path.name: write_deletions(path, masks)}

    def _record_files(self, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        known = (self._base.files if self._base else {}) | self._record.written
        return {name: known[name] for name in names}


def _let_go(parts: Sequence[Part]) -> None:
    """Make room for what comes next."""
    for part in parts:
        part.let_go()
    trim_heap()
