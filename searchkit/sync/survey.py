"""Which files are there, and which that were there are gone? Looked at before anything changes."""

from __future__ import annotations

import heapq
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from searchkit.errors import IngestError, SourceMissing
from searchkit.ingest.keys import escape, is_above, named_key, overlap, path_of
from searchkit.ingest.record import Record
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.ingest.walk import Batch, Walk
from searchkit.model import Rejected
from searchkit.sync.comparison import Comparison
from searchkit.sync.found_files import FoundFiles


@dataclass(slots=True)
class Survey:
    """What a walk over some roots found, compared with the record.

    `passed` is how many files need not be looked at again, `articles` how many these hold; `found`
    are the others, in the order of their keys. `gone` are keys of recorded files that are confirmed
    absent; `unseen` of those that were not come by and may still be there. `problems` name folders
    that could not be listed. `within` are the real paths of the roots.
    """

    passed: int = 0
    articles: int = 0
    found: FoundFiles = field(default_factory=FoundFiles)
    rejected: list[Rejected] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    within: tuple[str, ...] = ()


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


class Surveyor:
    """Looks under roots for what the record does not hold as it is.

    `special` are the keys of files that are to be looked at one by one even if they are unchanged;
    without it, all are.
    """

    def __init__(
        self,
        record: Record,
        base: str,
        index: Path,
        *,
        allow_empty: bool = False,
        special: Collection[str] | None = None,
        rules: Rules = NO_RULES,
    ) -> None:
        self._record = record
        self._base = base
        self._index = os.path.realpath(index)
        self._allow_empty = allow_empty
        self._special = special
        self._rules = rules
        self._walk = Walk(base, self._index)
        self._seen: set[str] = set()
        self._missing: set[str] = set()
        self._result = Survey()

    def survey(self, roots: Sequence[str]) -> Survey:
        """Walk over the roots. Raises SourceMissing when one that held articles is missing or empty
        (unless it may be), when one cannot be listed, and when there never was one."""
        again = overlap(roots)
        real = [os.path.realpath(path_of(root, self._base)) for root in roots]
        looks = [self._look(root, again) for root in roots]
        for root, comparison in zip(roots, looks, strict=True):
            self._take(root, comparison)
        result = self._result
        result.within = tuple(real)
        self._merge([comparison.found for comparison in looks])
        result.rejected.sort(key=lambda rejected: rejected.path)
        for unlisted in dict.fromkeys(self._walk.unlisted):
            result.problems.append(
                f"{unlisted.key}: this folder cannot be listed ({unlisted.reason}); what the "
                "archive holds of it was kept"
            )
        return result

    def _look(self, root: str, again: bool) -> Comparison:
        """Compare what lies under a root, and `again` perhaps under others, with the record."""
        path = path_of(root, self._base)
        if os.path.commonpath([os.path.realpath(path), self._index]) == self._index:
            raise IngestError(f"{escape(path)} is the archive itself, not a folder of articles")
        comparison = Comparison(self._record, root, self._special, self._rules, self._base)
        empty = True
        try:
            for item in self._items(root):
                empty = False
                if isinstance(item, Rejected):
                    self._reject(item)
                elif batch := self._unseen(item) if again else item:
                    comparison.take(batch)
        except (FileNotFoundError, NotADirectoryError):
            self._accept_missing(root, path)
            return comparison
        except OSError as error:
            raise SourceMissing(f"{escape(path)} cannot be read: {error.strerror}") from error
        for unlisted in self._walk.unlisted:
            if unlisted.key == root:
                raise SourceMissing(f"{escape(path)} cannot be listed: {unlisted.reason}")
        if empty:
            self._accept_empty(root, path)
        return comparison

    def _items(self, root: str) -> Iterator[Batch | Rejected]:
        """What the walk comes by, in the order of keys."""
        if not is_above(root) or root == ".":
            yield from self._walk.batches(root)
            return
        found = []
        for item in self._walk.files(root):
            if isinstance(item, Rejected):
                yield item
            else:
                found.append(item)
        # Keys of what lies above the base do not come in the order of their folders.
        yield from map(Batch.of, sorted(found, key=lambda file: file.key))

    def _unseen(self, batch: Batch) -> Batch | None:
        """The files of a batch that no other root has led to."""
        keys = batch.keys("")
        places = [place for place, key in enumerate(keys) if key not in self._seen]
        self._seen.update(keys)
        return batch.part(places) if places else None

    def _reject(self, item: Rejected) -> None:
        if item.path not in self._seen:
            self._seen.add(item.path)
            self._result.rejected.append(item)

    def _take(self, root: str, comparison: Comparison) -> None:
        """Add to the result what one root led to, once every root was looked at."""
        result = self._result
        result.passed += comparison.passed
        result.articles += comparison.articles
        for key in comparison.absent():
            if key not in self._seen:
                self._seen.add(key)
                gone = root in self._missing or self._walk.confirms_gone(key)
                (result.gone if gone else result.unseen).append(key)

    def _merge(self, founds: list[FoundFiles]) -> None:
        """Put what was found under several roots into the order of the keys."""
        if len(founds) == 1:
            self._result.found = founds[0]
            return
        self._result.found = FoundFiles(self._base)
        for file in heapq.merge(*founds, key=attrgetter("key")):
            self._result.found.add(Batch.of(file))

    def _accept_missing(self, root: str, path: str) -> None:
        if self._record.holds_articles(root):
            if not self._allow_empty:
                raise SourceMissing(_held(path, "missing"))
        elif not (self._allow_empty and root in self._record.roots()):
            raise SourceMissing(
                f"{escape(path)}: no such file or folder: name what is to be read, as in "
                "`searchkit ingest PATH`"
            )
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
