"""Which files lie under a path? In the order of their keys, with what could not be listed.

Hidden names, the index itself and special files are left out; symbolic links are followed only to
files that the walk would not come by otherwise and that do not lie outside the named path.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from searchkit.ingest.keys import escape, key_of, path_of
from searchkit.model import Rejected


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can be read. `path` is absolute; `mtime_ns` in nanoseconds since 1970."""

    key: str
    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A folder that is there and cannot be listed, so that nothing is known of its files."""

    key: str
    reason: str


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
            return self._folder(path)
        return iter([_regular(root, path, kind)])

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

    def _folder(self, root: str) -> Iterator[Found | Rejected]:
        real_root = os.path.realpath(root)
        waiting = [root]
        while waiting:
            place = waiting.pop()
            if not place.endswith(os.sep) and place != root:
                found = self._file(place, real_root)
                if found is not None:
                    yield found
                continue
            folder = os.path.normpath(place)
            if os.path.realpath(folder) != self._index:
                waiting.extend(reversed(self._list(folder)))

    def _list(self, folder: str) -> list[str]:
        """The paths in a folder by name; those of folders end in a separator, so that the order
        of the walk is the order of the keys."""
        try:
            with os.scandir(folder) as entries:
                names = [
                    entry.path + os.sep * entry.is_dir(follow_symlinks=False)
                    for entry in entries
                    if not entry.name.startswith(".")
                ]
        except OSError as error:
            self.unlisted.append(Unlisted(key_of(folder, self._base), _reason(error)))
            return []
        self._listed.add(folder)
        return sorted(names, key=escape)

    def _file(self, path: str, real_root: str) -> Found | Rejected | None:
        key = key_of(os.path.dirname(path), self._base)
        name = escape(os.path.basename(path))
        key = name if key == "." else f"{key}/{name}"
        try:
            if os.path.islink(path):
                return self._linked(key, path, real_root)
            return _regular(key, path, os.lstat(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            return Rejected(key, f"cannot be looked at: {_reason(error)}")

    def _linked(self, key: str, path: str, real_root: str) -> Found | Rejected | None:
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


def _regular(key: str, path: str, status: os.stat_result) -> Found | Rejected:
    if not stat.S_ISREG(status.st_mode):
        return Rejected(key, "not a regular file")
    return Found(key, path, status.st_size, status.st_mtime_ns)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
