"""`searchkit.toml`: read, checked, and found. Every mistake is named with its file and line."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from searchkit.errors import ConfigurationError
from searchkit.ingest.decode import encoding_for
from searchkit.ingest.rules import CONSTANTS, FIELDS, NO_RULES, SELECTORS, FileRule, Rules, SiteRule

NAME = "searchkit.toml"
LARGEST = 1 << 20
_SECTIONS = ("fields", "files", "sites", "sources")
_IN_FILES = ("path", "fields", "constants", "delimiter", "encoding", "columns", "records")
_IN_SITES = ("host", "path", *SELECTORS, "remove")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_LINE = re.compile(r"at line (\d+)")


def rules_for(index: Path, named: str | os.PathLike[str] | None = None) -> Rules:
    """The rules that hold for an archive: those of the configuration that is named, else of the
    one that SEARCHKIT_CONFIG names, else of the one beside the archive's folder, if it is there.

    Raises ConfigurationError as `read_rules` does. The working folder has no say: what an archive
    holds must not hang on where a command was typed.
    """
    chosen = named or os.environ.get("SEARCHKIT_CONFIG")
    if chosen:
        return read_rules(Path(chosen))
    beside = Path(os.path.abspath(index)).parent / NAME
    return read_rules(Path(os.path.relpath(beside))) if beside.is_file() else NO_RULES


def read_rules(path: Path) -> Rules:
    """The rules of a configuration. Raises ConfigurationError naming file, line and remedy."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path}:{line}: not UTF-8: save the file as UTF-8") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{path}: larger than {LARGEST >> 20} MB is no configuration")
    return _Reader(path, text).rules()


class _Reader:
    """One configuration while it is checked; knows the line of what it is looking at."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._table: Mapping[str, Any] = _loads(path, text)

    def rules(self) -> Rules:
        self._know(self._table, _SECTIONS, "", 0)
        return Rules(
            fields=self._fields(self._table.get("fields", {}), "fields", 0),
            files=tuple(self._each("files", self._file)),
            sites=tuple(self._each("sites", self._site)),
            sources=self._sources(self._table.get("sources", {})),
        )

    def _sources(self, table: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            what = 'sources must be a table, as in "Daily News" = ["dailynews.example", "DN"]'
            raise self._error("sources", 0, "", what)
        return {name: self._texts(value, name, "sources", 0) for name, value in table.items()}

    def _each(self, section: str, read: Callable[[dict[str, Any], int], Any]) -> list[Any]:
        tables = self._table.get(section, [])
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            raise self._error(section, 0, "", f"write [[{section}]], once for each rule")
        return [read(item, number) for number, item in enumerate(tables)]

    def _file(self, table: dict[str, Any], number: int) -> FileRule:
        self._know(table, _IN_FILES, "files", number)
        path = self._text(table, "path", "files", number)
        if path is None:
            what = 'path is missing: say which files are meant, as in path = "exports/*.csv"'
            raise self._error("files", number, "", what)
        delimiter = self._text(table, "delimiter", "files", number)
        if delimiter is not None and len(delimiter) != 1:
            what = r'delimiter must be one character, such as ";" or "\t"'
            raise self._error("files", number, "delimiter", what)
        encoding = self._text(table, "encoding", "files", number)
        if encoding is not None and encoding_for(encoding) is None:
            what = f'{encoding} is no text encoding: try "utf-8" or "windows-1252"'
            raise self._error("files", number, "encoding", what)
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
        self._know(table, _IN_SITES, "sites", number)
        host = self._text(table, "host", "sites", number)
        path = self._text(table, "path", "sites", number)
        if host is None and path is None:
            what = 'say which pages are meant: host = "news.example", or path = "saved/news/**"'
            raise self._error("sites", number, "", what)
        if host is not None and not re.fullmatch(r"[\w.-]+", host):
            what = f'{host!r} is no host: write it as in host = "news.example"'
            raise self._error("sites", number, "host", what)
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
            raise self._error(section, number, "fields", "fields must be a table: see the docs")
        self._know(table, FIELDS, section, number)
        return {name: self._texts(value, name, section, number) for name, value in table.items()}

    def _constants(self, table: object, number: int) -> dict[str, str]:
        if not isinstance(table, dict):
            what = 'constants must be a table, as in constants = {source = "Daily News"}'
            raise self._error("files", number, "constants", what)
        self._know(table, CONSTANTS, "files", number)
        return {name: self._text(table, name, "files", number) or "" for name in table}

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
        raise self._error("sites", number, name, what)

    def _text(self, table: dict[str, Any], name: str, section: str, number: int) -> str | None:
        value = table.get(name)
        if value is None or (isinstance(value, str) and value):
            return value
        if name in CONSTANTS and hasattr(value, "isoformat"):
            return str(value.isoformat())
        raise self._error(section, number, name, f"{name} must be text in quotes")

    def _texts(self, value: object, name: str, section: str, number: int) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(item, str) and item for item in values):
            return tuple(values)
        what = f"{name} must be text in quotes, or a list of such texts"
        raise self._error(section, number, name, what)

    def _know(
        self, table: Mapping[str, Any], known: tuple[str, ...], section: str, number: int
    ) -> None:
        """Raise for a name that is not known, with those that are."""
        for name in table:
            if name not in known:
                what = f"{name} is not known here: there are {', '.join(known)}"
                raise self._error(section, number, name, what)

    def _error(self, section: str, number: int, name: str, what: str) -> ConfigurationError:
        return ConfigurationError(f"{self._path}:{self._line(section, number, name)}: {what}")

    def _line(self, section: str, number: int, name: str) -> int:
        """The line of a name in a section's table of that number, else that table's first."""
        key = re.compile(rf"""(?:.*[{{,])?\s*["']?{re.escape(name)}["']?\s*[=.]""")
        current, seen, found = "", -1, 1
        for place, line in enumerate(self._lines, start=1):
            header = _HEADER.match(line)
            if header:
                current = header[1].partition(".")[0]
                seen += header[1] == section
                if not section and current == name:
                    return place
            if current != section or (section and seen != number):
                continue
            found = place if header else found
            if name and key.match(line):
                return place
        return found


def _loads(path: Path, text: str) -> dict[str, Any]:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table: dict[str, Any] = toml.loads(text)
        return table
    except toml.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        place = f"{path}:{line[1]}" if line else str(path)
        raise ConfigurationError(f"{place}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: not valid TOML: nested too deeply") from None
