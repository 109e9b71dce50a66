"""Names of publishers, as pages write them; what is no name comes back as None."""

from __future__ import annotations

import re

from searchkit.ingest.blocks import clean_line

_HOST = re.compile(r"(?:https?:)?/{0,2}(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#].*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_EMPTY = frozenset(
    "none null undefined unknown n/a admin default home website site blog wordpress".split()
)


def source_name(text: str | None) -> str | None:
    """The publisher's name, or None: a bare host, an address or a handle is not a name."""
    name = clean_line(text or "").strip(" |-–—:,")
    if not name or len(name) > 100 or name.startswith("@") or name.casefold() in _EMPTY:
        return None
    if _HOST.fullmatch(name) or _EMAIL.search(name) or not any(char.isalpha() for char in name):
        return None
    return name
