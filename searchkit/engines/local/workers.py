"""Builds the segments of a writer: in this process, and in child programs that run beside it.

The children are programs of their own over pipes: scripts without a `__main__` guard work, and no
lock of the parent's is inherited. Each process builds a segment of its own from many batches, so
that there are few.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from searchkit.engines.local.building import Draft, LineRead, SegmentBuilder
from searchkit.engines.local.child import Child
from searchkit.engines.local.parts import Part
from searchkit.ingest.line_ranges import LineRange
from searchkit.store.segment import Segment

MOST_JOBS = 32
_SEGMENT_BYTES = 128 << 20
"""A segment is finished once its stored articles have so many bytes."""
_SEGMENT_ARTICLES = 1 << 16
"""Or so many articles are in it: each takes about 1 KB of memory until then."""
_WORTH_SHARING = 1 << 20
"""Fewer bytes of articles than this are not shared out among idle children."""


class NewSegment:
    """A segment that is being built, and its articles that can still be taken out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.documents = self.bytes = 0
        self.docnums: dict[str, int] = {}
        """Of the articles that it keeps."""
        self.taken_out: set[str] = set()
        """Ids of others that it holds: no segment can have one of them twice."""
        self.written: tuple[int, int] | None = None
        """Size and CRC-32, once it is finished."""
        self.undecided = 0
        """Lines in it of which it is not known yet whether their articles are kept."""
        self._gone: list[int] = []

    def take(self, drafts: Sequence[Draft]) -> None:
        self.documents += len(drafts)
        self.bytes += sum(len(draft.stored) for draft in drafts)

    def remove(self, id: str) -> bool:
        """Take an article out; whether it was there."""
        docnum = self.docnums.pop(id, None)
        if docnum is not None:
            self.leave_out(id, docnum)
        return docnum is not None

    def leave_out(self, id: str, docnum: int) -> None:
        self._gone.append(docnum)
        self.taken_out.add(id)

    @property
    def is_full(self) -> bool:
        return self.bytes >= _SEGMENT_BYTES or self.documents >= _SEGMENT_ARTICLES

    @property
    def is_settled(self) -> bool:
        return self.written is not None and not self.undecided

    def part(self) -> Part:
        assert self.written is not None
        size, crc = self.written
        part = Part(Segment(self.path, size), size, crc)
        part.delete(self._gone)
        return part


class BuildingLines:
    """Lines of a file that are being read and built into a segment."""

    def __init__(self, lines: LineRange, segment: NewSegment) -> None:
        self.lines, self.segment = lines, segment
        segment.undecided += 1
        self.read: Sequence[LineRead] | None = None
        """What was read, once it is known."""
        self.first = 0
        """The docnum of the first article that was added."""

    def take(self, read: Sequence[LineRead]) -> None:
        self.read, self.first = read, self.segment.documents
        self.segment.documents += sum(bool(item.added) for item in read)


class Builders:
    """Takes batches and builds segments; at most `jobs` processes in all, this one among them."""

    def __init__(self, jobs: int | None, new_path: Callable[[], Path]) -> None:
        self.segments: list[NewSegment] = []
        """Those that are being built, or of whose articles something is to be decided."""
        self._new_path = new_path
        self._most = _number_of_children(jobs)
        self._children: list[Child] = []
        self._builder = SegmentBuilder()
        self._begun: dict[Child | None, NewSegment] = {}
        """What each child, and (None) this process, is building."""
        self._lines: dict[Child, deque[BuildingLines]] = {}
        """Those that children were given and have not been heard on."""

    def build(self, drafts: Sequence[Draft], fallback: str | None) -> None:
        """Build a batch. A child that has room does it, else it is done before this returns."""
        self._collect()
        child = self._ready_child()
        segment = self._segment_of(child)
        ids = (draft.article.id for draft in drafts)
        segment.docnums.update(zip(ids, count(segment.documents)))
        segment.take(drafts)
        last = segment.is_full
        if child is not None:
            child.send(segment.path, drafts, fallback, last=last)
        elif last:
            self._finish_here(drafts, fallback)
        else:
            self._builder.add(segment.path, drafts, fallback)

    @property
    def are_several(self) -> bool:
        """Whether there is anybody to share work with."""
        return self._most > 0

    def build_lines(self, lines: LineRange, fallback: str | None) -> BuildingLines:
        """Have a file's lines read and built by a child that has room, else by this process."""
        self._collect()
        child = self._ready_child()
        segment = self._segment_of(child)
        building = BuildingLines(lines, segment)
        segment.bytes += lines.stop - lines.start
        last = segment.is_full
        if child is None:
            building.take(self._builder.add_lines(segment.path, lines, fallback))
            if last:
                self._finish_here((), fallback)
        else:
            self._lines.setdefault(child, deque()).append(building)
            child.send_lines(segment.path, lines, fallback)
            if last:
                child.send(segment.path, (), fallback, last=True)
        return building

    def wait_for(self, building: BuildingLines) -> None:
        """Wait until it is known what was read."""
        while building.read is None:
            child = next(child for child, lines in self._lines.items() if building in lines)
            if not child.ended and not child.lines_read:
                child.wait()
            self._collect()

    def finished(self) -> list[Part]:
        """The segments that are finished, each once."""
        self._collect()
        done = [segment for segment in self.segments if segment.is_settled]
        self.segments = [segment for segment in self.segments if not segment.is_settled]
        return [segment.part() for segment in done if segment.documents]

    def finish(self, drafts: Sequence[Draft], fallback: str | None) -> list[Part]:
        """Build the last batch and finish every segment: those not given yet."""
        self._collect()
        idle = [child for child in self._children if child.is_idle]
        if sum(len(draft.stored) for draft in drafts) < _WORTH_SHARING:
            idle = []
        share = -(-len(drafts) // (len(idle) + 1))
        for child in idle:
            self._segment_of(child)
        for child in self._children:
            if child in self._begun and not child.finishing:
                own, drafts = (drafts[:share], drafts[share:]) if child in idle else ((), drafts)
                segment = self._begun[child]
                segment.take(own)
                child.send(segment.path, own, fallback, last=True)
        if drafts:
            self._segment_of(None).take(drafts)
        if None in self._begun:
            self._finish_here(drafts, fallback)
        while self._begun:
            self._collect(wait=True)
        return self.finished()

    def close(self) -> None:
        """End the children, whatever they are doing."""
        self._builder.close()
        children, self._children = self._children, []
        for child in children:
            child.stop()

    def _ready_child(self) -> Child | None:
        ready = [child for child in self._children if child.has_room]
        child = min(ready, key=lambda child: child.unanswered, default=None)
        if child is None and len(self._children) < self._most:
            # It starts while this batch is built here, and gets the next one.
            self._start_child()
        return child

    def _segment_of(self, child: Child | None) -> NewSegment:
        if child not in self._begun:
            self._begun[child] = NewSegment(self._new_path())
            self.segments.append(self._begun[child])
        return self._begun[child]

    def _finish_here(self, drafts: Sequence[Draft], fallback: str | None) -> None:
        segment = self._begun.pop(None)
        segment.written = self._builder.finish(segment.path, drafts, fallback)

    def _collect(self, *, wait: bool = False) -> None:
        """Take the segments that children have finished; let go of children that have ended."""
        for child in tuple(self._children):
            if child in self._begun and (wait or child.has_finished):
                self._begun.pop(child).written = child.finished()
            while child.lines_read:
                self._lines[child].popleft().take(child.lines_read.popleft())
            if child.ended:
                self._children.remove(child)
                child.stop()

    def _start_child(self) -> None:
        try:
            self._children.append(Child())
        except OSError:
            self._most = 0  # without children it takes longer, and that is all


def _number_of_children(jobs: int | None) -> int:
    if not sys.executable or getattr(sys, "frozen", False):
        return 0
    return min(jobs if jobs is not None else os.cpu_count() or 1, MOST_JOBS) - 1
