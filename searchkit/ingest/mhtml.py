"""MHTML (RFC 2557): a page saved as one file, as a mail with parts. The page is its first HTML."""

from __future__ import annotations

import binascii
import quopri
import re
from email.message import Message
from email.parser import BytesHeaderParser
from typing import NamedTuple

_HEAD = re.compile(rb"\A\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,64}\r?\n")
_KIND = re.compile(
    rb"^content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)",
    re.IGNORECASE | re.MULTILINE,
)
_MIME = re.compile(rb"^(?:mime-version|snapshot-content-location):", re.IGNORECASE | re.MULTILINE)
_SNIFFED = 8192
_DEEPEST = 4
_MOST_PARTS = 1_000


class Page(NamedTuple):
    """The page's markup, its charset if it is declared, and where it was saved from."""

    markup: bytes
    charset: str | None
    url: str | None


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins as a mail whose content is a page."""
    found = _HEAD.match(head[:_SNIFFED])
    return bool(found and _MIME.search(found[0]) and _KIND.search(found[0]))


def read_mhtml(data: bytes) -> Page | None:
    """The page, or None where no part holds one."""
    return _page(data, None, 0)


def _page(data: bytes, url: str | None, depth: int) -> Page | None:
    head, body = _split(data)
    if depth > _DEEPEST:
        return None
    url = head.get("Snapshot-Content-Location") or head.get("Content-Location") or url
    kind = head.get_content_type()
    if kind == "text/html":
        address = url if url and url.startswith(("http://", "https://")) else None
        return Page(_decoded(body, head), head.get_content_charset(), address)
    boundary = head.get_boundary()
    if not kind.startswith("multipart/") or not boundary:
        return None
    mark = b"--" + boundary.encode("utf-8", "replace")
    for part in body.split(mark, _MOST_PARTS)[1:]:
        if not part.startswith(b"--") and (page := _page(part.lstrip(b"\r\n"), url, depth + 1)):
            return page
    return None


def _split(data: bytes) -> tuple[Message, bytes]:
    end = re.search(rb"\r?\n\r?\n", data[: 1 << 16])
    if end is None:
        return Message(), data
    return BytesHeaderParser().parsebytes(data[: end.end()]), data[end.end() :]


def _decoded(body: bytes, head: Message) -> bytes:
    coding = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding == "quoted-printable":
        return quopri.decodestring(body)
    if coding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        return binascii.a2b_base64(letters[: len(letters) & ~3] + _rest(letters))
    return body


def _rest(letters: bytes) -> bytes:
    """The last letters of base64, padded; a single one says nothing."""
    rest = letters[len(letters) & ~3 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
