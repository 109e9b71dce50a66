"""Whoosh's own table of contents, so that `whoosh.index.open_dir` finds the archive too.

It names a manifest by its generation and checksum and says how many segments that has; nothing of
ours ever reads it. Whoosh unpickles it: what is written are the few opcodes that call
`searchkit.whoosh_index.toc`, put together here so that writing needs neither Whoosh nor pickle.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.lazy_regex import lazy_pattern
from searchkit.store import durable

if TYPE_CHECKING:
    from searchkit.store.manifest import Manifest

NAME = lazy_pattern(r"_MAIN_(\d{1,12})\.toc")
_LOADERS = b"searchkit.whoosh_index.toc"
_TOC_VERSION = -111
_RELEASE = (2, 7, 4)


def toc_name(generation: int) -> str:
    return f"_MAIN_{generation}.toc"


def write_toc(index: Path, manifest: Manifest, language: str) -> None:
    """Write and sync the table of a generation that has just been committed.

    The archive's commonest language, else `language`, chooses the stemmer of Whoosh's parser.
    """
    generation, segments = manifest.generation, len(manifest.segments)
    crc = zlib.crc32(manifest.dump())
    own = manifest.fallback_language
    schema = _call(b"load_schema", _text(own if own and own.isascii() else language))
    loaded = _call(b"load_segments", _number(generation) + _number(crc) + _number(segments))
    table = bytes((struct.calcsize("!i"), struct.calcsize("!q"), struct.calcsize("!f")))
    table += struct.pack("!ii", -12345, _TOC_VERSION) + bytes(_RELEASE)
    table += _varint(len(schema)) + schema + struct.pack("!ii", generation, 0) + loaded
    pending = index / f"pending-{toc_name(generation)}"
    durable.remove(pending)
    durable.write_file(pending, table)
    durable.rename(pending, index / toc_name(generation))
    durable.sync_folder(index)


def _call(function: bytes, arguments: bytes) -> bytes:
    """A pickle (protocol 2) that calls one of our loaders with the arguments on its stack."""
    return b"\x80\x02c" + _LOADERS + b"\n" + function + b"\n(" + arguments + b"tR."


def _text(text: str) -> bytes:
    data = text.encode("ascii")
    return b"X" + struct.pack("<I", len(data)) + data


def _number(number: int) -> bytes:
    return b"I%d\n" % number


def _varint(number: int) -> bytes:
    digits = bytearray()
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes(digits) + bytes((number,))
