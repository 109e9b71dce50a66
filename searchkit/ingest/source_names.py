"""Which names mean one publisher? "NYT" and "www.nytimes.com" are The New York Times.

The table is `source_names.json` beside this module: a name, then the other names and the hosts
that mean it; agencies, whose stories others print, in a part of their own. A user's own names go
before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from searchkit.model import Article, Candidate

Table = Mapping[str, Iterable[str]]

_HOST = re.compile(
    r"(?:[a-z]+://)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#].*)?", re.IGNORECASE
)
_ARTICLE = re.compile(r"the\s+(?=\S+\s+\S)", re.IGNORECASE)
_STAFF = re.compile(r"\s+(?:staff|reporters?|writers?|news\s+agency)$", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:(?:quellen?|sources?|fuentes?|fontes?|bron|mit\s+material\s+(?:von|der)|mit\s+informationen"
    r"\s+von|with\s+(?:files|reporting|material)\s+(?:from|by)|avec|con\s+información\s+de)\s*:?\s*)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[/,&+]\s*|\s+(?:und|and|et|y|e)\s+")
_LONGEST, _LONGEST_CREDIT = 200, 60


class SourceNames:
    """A table of names, made for looking names and hosts up."""

    def __init__(self, sources: Table, agencies: Table) -> None:
        self._names: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        self._agencies = frozenset(agencies)
        # Thousands of articles come from one source.
        self._found = lru_cache(maxsize=4096)(self._find)
        for table in (sources, agencies):
            for name, others in table.items():
                for other in (name, *others):
                    self._add(other, name)

    def _add(self, other: str, name: str) -> None:
        for key in (_key(other), _key(_ARTICLE.sub("", other))):
            if key:
                self._names.setdefault(key, name)
        host = _HOST.fullmatch(other)
        if host:
            self._hosts.setdefault(host["host"].lower(), name)

    def of(self, text: str | None) -> str | None:
        """The publisher that a name, a host or an address means; None where it is not known."""
        return self._found(text) if text and len(text) <= _LONGEST else None

    def _find(self, text: str) -> str | None:
        host = _HOST.fullmatch(text.strip())
        named = self._names.get(_key(text))
        return named or (self._of_host(host["host"].lower()) if host else None)

    def _of_host(self, host: str) -> str | None:
        labels = host.split(".")
        above = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((self._hosts[part] for part in above if part in self._hosts), None)

    def agency(self, text: str | None) -> str | None:
        """The agency that a name means, as in "dpa" or "Reuters Staff"; None if it is none."""
        name = self.of(_STAFF.sub("", text)) if text else None
        return name if name in self._agencies else None

    def signed(self, name: str) -> tuple[str, str | None]:
        """The person and the agency in a byline's name, as in "Mara Quill Associated Press"."""
        agency = self.agency(name)
        if agency:
            return "", agency
        words = name.split()
        for start in range(2, len(words)):
            for end in range(start + 1, min(start + 3, len(words)) + 1):
                agency = self.agency(" ".join(words[start:end]))
                if agency:
                    return " ".join(words[:start]), agency
        return name, None

    def credited(self, line: str) -> str | None:
        """The agencies of a line that is nothing but their credit: "(dpa/afp)", "Source: AP"."""
        if len(line) > _LONGEST_CREDIT:
            return None
        rest = line.strip(" ()[]—–-.;©*")
        parts = _BETWEEN.split(rest[_CREDIT.match(rest).end() :])  # type: ignore[union-attr]
        agencies = [self.agency(part) for part in parts]
        known = [agency for agency in agencies if agency]
        return ", ".join(dict.fromkeys(known)) if known and len(known) == len(agencies) else None

    def normalise(self, article: Article) -> Article:
        """The article under its publisher's one name; the name that it had stays a candidate."""
        name = self.of(article.source)
        if name is None or name == article.source:
            return article
        had = Candidate("source", article.source or "", article.source_basis or "user")
        return replace(article, source=name, candidates=(*article.candidates, had))


def names_from(table: Table) -> SourceNames:
    """The names of a user's table, {"Velmora Times": ["velmora.example", "VT"]}, and ours."""
    return _named(tuple((name, tuple(others)) for name, others in table.items()))


def known_names() -> SourceNames:
    """The names of the table that comes with the package."""
    return _named(())


@lru_cache(maxsize=8)
def _named(own: tuple[tuple[str, tuple[str, ...]], ...]) -> SourceNames:
    table = dict(own)
    built_in = _read()
    ours = {name: others for name, others in built_in["sources"].items() if name not in table}
    return SourceNames({**table, **ours}, built_in["agencies"])


def _read() -> dict[str, dict[str, list[str]]]:
    text = files("searchkit.ingest").joinpath("source_names.json").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = json.loads(text)
    return tables


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
