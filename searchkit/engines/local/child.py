"""The parent's end of a child program that builds segments (`worker`)."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from searchkit.engines.local.building import Draft, SegmentBuilder
from searchkit.engines.local.worker import read_drafts
from searchkit.store import durable

_AHEAD = 2
"""Batches that a child may have: while it works on one, the next waits for it."""
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchkit.engines.local.worker import main; main(int(sys.argv[2]))"
)


class _Sent(NamedTuple):
    """A batch that a child was sent: where its articles are in the file, and their fallback."""

    start: int
    lengths: list[int]
    fallback: str | None


class Child:
    """A child program and the segment that it is building.

    Articles go through a nameless file that both have open: a request is short and never blocks,
    and what a child that dies had been given can be read again.
    """

    def __init__(self) -> None:
        self.ended = False
        self.ready = False
        self._sent: list[_Sent] = []
        self._path = Path()
        self.finishing = False
        self.unanswered = 0
        """Requests that it has not replied to."""
        self._replies = bytearray()
        self._written: tuple[int, int] | None = None
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `stop` closes it
        try:
            self._start()
        except OSError:
            self._file.close()
            raise

    @property
    def has_room(self) -> bool:
        """Whether it could take another batch for its segment."""
        self._receive_pending()
        takes = self.ready and not self.ended and not self.finishing
        return takes and self.unanswered < _AHEAD

    @property
    def is_idle(self) -> bool:
        return self.has_room and not self.unanswered

    @property
    def has_finished(self) -> bool:
        """Whether `finished` need not wait."""
        self._receive_pending()
        return self.ended or (self.finishing and not self.unanswered)

    def send(
        self, path: Path, drafts: Sequence[Draft], fallback: str | None, *, last: bool = False
    ) -> None:
        """Have a batch added to the segment at `path`; OSError when there is no room for it."""
        start = self._sent[-1].start + sum(self._sent[-1].lengths) if self._sent else 0
        data = memoryview(b"".join(draft.stored for draft in drafts))
        sent = _Sent(start, [len(draft.stored) for draft in drafts], fallback)
        while data:
            written = os.pwrite(self._file.fileno(), data, start)
            data, start = data[written:], start + written
        self._path, self.finishing = path, last
        self._sent.append(sent)
        self.unanswered += 1
        request = {**sent._asdict(), "path": os.path.abspath(path), "last": last}
        # A child that is gone is noticed where its reply is read.
        with contextlib.suppress(BrokenPipeError):
            self._input.write(json.dumps(request).encode("ascii") + b"\n")
            self._input.flush()

    def finished(self) -> tuple[int, int]:
        """Wait until the segment is finished: (its size in bytes, its CRC-32).

        What a child that has died did not do is done here.
        """
        while self.unanswered and not self.ended:
            self._receive()
        written = self._written if self.finishing else None
        if written is None:
            written = self._build_again()
        self._written, self.finishing, self._sent = None, False, []
        return written

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._file.close()
        for pipe in (self._input, self._output):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _start(self) -> None:
        paths = json.dumps([path or os.getcwd() for path in sys.path if isinstance(path, str)])
        number = self._file.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, paths, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(number,),
            # An interrupt at the terminal is the parent's to handle: it ends the children.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout

    def _build_again(self) -> tuple[int, int]:
        self.unanswered = 0
        builder = SegmentBuilder()
        durable.remove(self._path)
        try:
            for start, lengths, fallback in self._sent:
                drafts = read_drafts(self._file.fileno(), start, lengths)
                builder.add(self._path, drafts, fallback)
            return builder.finish(self._path, (), None)
        finally:
            builder.close()

    def _receive_pending(self) -> None:
        """Take the replies that are there."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        while not self.ended and poll.poll(0):
            self._receive()

    def _receive(self) -> None:
        """Wait for some of a reply, or for the end."""
        data = os.read(self._output.fileno(), 1 << 12)
        self.ended = not data
        *lines, rest = (bytes(self._replies) + data).split(b"\n")
        self._replies[:] = rest
        for line in lines:
            self.unanswered -= self.ready
            self.ready = True
            written = json.loads(line)
            self._written = written and (written[0], written[1])
