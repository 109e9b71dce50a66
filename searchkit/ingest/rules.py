"""What a user says of their files: which fields mean what, how tables are written, where pages
have their text. Read from `searchkit.toml` by `rules_file.py`; `docs/formats.md` explains it.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

Paths = tuple[str, ...]
"""Names in a record, outermost first, joined by dots; the first that holds anything counts."""

FIELDS = (
    "id", "title", "body", "html", "summary", "source", "published", "modified", "author", "url",
    "language", "dateline", "agency",
)  # fmt: skip
"""What a record's fields can be mapped to; `html` is a body with markup."""
CONSTANTS = ("source", "author", "language", "published")
SELECTORS = ("title", "body", "date", "author")


@dataclass(frozen=True, slots=True)
class FileRule:
    """What holds for files whose path matches; None and {} say nothing."""

    path: str
    fields: Mapping[str, Paths] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    columns: Paths | None = None
    records: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRule:
    """Where the pages of a host, or of files whose path matches, have what: CSS selectors.

    `selectors` are by SELECTORS' names; what `remove` selects is no part of the page.
    """

    host: str | None = None
    path: str | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Treatment:
    """What holds for one file: its rules as one, later ones before earlier ones."""

    fields: Mapping[str, Paths] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    columns: Paths | None = None
    records: str | None = None
    sites: tuple[SiteRule, ...] = ()
    sources: Mapping[str, Paths] = field(default_factory=dict)

    @property
    def language(self) -> str | None:
        """Of all that is in the file; it may name a region, as in "en-GB"."""
        return self.constants.get("language")

    def site(self, hosts: tuple[str, ...]) -> SiteRule | None:
        """The rule for a page that names these hosts as its own: the last that matches."""
        for rule in reversed(self.sites):
            if rule.host is None or any(_is_of(host, rule.host) for host in hosts):
                return rule
        return None


PLAIN = Treatment()
"""Of a file that no rule concerns."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a configuration."""

    fields: Mapping[str, Paths] = field(default_factory=dict)
    files: tuple[FileRule, ...] = ()
    sites: tuple[SiteRule, ...] = ()
    sources: Mapping[str, Paths] = field(default_factory=dict)
    """Publishers' names, each with the other names and the hosts that mean it."""

    def treatment(self, key: str) -> Treatment:
        """What holds for the file of a key; members of an archive are treated as it is."""
        if self == NO_RULES:
            return PLAIN
        matching = [rule for rule in self.files if matches(rule.path, key)]
        given: dict[str, Any] = {"fields": dict(self.fields), "constants": {}}
        for rule in matching:
            given["fields"] |= rule.fields
            given["constants"] |= rule.constants
            for name in ("delimiter", "encoding", "columns", "records"):
                given[name] = getattr(rule, name) or given.get(name)
        sites = [rule for rule in self.sites if rule.path is None or matches(rule.path, key)]
        return Treatment(**given, sites=tuple(sites), sources=self.sources)

    def digest(self, key: str) -> int:
        """A number from 1 to 2^62 for a file's treatment, 0 where no rule concerns it."""
        treatment = self.treatment(key)
        if treatment == PLAIN:
            return 0
        text = json.dumps(asdict(treatment), sort_keys=True)
        return 1 + int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % (1 << 62)

    def digests(self, above: str, rests: Sequence[str]) -> array[int]:
        """The digests of the keys that begin with `above` (type "q")."""
        if not self.files and all(rule.path is None for rule in self.sites):
            return array("q", [self.digest(above)]) * len(rests)
        return array("q", [self.digest(above + rest) for rest in rests])

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rules:
        """The inverse of `to_json`, after JSON made lists of tuples."""
        return cls(
            fields=_paths(data["fields"]),
            files=tuple(
                FileRule(
                    **item
                    | {
                        "fields": _paths(item["fields"]),
                        "columns": item["columns"] and tuple(item["columns"]),
                    }
                )
                for item in data["files"]
            ),
            sites=tuple(
                SiteRule(**item | {"remove": tuple(item["remove"])}) for item in data["sites"]
            ),
            sources=_paths(data["sources"]),
        )


NO_RULES = Rules()


def matches(pattern: str, key: str) -> bool:
    """Whether a pattern fits the end of a path, whole names of it: `exports/*.csv`, `**/*.json`.

    `*` and `?` stand for anything but `/`, `**` for any folders.
    """
    return _compiled(pattern).search(key) is not None


def value_at(record: object, path: str) -> Any:
    """What a record holds under a name, or under names joined by dots; list items by number."""
    if isinstance(record, dict) and path in record:
        return record[path]
    value = record
    for name in path.split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit():
            value = value[int(name)] if len(name) < 10 and int(name) < len(value) else None
        else:
            return None
    return value


def hosts_of(*addresses: str | None) -> tuple[str, ...]:
    """The hosts of addresses, in lower case."""
    hosts = []
    for address in addresses:
        try:
            host = urlsplit(address or "").hostname
        except ValueError:
            host = None
        if host:
            hosts.append(host)
    return tuple(hosts)


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = []
    for part in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern.removeprefix("./")):
        wild = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        parts.append(wild.get(part) or re.escape(part))
    return re.compile(rf"(?:^|/){''.join(parts).removeprefix('/')}\Z")


def _paths(data: Mapping[str, Any]) -> dict[str, Paths]:
    return {name: tuple(paths) for name, paths in data.items()}
