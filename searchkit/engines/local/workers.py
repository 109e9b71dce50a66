"""Builds the segments of a writer: in this process, and in child programs that run beside it.

The children are programs of their own over pipes: scripts without a `__main__` guard work, and no
lock of the parent's is inherited. A child that fails gives its batches back.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from searchkit.engines.local.building import Draft, SegmentBuilder
from searchkit.engines.local.parts import Part
from searchkit.engines.local.worker import pack_request
from searchkit.store import durable
from searchkit.store.segment import Segment

MOST_JOBS = 32
_AHEAD = 2
"""Batches that a child may have: while it builds one, the next waits beside it."""
_PIPE_BYTES = 1 << 20
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchkit.engines.local.worker import main; main()"
)


class Batch:
    """Articles that become a segment. `gone` are those that were deleted since, by docnum."""

    def __init__(self, path: Path, drafts: Sequence[Draft], fallback: str | None) -> None:
        self.path, self.fallback = path, fallback
        self.drafts = drafts
        self.gone: set[int] = set()
        self.written = (0, 0)
        """Size and CRC-32, once it is built."""

    def built(self, size: int, crc: int) -> None:
        self.written = (size, crc)
        self.drafts = ()

    def part(self) -> Part:
        """The segment that it has become."""
        part = Part(Segment(self.path, self.written[0]), *self.written)
        part.delete(self.gone)
        return part


class Builders:
    """Takes batches and builds them; at most `jobs` processes in all, this one among them."""

    def __init__(self, jobs: int | None) -> None:
        self._most = _number_of_children(jobs)
        self._children: list[_Child] = []
        self._builder = SegmentBuilder()

    def build(self, batch: Batch) -> None:
        """Have a batch built by a child that has room, else build it here and now."""
        for child in tuple(self._children):
            self._take_back(child)
        ready = [child for child in self._children if child.has_room]
        if ready:
            min(ready, key=lambda child: len(child.batches)).send(batch)
            return
        if len(self._children) < self._most and all(child.ready for child in self._children):
            # It starts while this batch is built here, and gets the next one.
            self._start_child()
        self._build_here(batch)

    def finish(self) -> None:
        """Return once every batch is built."""
        for child in tuple(self._children):
            while child.batches and not child.ended:
                child.receive()
            self._take_back(child)

    def close(self) -> None:
        """End the children, whatever they are doing."""
        children, self._children = self._children, []
        for child in children:
            child.stop()

    def _build_here(self, batch: Batch) -> None:
        batch.built(*self._builder.build(batch.path, batch.drafts, batch.fallback))

    def _start_child(self) -> None:
        try:
            self._children.append(_Child())
        except OSError:
            self._most = 0  # without children it takes longer, and that is all

    def _take_back(self, child: _Child) -> None:
        """Build what a child that has ended has not."""
        child.receive_pending()
        if child.ended and child in self._children:
            self._children.remove(child)
            child.stop()
            for batch in child.batches:
                durable.remove(batch.path)
                self._build_here(batch)


def _number_of_children(jobs: int | None) -> int:
    if not sys.executable or getattr(sys, "frozen", False):
        return 0
    return min(jobs if jobs is not None else os.cpu_count() or 1, MOST_JOBS) - 1


class _Child:
    """One child program, and the batches that it has not been heard on."""

    def __init__(self) -> None:
        self.batches: deque[Batch] = deque()
        self.ended = False
        self.ready = False
        self._buffer = bytearray()
        paths = json.dumps([path or os.getcwd() for path in sys.path if isinstance(path, str)])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # An interrupt at the terminal is the parent's to handle: it ends the children.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        _widen(self._input.fileno())

    @property
    def has_room(self) -> bool:
        return self.ready and not self.ended and len(self.batches) < _AHEAD

    def send(self, batch: Batch) -> None:
        self.batches.append(batch)
        # A child that is gone is noticed where its reply is read.
        with contextlib.suppress(BrokenPipeError):
            for piece in pack_request(
                batch.path, batch.fallback, [draft.stored for draft in batch.drafts]
            ):
                self._input.write(piece)
            self._input.flush()

    def receive_pending(self) -> None:
        """Take the replies that are there."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        while not self.ended and poll.poll(0):
            self.receive()

    def receive(self) -> None:
        """Wait for some of a reply, or for the end."""
        data = os.read(self._output.fileno(), 1 << 12)
        self.ended = not data
        *lines, rest = (bytes(self._buffer) + data).split(b"\n")
        self._buffer[:] = rest
        for line in lines:
            if not self.ready:
                self.ready = True
            else:
                self.batches.popleft().built(*json.loads(line))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _widen(pipe: int) -> None:
    """Let a pipe hold more where it can: the child then reads in fewer steps."""
    import fcntl

    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
