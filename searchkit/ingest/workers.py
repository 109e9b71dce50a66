"""Reads many files at once in child programs, and gives what they say in the order asked for.

The children are programs of their own over pipes: scripts without a `__main__` guard work, no lock
of the parent's is inherited, and a reader that crashes takes one file with it, not the run.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import islice

from searchkit.errors import IngestError
from searchkit.forking import keep_from_children
from searchkit.ingest import worker
from searchkit.ingest.line_ranges import is_lines_name
from searchkit.ingest.worker import Event, Failed, Run, Task, event_from_json, frame, unframe

READER = "searchkit.ingest.reader"
"""The module whose `read_bytes` and `read_articles` turn files into articles."""
MANY = 64
"""From this many files on, starting children (0.3 s each) pays."""
MOST_JOBS = 32
LARGE = 512 << 10
"""A file that holds more bytes, unless it is of JSON lines, or whose size does not tell how long it
takes (a packed one, a PDF document), is read by a child that can be stopped, however few there are.
Any other is read in time that grows with its bytes: the worst that were found take 3.5 s a MB,
lines of nothing but brackets and paragraphs of a letter each; ordinary pages take 0.05 s."""
_MAY_TAKE_LONG = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"%PDF")
_REQUEST_BYTES = 12 << 10
"""In flight to one child: less than the smallest pipe holds, so that no request ever blocks."""
_BUFFER_BYTES = 8 << 20
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchkit.ingest.worker import main; main(sys.argv[2], int(sys.argv[3]))"
)

_ANY = Run()
Reading = tuple[Task, Iterator[Event]]


def read_files(
    tasks: Iterable[Task], *, jobs: int | None = None, run: Run = _ANY
) -> Generator[Reading, None, None]:
    """Each task with its events, in order. A task's events end when the next task is asked for.

    `jobs`: children to read with; 1 reads in this process, but for files that may take long; None
    starts one child for each core if there are many files. Raises IngestError when children cannot
    be started.
    """
    tasks = iter(tasks)
    first = list(islice(tasks, MANY))
    children = _number_of_children(jobs, len(first))
    if children < 2:
        yield from _read_here(_chain(first, tasks), run)
        return
    with contextlib.closing(_Pool(children, run)) as pool:
        yield from pool.readings(_chain(first, tasks))


def _read_here(tasks: Iterator[Task], run: Run) -> Iterator[Reading]:
    """Read in this process, and in a child what may take long."""
    with contextlib.ExitStack() as stack:
        pool: _Pool | None = None
        for task in tasks:
            if not (_can_start_children() and _may_take_long(task.path)):
                yield task, worker.read(task, READER, run)
                continue
            pool = pool or stack.enter_context(contextlib.closing(_Pool(1, run)))
            yield from pool.readings(iter([task]))


def _may_take_long(path: str) -> bool:
    try:
        with worker.open_regular(path) as file:
            head, size = file.read(6), os.fstat(file.fileno()).st_size
    except OSError:
        return False
    large = size > LARGE and not (is_lines_name(path) and head.startswith(b"{"))
    return large or head.startswith(_MAY_TAKE_LONG)


def _chain(first: list[Task], rest: Iterator[Task]) -> Iterator[Task]:
    yield from first
    yield from rest


def _can_start_children() -> bool:
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def _number_of_children(jobs: int | None, tasks: int) -> int:
    if not _can_start_children():
        return 1
    if jobs is None:
        return min(os.cpu_count() or 1, MOST_JOBS) if tasks >= MANY else 1
    return min(jobs, tasks, MOST_JOBS)


class _Died(Exception):
    """A child ended in the middle of a reply; `code` as subprocess gives it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Child:
    """One child program, the tasks it was sent and has not been heard on, and its output."""

    def __init__(self, run: Run) -> None:
        self.waiting: deque[Task] = deque()
        self._run = frame(run.to_json())
        self.start()

    def start(self) -> None:
        arguments = [
            json.dumps([path or os.getcwd() for path in sys.path if isinstance(path, str)]),
            READER,
        ]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM, *arguments, str(worker.SECONDS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # An interrupt at the terminal is the parent's to handle: it ends the children.
                start_new_session=True,
            )
        except OSError as error:
            raise IngestError(f"cannot start a reader ({error}): use --jobs 1") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self.output = self._process.stdin, self._process.stdout
        keep_from_children(self._input)
        keep_from_children(self.output)
        self.buffer = bytearray()
        self.ended = False
        self._ready = False
        self._write(self._run)

    def send(self, task: Task) -> None:
        self._write(frame({"key": task.key, "path": task.path, "hash": task.hash}))

    def _write(self, data: bytes) -> None:
        # A child that is gone is noticed where its reply is read.
        with contextlib.suppress(BrokenPipeError):
            self._input.write(data)
            self._input.flush()

    def has_room(self) -> bool:
        # A character of the key or the path takes at most 6 bytes in a frame.
        return sum(12 * len(task.path) + 128 for task in self.waiting) < _REQUEST_BYTES

    def next_events(self) -> list[dict[str, object] | None] | None:
        """The next events of the oldest task, None in the last place at its end; or None."""
        events: list[dict[str, object] | None] | None = unframe(self.buffer)
        if events is None and self.ended:
            code = self._process.wait()
            if not self._ready:
                raise IngestError(f"a reader ended as it started (exit {code}): use --jobs 1")
            raise _Died(code)
        self._ready = self._ready or events is not None
        return events

    def receive(self) -> None:
        data = os.read(self.output.fileno(), 1 << 16)
        self.buffer += data
        self.ended = not data

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self.output):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


class _Pool:
    """Children that read ahead within bounds while one reply after another is taken in order."""

    def __init__(self, number: int, run: Run) -> None:
        self._children: list[_Child] = []
        try:
            for _ in range(number):
                self._children.append(_Child(run))
        except BaseException:
            self.close()
            raise

    def readings(self, tasks: Iterator[Task]) -> Iterator[Reading]:
        order: deque[_Child] = deque()
        while True:
            self._hand_out(tasks, order)
            if not order:
                return
            child = order.popleft()
            events = self._reply(child)
            yield child.waiting[0], events
            deque(events, maxlen=0)
            child.waiting.popleft()

    def close(self) -> None:
        for child in self._children:
            child.stop()

    def _hand_out(self, tasks: Iterator[Task], order: deque[_Child]) -> None:
        while True:
            child = min(self._children, key=lambda child: len(child.waiting))
            if not child.has_room() or (task := next(tasks, None)) is None:
                return
            child.send(task)
            child.waiting.append(task)
            order.append(child)

    def _reply(self, child: _Child) -> Iterator[Event]:
        """The events of a child's oldest task; a child that dies of it is given a second try."""
        given = 0
        for last_try in (False, True):
            try:
                for number, event in enumerate(self._events(child)):
                    if number >= given:
                        given += 1
                        yield event
                if last_try:
                    self._resend(child)
                return
            except _Died as death:
                child.stop()
                child.start()
                if death.code == -signal.SIGALRM or last_try:
                    self._resend(child)
                    yield Failed(_cause(death.code))
                    return
                child.send(child.waiting[0])

    def _resend(self, child: _Child) -> None:
        for task in islice(child.waiting, 1, None):
            child.send(task)

    def _events(self, child: _Child) -> Iterator[Event]:
        while True:
            while (events := child.next_events()) is None:
                self._receive(child)
            for data in events:
                if data is None:
                    return
                yield event_from_json(data)

    def _receive(self, wanted: _Child) -> None:
        """Wait for output, and take it from every child that is not too far ahead."""
        poll = select.poll()
        sources = {}
        for child in self._children:
            if child is wanted or (not child.ended and len(child.buffer) < _BUFFER_BYTES):
                sources[child.output.fileno()] = child
                poll.register(child.output, select.POLLIN)
        for descriptor, _ in poll.poll():
            sources[descriptor].receive()


def _cause(code: int) -> str:
    if code == -signal.SIGALRM:
        return f"the reader took longer than {worker.SECONDS} s on it"
    return f"the reader crashed on it ({f'signal {-code}' if code < 0 else f'exit {code}'})"
