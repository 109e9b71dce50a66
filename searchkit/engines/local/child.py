"""The parent's end of a child program that builds segments (`worker`)."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from searchkit.engines.local.building import Draft, LineRead, SegmentBuilder
from searchkit.engines.local.worker import read_drafts
from searchkit.forking import keep_from_children
from searchkit.ingest.line_ranges import LineRange
from searchkit.store import durable

_AHEAD = 2
"""Batches that a child may have: while it works on one, the next waits for it."""
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchkit.engines.local.worker import main; main(*map(int, sys.argv[2:]))"
)


class _Sent(NamedTuple):
    """A batch that a child was sent: where its articles are in the file, and their fallback."""

    start: int
    lengths: list[int]
    fallback: str | None


class _SentLines(NamedTuple):
    """Lines that a child was sent to read by itself."""

    lines: LineRange
    fallback: str | None


class Child:
    """A child program and the segment that it is building.

    Articles go through a nameless file that both have open: a request is short and never blocks,
    and what a child that dies had been given can be read again.
    """

    def __init__(self) -> None:
        self.ended = False
        self.ready = False
        self.lines_read: deque[Sequence[LineRead]] = deque()
        """What was read of lines that were sent, in that order."""
        self._sent: list[_Sent | _SentLines] = []
        self._end = self._read_end = 0
        self._lines_answered = 0
        self._path = Path()
        self.finishing = False
        self.unanswered = 0
        """Requests that it has not replied to."""
        self._replies = bytearray()
        self._written: tuple[int, int] | None = None
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `stop` closes it
        self._reads = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - so is this one
        try:
            self._start()
        except OSError:
            self._close_files()
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
        """Have a batch added to the segment at `path`; WriteFailed when there is no room."""
        data = memoryview(b"".join(draft.stored for draft in drafts))
        sent = _Sent(self._end, [len(draft.stored) for draft in drafts], fallback)
        with durable.writing(Path(tempfile.gettempdir())):
            while data:
                written = os.pwrite(self._file.fileno(), data, self._end)
                data, self._end = data[written:], self._end + written
        self._request(path, sent, last=last)

    def send_lines(self, path: Path, lines: LineRange, fallback: str | None) -> None:
        """Have the articles of a file's lines added to the segment at `path`."""
        self._request(path, _SentLines(lines, fallback), last=False)

    def wait(self) -> None:
        """Wait for some reply, or for the end."""
        self._receive()

    def _request(self, path: Path, sent: _Sent | _SentLines, *, last: bool) -> None:
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
        self._written, self.finishing, self._sent, self._end = None, False, [], 0
        self._lines_answered = 0
        self._forget_read()
        return written

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._close_files()
        for pipe in (self._input, self._output):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _start(self) -> None:
        paths = json.dumps([path or os.getcwd() for path in sys.path if isinstance(path, str)])
        numbers = (self._file.fileno(), self._reads.fileno())
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, paths, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=numbers,
            # An interrupt at the terminal is the parent's to handle: it ends the children.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        keep_from_children(self._input)
        keep_from_children(self._output)

    def _build_again(self) -> tuple[int, int]:
        self.unanswered = 0
        builder = SegmentBuilder()
        durable.remove(self._path)
        try:
            for sent in self._sent:
                if isinstance(sent, _SentLines):
                    read = builder.add_lines(self._path, sent.lines, sent.fallback)
                    self._lines_answered -= 1
                    if self._lines_answered < 0:
                        self.lines_read.append(read)
                    continue
                drafts = read_drafts(self._file.fileno(), sent.start, sent.lengths)
                builder.add(self._path, drafts, sent.fallback)
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
            reply = json.loads(line)
            if isinstance(reply, int):
                self._take_read(reply)
            else:
                self._written = reply and (reply[0], reply[1])

    def _take_read(self, length: int) -> None:
        data = os.pread(self._reads.fileno(), length, self._read_end)
        self._read_end += length
        self._lines_answered += 1
        self.lines_read.append([LineRead(*read) for read in json.loads(data)])

    def _forget_read(self) -> None:
        """Empty the file of what was read of lines: all of it has been taken."""
        self._read_end = 0
        os.lseek(self._reads.fileno(), 0, os.SEEK_SET)  # the child's place is the same one
        os.ftruncate(self._reads.fileno(), 0)

    def _close_files(self) -> None:
        self._file.close()
        self._reads.close()
