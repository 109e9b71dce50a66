"""WARC files (ISO 28500): the pages that a crawler or a browser's archiver brought home.

Given are responses with a status of 2xx, resources and conversions that hold HTML, plain text or a
feed. The rest of a crawl (pictures, scripts, redirects, requests) is passed over. A record's date
is when it was fetched, and says nothing of when anything was published.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from searchkit.ingest import limits
from searchkit.ingest.containers import Member
from searchkit.ingest.unreadable import Unreadable
from searchkit.model import Rejected

_SKIPPED = 1 << 20
_HEADER_BYTES = 64 << 10
_MOST_CHUNKS = 500_000
_LONGEST_URL = 2_000
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_PAGES = frozenset("text/html application/xhtml+xml text/plain".split())
_FEEDS = frozenset("application/rss+xml application/atom+xml application/feed+json".split())
_MACHINES = re.compile(r"/(?:robots|ads|app-ads|security|humans|llms)\.txt$")

Headers = dict[str, str]
"""By name, in lower case; the first of several counts."""


def is_warc(head: bytes) -> bool:
    return head.startswith(b"WARC/")


def pages(file: io.BufferedReader[Any], path: str) -> Iterator[Member | Rejected]:
    """The documents in a WARC file, each under its address: `crawl.warc.gz!/https://…`.

    Raises Unreadable where the file is damaged or cut off.
    """
    while True:
        line = file.readline(_HEADER_BYTES)
        if not line:
            return
        if not line.strip():
            continue
        if not is_warc(line):
            raise Unreadable("a damaged WARC file: a record does not begin with WARC/")
        headers = _read_headers(file)
        length = _length(headers)
        kind = headers.get("warc-type", "").lower()
        if kind not in ("response", "resource", "conversion") or length == 0:
            _skip(file, length)
            continue
        block = file.read(min(length, limits.DOCUMENT_BYTES))
        if len(block) < min(length, limits.DOCUMENT_BYTES):
            raise _cut_off()
        _skip(file, length - len(block))
        page = _page(headers, kind, block, path)
        if isinstance(page, Member) and length > len(block):
            yield Rejected(page.path, f"larger than {limits.DOCUMENT_BYTES >> 20} MB")
        elif page:
            yield page


def _page(headers: Headers, kind: str, block: bytes, path: str) -> Member | Rejected | None:
    """The document in a record's block, None where it holds nothing to read."""
    url = headers.get("warc-target-uri", "").strip("<>")
    declared = headers.get("content-type", "")
    if kind == "response":
        response = _body_of(block)
        if response is None:
            return None
        inner, block = response
        declared = inner.get("content-type", "")
        encoding = inner.get("content-encoding", "").strip().lower()
    else:
        encoding = ""
    if not _is_wanted(declared, url) or not block.strip():
        return None
    place = f"{path}!/{url[:_LONGEST_URL]}"
    if encoding == "br":
        return Rejected(place, "compressed with brotli: have the crawler ask for gzip instead")
    if encoding == "deflate":
        block = _inflated(block)
    file = io.BufferedReader(io.BytesIO(block))
    return Member(place, file, url or None, declared)


def _is_wanted(declared: str, url: str) -> bool:
    kind = declared.partition(";")[0].strip().lower()
    if not kind.startswith("text/plain"):
        return kind in _PAGES or kind in _FEEDS
    return not _MACHINES.search(url)


def _body_of(block: bytes) -> tuple[Headers, bytes] | None:
    """Headers and body of an HTTP response, None for one that is no success."""
    file = io.BytesIO(block)
    status = _STATUS.match(file.readline(_HEADER_BYTES))
    if status is None or not status[1].startswith(b"2"):
        return None
    headers = _read_headers(file)
    body = block[file.tell() :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    return headers, body


def _read_headers(file: io.BufferedReader[Any] | io.BytesIO) -> Headers:
    headers: Headers = {}
    size = 0
    while (line := file.readline(_HEADER_BYTES)).strip():
        size += len(line)
        if size > _HEADER_BYTES:
            raise Unreadable("a damaged WARC file: a header of more than 64 KB")
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "")
    if not text.isascii() or not text.isdigit():
        raise Unreadable("a damaged WARC file: a record does not say how long it is")
    return int(text)


def _skip(file: io.BufferedReader[Any], length: int) -> None:
    while length > 0:
        data = file.read(min(length, _SKIPPED))
        if not data:
            raise _cut_off()
        length -= len(data)


def _unchunked(body: bytes) -> bytes:
    """A chunked body in one piece; as it is where some program has put it together already."""
    parts = bytearray()
    place = 0
    for _ in range(_MOST_CHUNKS):
        end = body.find(b"\n", place, place + 1024)
        try:
            size = int(body[place:end].partition(b";")[0], 16)
        except ValueError:
            return bytes(parts) or body
        if end < 0 or size <= 0:
            break
        parts += body[end + 1 : end + 1 + size]
        place = body.find(b"\n", end + 1 + size) + 1
        if not place:
            break
    return bytes(parts)


def _inflated(body: bytes) -> bytes:
    """A body with the encoding "deflate", which is zlib's format, or deflate itself."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(body, limits.DOCUMENT_BYTES)
        except zlib.error:
            continue
    return body


def _cut_off() -> Unreadable:
    return Unreadable("a WARC file that is cut off: its last record is not whole")
