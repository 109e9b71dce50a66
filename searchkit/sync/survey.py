"""Which files are there, and which that were there are gone? Looked at before anything changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchkit.errors import IngestError, SourceMissing
from searchkit.ingest.keys import escape, named_key, path_of
from searchkit.ingest.record import FileRecord, Record
from searchkit.ingest.walk import Found, Walk
from searchkit.model import Rejected


@dataclass(slots=True)
class Survey:
    """What a walk over some roots found, compared with the record.

    `gone` are recorded files that are confirmed absent; `unseen` those that were not come by and
    may still be there. `problems` name folders that could not be listed.
    """

    found: list[Found] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    gone: dict[str, FileRecord] = field(default_factory=dict)
    unseen: dict[str, FileRecord] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def named_roots(
    record: Record, paths: Sequence[str | os.PathLike[str]], index: Path
) -> tuple[str, list[str]]:
    """The base, and the keys of paths that a user named. The first path ever sets the base."""
    if not paths:
        raise IngestError("name at least one file or folder to ingest")
    base = record.base(index)
    if base is None:
        base = os.path.realpath(os.path.dirname(os.path.abspath(paths[0])))
    return base, list(dict.fromkeys(named_key(path, base) for path in paths))


def survey(
    record: Record, base: str, roots: Sequence[str], *, index: Path, allow_empty: bool
) -> Survey:
    """Walk over the roots. Raises SourceMissing when one that held articles is missing or empty
    (unless `allow_empty`), when one cannot be listed, and when there never was one."""
    surveyor = _Surveyor(record, base, index, allow_empty)
    for root in roots:
        surveyor.look(root)
    return surveyor.compare(roots)


class _Surveyor:
    def __init__(self, record: Record, base: str, index: Path, allow_empty: bool) -> None:
        self._record = record
        self._base = base
        self._index = os.path.realpath(index)
        self._allow_empty = allow_empty
        self._walk = Walk(base, self._index)
        self._seen: set[str] = set()
        self._missing: set[str] = set()
        self._result = Survey()

    def look(self, root: str) -> None:
        path = path_of(root, self._base)
        if os.path.commonpath([os.path.realpath(path), self._index]) == self._index:
            raise IngestError(f"{escape(path)} is the archive itself, not a folder of articles")
        try:
            items = list(self._walk.files(root))
        except (FileNotFoundError, NotADirectoryError):
            self._accept_missing(root, path)
            return
        except OSError as error:
            raise SourceMissing(f"{escape(path)} cannot be read: {error.strerror}") from error
        for unlisted in self._walk.unlisted:
            if unlisted.key == root:
                raise SourceMissing(f"{escape(path)} cannot be listed: {unlisted.reason}")
        if not items:
            self._accept_empty(root, path)
        for item in items:
            self._note(item)

    def compare(self, roots: Sequence[str]) -> Survey:
        """The result, once every root was looked at."""
        result = self._result
        for root in roots:
            for key, file in self._record.files(root, but=self._seen):
                gone = root in self._missing or self._walk.confirms_gone(key)
                (result.gone if gone else result.unseen)[key] = file
        result.found.sort(key=lambda found: found.key)
        result.rejected.sort(key=lambda rejected: rejected.path)
        for unlisted in dict.fromkeys(self._walk.unlisted):
            result.problems.append(
                f"{unlisted.key}: this folder cannot be listed ({unlisted.reason}); what the "
                "archive holds of it was kept"
            )
        return result

    def _note(self, item: Found | Rejected) -> None:
        key = item.key if isinstance(item, Found) else item.path
        if key in self._seen:
            return
        self._seen.add(key)
        if isinstance(item, Found):
            self._result.found.append(item)
        else:
            self._result.rejected.append(item)

    def _accept_missing(self, root: str, path: str) -> None:
        if self._record.holds_articles(root):
            if not self._allow_empty:
                raise SourceMissing(_held(path, "missing"))
        elif not (self._allow_empty and root in self._record.roots()):
            raise SourceMissing(f"{escape(path)}: no such file or folder")
        self._missing.add(root)

    def _accept_empty(self, root: str, path: str) -> None:
        if not self._record.holds_articles(root):
            self._result.warnings.append(f"{escape(path)} holds no files to read")
        elif not self._allow_empty:
            raise SourceMissing(_held(path, "empty"))


def _held(path: str, state: str) -> str:
    return (
        f"{escape(path)} held articles and is {state}: nothing was changed. "
        "If they are gone for good, say --allow-empty to drop them"
    )
