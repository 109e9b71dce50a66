"""What `searchkit.toml` says of files: read and checked. Every mistake is named with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from searchkit.analysis.language import normalise_language
from searchkit.configuration import Configuration, configuration_path
from searchkit.ingest.decode import encoding_for
from searchkit.ingest.rules import CONSTANTS, FIELDS, NO_RULES, SELECTORS, FileRule, Rules, SiteRule
from searchkit.published import parse_iso

_IN_FILES = ("path", "fields", "constants", "delimiter", "encoding", "columns", "records")
_IN_SITES = ("host", "path", *SELECTORS, "remove")


def rules_for(index: Path, named: str | os.PathLike[str] | None = None) -> Rules:
    """The rules that hold for an archive; `configuration_path` says whose they are.

    Raises ConfigurationError as `read_rules` does.
    """
    path = configuration_path(index, named)
    return NO_RULES if path is None else read_rules(path)


def read_rules(path: Path) -> Rules:
    """The rules of a configuration. Raises ConfigurationError naming file, line and remedy."""
    return _Reader(path).rules()


class _Reader:
    """One configuration while its rules are checked."""

    def __init__(self, path: Path) -> None:
        self._toml = Configuration(path)

    def rules(self) -> Rules:
        table = self._toml.table
        return Rules(
            fields=self._fields(table.get("fields", {}), "fields", 0),
            files=tuple(self._each("files", self._file)),
            sites=tuple(self._each("sites", self._site)),
            sources=self._sources(table.get("sources", {})),
        )

    def _sources(self, table: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            what = 'sources must be a table, as in "Daily News" = ["dailynews.example", "DN"]'
            raise self._toml.error("sources", 0, "", what)
        return {name: self._texts(value, name, "sources", 0) for name, value in table.items()}

    def _each(self, section: str, read: Callable[[dict[str, Any], int], Any]) -> list[Any]:
        tables = self._toml.table.get(section, [])
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            raise self._toml.error(section, 0, "", f"write [[{section}]], once for each rule")
        return [read(item, number) for number, item in enumerate(tables)]

    def _file(self, table: dict[str, Any], number: int) -> FileRule:
        self._toml.know(table, _IN_FILES, "files", number)
        path = self._text(table, "path", "files", number)
        if path is None:
            what = 'path is missing: say which files are meant, as in path = "exports/*.csv"'
            raise self._toml.error("files", number, "", what)
        delimiter = self._text(table, "delimiter", "files", number)
        if delimiter is not None and len(delimiter) != 1:
            what = r'delimiter must be one character, such as ";" or "\t"'
            raise self._toml.error("files", number, "delimiter", what)
        encoding = self._text(table, "encoding", "files", number)
        if encoding is not None and encoding_for(encoding) is None:
            what = f'{encoding} is no text encoding: try "utf-8" or "windows-1252"'
            raise self._toml.error("files", number, "encoding", what)
        columns = table.get("columns")
        return FileRule(
            path=path,
            fields=self._fields(table.get("fields", {}), "files", number),
            constants=self._constants(table.get("constants", {}), number),
            delimiter=delimiter,
            encoding=encoding,
            columns=None if columns is None else self._texts(columns, "columns", "files", number),
            records=self._text(table, "records", "files", number),
        )

    def _site(self, table: dict[str, Any], number: int) -> SiteRule:
        self._toml.know(table, _IN_SITES, "sites", number)
        host = self._text(table, "host", "sites", number)
        path = self._text(table, "path", "sites", number)
        if host is None and path is None:
            what = 'say which pages are meant: host = "news.example", or path = "saved/news/**"'
            raise self._toml.error("sites", number, "", what)
        if host is not None and not re.fullmatch(r"[\w.-]+", host):
            what = f'{host!r} is no host: write it as in host = "news.example"'
            raise self._toml.error("sites", number, "host", what)
        selectors = {
            name: self._selector(table[name], name, number) for name in SELECTORS if name in table
        }
        remove = self._texts(table.get("remove", []), "remove", "sites", number)
        return SiteRule(
            host=host.lower() if host else None,
            path=path,
            selectors=selectors,
            remove=tuple(self._selector(item, "remove", number) for item in remove),
        )

    def _fields(self, table: object, section: str, number: int) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            raise self._toml.error(
                section, number, "fields", "fields must be a table: see the docs"
            )
        self._toml.know(table, FIELDS, section, number)
        return {name: self._texts(value, name, section, number) for name, value in table.items()}

    def _constants(self, table: object, number: int) -> dict[str, str]:
        if not isinstance(table, dict):
            what = 'constants must be a table, as in constants = {source = "Daily News"}'
            raise self._toml.error("files", number, "constants", what)
        self._toml.know(table, CONSTANTS, "files", number)
        constants = {name: self._text(table, name, "files", number) or "" for name in table}
        wrong = _wrong_constant(constants)
        if wrong:
            raise self._toml.error("files", number, "constants", wrong)
        return constants

    def _selector(self, value: object, name: str, number: int) -> str:
        from selectolax.lexbor import LexborHTMLParser

        if isinstance(value, str):
            try:
                LexborHTMLParser("<p>").css(value)
            except Exception:  # noqa: BLE001 - selectolax does not say which it raises
                pass
            else:
                return value
        what = f"{name}: {value!r} is no CSS selector"
        raise self._toml.error("sites", number, name, what)

    def _text(self, table: dict[str, Any], name: str, section: str, number: int) -> str | None:
        value = table.get(name)
        if value is None or (isinstance(value, str) and value):
            return value
        if name in CONSTANTS and hasattr(value, "isoformat"):
            return str(value.isoformat())
        raise self._toml.error(section, number, name, f"{name} must be text in quotes")

    def _texts(self, value: object, name: str, section: str, number: int) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(item, str) and item for item in values):
            return tuple(values)
        what = f"{name} must be text in quotes, or a list of such texts"
        raise self._toml.error(section, number, name, what)


def _wrong_constant(constants: dict[str, str]) -> str | None:
    """What is wrong with what every article of a file is to have."""
    language, published = constants.get("language"), constants.get("published")
    if language and normalise_language(language) is None:
        return f'{language!r} is no language: write its code, such as "de" or "en-GB"'
    try:
        if published:
            parse_iso(published)
    except ValueError as error:
        return f"published: {error}"
    return None
