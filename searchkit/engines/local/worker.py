"""A child program that builds a segment from one request after another, until its input ends.

A request is a JSON line: `path` of the segment, `fallback`, and where in a file that the program
inherited as an open one the batch's articles `start`, and their `lengths`; `last` says that the
segment is to be finished with them. The reply is a JSON line: the segment's size and CRC-32 once it
is finished, else `null`, as when the program is ready.

Instead of a batch, a request may name `lines` of a file, as a `LineRange`. What was read of them,
as JSON, goes into another inherited file, behind what went there before, so that nobody waits for
a pipe; the reply says how long it is. Whatever goes wrong ends the program.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Any

from searchkit.engines.local.building import Draft, SegmentBuilder
from searchkit.ingest.line_ranges import LineRange


def read_drafts(file: int, start: int, lengths: Sequence[int]) -> list[Draft]:
    """Articles that follow one another in an open file."""
    size, data = sum(lengths), b""
    while len(data) < size:
        piece = os.pread(file, size - len(data), start + len(data))
        if not piece:
            raise EOFError("articles are missing")
        data += piece
    ends = pairwise(accumulate(lengths, initial=0))
    return [Draft.read(data[begin:end]) for begin, end in ends]


def main(file: int, reads: int) -> None:
    """The child program; `file` is the descriptor that articles are read from, `reads` the one
    that what was read of lines is written to."""
    source, sink = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    # What libraries print goes nowhere: standard output is for replies.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    builder = SegmentBuilder()
    # Articles of a batch hold no cycles: looking for some, again and again, takes a twentieth.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    _reply(sink, None)
    for line in source:
        request = json.loads(line)
        path, fallback = Path(request["path"]), request["fallback"]
        if "lines" in request:
            read = builder.add_lines(path, LineRange(*request["lines"]), fallback)
            _reply(sink, write_all(reads, json.dumps(read).encode("ascii")))
            continue
        drafts = read_drafts(file, request["start"], request["lengths"])
        step = builder.finish if request["last"] else builder.add
        _reply(sink, step(path, drafts, fallback))


def write_all(file: int, data: bytes) -> int:
    """Write at an open file's own place; how many bytes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
    return len(data)


def _reply(sink: IO[bytes], value: Any) -> None:
    sink.write(json.dumps(value).encode("ascii") + b"\n")
    sink.flush()
