"""Archive: the library's front door. One folder, any number of readers, one writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from os import PathLike
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from searchkit.damage import BackupReport, RepairReport, RestoreReport
from searchkit.engines.base import Writer
from searchkit.errors import InvalidArgument, SearchkitError, SourceMissing
from searchkit.forking import Turns, hold_over_forks
from searchkit.model import Article, Rejected
from searchkit.open_archive import Bound, OpenArchive
from searchkit.query.limits import TIMEOUT_SECONDS
from searchkit.query.tiers import Match
from searchkit.zones import find_zone

if TYPE_CHECKING:
    from searchkit.reports import IngestReport
    from searchkit.saved_searches import Alert, SavedSearch
    from searchkit.sync import Progress

Path_ = str | PathLike[str]

_MOVING = Lock()
"""While an archive moves on to another generation, or is closed."""
hold_over_forks(_MOVING)


class Archive(OpenArchive):
    """An archive that is open, at the generation it was opened at or last moved to.

    Searching takes no lock and may be done from many threads at once. The first write takes the
    archive's lock and moves to its newest generation; `commit` makes what was written durable,
    moves on to it and releases the lock. As a context manager, an archive commits on leaving and
    discards on an exception. Threads that write take turns; what they write is committed, or
    discarded, together.
    """

    def __init__(self, path: Path, *, create: bool, zone: tzinfo, wait_seconds: float) -> None:
        from searchkit.engines.local.engine import LocalEngine

        super().__init__(path, zone)
        self._engine = LocalEngine(path, create=create, wait_seconds=wait_seconds)
        self._writer: Writer | None = None
        self._turns = Turns()

    @classmethod
    def open(
        cls,
        path: Path_ = "index",
        *,
        create: bool = False,
        zone: str | tzinfo | None = None,
        wait: float = 0.0,
        stored_only: bool = False,
        config: Path_ | None = None,
    ) -> Archive:
        """Open the archive in a folder; with `create`, one that need not exist yet.

        `zone` is the time zone of "yesterday" and of bounds with a time: an IANA name, an offset
        or a tzinfo; without one SEARCHKIT_TZ's, else the local zone. `wait` is how many seconds a
        write waits for another writer. `stored_only` opens an archive of another analyzer version
        too, whose articles can be read and rebuilt but not searched in full, and one of an earlier
        format version that is given up, which can be rebuilt and nothing else. `config` is the
        `searchkit.toml` that says how files are read; else SEARCHKIT_CONFIG's or the one beside it.

        Raises ArchiveNotFound, CorruptIndex, IncompatibleIndex or InvalidArgument.
        """
        archive = cls(Path(path), create=create, zone=find_zone(zone), wait_seconds=wait)
        archive._config = config
        archive._reader = archive._engine.reader(stored_only=stored_only)
        return archive

    @classmethod
    def repair(cls, path: Path_ = "index", *, wait: float = 0.0) -> RepairReport:
        """Make a damaged archive whole again, of every article that can still be read.

        They are indexed anew, into a new generation; those that cannot be read are named, and the
        files that they came from are read again by the next `ingest`. For when `check` found
        damage, or the archive does not open. Raises ArchiveNotFound or ArchiveLocked.
        """
        from searchkit.engines.local.engine import LocalEngine
        from searchkit.sync import repair

        index = Path(path)
        salvage, fresh = LocalEngine(index, wait_seconds=wait).salvage()
        return repair(salvage, fresh, index=index)

    @classmethod
    def restore(
        cls, source: Path_, path: Path_ = "index", *, force: bool = False, wait: float = 0.0
    ) -> RestoreReport:
        """Make the backup in `source` the archive in `path`, every file checked on the way.

        It is put in place at once, as by a commit: whoever has the archive open notices nothing
        before `refresh`. An archive that holds articles is replaced only with `force`, and kept in
        a folder beside it. Raises CorruptIndex, naming the files, for a damaged backup, and
        ArchiveError where there is no backup or the archive is in the way.
        """
        from searchkit.engines.local.backup import restore

        return restore(Path(source), Path(path), force=force, wait_seconds=wait)

    def backup(self, folder: Path_) -> BackupReport:
        """Copy the newest commit to a new folder, or bring an earlier backup there up to date.

        Every file is checked on the way and synced; what an earlier backup holds is not copied
        again. Others may write meanwhile; what this archive has not committed is not in it. The
        folder is an archive itself: `Archive.open` reads it. Raises ArchiveError for a folder that
        holds anything else, CorruptIndex where this archive is damaged.
        """
        from searchkit.engines.local.backup import back_up

        self._open_reader()
        return back_up(self.path, Path(folder))

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self._reader is not None:
                self.commit()
        finally:
            self.close()

    def close(self) -> None:
        """Close the archive and release its lock. What was not committed is discarded."""
        with self._turns:
            self._discard()
            with _MOVING:
                reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def refresh(self) -> None:
        """Move to the newest generation."""
        moved = False
        while not moved:  # Another thread may have moved on meanwhile, perhaps not as far.
            old, new = self._open_reader(), self._engine.reader()
            gone, moved = new, new.is_at(old)
            if not moved:
                with _MOVING:
                    if moved := self._reader is old:
                        gone, self._reader = old, new
            gone.close()

    # Writing

    def add(self, article: Article) -> bool:
        """Add an article, or replace the one of the same id; True when it replaced one.

        Without an id the article gets one: from its url, else from its content. Not durable, nor
        found by searches, before `commit`.
        """
        from searchkit.sync import put

        if not isinstance(article, Article):
            raise InvalidArgument(f"add takes an Article, not {type(article).__name__}")
        with self._writing() as writer:
            return put(writer, article)

    def add_all(self, articles: Iterable[Article]) -> int:
        """Add articles from any iterable, one at a time; how many there were."""
        count = 0
        for article in articles:
            self.add(article)
            count += 1
        return count

    def delete(self, *ids: str) -> int:
        """Delete articles; how many there were. A deleted one returns when its content changes."""
        from searchkit.sync import delete

        with self._writing() as writer:
            return delete(writer, ids)

    def save_search(
        self,
        name: str,
        query: str = "",
        *,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        match: Match = "all",
        undated: bool = False,
        all_copies: bool = False,
        replace: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> SavedSearch:
        """Keep a question under a name; `alerts` tells what it finds from now on.

        Bounds in words ("last week") are read anew each time. With `all_copies`, another copy of a
        known story is news too. What it finds now is looked for first, for `timeout` seconds. Not
        durable before `commit`. Raises what `search` does, and InvalidArgument for a name that is
        taken, unless `replace`, or that cannot be one.
        """
        from searchkit.saved_searches import make_search, put_search

        search = make_search(
            name,
            query,
            after,
            before,
            source=(source,) if isinstance(source, str) else tuple(source or ()),
            match=match,
            undated=undated,
            all_copies=all_copies,
        )
        with self._writing() as writer:
            asked = self._question("", None, None, None, timeout=timeout)
            put_search(writer, self._open_reader(), search, asked, replace=replace)
        return search

    def unsave_search(self, *names: str) -> None:
        """Forget saved searches: all of these, or none and InvalidArgument where one is not."""
        from searchkit.saved_searches import chosen, drop_search

        if names:
            with self._writing() as writer:
                for search in chosen(writer, names):
                    drop_search(writer, search.name)

    def acknowledge(self, alerts: Iterable[Alert]) -> None:
        """Take note of what alerts told, so that they do not tell it again, and commit.

        Nothing is written where nothing was found that was not known.
        """
        from searchkit.saved_searches import acknowledge

        told = [alert for alert in alerts if alert.unknown]
        if told:
            with self._writing() as writer:
                acknowledge(writer, told)
            self.commit()

    def commit(self) -> None:
        """Make everything written durable and visible; nothing happens when there is nothing."""
        with self._turns:
            is_new = not self._open_reader().generation
            if self._writer is None and is_new and not self._engine.exists():
                self._writer = self._engine.writer()
            if self._writer is not None:
                writer, self._writer = self._writer, None
                writer.commit()
                self.refresh()

    def ingest(
        self,
        *paths: Path_,
        jobs: int | None = None,
        keep_missing: bool = False,
        allow_empty: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Make the archive equal to the files under the paths (default `documents`), and commit.

        New files are added, changed ones updated, those confirmed gone removed (not with
        `keep_missing`), unchanged ones not opened. `jobs` is how many processes work on it;
        `progress` is called a few times a second. Raises SourceMissing when a path is missing, or
        empty or unlistable where articles were (`allow_empty` lets them go), and nothing is
        dropped then; ConfigurationError for a `searchkit.toml` that cannot be understood.
        """
        from searchkit.sync import ingest, rules_for

        rules = rules_for(self.path, self._config)
        with self._committing() as writer:
            writer.jobs = jobs
            report = ingest(
                writer,
                paths or ("documents",),
                index=self.path,
                jobs=jobs,
                keep_missing=keep_missing,
                allow_empty=allow_empty,
                rules=rules,
                progress=progress,
            )
        return self._reported(report)

    def ingest_lines(self, lines: Iterable[bytes], *, name: str = "<stdin>") -> IngestReport:
        """Add or update articles from JSON lines, and commit. Nothing is removed."""
        from searchkit.sync import ingest_lines, rules_for

        rules = rules_for(self.path, self._config)
        with self._committing() as writer:
            report = ingest_lines(writer, lines, name=name, rules=rules)
        return self._reported(report)

    def preview(self, *paths: Path_) -> Iterator[Article | Rejected]:
        """What `ingest` would read: new and changed articles, and rejections. Writes nothing."""
        from searchkit.sync import preview, rules_for

        rules, reader = rules_for(self.path, self._config), self._open_reader()
        return preview(paths or ("documents",), index=self.path, record=reader, rules=rules)

    def rebuild(
        self,
        *paths: Path_,
        stored: bool = False,
        jobs: int | None = None,
        allow_empty: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Build a new index beside the old one, and swap it in atomically.

        The recorded paths (or only `paths`) are read again; articles that came from elsewhere are
        carried over; with `stored` no file is read. Readers notice nothing until they refresh. An
        archive of an earlier format version is one of this version afterwards.
        """
        from searchkit.sync import rebuild, rules_for

        rules = rules_for(self.path, self._config)
        with self._turns:
            self.commit()
            fresh = self._engine.writer(fresh=True)
            fresh.jobs = jobs
            try:
                old = self._engine.reader(stored_only=True)
                try:
                    report = rebuild(
                        old,
                        fresh,
                        paths,
                        index=self.path,
                        stored=stored,
                        jobs=jobs,
                        allow_empty=allow_empty,
                        rules=rules,
                        progress=progress,
                    )
                finally:
                    old.close()
            except BaseException:
                fresh.cancel()
                raise
            fresh.commit()
            self.refresh()
        return self._reported(report)

    # What the rest stands on

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The open writer, taking the lock if it must. What fails half-way discards it all."""
        with self._turns:
            self._open_reader()
            if self._writer is None:
                self._writer = self._engine.writer()
                self.refresh()
            try:
                yield self._writer
            except SearchkitError:
                raise
            except BaseException:
                self._discard()
                raise

    @contextmanager
    def _committing(self) -> Iterator[Writer]:
        """A writer whose work is committed at the end, or discarded on any error."""
        with self._turns:
            had_writer = self._writer is not None
            with self._writing() as writer:
                try:
                    yield writer
                except SourceMissing:
                    if not had_writer:
                        self._discard()
                    raise
                except BaseException:
                    self._discard()
                    raise
            self.commit()

    def _discard(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.cancel()

    def _reported(self, report: IngestReport) -> IngestReport:
        from dataclasses import replace

        report = replace(report, documents=self.status().documents)
        if report.problems:
            raise SourceMissing("; ".join(report.problems), report)
        return report
