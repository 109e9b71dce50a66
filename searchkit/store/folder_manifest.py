"""Which generation is the archive? A small checksummed file that is replaced atomically.

`manifest-N` names the folder of generation N and every file in it with its size and CRC-32. It is
two lines of ASCII: the manifest as one JSON object, then the CRC-32 of that line in hexadecimal.
The highest N is the archive; N-1 is kept for readers that are just opening it. A damaged newest
manifest is an error: falling back to the one before would silently lose what was acknowledged.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from searchkit.errors import ArchiveError, ArchiveNotFound, CorruptIndex, IncompatibleIndex

FORMAT_VERSION = 1
_NAME = re.compile(r"manifest-(\d{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One generation: its folder, its files as name to (bytes, CRC-32), and what is in it.

    `languages` counts articles by the language they say they are in ("" where unknown);
    `fallback_language` stems those whose language nobody knows.
    """

    generation: int = 0
    folder: str = ""
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    analyzer: str = ""
    documents: int = 0
    undated: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    fallback_language: str | None = None
    format_version: int = FORMAT_VERSION

    @property
    def total_bytes(self) -> int:
        return sum(size for size, _ in self.files.values())

    def dump(self) -> bytes:
        line = json.dumps(asdict(self), sort_keys=True).encode("ascii")
        return line + b"\n%08x\n" % zlib.crc32(line)


def manifest_name(generation: int) -> str:
    return f"manifest-{generation:08d}"


def generations(index: Path) -> list[int]:
    """The numbers of the manifests in a folder, newest first; empty when there is no folder."""
    try:
        names = [entry.name for entry in index.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(
        (int(match[1]) for name in names if (match := _NAME.fullmatch(name))), reverse=True
    )


def read_newest(index: Path) -> Manifest:
    """The archive's manifest. Raises ArchiveNotFound, CorruptIndex or IncompatibleIndex."""
    while numbers := generations(index):
        path = index / manifest_name(numbers[0])
        try:
            return read_manifest(path, numbers[0])
        except FileNotFoundError:
            # Two commits have come between listing the folder and reading: look again.
            continue
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror or error}") from error
    raise no_archive(index)


def no_archive(index: Path) -> ArchiveNotFound:
    return ArchiveNotFound(
        f"no archive in {index}: run `searchkit ingest documents` first, "
        "or open it with create=True"
    )


def read_manifest(path: Path, generation: int) -> Manifest:
    """One manifest, verified. Raises CorruptIndex, IncompatibleIndex or OSError."""
    try:
        line, checksum, rest = path.read_bytes().split(b"\n")
        if rest or int(checksum, 16) != zlib.crc32(line):
            raise ValueError("its checksum is wrong")
        data = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError("it is no JSON object")
    except ValueError as error:
        raise _corrupt(path, str(error)) from None
    version = data.get("format_version")
    if version != FORMAT_VERSION:
        raise IncompatibleIndex(
            f"{path.parent} has format version {version}; this searchkit reads version "
            f"{FORMAT_VERSION}: install the release that wrote it, or ingest into a new folder"
        )
    manifest = _from_json(path, data)
    if manifest.generation != generation:
        raise _corrupt(path, f"it says it is generation {manifest.generation}")
    return manifest


def _from_json(path: Path, data: dict[str, Any]) -> Manifest:
    names = {item.name for item in fields(Manifest)}
    if set(data) != names:
        raise _corrupt(path, "its fields are not those of a manifest")
    try:
        data["files"] = {name: (size, crc) for name, (size, crc) in data["files"].items()}
    except (AttributeError, TypeError, ValueError):
        raise _corrupt(path, "its list of files is none") from None
    return Manifest(**data)


def _corrupt(path: Path, problem: str) -> CorruptIndex:
    return CorruptIndex(
        f"{path} is damaged ({problem}): restore it from a backup, or delete the index folder "
        "and ingest again",
        str(path),
    )
