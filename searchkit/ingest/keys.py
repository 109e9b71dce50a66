"""A file's key: its path relative to the archive's recorded base, as storable text.

A key uses `/` and may begin with `..`. Bytes of a name that are not UTF-8 are written `%XX`, and a
`%` that stands before two hex digits `%25`, so every file name has one key and every key one name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator

_ESCAPE = re.compile("[\udc80-\udcff]|%(?=[0-9A-Fa-f]{2})")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


def escape(name: str) -> str:
    """A file name as the system gave it (undecodable bytes as surrogates) as storable text."""
    return _ESCAPE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", name)


def is_plain(names: str) -> bool:
    """Whether file names, joined by `/`, surely stand in keys as they are."""
    return "%" not in names and (names.isascii() or _is_text(names))


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    raw = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text.encode("utf-8"))
    return os.fsdecode(raw)


def key_of(path: str, base: str) -> str:
    """The key of an absolute path, by its text alone; `.` for the base itself."""
    return escape(os.path.relpath(path, base))


def path_of(key: str, base: str) -> str:
    """The absolute path that a key names."""
    return os.path.normpath(os.path.join(base, unescape(key)))


def named_key(path: str | os.PathLike[str], base: str) -> str:
    """The key of a path as a user named it, by whatever route.

    The same file gets the same key through `docs`, `./docs/`, an absolute path, or a symbolic
    link that leads to the base. A link below the base is a name of its own, so that one pointed
    at a new snapshot keeps its articles' ids.
    """
    absolute = os.path.abspath(path)
    ancestor = absolute
    while True:
        if os.path.realpath(ancestor) == base:
            return key_of(absolute, ancestor)
        parent = os.path.dirname(ancestor)
        if parent == ancestor:
            return key_of(os.path.realpath(absolute), base)
        ancestor = parent


def covers(root: str, key: str) -> bool:
    """Whether the file of `key` lies at or below `root`."""
    if is_above(root):
        return _ups(key) <= _ups(root)
    return key == root or key.startswith(root + "/")


def is_above(root: str) -> bool:
    """Whether a root is the base, or a folder that holds it."""
    return root == "." or set(root.split("/")) == {".."}


def holders(path: str) -> Iterator[str]:
    """The keys of the files that an article's path may name: itself, or archives it is in."""
    yield path
    while "!/" in path:
        path = path.rpartition("!/")[0]
        yield path


def overlap(roots: Collection[str]) -> bool:
    """Whether two roots may lead to the same files."""
    named = set(roots)
    return len(named) > 1 and any(
        is_above(root) or not named.isdisjoint(_ancestors(root)) for root in named
    )


def _ancestors(key: str) -> Iterator[str]:
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


def _ups(key: str) -> int:
    """How many folders above the base a key begins."""
    parts = key.split("/")
    return next((n for n, part in enumerate(parts) if part != ".."), len(parts))
