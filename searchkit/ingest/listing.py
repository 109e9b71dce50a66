"""Looks at all files of a folder in one go; of many folders, at some ahead in a child program.

The system spends most of a walk's time on finding each file's size and time, one after the other;
a second process gets half of it done meanwhile. A request to the child is a length of 4 bytes and
a folder's path; its reply is the number of files (-1 where the folder is not `look`'s) and the
length of their names, 8 bytes each; the names with `/` between two; sizes; times.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
from array import array
from collections import deque
from operator import attrgetter
from typing import NamedTuple

from searchkit.forking import keep_from_children
from searchkit.ingest.keys import is_plain

MANY = 20_000
"""After so many files a child is started: that takes as long as looking at a thousand of them."""
_SENT = 3
"""Requests in flight: paths of at most 4 KiB, less than the smallest pipe holds."""
_KEPT = 16
"""Listings that wait for the walk to come to them."""
_LENGTH, _HEAD = struct.Struct("=I"), struct.Struct("=qq")
_NAME = attrgetter("name")
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from searchkit.ingest.listing import main; main()"
)


class Listing(NamedTuple):
    """The files of a folder by name; `sizes` in bytes, `times` in nanoseconds since 1970."""

    names: list[str]
    sizes: array[int]
    times: array[int]


def look(folder: str) -> Listing | None:
    """What is in a folder, if that is nothing but ordinary files whose names are keys as they are.

    None for a folder that holds anything else, or cannot be listed, or changes meanwhile.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=_NAME, reverse=True)
        names = list(map(_NAME, reversed(entries)))
        if not _are_ordinary("/".join(names), entries):
            return None
        return Listing(names, *measure(entries))
    except (OSError, OverflowError):
        return None


def measure(entries: list[os.DirEntry[str]]) -> tuple[array[int], array[int]]:
    """Sizes and times of files that are no links, from the last of a list, which is then empty.

    OSError when one cannot be looked at, OverflowError when 64 bits do not hold its time.
    """
    sizes, times = array("q"), array("q")
    # What was looked at is let go of at once: using memory again saves a tenth of the time.
    while entries:
        state = entries.pop().stat()
        sizes.append(state.st_size)
        times.append(state.st_mtime_ns)
    return sizes, times


def _are_ordinary(names: str, entries: list[os.DirEntry[str]]) -> bool:
    hidden = names.startswith(".") or "/." in names
    if hidden or not is_plain(names) or any(map(os.DirEntry.is_symlink, entries)):
        return False
    return all(map(os.DirEntry.is_file, entries))


class LookAhead:
    """Looks at folders, and once there were many files, at some before the walk comes to them."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._files = 0

    def look(self, folder: str, following: list[str]) -> Listing | None:
        """As `look` does; `following` are the folders that will most likely be asked for next."""
        if self._child is None and self._files >= MANY and len(following) > 1 and _may_start():
            # Without a child the walk only takes longer.
            with contextlib.suppress(OSError):
                self._child = _Child()
            self._files = 0
        listing = self._child.look(folder, following) if self._child else look(folder)
        self._files += len(listing.names) if listing else 0
        return listing

    def close(self) -> None:
        if self._child:
            self._child.close()


def _may_start() -> bool:
    frozen = not sys.executable or getattr(sys, "frozen", False)
    return not frozen and (os.cpu_count() or 1) > 1


class _Child:
    """A child program that is sent folders, and says what `look` gives for them."""

    def __init__(self) -> None:
        paths = [path or os.getcwd() for path in sys.path if isinstance(path, str)]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, json.dumps(paths)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # An interrupt at the terminal is the parent's to handle: it ends the child.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        keep_from_children(self._input)
        keep_from_children(self._output)
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN)
        self._sent: deque[str] = deque()
        self._kept: dict[str, Listing | None] = {}
        self._ended = False

    def look(self, folder: str, following: list[str]) -> Listing | None:
        spare = deque(
            place for place in following if place not in self._kept and place not in self._sent
        )
        while spare and len(self._sent) < _SENT and not self._ended:
            self._send(spare.popleft())
        if folder not in self._kept and folder not in self._sent:
            return look(folder)
        while folder not in self._kept:
            if spare and len(self._kept) < _KEPT and not self._poll.poll(0):
                # Rather than wait, do what the child has not been asked for.
                place = spare.popleft()
                self._kept[place] = look(place)
            else:
                self._receive()
        return self._kept.pop(folder)

    def close(self) -> None:
        self._process.kill()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()

    def _send(self, folder: str) -> None:
        self._sent.append(folder)
        # A child that is gone is noticed where its reply is read.
        with contextlib.suppress(BrokenPipeError):
            path = os.fsencode(folder)
            self._input.write(_LENGTH.pack(len(path)) + path)

    def _receive(self) -> None:
        """Take the next reply. Of a child that is gone, that no folder is `look`'s."""
        try:
            self._kept[self._sent[0]] = self._reply()
            self._sent.popleft()
        except EOFError:
            self._ended = True
            self._kept.update(dict.fromkeys(self._sent))
            self._sent.clear()

    def _reply(self) -> Listing | None:
        count, size = _HEAD.unpack(self._read(_HEAD.size))
        if count < 0:
            return None
        names = self._read(size).decode("utf-8")
        sizes, times = array("q"), array("q")
        sizes.frombytes(self._read(8 * count))
        times.frombytes(self._read(8 * count))
        return Listing(names.split("/") if names else [], sizes, times)

    def _read(self, size: int) -> bytearray:
        data = bytearray()
        while len(data) < size:
            some = os.read(self._output.fileno(), size - len(data))
            if not some:
                raise EOFError
            data += some
        return data


def main() -> None:
    """The child program: answers requests on standard input until it ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_LENGTH.size):
        listing = look(os.fsdecode(source.read(*_LENGTH.unpack(head))))
        if listing is None:
            sink.write(_HEAD.pack(-1, 0))
        else:
            names = "/".join(listing.names).encode("utf-8")
            sink.write(_HEAD.pack(len(listing.names), len(names)) + names)
            sink.write(listing.sizes.tobytes() + listing.times.tobytes())
        sink.flush()
