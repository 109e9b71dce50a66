"""What is in this file? Its format is told by its content, then its name; articles come out.

Whatever a file holds, nothing raises: what cannot be read is Rejected with its reason.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal

from searchkit.analysis.language import guess_language
from searchkit.ingest import records
from searchkit.ingest.decode import binary_kind, decode
from searchkit.ingest.feeds import is_feed, read_feed
from searchkit.ingest.text import read_text
from searchkit.model import Article, Rejected

LARGEST = 64 << 20
"""Bytes: a larger file, or a longer line of a file of JSON lines, is rejected."""

LONGEST_TEXT = 16 << 20
"""Code points: a longer plain text is no article, but something that holds many."""

Format = Literal["html", "feed", "json", "jsonl", "xml", "text"]

_HEAD = 8192
_CHUNK = 1 << 20
_LINES_NAMES = (".jsonl", ".ndjson")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|link|"
    r"script|style|article|main|section|div|table|header|h1|p)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_INSIDE = re.compile(r"<html[\s>].*?<(?:head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z!/][^<>]*>")
_XML = re.compile(r"\s*<\?xml\s")


def read_articles(
    path: str | os.PathLike[str], *, named: str | None = None, url: str | None = None
) -> Iterator[Article | Rejected]:
    """What ingestion would make of a file: its articles, in order, and what was rejected.

    `url` is the address that the file was saved from, where that is known. Never raises for what
    the file is or holds; each article's path is `named`, or `path` as given.
    """
    place = os.fspath(path)
    name = named or place
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):
            yield Rejected(name, "not a regular file")
            return
        with open(place, "rb", buffering=_CHUNK) as file:
            yield from _read_file(file, name, url)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        yield Rejected(name, f"cannot be read: {reason}")


def read_bytes(data: bytes, *, path: str, url: str | None = None) -> Iterator[Article | Rejected]:
    """The articles in a file's bytes; `path` names it in them and tells the format in doubt."""
    if len(data) > LARGEST and not _is_json_lines(data[:_HEAD], path):
        yield _too_large(path, len(data))
        return
    kind = binary_kind(data)
    if kind:
        yield Rejected(path, f"not text: {kind}")
        return
    yield from _guarded(lambda: _read_decoded(data, path, url), path)


def read_lines(
    lines: Iterable[bytes], *, path: str, first: int = 1
) -> Iterator[Article | Rejected]:
    """The articles of JSON lines, one at a time, however many; blank lines are passed over.

    `first` is the number of the first line.
    """
    for number, line in enumerate(lines, start=first):
        if len(line) > LARGEST:
            yield Rejected(f"{path}:{number}", f"the line is longer than {LARGEST >> 20} MB")
        elif line.strip():
            try:
                yield _read_json_line(line, path, number)
            except Exception as error:  # noqa: BLE001
                yield _stumbled(f"{path}:{number}", error)


def _read_file(file: BinaryIO, path: str, url: str | None) -> Iterator[Article | Rejected]:
    size = os.fstat(file.fileno()).st_size
    head = file.read(_HEAD)
    if not head:
        yield Rejected(path, "empty file")
    elif _is_json_lines(head, path):
        file.seek(0)
        yield from read_lines(_lines(file), path=path)
    elif size > LARGEST:
        yield _too_large(path, size)
    else:
        yield from read_bytes(head + file.read(), path=path, url=url)


def _read_decoded(data: bytes, path: str, url: str | None) -> Iterator[Article | Rejected]:
    if not data:
        yield Rejected(path, "empty file")
        return
    text, _ = decode(data)
    if not text.strip("\ufeff\0 \t\r\n\f\v"):
        yield Rejected(path, "no text: only white space")
        return
    form = format_of(text, path)
    if form == "jsonl":
        yield from read_lines(
            (line.encode("utf-8", "replace") for line in text.split("\n")), path=path
        )
        return
    for item in _read_as(form, text, path, url):
        yield _with_language(item)


def _read_as(form: Format, text: str, path: str, url: str | None) -> Iterator[Article | Rejected]:
    if form == "html":
        from searchkit.ingest.html import read_page

        yield read_page(text, path=path, url=url)
    elif form == "feed":
        yield from read_feed(text, path=path)
    elif form == "json":
        yield from records.read_json(text, path=path)
    elif form == "xml":
        yield Rejected(path, "XML that is neither a feed nor a page")
    elif len(text) > LONGEST_TEXT:
        limit = f"{LONGEST_TEXT >> 20} million characters"
        yield Rejected(path, f"a text of more than {limit} is no article: split it into articles")
    else:
        article = read_text(text, path=path)
        if url and isinstance(article, Article):
            article = replace(article, url=url, url_basis="user")
        yield article


def format_of(text: str, path: str) -> Format:
    """The format of a text, told by its beginning, then by the name of its file."""
    head, name = text[:_HEAD].lstrip("\ufeff"), path.lower()
    if is_feed(head):
        return "feed"
    if _PAGE.match(head) or _PAGE_INSIDE.search(head):
        return "html"
    if _XML.match(head):
        return "xml"
    if head.lstrip()[:1] in ("{", "["):
        form = _json_format(text, name)
        if form:
            return form
    if name.endswith(_LINES_NAMES):
        return "jsonl"
    if name.endswith(".json"):
        return "json"
    return "html" if name.endswith(_PAGE_NAMES) and _TAG.search(text) else "text"


def _json_format(text: str, name: str) -> Format | None:
    """Whether a text that begins with a bracket is JSON, JSON lines or (None) just that."""
    if name.endswith(_LINES_NAMES):
        return "jsonl"
    first, _, rest = text.strip().partition("\n")
    if rest.lstrip().startswith(("{", "[")) and _is_json(first):
        return "jsonl"
    return "json" if name.endswith(".json") or _is_json(text) else None


def _is_json(text: str) -> bool:
    try:
        records.parse(text)
    except ValueError:
        return False
    return True


def _is_json_lines(head: bytes, path: str) -> bool:
    """Whether a file is to be read line by line: by its name, or since its first line is JSON."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or binary_kind(head):
        return False
    if path.lower().endswith(_LINES_NAMES):
        return True
    first, end, rest = head.lstrip(b"\xef\xbb\xbf\r\n ").partition(b"\n")
    return (
        first.startswith(b"{")
        and bool(end)
        and rest.startswith(b"{")
        and _is_json(decode(first)[0])
    )


def _read_json_line(line: bytes, path: str, number: int) -> Article | Rejected:
    return records.read_line(_line_text(line), path=path, number=number)


def _line_text(line: bytes) -> str:
    """What `decode` makes of a line, sooner where it is plainly UTF-8.

    Plainly: not UTF-16, whose ASCII has NULs, nor one of East Asia's seven-bit encodings, which
    shift between character sets.
    """
    if line.startswith(b"{") and not (
        b"\0" in line or b"\x1b" in line or b"\x0e" in line or b"\x0f" in line or b"~" in line
    ):
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return decode(line)[0]


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The file's lines; of one that is too long only so much that its length shows."""
    while line := file.readline(LARGEST + 1):
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = file.readline(_CHUNK)
            if len(line) < _CHUNK:
                break


def _with_language(item: Article | Rejected) -> Article | Rejected:
    if isinstance(item, Rejected) or item.language:
        return item
    language = guess_language(item.body)
    return item.with_texts(language=language, language_basis="words") if language else item


def _guarded(
    read: Callable[[], Iterator[Article | Rejected]], path: str
) -> Iterator[Article | Rejected]:
    """The boundary around one document: a mistake in reading it costs that document only."""
    try:
        yield from read()
    except Exception as error:  # noqa: BLE001
        yield _stumbled(path, error)


def _stumbled(path: str, error: Exception) -> Rejected:
    return Rejected(path, f"the reader failed on it: {type(error).__name__}: {error}")


def _too_large(path: str, size: int) -> Rejected:
    return Rejected(
        path,
        f"{size / (1 << 20):.0f} MB is more than the {LARGEST >> 20} MB that a file may have: "
        "split it, or save it as JSON lines, which have no limit",
    )
