"""Files within files: the members of zip and tar archives, read where they are, never unpacked.

A member's path is its archive's, `!/` and its name: `saved.zip!/folder/page.html`. Names are only
ever shown and matched, so none can lead anywhere; those that try are rejected all the same.
"""

from __future__ import annotations

import io
import itertools
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

from searchkit.ingest import limits
from searchkit.ingest.compression import Budget, buffered
from searchkit.ingest.keys import escape
from searchkit.ingest.unreadable import Unreadable
from searchkit.model import Rejected

_ENTRY = b"PK\x01\x02"
_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 1 << 16
_DIRECTORY_BYTES = 64 << 20
_ENCRYPTED = 1
_OFFICE = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}
_HEADER_BYTES = 1 << 20
_LONG_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_DAMAGED = ("InvalidHeaderError", "TruncatedHeaderError")
_TOO_MANY = (
    f"it holds more than {limits.MEMBERS:,} members: unpack it, and ingest the folder instead"
)


class Member(NamedTuple):
    """A file within a file. `declared` is what came with it: a content type or a charset."""

    path: str
    file: io.BufferedReader[Any]
    url: str | None = None
    declared: str | None = None


def archive_of(head: bytes) -> str | None:
    """zip or tar, by a file's first 512 bytes."""
    if head.startswith((b"PK\x03\x04", _END)):
        return "zip"
    return "tar" if _is_tar(head) else None


def members(
    file: io.BufferedReader[Any], kind: str, path: str, budget: Budget
) -> Iterator[Member | Rejected]:
    """The members of an archive, each to be read before the next; rejected ones in their places.

    Folders and hidden members are passed over. Raises Unreadable where the archive is damaged.
    """
    return (_zip_members if kind == "zip" else _tar_members)(file, path, budget)


def _zip_members(
    file: io.BufferedReader[Any], path: str, budget: Budget
) -> Iterator[Member | Rejected]:
    if file.seekable():
        yield from _members_in_zip(file, path, budget)
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        yield from _members_in_zip(copy, path, budget)


def _members_in_zip(file: IO[bytes], path: str, budget: Budget) -> Iterator[Member | Rejected]:
    _check_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:
        raise Unreadable(f"a damaged zip archive: {error}") from error
    infos = archive.infolist()
    if not _OFFICE.isdisjoint(info.filename for info in infos[:3]):
        raise Unreadable("an office document, e-book or program: save it as HTML or text")
    if not infos:
        raise Unreadable("an empty zip archive")
    for info in infos:
        place = _place(path, info.filename)
        if info.is_dir() or place is None:
            continue
        if reason := _zip_refusal(info):
            yield Rejected(place, reason)
        else:
            yield Member(place, buffered(_careful(archive.open, info), budget))


def _check_directory(file: IO[bytes]) -> None:
    """Raise Unreadable for a zip archive with more members than memory should hold the names of."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0:
        raise Unreadable("a damaged zip archive: it is cut off, or something else")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    start = max(0, size - len(tail) + end - min(length, _DIRECTORY_BYTES))
    file.seek(start)
    count = file.read(min(length, _DIRECTORY_BYTES)).count(_ENTRY)
    if length > _DIRECTORY_BYTES or count > limits.MEMBERS:
        raise Unreadable(_TOO_MANY)


def _zip_refusal(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "encrypted: unpack the archive with its password, and ingest the folder instead"
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "a link or special file in an archive is not followed"
    return _name_refusal(info.filename)


def _careful(
    open_member: Callable[[Any], IO[bytes] | None], info: object
) -> Callable[[int], bytes]:
    """A member's bytes, opened when they are first read; whatever is wrong is Unreadable."""
    opened: list[IO[bytes]] = []

    def read(size: int) -> bytes:
        try:
            if not opened:
                opened.append(open_member(info) or io.BytesIO())
            return opened[0].read(size)
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(f"damaged within its archive: {error}") from error

    return read


class _Header(tarfile.TarInfo):
    """A header that is damaged ends the reading loudly, which tarfile itself takes for the end;
    so does one that would take long to read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)
        if header.type in _LONG_HEADERS and header.size > _HEADER_BYTES:
            raise Unreadable("a damaged tar archive: a header of more than 1 MB")
        return header

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> _Header:
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _DAMAGED:
                raise Unreadable(f"a damaged tar archive: {error}") from error
            raise


def _tar_members(
    file: io.BufferedReader[Any], path: str, budget: Budget
) -> Iterator[Member | Rejected]:
    try:
        with tarfile.open(fileobj=file, mode="r|", tarinfo=_Header, encoding="utf-8") as archive:
            yield from _members_in_tar(archive, path, budget)
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"a damaged tar archive: {error}") from error


def _members_in_tar(
    archive: tarfile.TarFile, path: str, budget: Budget
) -> Iterator[Member | Rejected]:
    for count in itertools.count(1):
        info = archive.next()
        # tarfile would remember every one.
        archive.members = []  # type: ignore[attr-defined]
        if info is None:
            return
        if count > limits.MEMBERS:
            raise Unreadable(_TOO_MANY)
        place = _place(path, info.name)
        if info.isdir() or place is None:
            continue
        if reason := _tar_refusal(info):
            yield Rejected(place, reason)
        else:
            yield Member(place, buffered(_careful(archive.extractfile, info), budget))


def _tar_refusal(info: tarfile.TarInfo) -> str:
    if not info.isreg() or info.issparse():
        return "a link or special file in an archive is not followed"
    return _name_refusal(info.name)


def _name_refusal(name: str) -> str:
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
        return "its name leads out of its archive"
    return ""


def _place(path: str, name: str) -> str | None:
    """The path of a member; None for a hidden one."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    if hidden or "__MACOSX" in parts:
        return None
    return f"{path}!/{escape('/'.join(parts))}"


def _is_tar(head: bytes) -> bool:
    """Whether the checksum of a first header is right (POSIX.1-1988, ustar; older ones too)."""
    if len(head) < 512 or not head[0]:
        return False
    try:
        stated = int(head[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 8 * ord(" ") + sum(head[156:512])
