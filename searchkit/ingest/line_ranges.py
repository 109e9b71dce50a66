"""Large files of JSON lines, cut at line ends into ranges that can be read one by one, anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

from searchkit.ingest.worker import Read, settled
from searchkit.model import Rejected

RANGE_BYTES = 8 << 20
"""A range has so many bytes, and what is left of its last line."""
MOST_LINES = 1 << 14
"""It ends sooner where it has so many lines: what is made of them is in memory at once."""
_CHUNK = 1 << 20
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
    if size < 2 * RANGE_BYTES or not is_lines_name(path):
        return False
    with open(path, "rb") as file:
        return file.read(1) == b"{"


def is_lines_name(path: str) -> bool:
    return path.lower().endswith(_NAMES)


def line_ranges(path: str, key: str) -> Iterator[LineRange]:
    """The file's ranges, in order."""
    with open(path, "rb") as file:
        start, number, ordinal = 0, 1, 0
        while data := file.read(RANGE_BYTES):
            *lines, last = data.split(b"\n")
            while len(lines) > MOST_LINES:
                some, lines = lines[:MOST_LINES], lines[MOST_LINES:]
                stop = start + sum(map(len, some)) + MOST_LINES
                yield LineRange(path, key, start, stop, number, ordinal)
                start, number, ordinal = stop, number + MOST_LINES, ordinal + _filled(some)
            filled = _filled(lines)
            if last:
                filled += _finish_line(file, last)
            yield LineRange(path, key, start, file.tell(), number, ordinal)
            start, number = file.tell(), number + len(lines) + bool(last)
            ordinal += filled


def _filled(lines: list[bytes]) -> int:
    return sum(map(bool, map(bytes.strip, lines)))


def read_range(lines: LineRange) -> Iterator[Read | Rejected]:
    """The articles of a range and what was rejected, as reading the whole file gives them."""
    # What reads is loaded where something is read.
    from searchkit.ingest.reader import read_lines

    items = read_lines(_lines(lines), path=lines.key, first=lines.number)
    return settled(items, lines.key, lines.ordinal)


def _lines(lines: LineRange) -> Iterator[bytes]:
    from searchkit.ingest.reader import lines_of

    with open(lines.path, "rb") as file:
        file.seek(lines.start)
        for line in lines_of(file):
            if file.tell() - len(line) >= lines.stop:
                return
            yield line


def _finish_line(file: IO[bytes], begin: bytes) -> bool:
    """Read on to the end of a line that has begun; whether it is not blank."""
    filled, piece = bool(begin.strip()), begin
    while piece and not piece.endswith(b"\n"):
        piece = file.readline(_CHUNK)
        filled = filled or bool(piece.strip())
    return filled
