"""Names of publishers and of authors, as pages write them; what is no name comes back as None."""

from __future__ import annotations

import re
from collections.abc import Iterable

from searchkit.ingest.blocks import clean_line

_HOST = re.compile(r"(?:https?:)?/{0,2}(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#].*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_URL = re.compile(r"\S*(?:https?:|www\.)\S*|[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE)
_EMPTY = frozenset(
    "none null undefined unknown n/a admin administrator root webmaster user author editor default"
    " anonymous home website site blog wordpress by von par por".split()
)
_BY = re.compile(
    r"^(?:(?:(?:written|posted|reported|published|story|words|text)\s+)?by|by:|author:?|authors:?"
    r"|von|autor:?|autorin:?|par|auteur:?|por|di|door|av|af)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*[;|/]\s*|\s*,\s*(?:and\s+)?|\s+(?:and|und|et|y|&|e|en|och|og)\s+")


def source_name(text: str | None) -> str | None:
    """The publisher's name, or None: a bare host, an address or a handle is not a name."""
    name = clean_line(text or "").strip(" |-–—:,")
    if not name or len(name) > 100 or name.startswith("@") or name.casefold() in _EMPTY:
        return None
    if _HOST.fullmatch(name) or _EMAIL.search(name) or not any(char.isalpha() for char in name):
        return None
    return name


def author_names(text: str | None) -> list[str]:
    """The persons (or desks) in a byline, without "By", addresses and doubles, in their order."""
    line = clean_line(text or "")
    if len(line) > 500:
        return []
    line = _URL.sub(" ", line)
    line = _BY.sub("", line)
    names = (_author(part) for part in _JOINED.split(line))
    return list(dict.fromkeys(name for name in names if name))


def join_authors(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def _author(text: str) -> str | None:
    name = _BY.sub("", text.strip()).strip(" .,:;|-–—\"'“”„*()")
    if _EMAIL.search(name) or _HOST.fullmatch(name) or name.startswith("@"):
        return None
    if name.casefold() in _EMPTY or not 2 < len(name) <= 60 or len(name.split()) > 6:
        return None
    if any(char.isdigit() for char in name) or not any(char.isalpha() for char in name):
        return None
    return name
