"""Which files lie under a path? In the order of their keys, with what could not be listed.

Hidden names, the index itself and special files are left out; symbolic links are followed only to
files that the walk would not come by otherwise and that do not lie outside the named path.
"""

from __future__ import annotations

import contextlib
import os
import stat
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from searchkit.ingest.keys import escape, key_of, path_of, unescape
from searchkit.ingest.listing import LookAhead, measure
from searchkit.model import Rejected

UNKNOWN = -(1 << 63)
"""In the place of a time that 64 bits cannot hold: no file has it."""
_FOLLOWING = 16
"""So many of the folders to come may be looked at ahead."""
_NAME = attrgetter("name")
_FOLDER, _ORDINARY, _SPECIAL = range(3)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can be read. `path` is absolute; `mtime_ns` in nanoseconds since 1970."""

    key: str
    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one folder that follow each other in the order of keys; at least one.

    A key is `prefix` and a name. `sizes` (bytes) and `times` (`mtime_ns`) are of type "q".
    """

    folder: str
    prefix: str
    names: list[str]
    sizes: array[int]
    times: array[int]

    @classmethod
    def of(cls, found: Found) -> Batch:
        """A batch of one file."""
        above, slash, name = found.key.rpartition("/")
        time = found.mtime_ns if abs(found.mtime_ns) < -UNKNOWN else UNKNOWN
        sizes, times = array("q", [found.size]), array("q", [time])
        return cls(os.path.dirname(found.path), above + slash, [name], sizes, times)

    def part(self, places: list[int]) -> Batch:
        return Batch(
            self.folder,
            self.prefix,
            [self.names[place] for place in places],
            array("q", [self.sizes[place] for place in places]),
            array("q", [self.times[place] for place in places]),
        )

    def keys(self, above: str) -> list[str]:
        """The keys without `above`, with which all of them begin."""
        rest = self.prefix.removeprefix(above)
        return [rest + name for name in self.names] if rest else self.names

    def found(self, place: int) -> Found:
        name = self.names[place]
        path = os.path.join(self.folder, unescape(name))
        return Found(self.prefix + name, path, self.sizes[place], self.times[place])


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A folder that is there and cannot be listed, so that nothing is known of its files."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Entries of a folder that follow each other in the order of keys, and are no folders.

    `ordinary`: they are files and no links.
    """

    folder: str
    prefix: str
    entries: list[os.DirEntry[str]]
    ordinary: bool

    def names(self) -> list[str]:
        return list(map(_NAME, self.entries))


class Walk:
    """Walks over paths below one base, remembering which folders were listed without error.

    `index` is the archive's folder, which is never walked into.
    """

    def __init__(self, base: str, index: str) -> None:
        self._base = base
        self._index = os.path.realpath(index)
        self._listed: set[str] = set()
        self.unlisted: list[Unlisted] = []

    def files(self, root: str) -> Iterator[Found | Rejected]:
        """What lies under the path of the key `root`: readable files, and those that never are.

        Raises OSError when the path itself is missing or cannot be looked at.
        """
        path = path_of(root, self._base)
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            return self._below(path)
        return iter([_regular(root, path, kind)])

    def batches(self, root: str) -> Iterator[Batch | Rejected]:
        """The same, but many ordinary files of a folder at a time."""
        path = path_of(root, self._base)
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            return self._batches_below(path)
        return map(_batched, [_regular(root, path, kind)])

    def confirms_gone(self, key: str) -> bool:
        """Whether a file is known to be gone: the nearest folder left was listed without error."""
        path = path_of(key, self._base)
        try:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                return False
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            return False
        folder = os.path.dirname(path)
        while not os.path.isdir(folder) and folder != os.path.dirname(folder):
            folder = os.path.dirname(folder)
        return folder in self._listed

    def _below(self, root: str) -> Iterator[Found | Rejected]:
        real_root = os.path.realpath(root)
        waiting: list[str | _Group] = [root]
        while waiting:
            place = waiting.pop()
            if isinstance(place, _Group):
                yield from _one_by_one(place, place.names(), real_root)
            elif not self._is_index(place, root, real_root):
                waiting.extend(reversed(self._list(place)))

    def _batches_below(self, root: str) -> Iterator[Batch | Rejected]:
        real_root = os.path.realpath(root)
        waiting: list[str | _Group] = [root]
        with contextlib.closing(LookAhead()) as ahead:
            while waiting:
                place = waiting.pop()
                if isinstance(place, _Group):
                    yield from _batches_of(place, real_root)
                elif self._is_index(place, root, real_root):
                    continue
                elif listing := ahead.look(place, _folders(waiting[: -_FOLLOWING - 1 : -1])):
                    self._listed.add(place)
                    if listing.names:
                        yield Batch(place, self._prefix(place), *listing)
                else:
                    waiting.extend(reversed(self._list(place)))

    def _is_index(self, folder: str, root: str, real_root: str) -> bool:
        # No link is followed to a folder, so below the root paths stay real.
        return os.path.join(real_root, folder[len(root) :].lstrip(os.sep)) == self._index

    def _prefix(self, folder: str) -> str:
        """What the keys of all that is in a folder begin with."""
        key = key_of(folder, self._base)
        return "" if key == "." else f"{key}/"

    def _list(self, folder: str) -> list[str | _Group]:
        """What is in a folder: the paths of folders, and groups of other entries between them."""
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
            places = _places(folder, self._prefix(folder), entries)
        except OSError as error:
            self.unlisted.append(Unlisted(key_of(folder, self._base), _reason(error)))
            return []
        self._listed.add(folder)
        return places


def _folders(places: list[str | _Group]) -> list[str]:
    return [place for place in places if isinstance(place, str)]


def _places(folder: str, prefix: str, entries: list[os.DirEntry[str]]) -> list[str | _Group]:
    """Paths of folders, and groups of what lies between them."""
    places: list[str | _Group] = []
    for kind, some in groupby(sorted(entries, key=_key), _kind):
        if kind == _FOLDER:
            places += [entry.path for entry in some]
        else:
            places.append(_Group(folder, prefix, list(some), kind == _ORDINARY))
    return places


def _key(entry: os.DirEntry[str]) -> str:
    """What makes the order of names that of keys: those of folders end in a separator."""
    return escape(entry.name) + "/" * entry.is_dir(follow_symlinks=False)


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_dir(follow_symlinks=False):
        return _FOLDER
    return _ORDINARY if entry.is_file(follow_symlinks=False) else _SPECIAL


def _batches_of(group: _Group, real_root: str) -> Iterator[Batch | Rejected]:
    names = group.names()
    try:
        measures = measure(group.entries[::-1]) if group.ordinary else None
    except (OSError, OverflowError):
        # Since it was listed, something has happened to a file; or its time is a strange one.
        measures = None
    if measures:
        yield Batch(group.folder, group.prefix, [escape(name) for name in names], *measures)
    else:
        yield from map(_batched, _one_by_one(group, names, real_root))


def _one_by_one(group: _Group, names: list[str], real_root: str) -> Iterator[Found | Rejected]:
    for name in names:
        path = os.path.join(group.folder, name)
        found = _file(group.prefix + escape(name), path, real_root)
        if found is not None:
            yield found


def _file(key: str, path: str, real_root: str) -> Found | Rejected | None:
    try:
        if os.path.islink(path):
            return _linked(key, path, real_root)
        return _regular(key, path, os.lstat(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        return Rejected(key, f"cannot be looked at: {_reason(error)}")


def _linked(key: str, path: str, real_root: str) -> Found | Rejected | None:
    target = os.path.realpath(path)
    if not os.path.lexists(target):
        return Rejected(key, "a symbolic link to nothing")
    if os.path.isdir(target):
        return None
    inside = os.path.relpath(target, real_root)
    if inside.split(os.sep)[0] == os.pardir:
        return Rejected(key, "a symbolic link out of the folder that was named")
    if not any(part.startswith(".") for part in inside.split(os.sep)):
        return None
    return _regular(key, path, os.stat(path))


def _batched(item: Found | Rejected) -> Batch | Rejected:
    return Batch.of(item) if isinstance(item, Found) else item


def _regular(key: str, path: str, status: os.stat_result) -> Found | Rejected:
    if not stat.S_ISREG(status.st_mode):
        return Rejected(key, "not a regular file")
    return Found(key, path, status.st_size, status.st_mtime_ns)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
