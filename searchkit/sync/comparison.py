"""Files of a walk beside those of the record: which are as they were, which are not, which absent?

Both come in the order of their keys, many at a time. A stretch that is the same in both is passed
over by comparing whole columns; only where something differs are files looked at one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

from searchkit.ingest.keys import covers, is_above
from searchkit.ingest.record import Files, Record
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.ingest.walk import Batch
from searchkit.sync.found_files import FoundFiles


class Comparison:
    """The files below one root.

    `passed` are unchanged, were read with the same rules and are of no further interest, and hold
    `articles`; `found` are all others that are there. `special` are keys of unchanged files that
    belong to `found` nevertheless; without it, all do. `base` is what keys are relative to.
    """

    def __init__(
        self,
        record: Record,
        root: str,
        special: Collection[str] | None,
        rules: Rules = NO_RULES,
        base: str = "",
    ) -> None:
        self.found = FoundFiles(base)
        self.passed = self.articles = 0
        self._record = record
        self._root = root
        self._rules = rules
        self._above = "" if is_above(root) else f"{root}/"
        self._recorded = _Recorded(record.outlines(self._above))
        self._absent: list[str] = []
        self._is_file = False
        self._special: set[str] | None = None
        if special is not None:
            self._special = {key.removeprefix(self._above) for key in special}

    def take(self, batch: Batch) -> None:
        """Compare files whose keys are behind those of all files before."""
        if batch.prefix + batch.names[0] == self._root:
            self.found.add(batch)
            self._is_file = True
            return
        keys = batch.keys(self._above)
        found: list[int] = []
        start = 0
        for files in self._recorded.upto(keys[-1]):
            stop = bisect_right(keys, files.keys[-1], start)
            found += self._compare(batch, keys, range(start, stop), files)
            start = stop
        found += range(start, len(keys))
        if found:
            self.found.add(batch if len(found) == len(keys) else batch.part(found))

    def absent(self) -> Iterator[str]:
        """The keys of recorded files that were not come by, once all were taken."""
        if self._above and not self._is_file and self._record.file(self._root) is not None:
            yield self._root
        for files in self._recorded.rest():
            self._absent += files.keys
        for rest in self._absent:
            key = self._above + rest
            if covers(self._root, key):
                yield key

    def _compare(self, batch: Batch, keys: list[str], places: range, files: Files) -> list[int]:
        """Compare a part of a batch with all files of the record that lie between its ends; which
        of them are to be looked at."""
        part = slice(places.start, places.stop)
        if keys[part] != files.keys:
            rows = {key: row for row, key in enumerate(files.keys)}
            pairs = [(place, rows.pop(keys[place], -1)) for place in places]
            self._absent += rows
        elif self._is_passed(batch, part, files):
            self.passed += len(files.keys)
            self.articles += sum(files.articles)
            return []
        else:
            pairs = list(zip(places, range(len(places)), strict=True))
        found = []
        for place, row in pairs:
            if row >= 0 and self._is_same(batch, place, files, row):
                self.passed += 1
                self.articles += files.articles[row]
            else:
                found.append(place)
        return found

    def _is_passed(self, batch: Batch, part: slice, files: Files) -> bool:
        """Whether none of as many files has changed or is special."""
        nothing = bytes(8 * len(files.keys))
        return (
            self._special is not None
            and batch.sizes[part] == files.sizes
            and batch.times[part] == files.times
            and files.using == self._rules.digests(self._above, files.keys)
            and files.racy.tobytes() == nothing
            and files.rejected.tobytes() == nothing
            and (not self._special or self._special.isdisjoint(files.keys))
        )

    def _is_same(self, batch: Batch, place: int, files: Files, row: int) -> bool:
        return (
            self._special is not None
            and batch.sizes[place] == files.sizes[row]
            and batch.times[place] == files.times[row]
            and not files.racy[row]
            and not files.rejected[row]
            and files.using[row] == self._rules.digest(self._above + files.keys[row])
            and files.keys[row] not in self._special
        )


class _Recorded:
    """Takes what the record has from its beginning on."""

    def __init__(self, outlines: Iterator[Files]) -> None:
        self._outlines = outlines
        self._waiting = next(outlines, None)

    def upto(self, last: str) -> Iterator[Files]:
        """The files whose keys are not behind `last`."""
        while self._waiting is not None and self._waiting.keys[0] <= last:
            files = self._waiting
            split = bisect_right(files.keys, last)
            if split == len(files.keys):
                self._waiting = next(self._outlines, None)
                yield files
            else:
                self._waiting = files.part(slice(split, None))
                yield files.part(slice(0, split))

    def rest(self) -> Iterator[Files]:
        """All that is left."""
        if self._waiting is not None:
            yield self._waiting
        yield from self._outlines
        self._waiting = None
