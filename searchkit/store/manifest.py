"""Which generation is the archive? A small checksummed file that is replaced atomically.

`manifest-N` names every file of generation N with its size and CRC-32, and says what each is for.
It is two lines of ASCII: the manifest as one JSON object, then the CRC-32 of that line in
hexadecimal. In every format its `format_version` says which that is; in those after this one
`searchkit` is the release that wrote it. The highest N is the archive; N-1 is kept for readers that
are just opening it. A damaged newest manifest is an error: falling back to the one before would
silently lose what was acknowledged.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.errors import ArchiveError, ArchiveNotFound, IncompatibleIndex
from searchkit.lazy_regex import lazy_pattern
from searchkit.store.container import FORMAT_VERSION, damaged, unreadable
from searchkit.values import Value, as_dict, field, names_of
from searchkit.version import __version__

KINDS = {"segment": "seg", "deletions": "del", "record": "rec", "groups": "grp"}
"""What a file is for, and how its name begins."""
_NAME = lazy_pattern(r"manifest-(\d{1,12})")
_FILE = lazy_pattern(rf"(?:{'|'.join(KINDS.values())})-[0-9a-f]{{16}}\.sk")
_RELEASE = lazy_pattern(r"[0-9][0-9a-z.]{0,20}")
REBUILT = frozenset((1,))
"""Earlier format versions, which are not opened but which `rebuild` takes over: how each is read is
in `engines/local/earlier.py`."""


class SegmentEntry(NamedTuple):
    """A segment's file, its articles, and how many of them are not deleted."""

    name: str
    documents: int
    live: int


class Manifest(Value, kw_only=True):
    """One generation: its files as name to (bytes, CRC-32), and what is in it.

    `index_id` is drawn when an archive is made or rebuilt. `deletions` is None where nothing is
    deleted, `groups` where no article is a copy of another; of `records`, a later one overrides
    those before it. `languages` counts articles by the language they say they are in ("" where
    unknown); `fallback_language` is the commonest of those that are known, whose stemmer the others
    were given.
    """

    generation: int = 0
    index_id: str = ""
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    segments: tuple[SegmentEntry, ...] = ()
    deletions: str | None = None
    groups: str | None = None
    records: tuple[str, ...] = ()
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
        line = json.dumps(as_dict(self), sort_keys=True).encode("ascii")
        return line + b"\n%08x\n" % zlib.crc32(line)


def is_file_name(name: str) -> bool:
    """Whether a generation's file may be called so."""
    return _FILE.fullmatch(name) is not None


def manifest_name(generation: int) -> str:
    return f"manifest-{generation:08d}"


def generations(index: Path) -> list[int]:
    """The numbers of the manifests in a folder, newest first; empty when there is no folder."""
    try:
        names = [entry.name for entry in index.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(index, error) from error
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
            raise unreadable(path, error) from error
    raise no_archive(index)


def no_archive(index: Path) -> ArchiveNotFound:
    return ArchiveNotFound(
        f"no archive in {index}: run `searchkit ingest documents` first, "
        "or open it with create=True"
    )


def read_manifest(path: Path, generation: int) -> Manifest:
    """One manifest, verified. Raises CorruptIndex, IncompatibleIndex or OSError."""
    data = _facts(path)
    if data.get("format_version") != FORMAT_VERSION:
        raise _incompatible(path.parent, data)
    manifest = _from_json(path, data)
    if manifest.generation != generation:
        raise damaged(path, f"it says it is generation {manifest.generation}")
    return manifest


def newest_facts(index: Path) -> tuple[Path, int, dict[str, Any]]:
    """The newest manifest of whatever format version: its path, its number, its JSON object.

    Nothing but its checksum has been verified. Raises ArchiveNotFound or CorruptIndex.
    """
    for number in generations(index):
        path = index / manifest_name(number)
        return path, number, _facts(path)
    raise no_archive(index)


def is_rebuilt(facts: dict[str, Any]) -> bool:
    """Whether a manifest's JSON object is of a version in REBUILT."""
    version = facts.get("format_version")
    return type(version) is int and version in REBUILT


def was_rebuilt(path: Path) -> bool:
    """Whether a manifest that is there can only be what an archive was rebuilt from."""
    try:
        return is_rebuilt(_facts(path))
    except (ArchiveError, OSError):
        return False


def _facts(path: Path) -> dict[str, Any]:
    try:
        line, checksum, rest = path.read_bytes().split(b"\n")
        if rest or int(checksum, 16) != zlib.crc32(line):
            raise ValueError("its checksum is wrong")
        data = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError("it is no JSON object")
    except ValueError as error:
        raise damaged(path, str(error)) from None
    return data


def _incompatible(index: Path, facts: dict[str, Any]) -> IncompatibleIndex:
    version, release = facts.get("format_version"), facts.get("searchkit")
    ways = "install the release that wrote it, or ingest into a new folder"
    if is_rebuilt(facts):
        ways = "run `searchkit rebuild`, which takes its articles over"
    elif isinstance(version, int) and version > FORMAT_VERSION:
        newer = f"searchkit {release} or later" if _is_release(release) else "a later searchkit"
        ways = f"install {newer}, which reads it and earlier ones"
    return IncompatibleIndex(
        f"{index} has format version {version}; this searchkit ({__version__}) reads version "
        f"{FORMAT_VERSION}: {ways}"
    )


def _is_release(release: object) -> bool:
    return isinstance(release, str) and _RELEASE.fullmatch(release) is not None


def _from_json(path: Path, data: dict[str, Any]) -> Manifest:
    if set(data) != set(names_of(Manifest)):
        raise damaged(path, "its fields are not those of a manifest")
    try:
        data["files"] = {name: (size, crc) for name, (size, crc) in data["files"].items()}
        data["segments"] = tuple(SegmentEntry(*entry) for entry in data["segments"])
        data["records"] = tuple(data["records"])
        data["languages"] = dict(data["languages"])
        manifest = Manifest(**data)
        problem = _inconsistency(manifest)
    except (AttributeError, TypeError, ValueError):
        problem = "its lists are none"
    if problem:
        raise damaged(path, problem)
    return manifest


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _inconsistency(manifest: Manifest) -> str | None:
    """What keeps a manifest from making sense, or None."""
    sizes = chain.from_iterable(manifest.files.values())
    counts = (manifest.generation, manifest.documents, manifest.undated)
    if not all(map(_is_count, (*sizes, *counts, *manifest.languages.values()))):
        return "its sizes and counts are no numbers"
    texts = (manifest.index_id, manifest.analyzer, manifest.fallback_language or "")
    if not all(isinstance(text, str) for text in (*texts, *manifest.languages)):
        return "its names are no texts"
    named = Counter(entry.name for entry in manifest.segments)
    named.update(manifest.records)
    named.update(name for name in (manifest.deletions, manifest.groups) if name)
    if named != Counter(list(manifest.files)):
        return "the files it lists are not those it uses"
    if not all(map(is_file_name, manifest.files)):
        return "it lists a file that no archive has"
    if any(not 0 <= entry.live <= entry.documents for entry in manifest.segments):
        return "a segment's counts are impossible"
    if sum(entry.live for entry in manifest.segments) != manifest.documents:
        return "its articles are not those of its segments"
    return None
