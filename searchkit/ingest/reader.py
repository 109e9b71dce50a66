"""What is in this file? Streams are followed to the documents in them; articles come out.

Whatever a file holds, nothing raises: what cannot be read is Rejected with its reason. Formats are
told by content, then by name. Memory is bounded by one document, or one line or row of a table.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterable, Iterator
from typing import IO

from searchkit.ingest import limits, warc
from searchkit.ingest.compression import Budget, compression_of, unpack, unpacked_name
from searchkit.ingest.containers import Member, archive_of, members
from searchkit.ingest.decode import decode
from searchkit.ingest.documents import is_json_lines, read_document, read_json_line
from searchkit.ingest.mapping import as_ruled
from searchkit.ingest.rules import NO_RULES, Rules, Treatment
from searchkit.ingest.tables import is_table, read_table
from searchkit.ingest.unreadable import Exhausted, Unreadable
from searchkit.model import Article, Rejected

_HEAD = 8192
_CHUNK = 1 << 20

Items = Iterator[Article | Rejected]


def read_articles(
    path: str | os.PathLike[str],
    *,
    named: str | None = None,
    url: str | None = None,
    rules: Rules = NO_RULES,
) -> Items:
    """What ingestion would make of a file: its articles, in order, and what was rejected.

    `url` is the address that the file was saved from, where that is known. Never raises for what
    the file is or holds; each article's path is `named`, or `path` as given, or in an archive
    that, `!/` and the member's name.
    """
    place = os.fspath(path)
    name = named or place
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):
            yield Rejected(name, "not a regular file")
            return
        with io.BufferedReader(io.FileIO(place), _CHUNK) as file:
            size = os.fstat(file.fileno()).st_size
            yield from _File(name, size, rules).read(Member(name, file, url))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        yield Rejected(name, f"cannot be read: {reason}")


def read_bytes(data: bytes, *, path: str, url: str | None = None, rules: Rules = NO_RULES) -> Items:
    """The articles in a file's bytes; `path` names it in them and tells the format in doubt."""
    file = io.BufferedReader(io.BytesIO(data), _HEAD)
    yield from _File(path, len(data), rules).read(Member(path, file, url))


def read_lines(
    lines: Iterable[bytes], *, path: str, first: int = 1, rules: Rules = NO_RULES
) -> Items:
    """The articles of JSON lines, one at a time, however many; blank lines are passed over.

    `first` is the number of the first line.
    """
    treatment = rules.treatment(path)
    return as_ruled(_read_lines(lines, path, treatment, first), treatment)


class _File:
    """One file with all that is packed in it."""

    def __init__(self, path: str, size: int, rules: Rules) -> None:
        self._budget = Budget(size)
        self._treatment = rules.treatment(path)

    def read(self, member: Member) -> Items:
        """What is in a file or in a member of one."""
        items = _guarded(self._follow(member, unpacked_name(member.path).lower()), member.path)
        return as_ruled(items, self._treatment)

    def _follow(self, member: Member, name: str, level: int = 0, packed: bool = False) -> Items:
        head = member.file.peek(_HEAD)[:_HEAD]
        if not head:
            raise Unreadable("empty file")
        if kind := compression_of(head):
            if packed:
                raise Unreadable("compressed more than once: unpack it")
            inner = member._replace(file=unpack(member.file, kind, self._budget))
            yield from self._follow(inner, name, level, packed=True)
        elif kind := archive_of(head):
            found = members(member.file, kind, member.path, self._budget)
            yield from self._members(found, level)
        elif warc.is_warc(head):
            yield from self._members(warc.pages(member.file, member.path), level)
        elif is_json_lines(head, name):
            yield from _read_lines(lines_of(member.file), member.path, self._treatment)
        elif self._is_large_table(head, name):
            lines = _text_lines(member.file, head, self._treatment)
            yield from read_table(lines, path=member.path, treatment=self._treatment)
        else:
            yield from self._document(member, name)

    def _members(self, found: Iterator[Member | Rejected], level: int) -> Items:
        if level == limits.LEVELS:
            raise Unreadable("an archive in an archive in an archive: unpack the outer one")
        for item in found:
            if isinstance(item, Rejected):
                yield item
            else:
                name = unpacked_name(item.path).lower()
                yield from _guarded(self._follow(item, name, level + 1), item.path, inner=True)

    def _is_large_table(self, head: bytes, name: str) -> bool:
        """Whether this is a table to be read row by row; one in UTF-16 is read as a whole."""
        if b"\0" in head or len(head) < _HEAD:
            return False
        text, _ = decode(head, self._treatment.encoding)
        return text.lstrip()[:1] not in "<{[" and is_table(text, name, self._treatment)

    def _document(self, member: Member, name: str) -> Items:
        data = member.file.read(limits.DOCUMENT_BYTES + 1)
        if len(data) > limits.DOCUMENT_BYTES:
            raise Unreadable(
                f"more than the {limits.DOCUMENT_BYTES >> 20} MB that a document may have: split "
                "it, or save it as JSON lines, which have no limit"
            )
        yield from read_document(
            data,
            path=member.path,
            name=name,
            url=member.url,
            declared=member.declared,
            treatment=self._treatment,
        )


def _read_lines(lines: Iterable[bytes], path: str, treatment: Treatment, first: int = 1) -> Items:
    blank = 0
    for number, line in enumerate(lines, start=first):
        if len(line) > limits.LINE_BYTES:
            yield Rejected(f"{path}:{number}", _too_long())
        elif line.strip():
            try:
                yield read_json_line(line, path, number, treatment)
            except Exception as error:  # noqa: BLE001
                yield _stumbled(f"{path}:{number}", error)
        else:
            blank += 1
            if blank > limits.BLANK_LINES:
                what = f"more than {limits.BLANK_LINES:,} blank lines: the rest is not read"
                yield Rejected(f"{path}:{number}", what)
                return


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The file's lines; of one that is too long only so much that its length shows."""
    while line := file.readline(limits.LINE_BYTES + 1):
        yield line
        if len(line) > limits.LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK)


def _text_lines(file: IO[bytes], head: bytes, treatment: Treatment) -> Iterator[str]:
    """The lines of a table as text, in the encoding that its first ones are in."""
    _, encoding = decode(head[: head.rfind(b"\n") + 1] or head, treatment.encoding)
    for line in lines_of(file):
        if len(line) > limits.LINE_BYTES:
            raise Unreadable(_too_long())
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            yield decode(line, treatment.encoding)[0]


def _guarded(items: Items, path: str, *, inner: bool = False) -> Items:
    """The boundary around one document: a mistake in reading it costs that document only."""
    try:
        yield from items
    except Unreadable as error:
        if inner and isinstance(error, Exhausted):
            raise
        yield Rejected(path, str(error))
    except OSError as error:
        yield Rejected(path, f"cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001
        yield _stumbled(path, error)


def _stumbled(path: str, error: Exception) -> Rejected:
    return Rejected(path, f"the reader failed on it: {type(error).__name__}: {error}")


def _too_long() -> str:
    return f"the line is longer than {limits.LINE_BYTES >> 20} MB"
