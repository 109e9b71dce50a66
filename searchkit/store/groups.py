"""Which articles are copies of which? One small file a generation, beside the segments.

Sections of the file (kind "groups"); the fact `segments` lists names of segments' files:

================  ====  =======================================================================
`sizes`           un    articles of each group, at least 2
`segments`        un    of each article, group after group: the ordinal of its segment
`docnums`         un    its docnum; in a group the earliest published comes first, undated ones
                        last, those of one time by id
================  ====  =======================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.errors import CorruptIndex
from searchkit.forking import cached_property
from searchkit.store.column_reader import running_sum
from searchkit.store.container import Container, ContainerWriter, damaged
from searchkit.store.packing import narrowed

_KIND = "groups"
Ints = npt.NDArray[np.int64]
Place = tuple[str, int]
"""A segment's name and a docnum."""


class GroupTable(NamedTuple):
    """Groups as a file holds them: the names of segments, and int64 arrays."""

    names: Sequence[str]
    sizes: Ints
    segments: Ints
    docnums: Ints

    def equals(self, other: GroupTable) -> bool:
        columns = zip(self[1:], other[1:], strict=True)
        return self.names == other.names and all(np.array_equal(*pair) for pair in columns)


Move = tuple[str, Ints]
"""The segment that another one's articles have become part of, and their docnums in it."""


def moved(table: GroupTable, moves: Mapping[str, Move]) -> GroupTable:
    """The same groups, of articles of which some have moved; only segments that have any."""
    used = np.unique(table.segments).tolist()
    targets = [moves[name][0] if name in moves else name for name in table.names]
    names = sorted({targets[ordinal] for ordinal in used})
    segments, docnums = np.zeros_like(table.segments), table.docnums.copy()
    for ordinal in used:
        own = table.segments == ordinal
        segments[own] = names.index(targets[ordinal])
        if table.names[ordinal] in moves:
            docnums[own] = moves[table.names[ordinal]][1][table.docnums[own]]
    return GroupTable(names, table.sizes, segments, docnums)


def write_groups(path: Path, table: GroupTable) -> tuple[int, int]:
    """Write the groups of a generation: (size in bytes, CRC-32) once synced."""
    with ContainerWriter(path, _KIND) as container:
        for name in ("sizes", "segments", "docnums"):
            container.add(name, narrowed(getattr(table, name)))
        return container.finish({"segments": list(table.names)})


class Groups:
    """The groups of a generation, read when they are first needed; safe to share.

    They are counted from 1. Raises CorruptIndex where the file is damaged, or is about articles
    that the segments, of so many `documents` by name, do not have.
    """

    def __init__(self, path: Path, size: int, crc: int, documents: Mapping[str, int]) -> None:
        self._container = Container(path, _KIND, size, crc=crc)
        self._documents = documents
        self._numbers: dict[str, npt.NDArray[np.int32]] = {}
        self._members: dict[int, list[Place]] = {}

    def __len__(self) -> int:
        return len(self.table.sizes)

    def __iter__(self) -> Iterator[list[Place]]:
        """The articles of each group, the earliest first."""
        return (self.members(number) for number in range(1, len(self) + 1))

    def numbers(self, segment: str) -> npt.NDArray[np.int32]:
        """The group of each article of a segment, by docnum; 0 for those of none."""
        known = self._numbers.get(segment)
        if known is None:
            known = np.zeros(self._documents[segment], np.int32)
            table = self.table
            if segment in table.names:
                own = table.segments == table.names.index(segment)
                groups = np.repeat(np.arange(1, len(self) + 1), table.sizes)
                known[table.docnums[own]] = groups[own]
            self._numbers[segment] = known
        return known

    def members(self, number: int) -> list[Place]:
        """The articles of a group, the earliest first."""
        known = self._members.get(number)
        if known is None:
            table, (start, stop) = self.table, self._starts[number - 1 : number + 1].tolist()
            names = (table.names[ordinal] for ordinal in table.segments[start:stop].tolist())
            known = list(zip(names, table.docnums[start:stop].tolist(), strict=True))
            self._members[number] = known
        return known

    def check(self) -> None:
        """CorruptIndex when the file is damaged."""
        self._container.verify()
        assert self.table

    @cached_property
    def table(self) -> GroupTable:
        """All groups."""
        names: Any = self._container.facts.get("segments")
        if not isinstance(names, list) or not all(
            isinstance(name, str) and name in self._documents for name in names
        ):
            raise self._damaged("it is about other segments")
        stored = [self._container.array(name) for name in ("sizes", "segments", "docnums")]
        if any(column.dtype.kind != "u" for column in stored):
            raise self._damaged("its columns are no numbers")
        table = GroupTable(names, *(column.astype(np.int64) for column in stored))
        if problem := self._inconsistency(table):
            raise self._damaged(problem)
        return table

    @cached_property
    def _starts(self) -> Ints:
        return running_sum(self.table.sizes)

    def _inconsistency(self, table: GroupTable) -> str | None:
        _, sizes, segments, docnums = table
        if (sizes < 2).any() or not sizes.sum() == len(segments) == len(docnums):
            return "its groups do not fit its articles"
        limits = np.array([self._documents[name] for name in table.names], np.int64)
        if (segments >= len(limits)).any() or (docnums >= limits[segments]).any():
            return "it is about articles that are not there"
        places = np.sort(segments << 32 | docnums)
        if (places[1:] == places[:-1]).any():
            return "an article is in it twice"
        return None

    def _damaged(self, problem: str) -> CorruptIndex:
        return damaged(self._container.path, problem)
