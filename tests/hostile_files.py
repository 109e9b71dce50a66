"""Files that were made to harm whoever reads them, each written by a function.

`python hostile_files.py FOLDER [NAME…]` writes one after the other there, reads each in a process
of its own, and prints a line of JSON for it: its name, seconds of processor time, megabytes at the
most, articles, how many rejections, and the first reasons.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import json
import lzma
import os
import resource
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

PROSE = "The council said that the bridge at Sollen would be closed until the end of the year. " * 3
MB = 1 << 20
LONGEST_SECONDS = 10
"""A process that reads a file for longer is killed."""
LOADED = (
    "searchkit.ingest.reader",
    "searchkit.ingest.html",
    "bs4",
    "charset_normalizer",
    "lxml.etree",
    "markdown_it",
    "zstandard",
)
"""What reading takes besides the file itself."""


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body><h1>Story</h1>{body}<p>{PROSE}</p></body></html>".encode()


def entities(start: str, end: str) -> bytes:
    """A billion laughs."""
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    declared = f'<!DOCTYPE x [<!ENTITY e0 "ha">{steps}]>'
    return f'<?xml version="1.0"?>{declared}{start}&e29;{end}'.encode()


def many_members() -> bytes:
    """A zip archive of a million empty members, written by hand: zipfile would take a minute."""
    count = 1_000_000
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    directory = (b"PK\x01\x02" + entry + b"a") * count
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 31, 0)
    return local + directory + b"PK\x05\x06" + end


def overlapping_members() -> bytes:
    """A zip archive whose thousand members are all one and the same 60 MB of zeros."""
    # All are called "a": the names of both headers must agree.
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(60 * MB)
    data = packer.compress(zeros) + packer.flush()
    sizes = (zlib.crc32(zeros), len(data), len(zeros))
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, *sizes, 1, 0)
    local = b"PK\x03\x04" + head + b"a" + data
    entries = b""
    for _ in range(1000):
        values = (20, 20, 0, 8, 0, 33, *sizes, 1, 0, 0, 0, 0, 0, 0)
        entries += b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", *values) + b"a"
    end = struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(entries), len(local), 0)
    return local + entries + b"PK\x05\x06" + end


def zip_of(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def matryoshka() -> bytes:
    data = page("")
    for _ in range(50):
        data = zip_of(inner=data)
    return data


def tar_with(kind: bytes, name: str, size: int = 0, data: bytes = b"") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, "/etc/passwd"
    return info.tobuf(tarfile.GNU_FORMAT) + data


def warc(block: bytes, length: int | None = None) -> bytes:
    size = len(block) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def chunked(count: int) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return warc(head + b"1\r\na\r\n" * count + b"0\r\n\r\n")


def mail(parts: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    return head + b"--x\r\nA: b\r\n\r\ny\r\n" * parts


def emoji_line() -> bytes:
    return b'{"title": "x", "text": "\xf0\x9f\x98\x80' + b"y" * (50 * MB) + b'"}\n{"title": "z"}\n'


FILES: dict[str, Callable[[], bytes]] = {
    "nested.html": lambda: page("<div>" * 100_000),
    "nested-spans.html": lambda: page("<span>" * 100_000 + "x" + "</span>" * 100_000),
    "nested-tables.html": lambda: page("<table><tr><td>" * 30_000),
    "nested-bold.html": lambda: page("<b><p>" * 50_000),
    "many-paragraphs.html": lambda: page("<p>a" * 8_000_000),
    "many-tags.html": lambda: page("<br>" * 8_000_000),
    "attributes.html": lambda: page("<p " + " ".join(f"a{n}=''" for n in range(200_000)) + ">"),
    "long-attribute.html": lambda: page(f"<p class='{'a ' * 15_000_000}'>"),
    "comment.html": lambda: page("<!--" + "-" * 30_000_000),
    "script.html": lambda: page(f"<script type='application/ld+json'>{'[' * 200_000}</script>"),
    "ld-wide.html": lambda: page(
        f"<script type='application/ld+json'>[{'{},' * 3_000_000}1]</script>"
    ),
    "entities.html": lambda: entities("<html><body>", "</body></html>"),
    "entities.rss": lambda: entities(
        "<rss><channel><item><title>", "</title></item></channel></rss>"
    ),
    "external.rss": lambda: (
        b'<!DOCTYPE rss SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss><channel><item><title>&x;</title></item></channel></rss>"
    ),
    "external-dtd.rss": lambda: (
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'
        b"<rss><channel><item><title>Read it</title></item></channel></rss>"
    ),
    "nested.rss": lambda: b"<rss><channel><item>" + b"<a>" * 100_000,
    "wide.rss": lambda: b"<rss><channel>" + b"<item><title>x</title></item>" * 20_000,
    "nested.json": lambda: b'{"a":' * 100_000,
    "lists.json": lambda: b"[" + b"[]," * 20_000_000 + b"[]]",
    "numbers.json": lambda: b'{"title": ' + b"9" * 10_000_000 + b"}",
    "keys.json": lambda: b"[{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}]",
    "line.jsonl": emoji_line,
    "line.json": emoji_line,
    "line.csv": lambda: b"title,text\nx," + b"y" * (50 * MB) + b"\nz,w\n",
    "quote.csv": lambda: b'title,text\nx,"' + b"a,b\n" * 12_000_000,
    "columns.csv": lambda: b"title,text," + b"x," * 20_000_000,
    "line.txt": lambda: PROSE.encode() + b"y" * (50 * MB),
    "lines.txt": lambda: b"a\n" * 7_000_000,
    "nuls.txt": lambda: PROSE.encode() + bytes(1000) + b"\0T\0h\0e" * 9,
    "nuls.html": lambda: page("\0" * 1000),
    "wrong-charset.html": lambda: b"<meta charset=utf-16><meta charset=rot13><p>" + PROSE.encode(),
    "no-charset.html": lambda: "<p>Größe in Köln: ÄÖÜ. ".encode("cp1252") * 99,
    "latin.txt": lambda: ("é" * 10_000_000).encode("cp1252"),
    "zeros.txt": lambda: bytes(50 * MB),
    "zeros.gz": lambda: gzip.compress(bytes(200 * MB)),
    "spaces.html.gz": lambda: gzip.compress(page(" " * (200 * MB))),
    "zeros.bz2": lambda: bz2.compress(bytes(100 * MB)),
    "zeros.xz": lambda: lzma.compress(bytes(200 * MB), preset=0),
    "lines.jsonl.gz": lambda: gzip.compress(b"\n" * (200 * MB)),
    "cut.gz": lambda: gzip.compress(page(PROSE * 9))[:-20],
    "cut.zip": lambda: zip_of(a=page(""))[:-20],
    "million.zip": many_members,
    "overlapping.zip": overlapping_members,
    "matryoshka.zip": matryoshka,
    "zeros.tar.gz": lambda: gzip.compress(
        tar_with(tarfile.REGTYPE, "a.txt", 200 * MB) + bytes(200 * MB)
    ),
    "long-name.tar": lambda: tar_with(tarfile.GNUTYPE_LONGNAME, "x", 60 * MB, b"a" * (60 * MB)),
    "pax.tar": lambda: tar_with(tarfile.XHDTYPE, "x", 60 * MB, b"9 a=bcde\n" * (7 * MB)),
    "cut.tar": lambda: tar_with(tarfile.REGTYPE, "a.txt", 999, b"word"),
    "link.tar": lambda: tar_with(tarfile.SYMTYPE, "a.txt") + bytes(1024),
    "endless.warc": lambda: warc(b"", 1 << 60),
    "chunks.warc": lambda: chunked(5_000_000),
    "header.warc": lambda: b"WARC/1.0\r\n" + b"a: b\r\n" * 5_000_000,
    "parts.mhtml": lambda: mail(1_000_000),
    "boundary.mhtml": lambda: mail(1).replace(b"boundary=x", b"boundary=" + b"a" * (40 * MB)),
    "backticks.md": lambda: b"# x\n" + b"`a``b```c" * 20_000,
    "brackets.md": lambda: b"# x\n" + b"[" * 50_000 + b"a](" * 50_000,
    "quotes.md": lambda: b"# x\n" + b">" * 50_000 + b"- " * 50_000,
    "stars.md": lambda: b"# x\n" + b"*a **b " * 50_000,
    "front.md": lambda: b"---\n" + b"a: b\n" * 5_000_000,
    "odd.pdf": lambda: b"%PDF-1.7\n" + b"1 0 obj << /Kids [1 0 R] >> endobj\n" * 50_000,
}
"""By name; each is written anew, for together they take gigabytes."""


def judge(path: Path) -> dict[str, object]:
    """What reading a file takes, measured in a child of this process, and what comes of it."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS))
        from searchkit.ingest.reader import read_articles
        from searchkit.model import Rejected

        articles, reasons = 0, []
        for item in read_articles(path, named=path.name):
            if isinstance(item, Rejected):
                reasons.append(f"{item.path[:80]}: {item.reason[:160]}")
            else:
                articles += 1
        with os.fdopen(sink, "w") as pipe:
            json.dump(
                {"articles": articles, "rejected": len(reasons), "reasons": reasons[:2]}, pipe
            )
        os._exit(0)
    os.close(sink)
    with os.fdopen(source) as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    scale = 1 << 10 if sys.platform == "linux" else 1
    found = json.loads(said) if said else {"died": status}
    seconds = usage.ru_utime + usage.ru_stime
    return {"name": path.name, "seconds": seconds, "mb": usage.ru_maxrss * scale >> 20, **found}


def main(folder: str, *names: str) -> None:
    for module in LOADED:
        importlib.import_module(module)
    for name in names or FILES:
        path = Path(folder, name)
        # In a child: what writing takes must not count as what reading takes.
        if not (child := os.fork()):
            path.write_bytes(FILES[name]())
            os._exit(0)
        os.waitpid(child, 0)
        print(json.dumps(judge(path)), flush=True)
        path.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
