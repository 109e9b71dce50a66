"""Large files of JSON lines, cut at line ends into ranges that can be read one by one, anywhere."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.ingest.worker import Read, settled
from searchkit.model import Rejected

RANGE_BYTES = 8 << 20
"""A range has so many bytes, and what is left of its last line."""
_NAMES = (".jsonl", ".ndjson")


class LineRange(NamedTuple):
    """A part of a file: bytes [start, stop), its first line's number from 1, and how many lines
    before it are not blank."""

    path: str
    key: str
    start: int
    stop: int
    number: int
    ordinal: int


def has_ranges(path: str, size: int) -> bool:
    """Whether a file is plainly one of JSON lines and of several ranges."""
    if size < 2 * RANGE_BYTES or not path.lower().endswith(_NAMES):
        return False
    with open(path, "rb") as file:
        return file.read(1) == b"{"


def line_ranges(path: str, key: str) -> Iterator[LineRange]:
    """The file's ranges, in order. One that is longer than usual has lines of odd lengths."""
    with open(path, "rb", buffering=0) as file:
        start, number, ordinal = 0, 1, 0
        while data := os.pread(file.fileno(), RANGE_BYTES, start):
            data += _rest_of_line(file.fileno(), start + len(data), data)
            yield LineRange(path, key, start, start + len(data), number, ordinal)
            lines = data.split(b"\n")
            start, number = start + len(data), number + data.count(b"\n")
            ordinal += sum(map(bool, map(bytes.strip, lines)))


def read_range(lines: LineRange) -> Iterator[Read | Rejected]:
    """The articles of a range and what was rejected, as reading the whole file gives them."""
    # What reads is loaded where something is read.
    from searchkit.ingest import reader

    with open(lines.path, "rb") as file:
        file.seek(lines.start)
        data = io.BytesIO(file.read(lines.stop - lines.start))
    items = reader.read_lines(data, path=lines.key, first=lines.number)
    return settled(items, lines.key, lines.ordinal)


def _rest_of_line(file: int, place: int, data: bytes) -> bytes:
    """What follows up to the end of the line, or of the file."""
    rest = b""
    while not (rest or data).endswith(b"\n"):
        piece = os.pread(file, 1 << 16, place + len(rest))
        if not piece:
            break
        line, end, _ = piece.partition(b"\n")
        rest += line + end
    return rest
