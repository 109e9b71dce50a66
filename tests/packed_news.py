"""Made-up pages, and files that hold them: archives, crawls, saved pages."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping

from searchkit.ingest.reader import read_bytes
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.model import Article, Rejected

PROSE = "The council said that the bridge at Sollen would be closed until the end of the year. " * 3


def page(name: str, body: str = PROSE) -> bytes:
    """A page with the headline `name`."""
    head = f"<title>{name}</title><meta property='article:published_time' content='2025-03-04'>"
    text = f"<article><h1>{name}</h1><p>{body}</p><p>{body}</p></article>"
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{text}</body></html>".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: Mapping[str, bytes | bytearray], *others: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in others:
            archive.addfile(info)
    return file.getvalue()


def warc_record(kind: str, url: str, block: bytes, declared: str = "application/http") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
    date = "WARC-Date: 2025-11-22T10:00:00Z\r\n"
    rest = f"Content-Type: {declared}\r\nContent-Length: {len(block)}\r\n\r\n"
    return (head + date + rest).encode() + block + b"\r\n\r\n"


def response(
    body: bytes, declared: str = "text/html", *, status: int = 200, more: str = ""
) -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Type: {declared}\r\n{more}\r\n".encode() + body


def read(data: bytes, path: str, rules: Rules = NO_RULES) -> list[Article | Rejected]:
    return list(read_bytes(data, path=path, rules=rules))


def titles(items: list[Article | Rejected]) -> list[str]:
    return [item.title for item in items if isinstance(item, Article)]


def reasons(items: list[Article | Rejected]) -> dict[str, str]:
    return {item.path: item.reason for item in items if isinstance(item, Rejected)}


def paths(items: list[Article | Rejected]) -> Iterator[str | None]:
    return (item.path for item in items)
