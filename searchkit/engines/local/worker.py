"""A child program that builds segments, one request after another, until its input ends.

A request is the lengths of two things (4 bytes each, big-endian), then these: a JSON object with
`path`, `fallback` and the `lengths` of the articles, and the articles as they are stored, joined.
The reply is a JSON line: `null` when the program is ready for requests, and for each
segment its size and CRC-32. Whatever goes wrong ends the program.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from searchkit.engines.local.building import Draft, SegmentBuilder

_LENGTHS = struct.Struct(">II")
_SWITCH_SECONDS = 0.0005
"""The thread that takes requests must not wait for the one that builds: the parent waits for it."""

Request = tuple[dict[str, Any], bytes]


def pack_request(path: Path, fallback: str | None, stored: Sequence[bytes]) -> list[bytes]:
    """A request, in pieces to be written one after the other."""
    lengths = [len(article) for article in stored]
    data = {"path": os.path.abspath(path), "fallback": fallback, "lengths": lengths}
    header = json.dumps(data, separators=(",", ":")).encode("ascii")
    return [_LENGTHS.pack(len(header), sum(lengths)), header, b"".join(stored)]


def main() -> None:
    """The child program."""
    source, sink = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    # What libraries print goes nowhere: standard output is for replies.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    sys.setswitchinterval(_SWITCH_SECONDS)
    requests: SimpleQueue[Request] = SimpleQueue()
    Thread(target=_receive, args=(source, requests), daemon=True).start()
    builder = SegmentBuilder()
    _reply(sink, None)
    while True:
        header, data = requests.get()
        drafts = [Draft.read(article) for article in _split(data, header["lengths"])]
        _reply(sink, builder.build(Path(header["path"]), drafts, header["fallback"]))


def _receive(source: IO[bytes], requests: SimpleQueue[Request]) -> None:
    """Take requests as they come; the end of the input is the end of the program."""
    while len(lengths := source.read(_LENGTHS.size)) == _LENGTHS.size:
        header, data = (source.read(length) for length in _LENGTHS.unpack(lengths))
        requests.put((json.loads(header), data))
    os._exit(0)


def _split(data: bytes, lengths: Sequence[int]) -> list[bytes]:
    return [data[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]


def _reply(sink: IO[bytes], value: Any) -> None:
    sink.write(json.dumps(value).encode("ascii") + b"\n")
    sink.flush()
