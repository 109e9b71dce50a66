"""Which files lie under a path? In the order of their keys, with what could not be listed.

Hidden names, the index itself and special files are left out; symbolic links are followed only to
files that the walk would not come by otherwise and that do not lie outside the named path.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from searchkit.ingest.keys import escape, is_plain, key_of, path_of, unescape
from searchkit.model import Rejected

UNKNOWN = -(1 << 63)
"""In the place of a time that 64 bits cannot hold: no file has it."""
_BATCH = 4096
"""So many files are looked at before any of them is passed on."""
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

    `ordinary`: they are files and no links; `plain`: their names stand in keys as they are.
    """

    folder: str
    prefix: str
    entries: list[os.DirEntry[str]]
    ordinary: bool
    plain: bool

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
        for group in self._groups(root, real_root):
            yield from _one_by_one(group, group.names(), real_root)

    def _batches_below(self, root: str) -> Iterator[Batch | Rejected]:
        real_root = os.path.realpath(root)
        for group in self._groups(root, real_root):
            if group.ordinary:
                yield from _batches_of(group, real_root)
            else:
                yield from map(_batched, _one_by_one(group, group.names(), real_root))

    def _groups(self, root: str, real_root: str) -> Iterator[_Group]:
        waiting: list[str | _Group] = [root]
        while waiting:
            place = waiting.pop()
            if isinstance(place, _Group):
                yield place
            # No link is followed to a folder, so below the root paths stay real.
            elif os.path.join(real_root, place[len(root) :].lstrip(os.sep)) != self._index:
                waiting.extend(reversed(self._list(place)))

    def _list(self, folder: str) -> list[str | _Group]:
        """What is in a folder: the paths of folders, and groups of other entries between them."""
        key = key_of(folder, self._base)
        prefix = "" if key == "." else f"{key}/"
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
            names = "/".join(map(_NAME, entries))
            plain = is_plain(names)
            if names.startswith(".") or "/." in names:
                entries = [entry for entry in entries if not entry.name.startswith(".")]
            linked = any(map(os.DirEntry.is_symlink, entries))
            if not linked and all(map(os.DirEntry.is_file, entries)):
                entries.sort(key=_NAME if plain else _key)
                places: list[str | _Group] = [_Group(folder, prefix, entries, True, plain)]
            else:
                places = _places(folder, prefix, entries, plain)
        except OSError as error:
            self.unlisted.append(Unlisted(key, _reason(error)))
            return []
        self._listed.add(folder)
        return places


def _places(
    folder: str, prefix: str, entries: list[os.DirEntry[str]], plain: bool
) -> list[str | _Group]:
    """Paths of folders, and groups of what lies between them."""
    places: list[str | _Group] = []
    for kind, some in groupby(sorted(entries, key=_key), _kind):
        if kind == _FOLDER:
            places += [entry.path for entry in some]
        else:
            places.append(_Group(folder, prefix, list(some), kind == _ORDINARY, plain))
    return places


def _key(entry: os.DirEntry[str]) -> str:
    """What makes the order of names that of keys: those of folders end in a separator."""
    return escape(entry.name) + "/" * entry.is_dir(follow_symlinks=False)


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_dir(follow_symlinks=False):
        return _FOLDER
    return _ORDINARY if entry.is_file(follow_symlinks=False) else _SPECIAL


def _batches_of(group: _Group, real_root: str) -> Iterator[Batch | Rejected]:
    """Ordinary files; the group is empty afterwards."""
    names = group.names()
    group.entries.reverse()
    for stop in range(_BATCH, len(names) + _BATCH, _BATCH):
        some = names[stop - _BATCH : stop]
        left = max(0, len(names) - stop)
        try:
            sizes, times = _look(group.entries, left)
        except (OSError, OverflowError):
            # Since it was listed, something has happened to a file; or its time is a strange one.
            del group.entries[left:]
            yield from map(_batched, _one_by_one(group, some, real_root))
        else:
            keys = some if group.plain else [escape(name) for name in some]
            yield Batch(group.folder, group.prefix, keys, sizes, times)


def _look(entries: list[os.DirEntry[str]], left: int) -> tuple[array[int], array[int]]:
    """Sizes and times of ordinary files, taken from the end of a list until so many are left."""
    sizes, times = array("q"), array("q")
    # What was looked at is let go of at once: using memory again saves a tenth of the time.
    for _ in range(len(entries) - left):
        state = entries.pop().stat()
        sizes.append(state.st_size)
        times.append(state.st_mtime_ns)
    return sizes, times


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
